"""Which device signed a request: the kiosks' way in.

    @endpoint("GET")
    @device_signed(0)
    def changes(request, body, device): ...
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from sync.commune.devices.models import Device
from sync.commune.http.decorators import DeviceView, Signer, View, signed
from sync.commune.tenancy.current import current_data_dir

# By hand: this is the first thing of every request of every kiosk, and the ORM takes ten times as long for it.
_SELECT = (
    f"SELECT commune_id, public_key, revoked_at IS NOT NULL FROM {Device._meta.db_table} WHERE id = %s"
)


@dataclass(frozen=True)
class SignedDevice:
    """The enrolled device behind a request. ``pk`` is what it signs as."""

    pk: str
    commune_id: int


def device_signed(limit: int) -> Callable[[DeviceView[SignedDevice]], View]:
    """``signed`` by an enrolled device; ``limit`` bytes of body at most. Answers are signed by the commune."""
    return signed(limit, _signer, _server_seed)


def _server_seed() -> bytes:
    return current_data_dir().key("server")


def _signer(name: str) -> Signer[SignedDevice] | None:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [name])
        rows = cursor.fetchall()
    if len(rows) != 1:          # a device's name begins with its commune's code, so it is one commune's
        return None
    commune_id, public_key, revoked = rows[0]
    return Signer(SignedDevice(name, commune_id), base64.b64decode(public_key), bool(revoked))
