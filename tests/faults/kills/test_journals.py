"""What stands in a journal belongs to the file, or never reaches it (F9, F10)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.database import header
from patrimoine_gui.errors import FileDamaged, FileExists, UpgradeStep
from patrimoine_gui.migration import sqlite_export
from patrimoine_gui.migration.copies.new_file import give_name
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.sqlite_export import PlainCopy
from tests import keys
from tests.faults import process
from tests.faults.household import Household, content, golden, is_whole, mid_size, place, query
from tests.faults.process import Hindrance, Moment
from tests.faults.rights import needs_root, public_folder
from tests.faults.writers import Writer
from tests.history.builders.encrypted_rows import read
from tests.revision_chain import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IN_BACKUP = "SELECT balance FROM balance_history WHERE date = '02/02/2022'"


def said(household: Household) -> list[object]:
    """Give what the other program committed, as the upgraded file says it."""
    day = "SELECT id FROM valuation WHERE as_of = '2022-02-02' AND source = 'manuel'"
    amounts = read(household.file, "valuation", "amount")
    return [amounts[key] for (key,) in query(household.file, day)]


def killed(household: Household, mode: str) -> None:
    """Let another program commit one value, write others, and die before it commits them."""
    writer = Writer(household.file, mode)
    writer.until_written()
    writer.kill()


def test_hot_journal_is_rolled_back_before_anything_is_copied(tmp_path: Path) -> None:
    household = golden("0001-large", tmp_path)
    killed(household, "delete")
    assert household.beside() == {f"{household.file.name}-journal"}
    assert process.upgrade(household).error == ""
    assert said(household) == ["4242"]
    assert "66600" not in read(household.file, "valuation", "amount").values()
    (backup,) = household.extracted()
    assert query(backup, IN_BACKUP) == [(42.42,)]
    assert household.beside() == set()


def test_inspection_sees_what_was_committed_beside_a_hot_journal(tmp_path: Path) -> None:
    household = golden("0001-large", tmp_path)
    killed(household, "delete")
    assert household.manager().inspect(household.file).state is FileState.OUTDATED
    assert is_whole(household.file)


def test_rows_still_in_a_wal_are_in_the_backup_and_in_the_upgraded_file(tmp_path: Path) -> None:
    household = golden("0001-large", tmp_path)
    killed(household, "wal")
    assert f"{household.file.name}-wal" in household.beside()
    assert process.upgrade(household).error == ""
    assert said(household) == ["4242"]
    (backup,) = household.extracted()
    assert query(backup, IN_BACKUP) == [(42.42,)]
    assert household.beside() == set()


def test_upgraded_file_of_a_wal_has_a_rollback_journal_again(tmp_path: Path) -> None:
    household = golden("0001-large", tmp_path)
    killed(household, "wal")
    assert process.upgrade(household).error == ""
    assert not header.read(household.file).is_wal


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
def test_new_file_is_refused_where_a_stale_journal_waits(tmp_path: Path, suffix: str) -> None:
    other = golden("0001-large", tmp_path / "other")
    killed(other, suffix.strip("-").replace("journal", "delete"))
    household = place(tmp_path)
    stale = household.file.with_name(household.file.name + suffix)
    shutil.copyfile(other.file.with_name(other.file.name + suffix), stale)
    before = stale.read_bytes()
    with pytest.raises(FileExists) as caught:
        household.manager().create(household.file, keys.new_keyring())
    assert caught.value.file == stale
    assert stale.read_bytes() == before
    assert not household.file.exists()


def extraction(household: Household, target: Path) -> None:
    manager = household.manager()
    (backup, *_) = store.listed(manager.folders.backups)
    opened = keys.unlocked(backup.header.file_header)
    with manager.restores.stage(backup.file, opened, target) as staged:
        manager.restores.restore(staged, target, keep_format=True)


def plain(household: Household, target: Path) -> None:
    manager = household.manager()
    opened = keys.keyring_for(manager.plan(household.file))
    sqlite_export.write(manager, PlainCopy(household.file, target, HEAD, opened))


@pytest.mark.parametrize("suffix", ["-wal", "-journal"])
@pytest.mark.parametrize("write", [extraction, plain])
def test_no_new_file_comes_beside_a_journal_that_would_be_replayed_into_it(
    tmp_path: Path, write: Callable[[Household, Path], None], suffix: str
) -> None:
    household = golden("0003-rich", tmp_path)
    assert process.upgrade(household).error == ""
    target = tmp_path / "nouveau.patrimoine"
    stale = target.with_name(target.name + suffix)
    stale.write_bytes(b"of another file")
    with pytest.raises(FileExists) as caught:
        write(household, target)
    assert caught.value.file == stale
    assert not target.exists()


def test_journal_that_comes_during_the_work_is_seen_before_the_name_is_given(
    tmp_path: Path,
) -> None:
    copy, target = tmp_path / "copy", tmp_path / "nouveau.patrimoine"
    copy.write_bytes(b"finished")
    target.with_name(f"{target.name}-journal").write_bytes(b"of another file")
    with pytest.raises(FileExists):
        give_name(copy, target)
    assert not target.exists()


@pytest.mark.parametrize("name", ["0001-rich", "0003-rich"])
def test_wal_that_cannot_be_the_file_s_own_is_refused_and_never_replayed(
    tmp_path: Path, name: str
) -> None:
    other = golden("0001-large", tmp_path / "other")
    killed(other, "wal")
    household = golden(name, tmp_path)
    before = household.digest()
    stale = household.file.with_name(f"{household.file.name}-wal")
    shutil.copyfile(other.file.with_name(f"{other.file.name}-wal"), stale)
    replayed = stale.read_bytes()
    assert household.manager().inspect(household.file).state is FileState.DAMAGED
    with pytest.raises(FileDamaged):
        household.manager().plan(household.file)
    household.manager().sweep(household.file)
    assert household.digest() == before
    assert stale.read_bytes() == replayed
    assert household.beside() == {stale.name}


def test_inspection_through_a_link_recovers_the_journal_of_the_real_file(tmp_path: Path) -> None:
    household = mid_size(tmp_path, rows=5_000)
    old = content(household.file)
    link = tmp_path / "lien.patrimoine"
    link.symlink_to(household.file)
    limit = household.file.stat().st_size + 4096
    deadly = Hindrance(file_limit=limit, limit_from=Moment(UpgradeStep.PUBLISH), deadly=True)
    with pytest.raises(EOFError):
        process.upgrade(household, deadly)
    assert header.read(household.file).ordinal == int(HEAD)  # the first page is new already
    assert household.manager().inspect(link).state is FileState.OUTDATED
    assert content(household.file) == old


@needs_root
@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("delete", ("unreachable", "FileUnreachable")),
        ("wal", ("outdated", "")),
    ],  # readable as it is
)
@pytest.mark.parametrize("guarded", ["file", "folder"])
def test_journal_that_may_not_be_recovered_is_told(
    guarded: str, mode: str, told: tuple[str, str]
) -> None:
    with public_folder() as public:
        household = golden("0001-large", public)
        killed(household, mode)
        for name in household.beside():
            household.file.with_name(name).chmod(0o644)
        household.file.chmod(0o644 if guarded == "file" else 0o666)
        household.file.parent.chmod(0o777 if guarded == "file" else 0o755)
        before = household.digest()
        assert process.call(process.state_of, household, as_nobody=True) == told
        assert household.digest() == before
