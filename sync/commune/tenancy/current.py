"""The commune of this process: its DIR and its record."""

from __future__ import annotations

from django.conf import settings

from sync.commune.data_dir import DataDir
from sync.commune.errors import Unknown
from sync.commune.tenancy.models import Commune


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
