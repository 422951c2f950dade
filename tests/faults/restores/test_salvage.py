"""A damaged file is read as far as it can be, into a new one; what is lost is counted."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from datetime import date
from io import FileIO
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import (
    Cancelled,
    DamageKind,
    FileBusy,
    FileDamaged,
    FileExists,
    FileTooNew,
    HeaderMissing,
    KeyRequired,
    NotAHouseholdFile,
    PlanOutdated,
    UserError,
)
from patrimoine_gui.migration import health_check
from patrimoine_gui.migration.recover.recovery import (
    RecoveredTable,
    RecoveryResult,
    keys_of,
    salvage,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.faults import damage
from tests.faults.household import Household, again, golden
from tests.history import protected_builders

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.progress import Progress

NEW = "sauvée.patrimoine"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Household:
    return damage.household(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def home(sound: Household, tmp_path: Path) -> Household:
    return again(sound, tmp_path)


def rescued(home: Household, content: bytes | None = None) -> RecoveryResult:
    """Salvage a household whose file now has this content, and look at the new file."""
    if content is not None:
        home.file.write_bytes(content)
    before = home.digest()
    new = home.file.with_name(NEW)
    found = salvage(home.manager(), home.file, new, keys.new_keyring())
    assert home.digest() == before
    assert home.beside() == {NEW}
    assert health_check.check(home.manager(), new, keys.new_keyring()).check(
        health_check.CheckKind.PAGES
    )
    return found


def table(found: RecoveryResult, name: str) -> RecoveredTable:
    return next(item for item in found.tables if item.table == name)


def lost(sound: Household, found: RecoveryResult) -> dict[str, int]:
    """Count the rows of a sound file that are not in the one that was salvaged."""
    was, now = damage.rows(sound.file), damage.rows(found.file)
    return {name: len(was[name] - now[name]) for name in was if was[name] - now[name]}


# --- what is read ---------------------------------------------------------------------------------


def test_a_sound_file_is_read_whole_and_opens(sound: Household, home: Household) -> None:
    found = rescued(home)
    assert found.is_whole
    assert damage.rows(found.file) == damage.rows(sound.file)
    assert home.manager().inspect(found.file).error is None
    was, now = (
        household_file.load(file, keys.new_keyring().fields) for file in (sound.file, found.file)
    )
    assert now == was


@pytest.mark.parametrize("length", [100, damage.PAGE])
def test_without_its_first_bytes_nothing_is_lost(
    sound: Household, home: Household, length: int
) -> None:
    found = rescued(home, bytes(length) + home.file.read_bytes()[length:])
    assert lost(sound, found) == {}
    assert found.lost == 0


@pytest.mark.parametrize("name", ["operation", "sqlite_autoindex_operation_1"])
def test_a_page_that_only_leads_to_others_loses_nothing(
    sound: Household, home: Household, name: str
) -> None:
    content = damage.zeroed(home.file.read_bytes(), damage.root(home.file, name))
    found = rescued(home, content)
    assert lost(sound, found) == {}
    assert table(found, "operation").lost == 0


def test_a_lost_page_loses_its_own_rows_and_counts_them(sound: Household, home: Household) -> None:
    page, count = list(damage.leaves(home.file, "valuation").items())[1]
    found = rescued(home, damage.zeroed(home.file.read_bytes(), page))
    assert lost(sound, found) == {"valuation": count}
    assert table(found, "valuation").lost == count
    assert table(found, "valuation").is_exact
    assert not found.is_whole
    assert found.lost == count


def test_what_belongs_to_lost_assets_stays(sound: Household, home: Household) -> None:
    pages = damage.leaves(home.file, "asset")
    found = rescued(home, damage.zeroed(home.file.read_bytes(), *pages))
    assert lost(sound, found) == {"asset": 6}
    assert table(found, "asset") == RecoveredTable("asset", 0, lost=6, stand_ins=6)
    was, now = (
        household_file.load(file, keys.new_keyring().fields) for file in (sound.file, found.file)
    )
    assert [asset.uid for asset in now.assets] == [asset.uid for asset in was.assets]
    assert {asset.name for asset in now.assets} == {""}
    assert now.valuations == was.valuations
    on = date(2026, 6, 1)
    assert ValueIndex(now).net_worth(on).debts == ValueIndex(was).net_worth(on).debts


def test_what_merely_mentions_a_lost_row_mentions_it_no_more(home: Household) -> None:
    pages = damage.leaves(home.file, "institution")
    found = rescued(home, damage.zeroed(home.file.read_bytes(), *pages))
    assert table(found, "asset").unlinked > 0
    assert table(found, "asset").read == 6
    assert table(found, "institution").lost == 4


def test_a_file_cut_short_gives_what_is_left(sound: Household, home: Household) -> None:
    content = home.file.read_bytes()
    found = rescued(home, content[: len(content) * 2 // 3 + 100])
    assert found.read > 0
    assert found.lost > 0
    was, now = damage.rows(sound.file), damage.rows(found.file)
    assert all(now[name] <= was[name] for name in ("operation", "valuation", "price"))


@pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")
def test_a_value_that_does_not_open_is_kept_as_it_is(sound: Household, home: Household) -> None:
    with closing(sqlite3.connect(sound.file)) as connection:
        (token,) = connection.execute("SELECT amount FROM valuation WHERE id = 7").fetchone()
    found = rescued(home, damage.flipped(home.file.read_bytes(), token))
    assert table(found, "valuation").illegible == 1
    assert table(found, "valuation").lost == 0
    with closing(sqlite3.connect(found.file)) as connection:
        (kept,) = connection.execute("SELECT amount FROM valuation WHERE id = 7").fetchone()
    assert kept[:-1] == token[:-1]
    assert household_file.load(found.file, keys.new_keyring().fields).unreadable == 1


def test_a_row_that_breaks_a_rule_is_set_aside(sound: Household, home: Household) -> None:
    with closing(sqlite3.connect(sound.file)) as connection:
        uid, group = connection.execute('SELECT uid, "group" FROM asset WHERE id = 2').fetchone()
    content = home.file.read_bytes()
    damaged = bytearray(content)
    damaged[content.index(f"{uid}{group}".encode()) + len(uid)] ^= 2
    found = rescued(home, bytes(damaged))
    assert table(found, "asset").aside == 1
    assert table(found, "asset").stand_ins == 1


def test_what_was_deleted_does_not_come_back(home: Household) -> None:
    with closing(sqlite3.connect(home.file, isolation_level=None)) as connection:
        connection.execute("DELETE FROM price WHERE id > 100")
    content = home.file.read_bytes()
    found = rescued(home, damage.zeroed(content, damage.root(home.file, "price")))
    assert table(found, "price").read <= 100


def test_what_a_journal_takes_back_is_taken_back(
    sound: Household, home: Household, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(home.file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE operation SET currency = 'USD'")
        connection.execute("DELETE FROM price")
        dead = again(home, tmp_path / "dead")
        journal = home.file.with_name(f"{home.file.name}-journal").read_bytes()
        dead.file.with_name(f"{dead.file.name}-journal").write_bytes(journal)
    new = dead.file.with_name(NEW)
    found = salvage(dead.manager(), dead.file, new, keys.new_keyring())
    assert lost(sound, found) == {}
    assert found.is_whole


class _BadDisk(FileIO):
    """A file on a disk that does not give one of its sectors back."""

    bad = range(0)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._checked(len(buffer)) or super().readinto(buffer)

    def read(self, size: int | None = -1) -> bytes:
        self._checked(size or 0)
        return super().read(size)

    def _checked(self, size: int) -> int:
        at = self.tell()
        if at < self.bad.stop and at + size > self.bad.start:
            raise OSError(errno.EIO, "bad sector")
        return 0


def test_a_bad_sector_loses_its_own_page(
    sound: Household, home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, count = next(iter(damage.leaves(home.file, "valuation").items()))
    monkeypatch.setattr(_BadDisk, "bad", range((page - 1) * damage.PAGE, page * damage.PAGE))
    monkeypatch.setattr("patrimoine_gui.migration.recover.damaged_copy.streams.opened", _BadDisk)
    assert lost(sound, rescued(home)) == {"valuation": count}


# --- older formats --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["0001-rich", "0009-botched"])
def test_older_files_are_read_into_their_own_format(name: str, tmp_path: Path) -> None:
    home = golden(name, tmp_path)
    was = damage.rows(home.file)
    content = home.file.read_bytes()
    home.file.write_bytes(bytes(100) + content[100:])
    closed = keys_of(home.manager(), home.file)
    opened = keys.unlocked(closed, protected_builders.PASSPHRASE) if closed else None
    found = salvage(home.manager(), home.file, home.file.with_name(NEW), opened)
    assert found.revision == name[:4]
    assert damage.rows(found.file) == was
    assert home.manager().inspect(found.file).revision == name[:4]


# --- keys -----------------------------------------------------------------------------------------


def test_keys_of_a_backup_open_a_file_that_lost_its_own(sound: Household, home: Household) -> None:
    header = keys_of(home.manager(), home.file)
    content = damage.zeroed(home.file.read_bytes(), damage.root(home.file, "file_header"))
    home.file.write_bytes(content)
    with pytest.raises(HeaderMissing):
        keys_of(home.manager(), home.file)
    found = rescued(home)
    assert lost(sound, found).keys() <= {"file_header"}
    assert keys_of(home.manager(), found.file) == header


def test_keys_of_others_are_refused(home: Household) -> None:
    new = home.file.with_name(NEW)
    with pytest.raises(PlanOutdated):
        salvage(home.manager(), home.file, new, keys.new_keyring_of_others())
    with pytest.raises(KeyRequired):
        salvage(home.manager(), home.file, new, None)
    assert not new.exists()


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", bytes(5000), b"a text\n" * 2000, b"SQLite format 3\0"])
def test_where_nothing_can_be_read_that_is_said(home: Household, content: bytes) -> None:
    home.file.write_bytes(content)
    for work in (
        lambda: keys_of(home.manager(), home.file),
        lambda: salvage(home.manager(), home.file, home.file.with_name(NEW), keys.new_keyring()),
    ):
        with pytest.raises(FileDamaged) as caught:
            work()
        assert caught.value.kind is DamageKind.UNREADABLE
    assert home.beside() == set()


def test_files_of_others_and_of_later_versions_are_refused(home: Household) -> None:
    content = bytearray(home.file.read_bytes())
    content[60:64] = (99).to_bytes(4, "big")
    home.file.write_bytes(content)
    with closing(sqlite3.connect(home.file, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    with pytest.raises(FileTooNew):
        keys_of(home.manager(), home.file)
    home.file.unlink()
    with closing(sqlite3.connect(home.file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE recipe (id INTEGER PRIMARY KEY, name TEXT)")
        connection.execute("INSERT INTO recipe (name) VALUES ('tarte')")
    with pytest.raises(NotAHouseholdFile):
        keys_of(home.manager(), home.file)


def test_nothing_is_written_over_and_nobody_is_disturbed(home: Household) -> None:
    manager, ring, new = home.manager(), keys.new_keyring(), home.file.with_name(NEW)
    new.write_bytes(b"mine")
    with pytest.raises(FileExists):
        salvage(manager, home.file, new, ring)
    assert new.read_bytes() == b"mine"
    new.unlink()
    with FileLock(home.file, "patrimoine") as lock:
        with pytest.raises(FileBusy):
            salvage(manager, home.file, new, ring)
        assert salvage(manager, home.file, new, ring, held=lock).is_whole


def test_a_cancel_at_any_moment_leaves_nothing(home: Household) -> None:
    told: list[Progress] = []
    moments = 0

    def counted() -> bool:
        nonlocal moments
        moments += 1
        return False

    new = home.file.with_name(NEW)
    salvage(home.manager(), home.file, new, keys.new_keyring(), told.append, counted)
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    new.unlink()
    for moment in range(1, moments, moments // 4):
        steps = iter(range(moment))
        with pytest.raises(Cancelled):
            salvage(
                home.manager(),
                home.file,
                new,
                keys.new_keyring(),
                cancel=lambda steps=steps: next(steps, None) is None,  # type: ignore[misc]
            )
        assert home.beside() == set()


def test_errors_and_results_show_no_name(home: Household) -> None:
    home.file.write_bytes(bytes(5000))
    with pytest.raises(UserError) as caught:
        keys_of(home.manager(), home.file)
    assert home.file.name not in str(caught.value)
