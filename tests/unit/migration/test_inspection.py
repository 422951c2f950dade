"""Inspection tells eleven states apart, never raises, and never writes."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from patrimoine_gui import config
from patrimoine_gui.database import connections, header
from patrimoine_gui.errors import (
    DamageKind,
    ForeignKind,
    NotAHouseholdFile,
    UnreachableReason,
)
from patrimoine_gui.migration.diagnosis import Diagnosis, FileState
from patrimoine_gui.migration.inspection import inspect
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.revisions import load
from tests.revision_chain import HEAD

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "history"


def look(file: Path) -> Diagnosis:
    return inspect(file, load())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copyfile(GOLDEN / "0001-rich.patrimoine", tmp_path / "maison.patrimoine"))


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("name", "state", "revision"),
    [
        ("0001-rich", FileState.OUTDATED, "0001"),
        ("0002-rich", FileState.OUTDATED, "0002"),
        ("0003-rich", FileState.OUTDATED, "0003"),
        (f"{HEAD}-rich", FileState.CURRENT, HEAD),
    ],
)
def test_file_of_ours_is_known_and_not_touched(
    tmp_path: Path, name: str, state: FileState, revision: str
) -> None:
    file = Path(shutil.copyfile(GOLDEN / f"{name}.patrimoine", tmp_path / "f"))
    before = hashlib.sha256(file.read_bytes()).digest(), file.stat().st_mtime_ns
    found = look(file)
    assert (found.state, found.revision, found.error) == (state, revision, None)
    assert found.usable
    assert (hashlib.sha256(file.read_bytes()).digest(), file.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [file]


def test_missing_file_is_unreachable(tmp_path: Path) -> None:
    assert reason(tmp_path / "none") is UnreachableReason.MISSING
    assert reason(tmp_path / "none" / "none") is UnreachableReason.MISSING


def test_file_taken_for_a_folder_is_missing(file: Path) -> None:
    assert reason(file / "inside") is UnreachableReason.MISSING


def test_broken_link_and_loop_are_told(tmp_path: Path) -> None:
    (tmp_path / "broken").symlink_to(tmp_path / "none")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert reason(tmp_path / "broken") is UnreachableReason.BROKEN_LINK
    assert reason(tmp_path / "loop") is UnreachableReason.BROKEN_LINK


def test_folder_and_special_file_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path) is UnreachableReason.DIRECTORY
    assert reason(tmp_path / "pipe") is UnreachableReason.SPECIAL
    assert reason(Path(os.devnull)) is UnreachableReason.SPECIAL


def test_impossible_names_are_told(tmp_path: Path) -> None:
    assert reason(tmp_path / ("m" * 300)) is UnreachableReason.NAME_TOO_LONG
    assert reason(tmp_path / "nul\0") is UnreachableReason.MISSING


def reason(file: Path) -> UnreachableReason:
    found = look(file)
    assert found.state is FileState.UNREACHABLE
    return found.error.reason  # type: ignore[union-attr,no-any-return]


def test_empty_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.touch()
    assert look(file).state is FileState.EMPTY


@pytest.mark.parametrize(
    "content", [b"x", b"PK\x03\x04" * 50, b"SQLite format 2\0" + bytes(200), bytes(4096)]
)
def test_file_of_another_kind_is_not_ours(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    assert foreign(file) is ForeignKind.NOT_SQLITE
    assert file.read_bytes() == content


def test_database_of_another_program_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    change(file, "CREATE TABLE alembic_version (version_num TEXT)", "PRAGMA user_version = 3")
    assert foreign(file) is ForeignKind.OTHER_PROGRAM


def foreign(file: Path) -> ForeignKind:
    found = look(file)
    assert found.state is FileState.NOT_OURS
    return found.error.kind  # type: ignore[union-attr,no-any-return]


def test_file_with_our_mark_and_no_version_is_unversioned(tmp_path: Path) -> None:
    file = tmp_path / "f"
    change(file, f"PRAGMA application_id = {config.APPLICATION_ID}", "CREATE TABLE t (v)")
    assert look(file).state is FileState.UNVERSIONED


@pytest.mark.parametrize("kept", [17, 99, 100, 4096, 8192, 20479])
def test_truncated_file_is_damaged(file: Path, kept: int) -> None:
    os.truncate(file, kept)
    found = look(file)
    assert found.state is FileState.DAMAGED
    assert found.error.kind is DamageKind.TRUNCATED  # type: ignore[union-attr]


@pytest.mark.parametrize("ordinal", [int(HEAD) + 1, 99, 2**31 - 1])
def test_newer_file_is_too_new_whatever_else_it_holds(file: Path, ordinal: int) -> None:
    change(file, f"PRAGMA user_version = {ordinal}", "UPDATE alembic_version SET version_num = 'x'")
    found = look(file)
    assert (found.state, found.ordinal) == (FileState.TOO_NEW, ordinal)


@pytest.mark.parametrize("ordinal", [-1, -(2**31), 2])
def test_version_that_contradicts_itself_is_unknown(file: Path, ordinal: int) -> None:
    change(file, f"PRAGMA user_version = {ordinal}")
    assert look(file).state is FileState.UNKNOWN_REVISION


def test_file_held_alone_by_another_connection_is_busy(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert look(file).state is FileState.BUSY


def test_file_that_this_process_holds_is_never_opened_behind_its_back(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.0)
    with connections.live(file) as live:
        assert look(file).state is FileState.BUSY
        live.execute("SELECT count(*) FROM account").fetchone()
        other = sqlite3.connect(file, timeout=0)
        with closing(other), pytest.raises(sqlite3.OperationalError):
            other.execute("SELECT count(*) FROM account")
    assert look(file).state is FileState.OUTDATED


def test_journal_beside_a_link_is_not_that_of_the_file(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "links" / "lien"
    link.parent.mkdir()
    link.symlink_to(file)
    link.with_name("lien-journal").write_bytes(b"nothing")
    assert header.journals(link) == ()
    Path(f"{file}-journal").touch()
    assert header.journals(link) == (f"{file}-journal",)


@hypothesis.settings(
    max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.example(place=3835, value=b"\x80")  # a structure that is not UTF-8
@hypothesis.given(place=st.integers(0, 20479), value=st.binary(min_size=1, max_size=64))
def test_no_damage_makes_inspection_raise_or_write(
    tmp_path: Path, place: int, value: bytes
) -> None:
    file = Path(shutil.copyfile(GOLDEN / "0001-rich.patrimoine", tmp_path / "damaged"))
    with file.open("r+b") as writer:
        writer.seek(place)
        writer.write(value)
    before = file.read_bytes()
    assert isinstance(look(file), Diagnosis)
    assert file.read_bytes() == before


@hypothesis.given(st.binary(max_size=120))
def test_any_bytes_are_understood_as_a_header(head: bytes) -> None:
    assert header.parse(head).is_complete is (len(head) >= header.LENGTH)


def test_a_backup_is_never_opened_itself(file: Path, tmp_path: Path) -> None:
    backup = file.rename(tmp_path / f"of-monday{config.BACKUP_EXTENSION}")
    before = backup.read_bytes()
    assert look(backup).state is FileState.NOT_OURS
    manager = MigrationManager()
    with pytest.raises(NotAHouseholdFile) as refused:
        manager.plan(backup)
    assert refused.value.kind is ForeignKind.BACKUP
    assert backup.read_bytes() == before
