"""Says in one sentence which system libraries of the fast tests are missing (``make check``, on any system).

The fast tests draw nothing, so they need none of the libraries of the screen.
"""

from __future__ import annotations

import ctypes.util
import sys

DEBIAN_PACKAGES = {"zbar": "libzbar0"}     # library: the Debian package that brings it


def missing_packages() -> list[str]:
    """The Debian packages whose library the loader does not find."""
    return [package for library, package in DEBIAN_PACKAGES.items() if ctypes.util.find_library(library) is None]


def main() -> int:
    """Exit status 1 where something is missing."""
    missing = missing_packages()
    if missing:
        print(f"Missing system libraries (by their Debian packages): {' '.join(missing)}. Install them, then run this "
              f"again; on Debian: sudo apt-get install {' '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
