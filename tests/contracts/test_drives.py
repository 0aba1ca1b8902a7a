"""What every ``Drives`` promises: on a folder, on udev's answers of a kiosk with two sticks, and on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.core.errors import HardwareError
from kiosk.hardware.system.drives import MOUNTED_AT, Drive, Drives, FolderDrives, UdevDrives, drives_around


@dataclass
class Device:
    """As pyudev answers it."""

    device_node: str
    properties: dict[str, str]
    sys_path: str

    def find_parent(self, subsystem: str, device_type: str) -> Device | None:
        assert (subsystem, device_type) == ("usb", "usb_device")
        return Device("", {}, self.sys_path.rpartition("/")[0])


@dataclass
class Devices:
    """pyudev's Context."""

    there: list[Device] = field(default_factory=list)

    def list_devices(self, **asked: str) -> Iterator[Device]:
        assert asked == {"subsystem": "block", "ID_BUS": "usb"}
        return iter(self.there)


class UdevRoom:
    """Two ports of a kiosk; sticks come and go in udev and in the mount table."""

    def __init__(self, place: Path) -> None:
        self.root, self._mounts = place / "usb", place / "mounts"
        self.devices = Devices()
        self._lines = ["proc /proc proc rw 0 0", f"/dev/mmcblk0p2 {place} ext4 rw 0 0"]
        self._write()
        self.drives = UdevDrives(self.root, self._mounts)
        self.drives._context = self.devices

    def push(self, name: str, file_system: str = "vfat", port: str = "1-1") -> None:
        self.devices.there.append(Device(f"/dev/{name}", {"ID_FS_TYPE": file_system}, f"/sys/{port}/{name}"))
        self._lines.append(f"/dev/{name} {self.root / name} {file_system} ro,nosuid 0 0")
        self._write()

    def pull(self, name: str) -> None:
        """The kernel keeps a mount of a stick that is gone until somebody lets go of it."""
        self.devices.there = [device for device in self.devices.there if device.device_node != f"/dev/{name}"]

    def _write(self) -> None:
        self._mounts.write_text("\n".join(self._lines) + "\n")


class FolderRoom:
    def __init__(self, place: Path) -> None:
        self.root = place / "usb"
        self.root.mkdir()
        self.drives = FolderDrives(self.root)

    def push(self, name: str) -> None:
        (self.root / name).mkdir()

    def pull(self, name: str) -> None:
        (self.root / name).rmdir()


@pytest.fixture(params=[FolderRoom, UdevRoom])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> FolderRoom | UdevRoom:
    made: FolderRoom | UdevRoom = request.param(tmp_path)
    return made


def places(drives: Drives) -> list[str]:
    return [drive.mount.name for drive in drives.mounted()]


def test_no_stick_is_nothing_and_no_error(room: FolderRoom | UdevRoom) -> None:
    assert room.drives.mounted() == ()


def test_a_stick_is_answered_where_it_is_mounted_until_it_is_pulled(room: FolderRoom | UdevRoom) -> None:
    room.push("sdb1")
    room.push("sda1")
    assert places(room.drives) == ["sda1", "sdb1"]
    assert room.drives.mounted()[0].mount == room.root / "sda1"
    room.pull("sda1")
    assert places(room.drives) == ["sdb1"]


def test_partitions_of_one_stick_share_it_and_two_sticks_do_not(tmp_path: Path) -> None:
    room = UdevRoom(tmp_path)
    room.push("sda1", port="1-1")
    room.push("sda2", port="1-1", file_system="exfat")
    room.push("sdb1", port="1-2")
    one, same, other = room.drives.mounted()
    assert one.stick == same.stick != other.stick
    assert one == Drive("/dev/sda1", "/sys/1-1", room.root / "sda1")


def test_other_file_systems_and_what_is_mounted_elsewhere_are_no_sticks_of_ours(tmp_path: Path) -> None:
    room = UdevRoom(tmp_path)
    room.push("sda1", file_system="ntfs")
    room.push("sdb1")
    room.root = tmp_path / "elsewhere"
    room.push("sdc1")
    assert places(room.drives) == ["sdb1"]


def test_a_mount_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(HardwareError):
        UdevDrives(tmp_path, tmp_path / "none").mounted()


def test_the_real_udev_of_this_machine_answers_without_a_stick_of_ours(tmp_path: Path) -> None:
    assert UdevDrives(tmp_path).mounted() == ()


def test_the_units_mount_point_is_udevs_and_any_other_folder_stands_for_itself(tmp_path: Path) -> None:
    assert isinstance(drives_around(MOUNTED_AT / "sda1"), UdevDrives)
    assert isinstance(drives_around(tmp_path / "usb"), FolderDrives)
