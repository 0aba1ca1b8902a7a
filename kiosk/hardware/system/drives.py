"""Which USB sticks are in, and where they are mounted.

Guarantees: answers what is there now; a stick that was pulled is not answered any more. Partitions of one stick
share its ``stick``. Mounts nothing and reads no file on a stick; needs no root and no netlink, so it works in the
importer's fence.

    UdevDrives().mounted()              # (Drive("/dev/sda1", "/sys/…/1-1", Path("/run/bdhvs/usb/sda1")),)
    drives_around(Path("/run/bdhvs/usb/sda1"))

Source of the rules: the udev rule and unit in assets/system; proc_mounts(5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import pyudev

from kiosk.core.errors import HardwareError

MOUNTED_AT: Final = Path("/run/bdhvs/usb")
MOUNTS: Final = Path("/proc/self/mounts")
FILE_SYSTEMS: Final = frozenset({"vfat", "exfat"})      # the kernel's parsers of others are not offered to strangers


@dataclass(frozen=True)
class Drive:
    """A mounted file system. ``stick`` is the same for all partitions of one stick."""

    device: str
    stick: str
    mount: Path


class Drives(Protocol):
    """The sticks that are in."""

    def mounted(self) -> tuple[Drive, ...]:
        """By mount point. Raises HardwareError where the system cannot be asked."""


class UdevDrives:
    """Asks udev what is a USB stick, and the kernel where it is mounted below ``root``."""

    def __init__(self, root: Path = MOUNTED_AT, mounts: Path = MOUNTS) -> None:
        self._root, self._mounts = root, mounts
        self._context = pyudev.Context()

    def mounted(self) -> tuple[Drive, ...]:
        try:
            sticks = dict(self._sticks())
            places = self._mounts.read_text(encoding="utf-8", errors="replace").splitlines()
        except (OSError, pyudev.DeviceNotFoundError) as broken:
            raise HardwareError(f"the system does not say which sticks are in: {broken}") from broken
        found = (Drive(node, sticks[node], Path(place)) for node, place in map(_node_and_place, places)
                 if node in sticks and Path(place).parent == self._root)
        return tuple(sorted(found, key=lambda drive: drive.mount))

    def _sticks(self) -> Iterator[tuple[str, str]]:
        """Device node and stick of every file system we mount."""
        for device in self._context.list_devices(subsystem="block", ID_BUS="usb"):
            if device.device_node and device.properties.get("ID_FS_TYPE") in FILE_SYSTEMS:
                whole = device.find_parent("usb", "usb_device")
                yield device.device_node, (whole or device).sys_path


class FolderDrives:
    """Every folder below ``root`` is a stick: where something else mounts them, such as a desktop."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def mounted(self) -> tuple[Drive, ...]:
        try:
            places = sorted(path for path in self._root.iterdir() if path.is_dir())
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as broken:
            raise HardwareError(f"{self._root}: {broken.strerror}") from broken
        return tuple(Drive(str(place), str(place), place) for place in places)


def drives_around(stick: Path) -> Drives:
    """The drives among which ``stick``, a mount point, is one."""
    return UdevDrives() if stick.parent == MOUNTED_AT else FolderDrives(stick.parent)


def _node_and_place(line: str) -> tuple[str, str]:
    """The first two words of a line of /proc/mounts; our own mount points need no unescaping."""
    node, _, rest = line.partition(" ")
    return node, rest.partition(" ")[0]
