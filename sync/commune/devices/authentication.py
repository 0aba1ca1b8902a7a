"""Which device signed a request: the kiosks' way in.

    @endpoint("GET")
    @device_signed(0)
    def changes(request, body, device): ...
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from sync.commune.devices.models import Device
from sync.commune.http.decorators import DeviceView, Signer, View, signed
from sync.commune.tenancy.current import current_data_dir


def device_signed(limit: int, *, proven: bool = False) -> Callable[[DeviceView[Device]], View]:
    """``signed`` by an enrolled device; ``limit`` bytes of body at most. Where ``proven``, answers are signed."""
    return signed(limit, _signer, _server_seed if proven else None)


def _server_seed() -> bytes:
    return current_data_dir().key("server")


def _signer(name: str) -> Signer[Device] | None:
    device = Device.objects.select_related("commune").filter(pk=name).first()
    if device is None:
        return None
    return Signer(device, base64.b64decode(device.public_key), device.revoked_at is not None)
