"""What a whole upgrade leaves is private and synced, and odd things in our places stop nothing."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import config, paths
from patrimoine_gui.backup import backup_records
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration.manager import MigrationManager
from tests import keys
from tests.command_line import private, run
from tests.faults.household import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights, pipes and links of POSIX")
GOLDEN_PHRASE = "Épargne & famille 2026"
LONGEST = 60


def golden(place: Path) -> Path:
    file = place / "f.patrimoine"
    shutil.copyfile(GOLDEN / "0012-rich.patrimoine", file)
    return file


def upgraded(file: Path, umask: int = 0o022) -> str:
    """Upgrade a file on the command line, and give what was said; it must end, and well."""
    phrase = private(file.with_name("phrase"), f"{GOLDEN_PHRASE}\n")
    words = ("upgrade", "--file", file, "--passphrase-file", phrase)
    done = run(*words, timeout=LONGEST, umask=umask)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_everything_is_private_under_an_open_umask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "deep" / "deeper"
    monkeypatch.setenv(config.ENV_HOME, str(home))
    upgraded(golden(tmp_path), umask=0)
    made = [home, *home.parents[:1], *home.rglob("*")]
    assert {"patrimoine.log", "upgrades.jsonl", "backups", "reports"} <= {p.name for p in made}
    assert not [path for path in made if path.lstat().st_mode & 0o077]


def test_backup_survives_a_power_cut_before_the_file_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of a strict disk: what was not synced is gone, folders as well as files."""
    monkeypatch.setenv(config.ENV_HOME, str(tmp_path / "a" / "b"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    real_mkdir, real_fsync, made, synced = os.mkdir, os.fsync, list[str](), set[str]()

    def mkdir(path: str, mode: int = 0o777, **more: int) -> None:
        real_mkdir(path, mode, **more)
        made.append(str(path))

    def fsync(descriptor: int) -> None:
        synced.add(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115
        real_fsync(descriptor)

    monkeypatch.setattr(os, "mkdir", mkdir)
    monkeypatch.setattr(os, "fsync", fsync)
    before: list[set[str]] = []

    def report(progress: Progress) -> None:
        if progress.step is UpgradeStep.PUBLISH and not before:
            before.append(set(synced))

    file, folders = golden(tmp_path), paths.user_folders()
    manager = MigrationManager(folders)
    plan = manager.plan(file)
    assert plan.header is not None
    keyring = keys.unlocked(plan.header, GOLDEN_PHRASE)
    manager.upgrade(plan, keyring, report, lambda: False)
    backups = folders.backups
    above = [backups, *backups.parents]
    chain = [str(path) for path in above[: above.index(tmp_path) + 1]]
    assert set(chain[:-1]) <= set(made)
    assert set(chain) <= before[0]


def pipe(place: Path) -> None:
    os.mkfifo(place)


def link(place: Path) -> None:
    place.symlink_to(place.parents[2] / "victim")


def device(place: Path) -> None:
    place.symlink_to("/dev/full")


PLACES = {
    "settings/settings.json": pipe,
    "logs/patrimoine.log": pipe,
    "data/upgrades.jsonl": link,
    f"data/backups/{backup_records.NAME}": device,
}


def test_nothing_in_the_place_of_our_files_is_waited_for_or_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, victim = tmp_path / "home", private(tmp_path / "victim", "mine")
    monkeypatch.setenv(config.ENV_HOME, str(home))
    for name, odd in PLACES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        odd(home / name)
    file = golden(tmp_path)
    upgraded(file)
    done = run("log", "--file", file, timeout=LONGEST)
    assert "Traceback" not in done.stderr
    assert "upgrades.jsonl" in done.stderr
    assert ".patrimoine" not in done.stderr.replace(str(tmp_path), "")  # no advice for a household
    assert victim.read_text("utf-8") == "mine"
    assert stat.S_ISFIFO((home / "logs" / "patrimoine.log").lstat().st_mode)
