"""Where kiosks fetch lesson packs."""

from __future__ import annotations

from django.urls import re_path

from sync.commune.packs import api
from sync.protocol.pack_repository import PATH_PACKS

urlpatterns = [
    re_path(f"^{PATH_PACKS.lstrip('/')}", api.pack_file, name="pack-file"),
]
