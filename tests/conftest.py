"""What every test gets: folders of its own, no network, silence, and nothing left running."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from patrimoine_gui import config, i18n

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# Read by Qt when the application object is made, so it has to be set before any test.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Bytecode is kept, whatever the environment says: the tests start hundreds of processes, and each
# would compile the whole program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


LONG = (
    "tests/e2e/",
    "tests/faults/environment/test_disk_full.py",
    "tests/faults/kills/",
    "tests/faults/restores/",
    "tests/history/test_any_household.py",
    "tests/history/test_golden_files.py",
    "tests/matrix/",
    "tests/unit/authoring/",
    "tests/unit/cli/test_backups.py",
    "tests/unit/cli/test_keys.py",
    "tests/unit/cli/test_revision_commands.py",
)
"""Tests that play whole processes, or every file there ever was: `make test-long` runs them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests of `LONG` to `make test-long`."""
    for item in items:
        if item.nodeid.startswith(LONG):
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Keep no bytecode of what tests write themselves, and write again within the same second."""
    sys.dont_write_bytecode = True


# A loaded machine must not turn a property into a failure: what is slow has its own benchmark.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

THREAD_GRACE_MS = 5000


# --- where a test lives ---------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test a home of its own, beside `tmp_path`, which stays empty for the test."""
    folder = tmp_path.with_name(f"{tmp_path.name}-home")
    folder.mkdir(mode=0o700)
    monkeypatch.setenv(config.ENV_HOME, str(folder / "patrimoine"))
    monkeypatch.delenv(config.ENV_FILE, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("APPDATA", str(folder / "appdata"))
    monkeypatch.setenv("LOCALAPPDATA", str(folder / "appdata"))
    for name in ("CACHE_HOME", "CONFIG_HOME", "DATA_HOME", "STATE_HOME"):
        monkeypatch.setenv(f"XDG_{name}", str(folder / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start in English, in this process and in those that a test starts."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LC_CTYPE", "C.UTF-8")
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    i18n.set_language("en")
    yield
    i18n.set_language("en")


# --- what a test must not do ----------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but those inside this machine's kernel (AF_UNIX)."""
    local = getattr(socket, "AF_UNIX", None)

    def guard(name: str) -> None:
        real = getattr(socket.socket, name)

        def refuse(self: socket.socket, *args: Any) -> object:
            if self.family != local:
                pytest.fail(f"a test tried to reach the network by socket.{name}")
            return real(self, *args)

        monkeypatch.setattr(socket.socket, name, refuse)

    for name in ("connect", "connect_ex", "sendto"):
        guard(name)


class _Records(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)


def unexpected(
    records: list[logging.LogRecord], marker: pytest.Mark | None
) -> list[logging.LogRecord]:
    """Give the records that the test's `expected_warnings` marker does not cover."""
    if marker is None:
        return records
    if not marker.args:
        return []
    named = tuple(str(name) for name in marker.args)
    return [
        record
        for record in records
        if not any(record.name == name or record.name.startswith(f"{name}.") for name in named)
    ]


@pytest.fixture(autouse=True)
def logged(request: pytest.FixtureRequest) -> Iterator[list[logging.LogRecord]]:
    """Fail on an unexpected record at WARNING or above; undo what the test did to our logger."""
    ours = logging.getLogger("patrimoine_gui")
    before, level, disabled = list(ours.handlers), ours.level, ours.disabled
    root = logging.getLogger()
    handler = _Records()
    root.addHandler(handler)
    yield handler.kept
    root.removeHandler(handler)
    for added in [item for item in ours.handlers if item not in before]:
        ours.removeHandler(added)
        added.close()
    ours.setLevel(level)
    ours.disabled = disabled
    if "expected_warnings" in request.fixturenames:
        return
    left = unexpected(handler.kept, request.node.get_closest_marker("expected_warnings"))
    if left:
        lines = [f"{item.levelname} {item.name}: {item.getMessage()}" for item in left]
        pytest.fail("unexpected in the log:\n" + "\n".join(lines))


@pytest.fixture
def expected_warnings(logged: list[logging.LogRecord]) -> list[logging.LogRecord]:
    """Allow warnings in the log, and give them, so that the test can say which it wanted."""
    return logged


# --- what a test must not leave -------------------------------------------------------------------


def open_files_below(folder: Path) -> list[str]:
    """Name the files below a folder that this process still holds open (Linux; else none)."""
    held = []
    inside = f"{folder}{os.sep}"
    for link in Path("/proc/self/fd").glob("*"):
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith(inside):
            held.append(target)
    return held


@pytest.fixture(autouse=True)
def no_open_file(tmp_path: Path) -> Iterator[None]:
    """Fail if the test leaves a file open: a connection that was not closed, an engine."""
    yield
    if open_files_below(tmp_path):
        gc.collect()
    left = open_files_below(tmp_path)
    if left:
        pytest.fail("left open: " + ", ".join(left))


COLLECTED_EVERY = 25
"""So many tests with windows are collected at once."""


class _Windows:
    """How many tests of this process had windows that were not collected yet."""

    uncollected = 0


@pytest.fixture(autouse=True)
def garbage_in_its_turn(request: pytest.FixtureRequest) -> None:
    """Collect as the program does beside a window, and as Python does elsewhere.

    A window in a cycle that a worker's thread collects takes the whole process with it.
    """
    if "qapp" in request.fixturenames:
        from patrimoine_gui.ui.garbage_collection import collect_between_events

        collect_between_events(request.getfixturevalue("qapp"))
        _Windows.uncollected += 1
        if _Windows.uncollected > COLLECTED_EVERY:
            _collect_windows()  # between two tests, where no window is in use
    elif not gc.isenabled():  # the timer of the windows that were, however long ago, turns it off
        if _Windows.uncollected:
            _collect_windows()
        gc.enable()


def _collect_windows() -> None:
    gc.collect()
    _Windows.uncollected = 0


def system_threads() -> set[str] | None:
    """Number the threads of this process, as Linux does; None elsewhere."""
    tasks = Path("/proc/self/task")
    return {task.name for task in tasks.iterdir()} if tasks.is_dir() else None


def running_threads(before: set[str] | None) -> list[Any]:
    """Give the QThreads of this process that still run after a moment.

    Args:
        before: `system_threads` before the test. Where there is none but these, nothing is looked
            for: to go through every object of the process takes longer than most tests.
    """
    now = system_threads()
    if before is not None and now is not None and now <= before:
        return []
    core = sys.modules["PySide6.QtCore"]
    threads = [item for item in gc.get_objects() if isinstance(item, core.QThread)]
    shiboken = sys.modules["shiboken6"]
    return [
        thread
        for thread in threads
        if shiboken.isValid(thread)
        and thread is not core.QThread.currentThread()
        and thread.isRunning()
        and not thread.wait(THREAD_GRACE_MS)
    ]


def visible_windows() -> list[Any]:
    """Give the windows that are still shown."""
    widgets = sys.modules["PySide6.QtWidgets"]
    return [item for item in widgets.QApplication.topLevelWidgets() if item.isVisible()]


@pytest.fixture(autouse=True)
def nothing_left_of_qt(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail if a test that uses Qt leaves a thread running or a window open."""
    before = system_threads()
    yield
    if "qapp" not in request.fixturenames:
        return
    windows = visible_windows()
    names = [f"{type(item).__name__} {item.windowTitle()!r}" for item in windows]
    for item in windows:
        item.hide()
        item.deleteLater()
    threads = running_threads(before)
    if names:
        pytest.fail("windows left open: " + ", ".join(names))
    if threads:
        pytest.fail(f"{len(threads)} QThread left running")


# --- what a test tells ----------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let no byte of an odd name in a captured text end the run: the workers report in UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode("utf-8", "backslashreplace").decode()) for name, text in report.sections
    ]
    return report
