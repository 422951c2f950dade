"""What a rescue could not read is written in the new file, which is brought to head at once."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.uncounted import Uncounted
from patrimoine_gui.errors import Cancelled, FileExists, FileUnreachable, UpgradeStep
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.recover.recovery import RecoveryResult, keys_of, rescue
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.faults import damage
from tests.faults.household import Household, golden
from tests.history import protected_builders
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Progress

NEW = "sauvée.patrimoine"


def missing(file: Path, ring: Keyring) -> Uncounted:
    """Give what a file says is in no total, but for what upgrades set aside."""
    return replace(household_file.load(file, ring.fields).uncounted, aside=0)


def damaged(name: str, folder: Path, table: str) -> Household:
    """Give a golden file that has lost the first page of rows of a table."""
    home = golden(name, folder)
    spoil(home.file, table)
    return home


def spoil(file: Path, table: str) -> None:
    page = next(iter(damage.leaves(file, table)))
    file.write_bytes(damage.zeroed(file.read_bytes(), page))


def rescued(home: Household, table: str) -> RecoveryResult:
    """Damage a file that the keys of every test open, and rescue it beside itself."""
    spoil(home.file, table)
    new = home.file.with_name(f"{home.file.stem} {NEW}")
    return rescue(home.manager(), home.file, new, keys.new_keyring())


def opened(home: Household) -> Keyring | None:
    closed = keys_of(home.manager(), home.file)
    return keys.unlocked(closed, protected_builders.PASSPHRASE) if closed else None


def test_what_was_lost_is_in_the_new_file_and_in_that_of_the_next_rescue(tmp_path: Path) -> None:
    home, ring = damage.household(tmp_path), keys.new_keyring()
    found = rescued(home, "valuation")
    assert missing(found.file, ring) == Uncounted(lost=found.lost)
    second = rescued(replace(home, file=found.file), "operation")
    assert missing(second.file, ring) == Uncounted(lost=found.lost + second.lost)
    assert found.lost
    assert second.lost


@pytest.mark.parametrize("name", ["0005-rich", "0012-rich"])
def test_an_older_file_is_upgraded_at_once_and_says_what_it_lost(name: str, tmp_path: Path) -> None:
    home = damaged(name, tmp_path, "valuation")
    ring = opened(home)
    assert ring is not None
    told: list[Progress] = []
    new = home.file.with_name(NEW)
    found = rescue(home.manager(), home.file, new, ring, told.append)
    assert (found.file, found.revision) == (new, HEAD)
    assert home.manager().inspect(new).state is FileState.CURRENT
    assert missing(new, ring) == Uncounted(lost=found.lost, is_exact=found.is_exact)
    assert found.lost
    assert home.beside() == {NEW}
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_file_without_keys_says_what_it_lost_once_it_is_upgraded(tmp_path: Path) -> None:
    home = damaged("0001-rich", tmp_path, "balance_history")
    new = home.file.with_name(NEW)
    found = rescue(home.manager(), home.file, new, None)
    assert (found.is_exact, found.revision) == (False, "0001")
    manager = home.manager()
    keys.upgrade(manager, manager.plan(new))
    told = missing(new, keys.new_keyring())
    assert told == Uncounted(lost=found.lost, is_exact=False)


def test_a_rescue_whose_upgrade_fails_gives_its_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = damaged("0012-rich", tmp_path, "valuation")
    ring, new = opened(home), home.file.with_name(NEW)

    def broken(_connection: object, *_more: object) -> None:
        raise sqlite3.OperationalError

    with monkeypatch.context() as patch:
        patch.setattr("patrimoine_gui.migration.runner.run", broken)
        found = rescue(home.manager(), home.file, new, ring)
    assert home.manager().inspect(new).revision == found.revision == "0012"
    assert ring is not None
    manager = home.manager()
    manager.upgrade(manager.plan(new), ring)
    assert missing(new, ring).lost == found.lost > 0


def test_a_place_that_takes_no_new_file_is_refused(tmp_path: Path) -> None:
    home = damaged("0012-rich", tmp_path, "valuation")
    ring, nowhere = opened(home), home.file.parent / "absent" / NEW
    with pytest.raises(FileUnreachable) as refused:
        rescue(home.manager(), home.file, nowhere, ring)
    assert refused.value.file == nowhere.parent
    (home.file.parent / NEW).write_bytes(b"mine")
    with pytest.raises(FileExists):
        rescue(home.manager(), home.file, home.file.parent / NEW, ring)
    assert home.beside() == {NEW}


def test_a_cancel_during_the_upgrade_of_a_rescue_leaves_nothing(tmp_path: Path) -> None:
    home = damaged("0012-rich", tmp_path, "valuation")
    reached: list[bool] = []

    def watch(progress: Progress) -> None:
        reached.append(progress.step is UpgradeStep.MIGRATE)

    with pytest.raises(Cancelled):
        rescue(
            home.manager(),
            home.file,
            home.file.with_name(NEW),
            opened(home),
            watch,
            lambda: any(reached),
        )
    assert home.beside() == set()
