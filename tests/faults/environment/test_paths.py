"""Odd names and links work, or are refused by name (F32)."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import FileHasOtherNames, FileUnreachable, UnreachableReason, UpgradeStep
from patrimoine_gui.migration.diagnosis import FileState
from tests import keys
from tests.faults import process
from tests.faults.household import GOLDEN, Household, golden, query
from tests.odd_paths import NAMES
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".patrimoine"


def named(folder: Path, name: str) -> Household:
    """Give a golden file in a folder of an odd name too."""
    household = golden("0001-rich", folder)
    home = folder / name
    home.mkdir()
    file = home / name
    shutil.copyfile(household.file, file)
    return Household(file, household.folders)


def works(household: Household) -> None:
    """Go up, until it is protected, and down again; nothing may stay beside."""
    manager = household.manager()
    assert manager.inspect(household.file).state is FileState.OUTDATED
    outcome = keys.upgrade(manager, manager.plan(household.file, "0004"))
    assert outcome.to_revision == "0004"
    assert query(household.file, "SELECT count(*) FROM asset") == [(12,)]
    keys.downgrade(manager, manager.plan(household.file, "0002"), consent=True)
    assert household.beside() == set()
    assert household.unfinished() == set()
    assert len(household.backups()) == 2


@pytest.mark.parametrize("kind", NAMES)
def test_odd_name_works(tmp_path: Path, kind: str) -> None:
    works(named(tmp_path, f"{NAMES[kind]}{SUFFIX}"))


def test_other_suffix_than_ours_works(tmp_path: Path) -> None:
    works(named(tmp_path, "maison.db"))


@pytest.mark.parametrize("length", [200, 230, 247])
def test_name_as_long_as_its_journal_allows_works(tmp_path: Path, length: int) -> None:
    household = golden("0001-rich", tmp_path)
    file = household.file.with_name("é" * ((length - 11) // 2) + "x" * ((length - 11) % 2) + SUFFIX)
    assert len(os.fsencode(file.name)) == length
    household.file.rename(file)
    works(Household(file, household.folders))


def test_name_too_long_for_a_journal_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    file = household.file.with_name("m" * 250)
    household.file.rename(file)
    long_one = Household(file, household.folders)
    before = long_one.digest()
    manager = long_one.manager()
    with pytest.raises(FileUnreachable) as caught:
        keys.upgrade(manager, manager.plan(file))
    assert caught.value.reason is UnreachableReason.NAME_TOO_LONG
    assert long_one.digest() == before
    assert long_one.beside() == set()
    assert long_one.backups() == ()


def test_new_file_whose_name_is_too_long_for_a_journal_is_refused(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    with pytest.raises(FileUnreachable) as caught:
        household.manager().create(household.file.with_name("m" * 250), keys.new_keyring())
    assert caught.value.reason is UnreachableReason.NAME_TOO_LONG
    assert household.beside() == set()


@pytest.mark.parametrize("depth", [300, 400, 490, 600, 1500])
def test_deep_folder_works_or_is_refused_by_name(tmp_path: Path, depth: int) -> None:
    household = golden("0001-rich", tmp_path)
    folder = tmp_path
    while len(os.fsencode(folder)) + 41 < depth:
        folder /= "d" * 40
    folder.mkdir(parents=True)
    deep = Household(folder / household.file.name, household.folders)
    shutil.copyfile(household.file, deep.file)
    before = deep.digest()
    manager = deep.manager()
    if depth < 450:
        keys.upgrade(manager, manager.plan(deep.file))
        assert manager.inspect(deep.file).state is FileState.CURRENT
    else:
        with pytest.raises(FileUnreachable) as caught:
            keys.upgrade(manager, manager.plan(deep.file))
        assert caught.value.reason is UnreachableReason.NAME_TOO_LONG
        assert deep.digest() == before
    assert deep.beside() == set()


def test_symbolic_link_stays_a_link_and_its_file_is_upgraded(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    link = tmp_path / "bureau" / "lien.patrimoine"
    link.parent.mkdir()
    link.symlink_to(household.file)
    manager = household.manager()
    outcome = keys.upgrade(manager, manager.plan(link))
    assert outcome.file == household.file
    assert link.is_symlink()
    assert manager.inspect(link).state is FileState.CURRENT
    assert [entry.name for entry in link.parent.iterdir()] == [link.name]
    assert household.beside() == set()


def test_link_and_file_have_one_lock(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    link = tmp_path / "lien.patrimoine"
    link.symlink_to(household.file)
    running = process.Running(
        Household(link, household.folders),
        process.Hindrance(pause=process.Moment(UpgradeStep.MIGRATE)),
    )
    running.until_paused()
    assert process.upgrade(household).error == "FileBusy"
    running.go_on()
    assert running.end().error == ""


def test_hard_link_is_refused_by_name(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    other = tmp_path / "autre.patrimoine"
    other.hardlink_to(household.file)
    before = household.digest()
    manager = household.manager()
    with pytest.raises(FileHasOtherNames) as caught:
        keys.upgrade(manager, manager.plan(household.file))
    assert caught.value.names == 2
    assert household.digest() == before
    assert household.beside() == set()
    assert household.backups() == ()


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_file_that_becomes_protected_is_closed_to_other_accounts(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    manager = household.manager()
    household.file.chmod(0o644)
    keys.upgrade(manager, manager.plan(household.file, "0003"))
    assert household.file.stat().st_mode & 0o777 == 0o644  # nothing is protected yet
    keys.upgrade(manager, manager.plan(household.file))
    assert household.file.stat().st_mode & 0o777 == 0o600


def test_identity_and_rights_of_a_protected_file_stay(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file, "0004"))
    household.file.chmod(0o640)
    before = household.file.stat()
    keys.upgrade(manager, manager.plan(household.file))
    after = household.file.stat()
    assert (after.st_ino, after.st_mode, after.st_uid) == (
        before.st_ino,
        before.st_mode,
        before.st_uid,
    )


def test_migrations_folder_of_an_odd_name_works(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    folder = tmp_path / "100% l'été #1 ?"
    shutil.copytree(GOLDEN.parents[2] / "migrations", folder)
    manager = household.manager(folder)
    assert keys.upgrade(manager, manager.plan(household.file)).to_revision == HEAD
