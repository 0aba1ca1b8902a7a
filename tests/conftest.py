"""What holds for every test: its surroundings, its marks, the order of the run and the memory of each process.

Guarantees: nothing of the user's own caches is read or written; a software renderer draws in the process itself, so
that two workers do not fight for two cores; the slow files begin first, so that no worker is left with one at the end;
a process that grows beyond ``MAX_MB`` fails the run, and the largest are told at the end.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from tests.support import postgresql

MAX_MB: Final = 700                    # of one process: a Raspberry Pi has 2 GB for everything
PEAKS: Final = pytest.StashKey[dict[str, int]]()
CACHE: Final = pytest.StashKey[str]()

os.environ["LP_NUM_THREADS"] = "0"      # read when the renderer starts
# How long an example takes says how busy the machine is; what must be quick is measured where it is promised.
# The same examples in every run: what failed fails again. `make faults` looks for new ones.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow],
                          derandomize="FUZZ_EXAMPLES" not in os.environ)
settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgresql.begin_run()
    config.stash[PEAKS] = {}
    config.stash[CACHE] = tempfile.mkdtemp(prefix="kiosk-tests-cache-")
    os.environ["XDG_CACHE_HOME"] = config.stash[CACHE]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a background job: programs under test inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgresql.end_run()
    shutil.rmtree(config.stash.get(CACHE, ""), ignore_errors=True)


# --- which, and in which order ------------------------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``slow`` files first, each file whole; what needs root is skipped for everybody else."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if os.geteuid() != 0:
        for item in items:
            if item.get_closest_marker("root"):
                item.add_marker(pytest.mark.skip(reason="needs root"))


def pytest_collection_finish() -> None:
    """Thousands of tests stay as they are: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()


# --- how large each process became --------------------------------------------------------------


def peaks_mb() -> Iterator[tuple[str, int]]:
    """The largest this process and any process it waited for has been."""
    for name, whose in (("itself", resource.RUSAGE_SELF), ("its largest child", resource.RUSAGE_CHILDREN)):
        yield name, resource.getrusage(whose).ru_maxrss // 1024


@pytest.fixture(scope="module", autouse=True)
def _tidy() -> Iterator[None]:
    """What a file of tests drew or read is given back to the system before the next one."""
    yield
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    own = dict(peaks_mb())
    output = getattr(config, "workeroutput", None)
    if output is not None:              # a worker of pytest-xdist: the one that started it judges
        output["peaks"] = own
        return
    config.stash[PEAKS].update({f"pytest: {name}": mb for name, mb in own.items()})
    if session.exitstatus == pytest.ExitCode.OK and too_large(config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """A worker has ended."""
    output: dict[str, dict[str, int]] = getattr(node, "workeroutput", {})
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    name: str = node.gateway.id  # type: ignore[attr-defined]
    config.stash[PEAKS].update({f"{name}: {whose}": mb for whose, mb in output.get("peaks", {}).items()})


def too_large(config: pytest.Config) -> dict[str, int]:
    return {name: mb for name, mb in config.stash[PEAKS].items() if mb > MAX_MB}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    told = ", ".join(f"{name} {mb} MB" for name, mb in config.stash[PEAKS].items())
    terminalreporter.write_line(f"largest processes: {told}")
    for name, mb in too_large(config).items():
        terminalreporter.write_line(f"{name} grew to {mb} MB, more than {MAX_MB}", red=True, bold=True)

