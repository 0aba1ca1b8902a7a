"""The units and the installer that a Pi gets.

``systemd-analyze verify`` complains about programs that are not on the machine it runs on, and exits with 0
for most other faults. So the unit is checked as a copy in which the program, and only that, is replaced by
one that is here, and anything on stderr is a failure. The controls show that both checks can fail.
"""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.hardware.system.drives import FILE_SYSTEMS, MOUNTED_AT
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[3]
SYSTEM = ROOT / "assets" / "system"
SCREEN, WORKER = ROOT / "kiosk.service", SYSTEM / "kiosk-sync.service"
IMPORTER = SYSTEM / "bdhvs-stick@.service"
RULE, NO_FILESYSTEMS = SYSTEM / "90-bdhvs-usb.rules", SYSTEM / "bdhvs-filesystems.conf"
EXPOSURE = {SCREEN: "20", WORKER: "15", IMPORTER: "10"}   # tenths, at most
ALL = pytest.mark.parametrize("unit", [SCREEN, WORKER, IMPORTER], ids=lambda unit: unit.name)

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def copy_that_can_run_here(unit: Path, place: Path, more: str = "") -> Path:
    """The unit with /bin/true in the place of the program's path; ``more`` is put into [Service]."""
    text = unit.read_text(encoding="utf-8")
    program = configured(unit)["Service"]["ExecStart"].split()[0]
    assert text.count(f"ExecStart={program} ") == 1
    text = text.replace(f"ExecStart={program} ", "ExecStart=/bin/true ").replace("[Service]", f"[Service]\n{more}")
    copy = place / unit.name.replace("@.", "@sda1.")
    copy.write_text(text, encoding="utf-8")
    return copy


def configured(unit: Path) -> configparser.ConfigParser:
    """The unit's settings; of one that stands there twice, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )


def exposed(unit: Path) -> subprocess.CompletedProcess[str]:
    return analyze("security", "--offline=true", f"--threshold={EXPOSURE.get(unit, '20')}", str(unit))


@needs_systemd
@ALL
def test_systemd_finds_nothing_to_say_about_the_unit(unit: Path, tmp_path: Path) -> None:
    verified = analyze("verify", str(copy_that_can_run_here(unit, tmp_path)))
    assert (verified.returncode, verified.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("fault", ["ProtectSistem=yes", "WatchdogSec=soon", "ExecStartPre=/nowhere/at-all"])
def test_control_a_fault_in_the_unit_is_found(fault: str, tmp_path: Path) -> None:
    assert analyze("verify", str(copy_that_can_run_here(SCREEN, tmp_path, fault))).stderr != ""


@needs_systemd
@ALL
def test_the_unit_is_closed_as_far_as_promised(unit: Path) -> None:
    judged = exposed(unit)
    assert judged.returncode == 0, judged.stdout.splitlines()[-1:]


@needs_systemd
def test_control_an_open_unit_is_found(tmp_path: Path) -> None:
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nUser=kiosk\nExecStart=/bin/true\n")
    assert exposed(bare).returncode != 0


def test_the_screen_keeps_the_doors_it_needs_and_no_network() -> None:
    text = SCREEN.read_text(encoding="utf-8")
    service = configured(SCREEN)["Service"]
    devices = [line.removeprefix("DeviceAllow=") for line in text.splitlines() if line.startswith("DeviceAllow=")]
    assert devices == [f"char-{kind} rw" for kind in ("drm", "input", "video4linux", "alsa")]
    assert service["DevicePolicy"] == "closed"
    assert service["RestrictAddressFamilies"].split() == ["AF_UNIX", "AF_NETLINK"]
    assert "PrivateDevices" not in service           # would take screen, touch panel, camera and loudspeaker
    assert "MemoryDenyWriteExecute" not in service   # Mesa's software renderer would crash
    assert "ProcSubset" not in service               # would hide the boot id that every event carries


def test_the_screen_is_watched_and_never_given_up() -> None:
    unit = configured(SCREEN)
    assert unit["Service"]["Type"] == "notify"
    assert unit["Service"]["NotifyAccess"] == "all"   # Python is cage's child
    assert int(unit["Service"]["WatchdogSec"]) > 0
    for each in (unit, configured(WORKER)):
        assert each["Service"]["Restart"] == "always"
        assert each["Unit"]["StartLimitIntervalSec"] == "0"


@ALL
def test_each_runs_as_the_kiosk_on_the_same_data(unit: Path) -> None:
    service = configured(unit)["Service"]
    assert (service["User"], service["StateDirectory"], service["UMask"]) == ("kiosk", "kiosk", "0077")
    assert "--data /var/lib/kiosk" in service["ExecStart"]
    assert service["WorkingDirectory"] == "/opt/bdhvs"


def test_a_stick_is_mounted_so_that_nothing_on_it_is_run_or_followed_and_reading_writes_nothing() -> None:
    commands = [line for line in IMPORTER.read_text(encoding="utf-8").splitlines() if line.startswith("ExecStartPre=")]
    mount = commands[-1].split()
    options = set(mount[mount.index("-o") + 1].split(","))
    assert {"noatime", "uid=kiosk", "umask=0077", "nosuid", "nodev", "noexec", "nosymfollow"} <= options
    assert mount[mount.index("-t") + 1] == "vfat,exfat"
    assert mount[-2:] == ["/dev/%i", f"{MOUNTED_AT}/%i"]


def test_the_importer_has_no_network_no_foreign_device_and_writes_only_the_kiosks_data_and_its_stick() -> None:
    unit = configured(IMPORTER)
    service = unit["Service"]
    assert (service["PrivateNetwork"], service["RestrictAddressFamilies"]) == ("yes", "AF_UNIX")
    assert (service["PrivateDevices"], service["DevicePolicy"]) == ("yes", "closed")
    assert service["DeviceAllow"] == "/dev/%i rw"
    assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", "/var/lib/kiosk -/run/bdhvs/usb/%i")
    assert (service["MemoryDenyWriteExecute"], service["NoNewPrivileges"]) == ("yes", "yes")
    assert (service["IOSchedulingClass"], service["MemoryMax"]) == ("idle", "256M")
    assert int(service["CPUWeight"]) < 100          # systemd.resource-control(5): 100 is everybody's share
    assert unit["Unit"]["BindsTo"] == "dev-%i.device"
    assert f"--stick {MOUNTED_AT}/%i" in service["ExecStart"]


def test_only_usb_sticks_with_a_file_system_we_read_start_the_importer() -> None:
    """udev has no way to try a rule without a device before version 254: the conditions are read here."""
    rules = [line for line in RULE.read_text().splitlines() if line and not line.startswith("#")]
    refusals = {rule.split(",")[0] for rule in rules if rule.endswith('GOTO="bdhvs_end"')}
    assert refusals == {
        'ACTION=="remove"', 'SUBSYSTEM!="block"', 'ENV{ID_BUS}!="usb"', 'ENV{DEVTYPE}!="disk|partition"',
        'ENV{ID_FS_USAGE}!="filesystem"', 'ENV{ID_FS_TYPE}!="' + "|".join(sorted(FILE_SYSTEMS, reverse=True)) + '"'}
    start, = (rule for rule in rules if "SYSTEMD_WANTS" in rule)
    assert start.endswith(f'ENV{{SYSTEMD_WANTS}}+="{IMPORTER.name.replace("@.", "@%k.")}"')
    assert rules.index(start) > max(rules.index(rule) for rule in rules if "GOTO" in rule)
    assert rules[-1] == 'LABEL="bdhvs_end"'


def test_file_systems_that_strangers_could_bring_are_not_loaded_and_our_own_are() -> None:
    refused = {line.split()[1] for line in NO_FILESYSTEMS.read_text().splitlines() if line.startswith("install ")}
    assert {"ntfs3", "hfsplus", "udf", "isofs", "btrfs", "xfs"} <= refused
    assert refused.isdisjoint({*FILE_SYSTEMS, "fat", "ext4", "overlay", "squashfs", "tmpfs"})


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed")
def test_the_user_the_units_need_is_one_that_nobody_can_log_in_as() -> None:
    planned = subprocess.run(
        ["systemd-sysusers", "--dry-run", str(SYSTEM / "sysusers.conf")],
        capture_output=True, text=True, check=False, timeout=PATIENCE_S,
    )
    assert planned.returncode == 0
    assert "kiosk" in planned.stdout + planned.stderr
    assert "/usr/sbin/nologin" in (SYSTEM / "sysusers.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("listed", ["packages.txt", "packages-pi.txt"])
def test_every_system_package_says_why_it_is_needed(listed: str) -> None:
    lines = [line for line in (SYSTEM / listed).read_text().splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        name, _, reason = line.partition("#")
        assert len(name.split()) == 1, line
        assert reason.strip(), line


# --- the installer, on a pretended machine ------------------------------------------------------

PYTHON = """#!/bin/sh
# venv: makes one that only notes what is asked of it
for last; do :; done
mkdir -p "$last/bin"
cp "$PRETENDED/venv-python" "$last/bin/python"
"""
VENV_PYTHON = '#!/bin/sh\necho "python $*" >> "$NOTES"\n[ "${NO_NETWORK:-}" != 1 ] || [ "$2" != pip ]\n'
NOTE = '#!/bin/sh\necho "${0##*/} $*" >> "$NOTES"\n'
PRETENDED = {
    "python3": PYTHON,
    "id": "#!/bin/sh\necho 0\n",
    "chown": NOTE,
    "sync": "#!/bin/sh\n",
    "systemd-sysusers": NOTE,
    "udevadm": NOTE,
    "systemctl": NOTE + '[ "$1" != is-active ] || [ "${RUNNING:-}" = 1 ]\n',
    "dpkg-query": "#!/bin/sh\necho install ok installed all\n",
    "apt-get": NOTE,
}


class PretendedPi:
    """A root folder, a copy of the program and stand-ins for what would change the real machine."""

    def __init__(self, place: Path) -> None:
        self.root, self.source, self.notes = place / "root", place / "source", place / "notes"
        self._tools = place / "tools"
        self._tools.mkdir()
        for name, script in {**PRETENDED, "venv-python": VENV_PYTHON}.items():
            (self._tools / name).write_text(script)
            (self._tools / name).chmod(0o755)
        shutil.copytree(SYSTEM, self.source / "assets" / "system")
        for folder in ("kiosk", "sync", "lessons"):
            (self.source / folder / "__pycache__").mkdir(parents=True)
            (self.source / folder / "__init__.py").write_text("")
        for name in ("pyproject.toml", "requirements.lock", "README.md", "LICENSE"):
            (self.source / name).write_text(name)
        shutil.copy(SCREEN, self.source)

    def install(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(self.source / "assets" / "system" / "install.sh")],
            capture_output=True, text=True, check=False, timeout=PATIENCE_S,
            env={
                "PATH": f"{self._tools}:/usr/sbin:/usr/bin:/sbin:/bin", "BDHVS_ROOT": str(self.root),
                "NOTES": str(self.notes), "PRETENDED": str(self._tools), **environment,
            },
        )

    @property
    def program(self) -> Path:
        return (self.root / "opt" / "bdhvs").resolve()

    def stored(self) -> list[str]:
        return sorted(path.name.split("-")[0] for path in (self.root / "opt" / "bdhvs.d").iterdir())

    def noted(self) -> str:
        return self.notes.read_text()


@pytest.fixture
def pi(tmp_path: Path) -> PretendedPi:
    return PretendedPi(tmp_path)


def test_the_installer_puts_program_libraries_units_and_settings_in_their_places(pi: PretendedPi) -> None:
    done = pi.install()
    assert (done.returncode, done.stderr) == (0, "")
    assert "Khởi động lại máy" in done.stdout
    assert (pi.program / "kiosk" / "__init__.py").exists()
    assert (pi.program / ".venv" / "bin" / "python").exists()
    assert not list(pi.program.rglob("__pycache__"))
    units = ("kiosk.service", "kiosk-sync.service", "bdhvs-stick@.service", "bdhvs-inbox.path", "bdhvs-inbox.service")
    for unit in units:
        assert (pi.root / "etc/systemd/system" / unit).exists()
    assert (pi.root / "etc/udev/rules.d" / RULE.name).exists()
    assert (pi.root / "etc/modprobe.d" / NO_FILESYSTEMS.name).exists()
    assert "udevadm control --reload" in pi.noted()
    assert "--require-hashes" in pi.noted()
    assert "systemctl enable seatd.service kiosk.service kiosk-sync.service bdhvs-inbox.path" in pi.noted()
    assert "apt-get" not in pi.noted()


def test_installing_again_changes_nothing_and_keeps_the_settings(pi: PretendedPi) -> None:
    pi.install()
    before, settings = pi.program, pi.root / "etc/bdhvs/kiosk.env"
    settings.write_text("KIOSK_SOUND=off\n")
    pi.notes.unlink()
    assert pi.install().returncode == 0
    assert pi.program == before
    assert settings.read_text() == "KIOSK_SOUND=off\n"
    assert "pip" not in pi.noted()


def test_a_new_version_is_switched_to_and_only_the_one_before_it_is_kept(pi: PretendedPi) -> None:
    seen = []
    for version in ("1", "2", "3"):
        (pi.source / "kiosk" / "__init__.py").write_text(version)
        (pi.source / "requirements.lock").write_text(version)
        done = pi.install(RUNNING="1")
        assert "bản mới" in done.stdout
        seen.append(pi.program.name)
        assert (pi.program / "kiosk" / "__init__.py").read_text() == version
    assert len(set(seen)) == 3
    assert pi.stored() == ["libraries"] * 2 + ["program"] * 2
    assert "systemctl restart kiosk.service kiosk-sync.service bdhvs-inbox.path" in pi.noted()


def test_the_communes_root_is_given_once_and_is_in_every_program_after(pi: PretendedPi) -> None:
    pi.install()
    before = pi.program
    assert not (before / "assets/system/root.json").exists()
    (pi.source / "root.json").write_text("the commune's")
    pi.install()
    assert (pi.program / "assets/system/root.json").read_text() == "the commune's"
    (pi.source / "root.json").unlink()
    (pi.source / "kiosk" / "__init__.py").write_text("2")
    pi.install()
    assert pi.program != before
    assert (pi.program / "assets/system/root.json").read_text() == "the commune's"


def test_without_network_the_installed_version_stays(pi: PretendedPi) -> None:
    pi.install()
    before = pi.program
    (pi.source / "requirements.lock").write_text("another")
    failed = pi.install(NO_NETWORK="1")
    assert failed.returncode == 1
    assert "Kiểm tra mạng" in failed.stderr
    assert pi.program == before
    assert pi.install().returncode == 0
    assert pi.program != before


def test_what_a_power_cut_left_half_done_is_done_again(pi: PretendedPi) -> None:
    pi.install()
    for left in (pi.root / "opt" / "bdhvs.d").iterdir():
        (left / ".complete").unlink()
    (pi.program / "kiosk" / "__init__.py").write_text("half")
    assert pi.install().returncode == 0
    assert (pi.program / "kiosk" / "__init__.py").read_text() == ""


def test_without_rights_it_says_how_to_get_them(pi: PretendedPi, tmp_path: Path) -> None:
    (tmp_path / "tools" / "id").write_text("#!/bin/sh\necho 1000\n")
    failed = pi.install()
    assert failed.returncode == 1
    assert "sudo make install" in failed.stderr
    assert not pi.root.exists()
