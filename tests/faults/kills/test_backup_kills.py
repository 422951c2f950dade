"""A backup, its copy elsewhere, and the end of old ones, killed at every step.

Whatever was whole before is whole after, and what was half made goes (F3, F8).
"""

from __future__ import annotations

import shutil
import signal
from datetime import UTC, datetime
from itertools import count
from resource import RLIMIT_FSIZE, setrlimit
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import retention, store
from patrimoine_gui.backup.backup_records import BackupRecords
from patrimoine_gui.backup.second_place import PlaceState, SecondPlace
from patrimoine_gui.logs import file_tag
from tests import keys
from tests.faults import process
from tests.faults.household import Household, again, place
from tests.faults.kill_points import deaths

if TYPE_CHECKING:
    from pathlib import Path

BACKUPS = 13
"""Two more automatic ones of one day than are kept beside the newest."""

AUTOMATIC = store.BackupKind.AUTOMATIC


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Make a file of today with a backup of it."""
    household = place(tmp_path_factory.mktemp("source"))
    manager = household.manager()
    manager.create(household.file, keys.new_keyring())
    manager.backups.make(household.file, keys.new_keyring())
    return household


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of more backups than are kept."""
    folder = tmp_path_factory.mktemp("many")
    copy = folder / "copy"
    for value in range(BACKUPS):
        copy.write_bytes(bytes([value]) * 5_000)
        content = store.Content(copy, "abcd1234", "0001", 1)
        store.write(folder / "backups", content, AUTOMATIC, keys.new_keyring())
    return folder / "backups"


# --- done in other processes ----------------------------------------------------------------------


def save(household: Household) -> None:
    """Make an automatic backup of a file."""
    manager = household.manager()
    header = manager.header(household.file)
    assert header is not None
    manager.backups.make(household.file, keys.unlocked(header), kind=AUTOMATIC)


def save_within(household: Household, limit: int) -> None:
    """Make a backup where the write that passes a limit ends the process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    setrlimit(RLIMIT_FSIZE, (limit, limit))
    save(household)


def tidy(folder: Path) -> None:
    """Prune a folder of backups."""
    (newest, *_others) = store.listed(folder)
    retention.tidy(folder, newest, datetime.now(UTC))


def send(folder: Path) -> PlaceState:
    """Copy the newest backup to a second place."""
    return SecondPlace(folder / "usb").send(store.listed(folder / "backups")[0])


# --- a backup -------------------------------------------------------------------------------------


def lay_out(source: Household, folder: Path) -> Household:
    """Give a copy of a file and of its backup, where steps count."""
    household = again(source, folder / "mortal")
    shutil.copytree(source.folders.backups, household.folders.backups)
    return household


def check(household: Household, source: Household) -> None:
    """Start the program again after a kill: nothing is lost, and nothing is left."""
    household.manager().sweep(household.file)
    store.sweep_partials(household.folders.backups)
    assert household.digest() == source.digest()
    assert household.beside() == set()
    assert household.unfinished() == set()
    (asked,) = source.backups()
    kept = {item.header for item in household.backups()}
    assert asked.header in kept
    save(household)
    made = household.backups()
    assert [item.kind for item in made] == [AUTOMATIC, store.BackupKind.MANUAL]
    assert kept <= {item.header for item in made}  # the one that was complete serves again
    assert BackupRecords(household.folders.backups).last_look(file_tag(household.file)) is not None


def test_backup_killed_at_its_steps_loses_nothing(source: Household, tmp_path: Path) -> None:
    places = (tmp_path / str(rank) for rank in count())
    killed = 0
    for household in deaths(lambda: lay_out(source, next(places)), save, stride=5):
        check(household, source)
        killed += 1
    assert killed > 5


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_backup_killed_in_the_middle_of_a_write_loses_nothing(
    source: Household, tmp_path: Path, share: float
) -> None:
    household = lay_out(source, tmp_path)
    limit = int(share * household.file.stat().st_size)
    with pytest.raises(EOFError):
        process.call(save_within, household, limit)
    check(household, source)


# --- what is no longer kept -----------------------------------------------------------------------


def test_pruning_killed_at_each_step_removes_no_more_than_it_should(
    many: Path, tmp_path: Path
) -> None:
    newest = store.listed(many)[:11]
    places = (tmp_path / str(rank) / "mortal" / "backups" for rank in count())
    left = set()
    for folder in deaths(lambda: shutil.copytree(many, next(places)), tidy, stride=5):
        tidied = store.listed(folder)
        left.add(len(tidied))
        assert [item.header for item in tidied[:11]] == [item.header for item in newest]
        assert all(map(store.is_intact, tidied))
        tidy(folder)
        assert len(store.listed(folder)) == 11
    assert max(left) == BACKUPS


# --- the copy elsewhere ---------------------------------------------------------------------------


def test_copy_elsewhere_killed_at_each_step_is_whole_or_not_there(
    many: Path, tmp_path: Path
) -> None:
    places = (tmp_path / str(rank) / "mortal" for rank in count())

    def prepare() -> Path:
        folder = next(places)
        (folder / "usb").mkdir(parents=True)
        (newest, *_others) = store.listed(many)
        (folder / "backups").mkdir()
        shutil.copy2(newest.file, folder / "backups")
        return folder

    states = set()
    for folder in deaths(prepare, send):
        (here,) = store.listed(folder / "backups")
        assert store.is_intact(here)
        there = store.listed(folder / "usb")
        assert all(map(store.is_intact, there))
        states.add(len(there))
        assert send(folder) is PlaceState.READY
        assert [path.name for path in (folder / "usb").iterdir()] == [here.file.name]
    assert states == {0, 1}
