"""The commune of this process: its DIR and its record."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from sync.commune.data_dir import DataDir
from sync.commune.errors import OptionRefused, Unknown
from sync.commune.tenancy.models import Commune
from sync.protocol.addresses import base_url
from sync.protocol.errors import Malformed


def current_data_dir() -> DataDir:
    data_dir = settings.DATA_DIR
    assert data_dir is not None  # COMMUNE_DIR was set before Django read its settings
    return data_dir


def current_commune() -> Commune:
    """Raises Unknown where DIR has no commune yet."""
    commune = Commune.objects.first()
    if commune is None:
        raise Unknown("Thư mục này chưa có xã nào; “commune demo” dựng một xã Mẫu.")
    return commune


def checked_url(url: str | None) -> str | None:
    """``url`` where it can be a server's address, or none was given. Raises OptionRefused."""
    if url is None or _is_address(url):
        return url
    raise OptionRefused(f"Địa chỉ “{url}” không dùng được; hãy ghi như --url https://xa.example:8443.")


def kiosk_url(url: str) -> str:
    """``url`` where kiosks may call it. Raises OptionRefused: no address, or plain HTTP to another machine."""
    try:
        base_url(url)
    except Malformed as error:
        raise OptionRefused(
            f"Máy học không gọi được địa chỉ “{url}”; hãy ghi địa chỉ https, ví dụ https://xa.example.") from error
    return url


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:          # a port that is no number
        return False
