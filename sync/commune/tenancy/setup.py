"""A commune's first record: its name, its address, the public halves of its keys.

    commune = create_commune(data_dir, "mau", "xã Mẫu", url)
"""

from __future__ import annotations

import base64

from nacl.signing import SigningKey

from sync.commune.data_dir import DataDir, KeyName
from sync.commune.tenancy.models import Commune


def create_commune(data_dir: DataDir, code: str, name: str, url: str) -> Commune:
    """The commune of this folder, its key pairs made."""
    return Commune.objects.create(
        code=code, name=name, url=url, badge_key=_public(data_dir, "badge"), server_key=_public(data_dir, "server")
    )


def _public(data_dir: DataDir, name: KeyName) -> str:
    return base64.b64encode(bytes(SigningKey(data_dir.key(name)).verify_key)).decode()
