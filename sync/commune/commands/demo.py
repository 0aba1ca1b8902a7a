"""``commune demo``: xã Mẫu with invented people, their badges, kiosks enrolled, one staff account.

Guarantees: run again on the same DIR it keeps every record, key and file that is there and adds what is
missing; the commune is made whole or not at all. For trying out only: badge secrets come from a known seed.
"""

from __future__ import annotations

import argparse
import base64
import json
import secrets
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from nacl.signing import SigningKey

from sync.commune.__main__ import DEFAULT_PORT, LOOPBACK
from sync.commune.commands.cards import draw_all
from sync.commune.commands.demo_people import SITES, Invented, Steward, invented
from sync.commune.commands.these import checked_url, this_folder
from sync.commune.enrolment import add_device, reply_for
from sync.commune.errors import OptionRefused
from sync.commune.folder import write_whole
from sync.commune.founding import add_badge, add_facilitator, found
from sync.commune.models import Announcement, Commune, Device, Person, Site, Staff
from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, Enrolment, learner_id

MOST_KIOSKS = 99
CODE, NAME, STAFF = "mau", "xã Mẫu", "canbo"


def run(chosen: argparse.Namespace) -> int:
    if not 0 <= chosen.kiosks <= MOST_KIOSKS:
        raise OptionRefused(f"--kiosks phải từ 0 đến {MOST_KIOSKS}.")
    url = checked_url(chosen.url)
    folder = this_folder()
    people, stewards = invented()
    commune = _commune(people, stewards, url)
    _announce(commune)
    for number in range(1, chosen.kiosks + 1):
        _kiosk(commune, number, folder.root / f"kiosk-{number}")
    names = draw_all(commune, folder.badges, redraw=False)
    password = _password(commune)
    write_whole(folder.demo, _summary(people, stewards, names, password))
    print(f"Xã Mẫu ở {folder.root}: {len(people)} người, {chosen.kiosks} máy, thẻ trong {folder.badges}.")
    print(f"Cán bộ đăng nhập: {STAFF} / {password}")
    return 0


def _commune(people: list[Invented], stewards: list[Steward], url: str | None) -> Commune:
    with transaction.atomic():
        commune = Commune.objects.filter(code=CODE).first()
        if commune is None:
            return _found(people, stewards, url or f"http://{LOOPBACK}:{DEFAULT_PORT}")
        if url:
            commune.url = url
            commune.save(update_fields=["url"])
    return commune


def _found(people: list[Invented], stewards: list[Steward], url: str) -> Commune:
    folder = this_folder()
    commune = found(folder, CODE, NAME, url)
    sites = [Site.objects.create(commune=commune, code=code, name=name, thon=thon) for code, name, thon in SITES]
    for one in people:
        person = Person.objects.create(
            commune=commune, site=sites[one.site], name=one.name, birth_year=one.birth_year, sex=one.sex
        )
        add_badge(commune, folder, one.secret, BADGE_LEARNER, person)
    for steward in stewards:
        badge = add_badge(commune, folder, steward.secret, steward.kind, None)
        add_facilitator(badge, folder, steward.label, steward.pin, steward.salt)
    return commune


def _announce(commune: Commune) -> None:
    Announcement.objects.get_or_create(commune=commune, day=timezone.localdate(), defaults={
        "when": "Tối nay 7 rưỡi", "text": "học trả tiền bằng mã QR", "short": "học trả tiền",
    })


def _kiosk(commune: Commune, number: int, data: Path) -> None:
    """Enrols kiosk ``number`` where ``data`` has no identity yet; else only follows the commune's address."""
    path = data / "enrolment.json"
    data.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        enrolment = msgspec.json.decode(path.read_bytes(), type=Enrolment)
        enrolment = msgspec.structs.replace(enrolment, url=commune.url)
    else:
        enrolment = _enrolment(commune, number)
    write_whole(path, msgspec.json.encode(enrolment))


def _enrolment(commune: Commune, number: int) -> Enrolment:
    key = SigningKey.generate()
    public = base64.b64encode(bytes(key.verify_key)).decode()
    name = f"kiosk-{number}"
    sites = list(Site.objects.filter(commune=commune))
    with transaction.atomic():
        device = Device.objects.select_related("site", "commune").filter(commune=commune, name=name).first()
        if device is None:
            device = add_device(sites[(number - 1) % len(sites)], public, name, timezone.now())
        device.public_key = public
        device.save(update_fields=["public_key"])
    return Enrolment(commune.url, "", base64.b64encode(bytes(key)).decode(), reply_for(device))


def _password(commune: Commune) -> str:
    """The demo account's password: kept from the last time, or a new one."""
    folder = this_folder()
    staff = Staff.objects.filter(username=STAFF).first()
    if staff is not None and folder.demo.exists():
        return str(json.loads(folder.demo.read_text("utf-8"))["staff"]["password"])
    password = secrets.token_urlsafe(9)
    staff = staff or Staff(username=STAFF, commune=commune)
    staff.set_password(password)
    staff.save()
    return password


def _summary(
    people: list[Invented], stewards: list[Steward], names: dict[str, str], password: str
) -> bytes:
    summary: dict[str, Any] = {
        "commune": NAME,
        "staff": {"name": STAFF, "password": password},
        "facilitators": _stewards(stewards, names, facilitators=True),
        "maintenance": _stewards(stewards, names, facilitators=False),
        "people": [
            {
                "name": one.name, "thon": SITES[one.site][2], "learner": learner_id(one.secret),
                "badge_png": f"badges/{names[learner_id(one.secret)]}",
            }
            for one in people
        ],
    }
    return (json.dumps(summary, ensure_ascii=False, indent=2) + "\n").encode()


def _stewards(stewards: list[Steward], names: dict[str, str], *, facilitators: bool) -> list[dict[str, str]]:
    return [
        {
            "label": one.label, "pin": one.pin, "learner": learner_id(one.secret),
            "badge_png": f"badges/{names[learner_id(one.secret)]}",
        }
        for one in stewards if (one.kind == BADGE_FACILITATOR) == facilitators
    ]
