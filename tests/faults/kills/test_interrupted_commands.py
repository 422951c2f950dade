"""Ctrl-C at any moment of a command: the file is the old one or, once all is done, the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import config
from patrimoine_gui.backup import store
from tests import keys
from tests.command_line import private
from tests.faults.household import ROOT, Household, again, mid_size

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="no signal to a process"),
]

PATIENCE = 120.0
MOMENTS = (0.5, 0.95)
"""When it is interrupted, as shares of the time that the whole takes."""

STOPPED = {9, -signal.SIGINT, 1, 130}
"""Stopped at the user's request, or while Python was still loading the program."""


@dataclass(frozen=True, slots=True)
class Case:
    """One command on one file.

    Attributes:
        words: the command line; TARGET, BACKUP and the file are filled in.
        protected: whether the file is one of today.
    """

    words: tuple[str, ...]
    protected: bool = True


CASES = {
    "upgrade": Case(("upgrade",), protected=False),
    "dry run": Case(("upgrade", "--dry-run"), protected=False),
    "sql": Case(("upgrade", "--target", "0003", "--sql"), protected=False),
    "downgrade": Case(("downgrade", "0003", "--yes")),
    "backup": Case(("backup",)),
    "restore": Case(("restore", "BACKUP")),
    "restore and upgrade": Case(("restore", "BACKUP", "--upgrade"), protected=False),
    "export": Case(("export-sqlite", "TARGET", "--yes")),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """A file, what the command writes, and the command.

    Attributes:
        household: the file and the folders of its user.
        made: file that the command is to make, if it makes one.
        command: the whole command line.
    """

    household: Household
    made: Path
    command: list[str]

    def start(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {config.ENV_HOME: str(self.household.folders.data.parent)}
        return subprocess.Popen(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Make a file of version 0.1, with a backup of it."""
    household = mid_size(tmp_path_factory.mktemp("clear"), rows=4_000)
    household.manager().backups.make(household.file, keys.new_real_keyring())
    return household


@pytest.fixture(scope="module")
def protected(clear: Household, tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Make the same file of today, with a backup of it."""
    household = again(clear, tmp_path_factory.mktemp("protected"))
    manager, keyring = household.manager(), keys.new_real_keyring()
    manager.upgrade(manager.plan(household.file), keyring)
    manager.backups.make(household.file, keyring)
    return household


def bench(case: Case, source: Household, folder: Path) -> Bench:
    """Lay out a copy of the file, and the command on it."""
    household = again(source, folder)
    secret = private(folder / "passphrase", f"{keys.PASSPHRASE}\n")
    (backup, *_earlier) = store.listed(source.folders.backups)
    made = household.file.with_name("made")
    filled = {"BACKUP": str(backup.file), "TARGET": str(made)}
    words = [filled.get(word, word) for word in case.words]
    file = made if words[0] == "restore" else household.file
    given = ["--passphrase-file", str(secret), "--file", str(file)]
    if not case.protected and words[0] == "upgrade":
        given += ["--recovery-key-file", str(folder / "recovery")]
    return Bench(household, made, [sys.executable, str(ROOT / "migrate.py"), *words, *given])


@pytest.mark.parametrize("name", CASES)
def test_an_interruption_leaves_the_file_as_it_was(
    name: str, clear: Household, protected: Household, tmp_path: Path
) -> None:
    case = CASES[name]
    source = protected if case.protected else clear
    whole = bench(case, source, tmp_path / "whole")
    began = time.monotonic()
    assert whole.start().wait(PATIENCE) == 0
    seconds = time.monotonic() - began
    before, after = source.digest(), whole.household.manager().inspect(whole.household.file)
    for moment in MOMENTS:
        tried = bench(case, source, tmp_path / f"{moment}")
        status = interrupted(tried, seconds * moment)
        assert status in {0, *STOPPED}, (moment, status)
        if status == 0:
            found = tried.household.manager().inspect(tried.household.file)
            assert (found.state, found.revision) == (after.state, after.revision)
        else:
            assert tried.household.digest() == before, (moment, status)
            assert not tried.made.exists(), moment
        assert tried.household.beside() <= {"made"}, moment
        assert tried.household.unfinished() == set(), moment


def interrupted(tried: Bench, seconds: float) -> int:
    """Press Ctrl-C twice after so long, and give the exit status."""
    process = tried.start()
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
    return process.wait(PATIENCE)
