"""What every command starts from: this DIR and its commune."""

from __future__ import annotations

from django.conf import settings

from sync.commune.errors import Unknown
from sync.commune.folder import Folder
from sync.commune.models import Commune


def this_folder() -> Folder:
    folder = settings.FOLDER
    assert folder is not None  # __main__ set COMMUNE_DIR before Django read its settings
    return folder


def this_commune() -> Commune:
    """Raises Unknown where DIR has no commune yet."""
    commune = Commune.objects.first()
    if commune is None:
        raise Unknown("Thư mục này chưa có xã nào; “commune demo” dựng một xã Mẫu.")
    return commune
