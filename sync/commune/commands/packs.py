"""``commune packs publish``: takes over a publishers' stick, for the kiosks to fetch.

Exit status 0 only where everything of it is on the disk. Needs no key and trusts nobody: the kiosks judge.
"""

from __future__ import annotations

import argparse

from sync.commune.commands.these import this_folder
from sync.commune.packs import take_over


def run(chosen: argparse.Namespace) -> int:
    taken = take_over(chosen.source, this_folder().packs)
    if not taken.changed:
        print(f"Máy chủ đã có bản phát hành số {taken.version} rồi.")
    else:
        print(f"Máy chủ đã nhận bản phát hành số {taken.version}: {taken.files} tệp, trong đó {taken.written} tệp mới. "
              "Các máy tự tải khi rảnh mạng.")
    return 0
