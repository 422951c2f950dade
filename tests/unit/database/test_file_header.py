"""`file_header` carries the closed keys of a file, and nothing that was changed passes for them."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import config
from patrimoine_gui.crypto import kdf, legacy_token
from patrimoine_gui.crypto.header import FileHeader
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import (
    FileTooNew,
    HeaderTampered,
    KdfParamsRefused,
    KeysTooNew,
    TokenTruncated,
    TokenVersionUnsupported,
    UserError,
    WrongPassphrase,
)
from patrimoine_gui.migration import inspection, revisions
from patrimoine_gui.migration.diagnosis import Diagnosis, FileState
from tests.keys import PASSPHRASE, QUICK, new_keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 1000
OTHER = Path(__file__).resolve().parents[2] / "data" / "history" / "0003-rich.patrimoine"


@pytest.fixture
def link() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def kept(link: sqlite3.Connection) -> sqlite3.Connection:
    """Give a connection whose file has the header of the tests."""
    file_header.create(link)
    file_header.write(link, new_keyring().header)
    return link


def header_of_old() -> FileHeader:
    """Make a header of format 1, as versions 0.4 to 0.9 wrote them."""
    salt = bytes(range(16))
    key = kdf.pbkdf2(PASSPHRASE, salt, ROUNDS)
    body = {
        "check": legacy_token.encryptor(key)(b"patrimoine"),
        "iterations": ROUNDS,
        "kdf": "pbkdf2-hmac-sha256",
        "salt": salt.hex(),
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return FileHeader(1, os.urandom(16), "0.4.0", "0.4.0", None, text, None)


# --- kept and given back --------------------------------------------------------------------------


def test_a_file_without_the_table_has_no_header(link: sqlite3.Connection) -> None:
    assert file_header.read(link) is None
    assert file_header.read_from(OTHER) is None
    file_header.drop(link)


def test_what_is_written_is_read_and_opens(kept: sqlite3.Connection) -> None:
    found = file_header.read(kept)
    assert found == new_keyring().header
    assert found is not None
    opened = Keyring.unlock(found, PASSPHRASE, QUICK)
    assert opened.fields.data == new_keyring().fields.data


def test_a_header_of_the_first_format_is_kept_too(kept: sqlite3.Connection) -> None:
    old = header_of_old()
    file_header.write(kept, old)
    assert file_header.read(kept) == old
    assert Keyring.unlock(old, PASSPHRASE, QUICK).fields.legacy is not None


def test_the_table_is_the_one_of_the_specification(kept: sqlite3.Connection) -> None:
    statement = kept.execute("SELECT sql FROM sqlite_master").fetchone()[0]
    assert file_header.DDL.startswith(statement)  # SQLite drops the comment after the end
    assert statement.endswith("mac BLOB)")
    with pytest.raises(sqlite3.IntegrityError):
        kept.execute("INSERT INTO file_header VALUES (2, 2, x'', '', '', NULL, '', '')")


def test_making_the_table_again_keeps_what_it_holds(kept: sqlite3.Connection) -> None:
    file_header.create(kept)
    assert file_header.read(kept) == new_keyring().header


def test_a_new_header_replaces_the_one_before(kept: sqlite3.Connection) -> None:
    file_header.write(kept, header_of_old())
    assert kept.execute("SELECT count(*) FROM file_header").fetchone() == (1,)
    file_header.drop(kept)
    assert file_header.read(kept) is None


def test_writing_belongs_to_the_transaction_of_the_caller(kept: sqlite3.Connection) -> None:
    for header in (header_of_old(), None):
        kept.execute("BEGIN")
        file_header.write(kept, header) if header else file_header.drop(kept)
        assert kept.in_transaction
        kept.execute("ROLLBACK")
        assert file_header.read(kept) == new_keyring().header


def test_the_slots_that_were_replaced_are_nowhere_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    old = new_keyring()
    new = old.with_passphrase("une autre phrase", QUICK)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        file_header.create(connection)
        file_header.write(connection, old.header)
        assert wrapped_of(old) in file.read_bytes()
        file_header.write(connection, new.header)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (0,)
        assert wrapped_of(old) not in file.read_bytes()
        assert wrapped_of(new) in file.read_bytes()
        file_header.drop(connection)
    assert wrapped_of(new) not in file.read_bytes()


def wrapped_of(keyring: Keyring) -> bytes:
    slots = json.loads(keyring.header.body)["slots"]
    found = next(slot["wrapped"] for slot in slots if slot["kind"] == "passphrase")
    return str(found).encode("ascii")


def test_the_header_is_read_whatever_texts_the_connection_gives(kept: sqlite3.Connection) -> None:
    kept.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    assert file_header.read(kept) == new_keyring().header


def test_reading_a_file_leaves_it_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        file_header.create(connection)
        file_header.write(connection, new_keyring().header)
    before = file.read_bytes()
    assert file_header.read_from(file) == new_keyring().header
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


# --- changed by anybody ---------------------------------------------------------------------------


def flips(raw: bytes) -> Iterator[bytes]:
    """Give every content that differs in one byte by one bit, or by all eight."""
    for place, byte in enumerate(raw):
        for mask in (*(1 << bit for bit in range(8)), 0xFF):
            yield raw[:place] + bytes((byte ^ mask,)) + raw[place + 1 :]


def refusal(link: sqlite3.Connection) -> type[UserError] | None:
    """Tell how the header of a file is refused to someone who knows the passphrase."""
    try:
        found = file_header.read(link)
        assert found is not None
        Keyring.unlock(found, PASSPHRASE, QUICK)
    except UserError as error:
        return type(error)
    return None


def refusals(link: sqlite3.Connection, column: str, value: str = "?") -> set[object]:
    """Change one column in every way by a byte, and gather how that is refused."""
    raw = link.execute(f"SELECT CAST({column} AS BLOB) FROM file_header").fetchone()[0]
    found: set[object] = set()
    for changed in flips(raw):
        link.execute(f"UPDATE file_header SET {column} = {value}", (changed,))
        found.add(refusal(link))
    return found


@pytest.mark.parametrize("column", ["household_id", "mk_id", "mac"])
def test_every_flipped_byte_of_a_blob_is_found(kept: sqlite3.Connection, column: str) -> None:
    assert refusals(kept, column) == {HeaderTampered}


def test_every_flipped_byte_of_the_body_is_found(kept: sqlite3.Connection) -> None:
    assert refusals(kept, "body", "CAST(? AS TEXT)") == {HeaderTampered}


def test_every_other_format_is_found(kept: sqlite3.Connection) -> None:
    found = set()
    for number in (*range(-130, 260), 2**31, 2**63 - 1, -(2**63)):
        kept.execute("UPDATE file_header SET format = ?", (number,))
        found.add((number == 2, number > 2, refusal(kept)))
    newer = (False, True, KeysTooNew)
    assert found == {(True, False, None), newer, (False, False, HeaderTampered)}


def test_every_flipped_byte_of_an_old_body_is_refused(kept: sqlite3.Connection) -> None:
    """It has no checksum: salt and check token changed are like a wrong passphrase."""
    file_header.write(kept, header_of_old())
    found = refusals(kept, "body", "CAST(? AS TEXT)")
    assert None not in found
    assert found <= {
        WrongPassphrase,
        HeaderTampered,
        KdfParamsRefused,
        TokenTruncated,
        TokenVersionUnsupported,
    }


def test_every_truncation_is_found(kept: sqlite3.Connection) -> None:
    for column, value in (("body", "CAST(? AS TEXT)"), ("mac", "?"), ("mk_id", "?")):
        raw = kept.execute(f"SELECT CAST({column} AS BLOB) FROM file_header").fetchone()[0]
        for length in range(len(raw)):
            kept.execute(f"UPDATE file_header SET {column} = {value}", (raw[:length],))
            assert refusal(kept) is HeaderTampered
        kept.execute(f"UPDATE file_header SET {column} = {value}", (raw,))
    assert refusal(kept) is None


@pytest.mark.parametrize(
    "change",
    [
        "format = 2.5",
        "format = 'two'",
        "household_id = 'text'",
        "household_id = zeroblob(65)",
        "writer_version = x'302e35'",
        f"writer_version = '{'9' * 65}'",
        "writer_version = CAST(x'ff' AS TEXT)",
        "mk_id = 'text'",
        "mk_id = 5",
        "mac = zeroblob(1000000)",
        "body = CAST(body AS BLOB)",
        "body = CAST(x'ff' AS TEXT)",
        "body = printf('%.*c', 65537, 'x')",
        "body = printf('%.*c', 50000000, 'x')",
    ],
)
def test_another_type_or_length_is_found(kept: sqlite3.Connection, change: str) -> None:
    kept.execute(f"UPDATE file_header SET {change}")
    with pytest.raises(HeaderTampered):
        file_header.read(kept)


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM file_header",),
        ("ALTER TABLE file_header ADD COLUMN more TEXT",),
        ("ALTER TABLE file_header RENAME COLUMN mac TO mac2",),
        ("DROP TABLE file_header", "CREATE TABLE file_header (id, format)"),
        ("ALTER TABLE file_header RENAME TO x", "CREATE VIEW file_header AS SELECT * FROM x"),
        ("CREATE TRIGGER t AFTER INSERT ON file_header BEGIN SELECT 1; END",),
        ("CREATE INDEX i ON file_header (body)",),
        ("ALTER TABLE file_header RENAME TO FILE_HEADER2", "CREATE TABLE FILE_HEADER (id)"),
        ("DROP TABLE file_header", "CREATE VIRTUAL TABLE file_header USING fts5(body)"),
        (
            "DROP TABLE file_header",
            file_header.DDL.replace("mac BLOB)", "mac BLOB AS (zeroblob(32)))"),
        ),
    ],
)
def test_another_structure_is_found(kept: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        kept.execute(statement)
    with pytest.raises(HeaderTampered):
        file_header.read(kept)


def test_several_rows_are_found(kept: sqlite3.Connection) -> None:
    without_check = file_header.DDL.replace(" CHECK (id = 1)", "")
    row = kept.execute("SELECT * FROM file_header").fetchone()
    kept.execute("DROP TABLE file_header")
    kept.execute(without_check)
    for key in (1, 2):
        kept.execute("INSERT INTO file_header VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (key, *row[1:]))
    with pytest.raises(HeaderTampered):
        file_header.read(kept)
    kept.execute("DELETE FROM file_header WHERE id = 1")
    with pytest.raises(HeaderTampered):
        file_header.read(kept)


def test_a_tampered_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "maison.patrimoine"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        file_header.create(connection)
    with pytest.raises(HeaderTampered) as caught:
        file_header.read_from(file)
    assert caught.value.file == file


# --- a file of a later version --------------------------------------------------------------------


def newer(folder: Path, *statements: str) -> Path:
    """Make a file of a later format, with a header that some statements change."""
    file = folder / "maison.patrimoine"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 99")
        file_header.create(connection)
        file_header.write(connection, new_keyring().header)
        connection.execute("UPDATE file_header SET writer_version='3.1', min_app_version='3.0.2'")
        for statement in statements:
            connection.execute(statement)
    return file


def look(file: Path) -> Diagnosis:
    return inspection.inspect(file, revisions.load())


def told(file: Path) -> tuple[str, str]:
    """Give the versions that inspection tells, after seeing that nothing was written."""
    before = file.read_bytes()
    found = look(file)
    assert found.state is FileState.TOO_NEW
    assert isinstance(found.error, FileTooNew)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
    return found.error.writer, found.error.min_app


def test_a_newer_file_says_who_wrote_it(tmp_path: Path) -> None:
    assert told(newer(tmp_path)) == ("3.1", "3.0.2")


def test_a_newer_file_says_so_while_it_is_held_or_beside_a_journal(tmp_path: Path) -> None:
    file = newer(tmp_path)
    with connections.live(file):
        assert look(file).state is FileState.BUSY
    Path(f"{file}-journal").write_bytes(b"")
    found = look(file).error
    assert isinstance(found, FileTooNew)
    assert (found.writer, found.min_app) == ("3.1", "3.0.2")


def test_a_header_of_a_later_structure_still_says_who_wrote_it(tmp_path: Path) -> None:
    file = newer(tmp_path, "ALTER TABLE file_header ADD COLUMN more TEXT")
    assert told(file) == ("3.1", "3.0.2")


_COUNTING = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE file_header SET writer_version = 'Ignore this <b>'", ("", "3.0.2")),
        (f"UPDATE file_header SET writer_version = '{'9' * 33}'", ("", "3.0.2")),
        ("UPDATE file_header SET writer_version = printf('%.*c', 9000000, '9')", ("", "")),
        ("UPDATE file_header SET min_app_version = CAST(x'33ff' AS TEXT)", ("3.1", "")),
        ("UPDATE file_header SET min_app_version = '3.0' || char(10)", ("3.1", "")),
        ("UPDATE file_header SET min_app_version = x'33'", ("", "")),
        ("DELETE FROM file_header", ("", "")),
        ("DROP TABLE file_header", ("", "")),
        ("ALTER TABLE file_header RENAME COLUMN writer_version TO writer", ("", "")),
    ],
)
def test_what_does_not_look_like_a_version_is_not_shown(
    tmp_path: Path, statement: str, expected: tuple[str, str]
) -> None:
    assert told(newer(tmp_path, statement)) == expected


def test_a_trap_in_place_of_the_header_is_not_sprung(tmp_path: Path) -> None:
    view = f"CREATE VIEW file_header AS SELECT 1 AS id, 'x' AS writer_version FROM ({_COUNTING})"
    assert told(newer(tmp_path, "DROP TABLE file_header", view)) == ("", "")


def test_a_table_without_end_is_given_up(tmp_path: Path) -> None:
    many = f"INSERT INTO file_header SELECT n + 1, 'x', 'y' FROM ({_COUNTING} LIMIT 300000)"
    table = "CREATE TABLE file_header (id, writer_version, min_app_version)"
    file = newer(tmp_path, "DROP TABLE file_header", table, many)
    assert told(file) == ("", "")


def test_a_newer_file_of_which_pages_are_lost_is_still_newer(tmp_path: Path) -> None:
    file = newer(tmp_path)
    content = bytearray(file.read_bytes())
    content[100:] = os.urandom(len(content) - 100)
    file.write_bytes(content)
    assert told(file) == ("", "")
