"""The real ``ensure-packages.sh`` on pretended machines: it asks apt for the right names, or says one clear sentence.

The machine's own ``dpkg``, ``apt-get``, ``apt-cache``, ``id`` and ``sudo`` are replaced by stand-ins that read
two files: what is installed, and what the package sources have once the lists are there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.patience import PATIENCE_S

SYSTEM = Path(__file__).resolve().parents[3] / "assets" / "system"
SCRIPT = SYSTEM / "ensure-packages.sh"
SHELL_TOOLS = ("sh", "sed", "grep", "env", "mktemp", "rm", "tail", "dirname", "cat", "touch")

DPKG = """#!/bin/sh
[ "$1" = --print-architecture ] && echo arm64
"""
DPKG_QUERY = """#!/bin/sh
for name; do :; done
grep "^$name " "$MACHINE/installed" | sed "s/^$name //" | grep . || exit 1
"""
APT_CACHE = """#!/bin/sh
[ -e "$MACHINE/lists" ] || exit 0
candidate="(none)"
grep -qx "$2" "$MACHINE/available" && candidate=1.0-1
printf '%s:\\n  Installed: (none)\\n  Candidate: %s\\n' "$2" "$candidate"
"""
APT_GET = """#!/bin/sh
[ -e "$MACHINE/root" ] || [ -n "${BY_SUDO:-}" ] || { echo "E: are you root?" >&2; exit 100; }
echo "$*" >> "$MACHINE/asked"
[ ! -e "$MACHINE/offline" ] || { echo "E: Temporary failure resolving" >&2; exit 100; }
case " $* " in
    *" update "*) touch "$MACHINE/lists" ;;
    *" install "*)
        for word; do
            case $word in *=*|-*|install) ;; *)
                grep -qx "$word" "$MACHINE/available" || { echo "E: Unable to locate package $word" >&2; exit 100; }
            esac
        done ;;
esac
"""
SUDO = """#!/bin/sh
[ -e "$MACHINE/sudoer" ] || { echo "sudo: a password is required" >&2; exit 1; }
BY_SUDO=1 exec "$@"
"""


class Machine:
    """A folder of stand-ins that is the whole PATH of the script."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.tools = place / "bin"
        self.tools.mkdir()
        stand_ins = {"dpkg": DPKG, "dpkg-query": DPKG_QUERY, "apt-cache": APT_CACHE, "apt-get": APT_GET}
        for name, script in {**stand_ins, "id": '#!/bin/sh\ncat "$MACHINE/uid"\n', "true": "#!/bin/sh\n"}.items():
            self.add_tool(name, script)
        for name in SHELL_TOOLS:
            found = shutil.which(name)
            assert found is not None
            (self.tools / name).symlink_to(found)
        self.listed = place / "packages.txt"
        self.listed.write_text("# a comment\nlibgl1   # drawing\nlibzbar0 # codes\nmount    # disks\n")
        self.have(available=["libgl1", "libzbar0", "mount"])
        self.become_root()

    def add_tool(self, name: str, script: str) -> None:
        (self.tools / name).write_text(script)
        (self.tools / name).chmod(0o755)

    def have(self, *, available: Iterable[str] = (), installed: Iterable[str] = ()) -> None:
        """``installed``: lines of name, state and architecture."""
        (self.place / "available").write_text("".join(f"{name}\n" for name in available))
        (self.place / "installed").write_text("".join(f"{line}\n" for line in installed))

    def become_root(self) -> None:
        (self.place / "uid").write_text("0\n")
        (self.place / "root").touch()

    def become_user(self, *, sudo: bool, allowed: bool = True) -> None:
        (self.place / "uid").write_text("1000\n")
        (self.place / "root").unlink()
        if sudo:
            self.add_tool("sudo", SUDO)
        if allowed:
            (self.place / "sudoer").touch()

    def fetch_lists(self) -> None:
        (self.place / "lists").touch()

    def unplug(self) -> None:
        (self.place / "offline").touch()

    def run(self, script: Path = SCRIPT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(script), str(self.listed)], capture_output=True, text=True, check=False, timeout=PATIENCE_S,
            env={"PATH": str(self.tools), "MACHINE": str(self.place), "TMPDIR": os.environ.get("TMPDIR", "/tmp")})

    def installed_by_apt(self) -> list[str]:
        """The package names of the one installation that was asked for; none asked for is an empty list."""
        asked = self.place / "asked"
        lines = [line.split() for line in asked.read_text().splitlines()] if asked.exists() else []
        installs = [line for line in lines if "install" in line]
        assert len(installs) <= 1
        return [word for line in installs for word in line[line.index("install") + 1:] if not word.startswith("-")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_bare_bookworm_gets_every_package_by_its_plain_name(machine: Machine) -> None:
    done = machine.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.installed_by_apt() == ["libgl1", "libzbar0", "mount"]


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    machine.have(available=["libgl1", "libzbar0", "mount"], installed=[
        "libgl1 install ok installed arm64", "mount hold ok installed arm64",
        "libzbar0 deinstall ok config-files arm64"])
    assert machine.run().returncode == 0
    assert machine.installed_by_apt() == ["libzbar0"]


def test_a_machine_that_has_all_is_left_alone_and_silent(machine: Machine) -> None:
    machine.become_user(sudo=False)
    machine.unplug()
    machine.have(installed=[
        "libgl1 install ok installed arm64", "libzbar0t64 install ok installed arm64",
        "mount install ok installed all"])
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (machine.place / "asked").exists()


def test_trixies_renamed_libraries_are_asked_for_by_their_new_name(machine: Machine) -> None:
    machine.have(available=["libgl1", "libzbar0t64", "mount"])
    done = machine.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.installed_by_apt() == ["libgl1", "libzbar0t64", "mount"]


def test_a_32_bit_library_on_a_64_bit_raspberry_pi_os_is_not_enough(machine: Machine) -> None:
    machine.have(available=["libzbar0"], installed=[
        "libgl1 install ok installed arm64", "libzbar0 install ok installed armhf", "mount install ok installed arm64"])
    assert machine.run().returncode == 0
    assert machine.installed_by_apt() == ["libzbar0"]


def test_a_package_that_the_sources_do_not_have_is_named(machine: Machine) -> None:
    machine.have(available=["libgl1", "mount"])
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Kho gói của máy này không có: libzbar0. Xem lại các nguồn trong /etc/apt, rồi chạy lại lệnh này.",
        "The package sources of this machine do not have: libzbar0. Check /etc/apt and run the command again."]
    assert machine.installed_by_apt() == []


@pytest.mark.parametrize("lists", [False, True])
def test_without_network_it_says_so_and_blames_no_package(machine: Machine, lists: bool) -> None:
    if lists:
        machine.fetch_lists()
    machine.unplug()
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "Could not fetch the package lists to install: libgl1 libzbar0 mount. "
        "Check the network and run the command again.")


def test_an_ordinary_user_installs_with_sudo(machine: Machine) -> None:
    machine.become_user(sudo=True)
    done = machine.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.installed_by_apt() == ["libgl1", "libzbar0", "mount"]


@pytest.mark.parametrize("sudo", [False, True])
def test_a_user_without_rights_is_told_what_to_ask_for(machine: Machine, sudo: bool) -> None:
    machine.become_user(sudo=sudo, allowed=False)
    machine.have(available=["libgl1", "libzbar0t64", "mount"])
    machine.fetch_lists()
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Máy thiếu các gói: libgl1 libzbar0 mount. "
        "Nhờ người quản trị chạy: apt-get install libgl1 libzbar0t64 mount",
        "Missing system packages: libgl1 libzbar0 mount. "
        "Ask an administrator to run: apt-get install libgl1 libzbar0t64 mount"]
    assert not (machine.place / "asked").exists()


def test_a_user_without_rights_or_package_lists_is_told_the_plain_names(machine: Machine) -> None:
    machine.become_user(sudo=False)
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("apt-get install libgl1 libzbar0 mount")


def test_a_machine_without_apt_is_told_the_names(machine: Machine) -> None:
    (machine.tools / "apt-get").unlink()
    (machine.tools / "dpkg").unlink()
    (machine.tools / "dpkg-query").unlink()
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "This machine has no apt-get. Install by hand what Debian calls: libgl1 libzbar0 mount")
