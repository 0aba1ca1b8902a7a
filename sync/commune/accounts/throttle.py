"""How often a name may be tried from an address: wrong tries are slowed down, nobody is locked out by somebody else.

Guarantees: a try is counted as a miss, and committed, before the password is looked at; a wait holds for one name from
one address, or for everything from one address, never for a name everywhere: somebody who misses from elsewhere does
not stop the person whose name it is. Where a name is tried from very many addresses, an address that never had that
password right gets one try between two waits. Whether anybody has the name makes no difference. Waits double and end.

    wait = begin_try("canbo", "192.0.2.7", now)     # timedelta(0): go on; else so long to wait, nothing was counted
    succeeded("canbo", "192.0.2.7", now)

Source of the rules: NIST SP 800-63B section 5.2.2 (rate limiting); docs/adr/0023-logins-are-slowed-not-locked.md.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from sync.commune.accounts.models import LoginAttempt

NO_WAIT: Final = timedelta(0)
FORGET: Final = timedelta(days=1)               # misses older than this do not count
REMEMBER: Final = timedelta(days=30)            # so long an address is one from which the password was right
ATTACKED: Final = 100                           # misses of a name from all addresses together
EVERYWHERE: Final = ""                          # the address of the row that counts them


@dataclass(frozen=True)
class Pace:
    """``free`` misses cost nothing; then a wait of ``first``, doubled at each further miss, at most ``longest``."""

    free: int
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(minutes=15)

    def wait(self, misses: int) -> timedelta:
        if misses < self.free:
            return NO_WAIT
        wait: timedelta = self.first * 2 ** min(misses - self.free, 10)
        return min(wait, self.longest)


PAIR: Final = Pace(5)           # one name from one address
STRANGER: Final = Pace(1)       # the same, while the name is attacked and was never right from there
ADDRESS: Final = Pace(20)       # any names from one address
UNLIMITED: Final = Pace(2**31)


def begin_try(name: str, address: str, now: datetime) -> timedelta:
    """Counts one try of ``name`` from ``address`` as a miss until it proves right; or how long to wait first."""
    name, address = folded(name), address_key(address)
    with transaction.atomic():
        _forget(now)
        known = LoginAttempt.objects.filter(name=name, address=address, succeeded__isnull=False).exists()
        account, place = _row(name, EVERYWHERE, now), _row("", address, now)
        if not known and _left(place, now):
            return _left(place, now)
        pair = _row(name, address, now)
        if _left(pair, now):
            return _left(pair, now)
        attacked = account.misses >= ATTACKED and not known
        _miss(account, UNLIMITED, now)
        _miss(place, ADDRESS, now)
        _miss(pair, STRANGER if attacked else PAIR, now)
    return NO_WAIT


def succeeded(name: str, address: str, now: datetime) -> None:
    """The try was right: the misses of this name are over, and this address is known for it."""
    name, address = folded(name), address_key(address)
    with transaction.atomic():
        LoginAttempt.objects.filter(name=name, address=EVERYWHERE).delete()
        LoginAttempt.objects.filter(name=name, address=address).update(misses=0, locked_until=None, succeeded=now)
    _take_back(Q(name="", address=address), ADDRESS.free)


def not_judged(name: str, address: str) -> None:
    """The password was not looked at: the try does not count."""
    name, address = folded(name), address_key(address)
    _take_back(Q(name="", address=address), ADDRESS.free)
    _take_back(Q(name=name, address=address), PAIR.free)
    _take_back(Q(name=name, address=EVERYWHERE), ATTACKED)


def address_key(address: str) -> str:
    """What counts as one address: an IPv4 address, or the 64 bits that an IPv6 connection is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found.packed[:8] + bytes(8), 64)))
    return str(found)


def folded(name: str) -> str:
    """One spelling for a name however it is typed."""
    return unicodedata.normalize("NFKC", name).casefold()[:150]


def _forget(now: datetime) -> None:
    unknown = Q(succeeded__isnull=True) | Q(succeeded__lt=now - REMEMBER)
    LoginAttempt.objects.filter(unknown, last__lt=now - FORGET).delete()


def _row(name: str, address: str, now: datetime) -> LoginAttempt:
    LoginAttempt.objects.get_or_create(name=name, address=address, defaults={"last": now})
    return LoginAttempt.objects.select_for_update().get(name=name, address=address)


def _left(row: LoginAttempt, now: datetime) -> timedelta:
    return NO_WAIT if row.locked_until is None else max(NO_WAIT, row.locked_until - now)


def _miss(row: LoginAttempt, pace: Pace, now: datetime) -> None:
    if now - row.last > FORGET:
        row.misses = 0
    row.misses, row.last = row.misses + 1, now
    wait = pace.wait(row.misses)
    row.locked_until = now + wait if wait else None
    row.save()


def _take_back(rows: Q, free: int) -> None:
    """One miss less; no wait where that was the miss that began it."""
    LoginAttempt.objects.filter(rows).update(misses=Greatest(F("misses") - 1, 0))
    LoginAttempt.objects.filter(rows, misses__lt=free).update(locked_until=None)
