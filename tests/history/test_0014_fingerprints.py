"""Revision 0014: the digest of a statement is encrypted, and is the same text afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import UpgradeFailed
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.statements import is_intact
from tests import keys
from tests.history import protected_builders
from tests.history.builders.encrypted_rows import read
from tests.history.journeys import copy_of, edit, keyring_of, reach, rows, to_the_letter

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "31cdf01ae2f9d5b9" * 4
WHOLE = "SELECT * FROM statement ORDER BY id"
BESIDE = (
    "SELECT id, uid, as_of, label, currency, gross, debts, net, lines, made_by_revision,"
    " created_at, updated_at FROM statement ORDER BY id"
)


def household(folder: Path, *digests: str) -> Path:
    """Give a household of 0013 with a statement for each digest, an SQL expression."""
    file = copy_of("0013-rich", folder)
    copied = (
        "INSERT INTO statement (uid, as_of, currency, gross, debts, net, lines, digest, created_at,"
        " updated_at) SELECT 's{rank}', as_of, currency, gross, debts, net, lines, {digest},"
        " created_at, updated_at FROM statement WHERE id = 1"
    )
    edit(file, *(copied.format(rank=rank, digest=item) for rank, item in enumerate(digests)))
    return file


def test_0014_encrypts_the_digest_and_touches_nothing_else(tmp_path: Path) -> None:
    file = household(tmp_path, f"'{DIGEST}'")
    before = rows(file, BESIDE), rows(file, "SELECT id, digest FROM statement ORDER BY id")
    columns = "SELECT name FROM pragma_table_info('statement')"
    order = rows(file, columns)
    reach(file, "0014")
    assert (rows(file, BESIDE), list(read(file, "statement", "digest").items())) == before
    assert rows(file, "SELECT DISTINCT typeof(digest) FROM statement") == [("blob",)]
    assert rows(file, columns) == order


@pytest.mark.parametrize(
    "digest",
    ["''", "'gAAAAA'", "x'0201ff'", "'😀 0'", "zeroblob(40)", "'12'"],
)
def test_0014_and_back_gives_whatever_stood_there_to_the_letter(
    digest: str, tmp_path: Path
) -> None:
    file = household(tmp_path, digest)
    told = "SELECT uid, typeof(digest), CAST(digest AS BLOB) FROM statement ORDER BY id"
    before = to_the_letter(rows(file, told))
    reach(file, "head")
    household_file.load(file, keyring_of(file).fields)  # nor does it keep anything from being read
    reach(file, "0013")
    assert to_the_letter(rows(file, told)) == before


def test_text_that_is_no_utf_8_is_read_as_windows_writes_it_before_the_revision(
    tmp_path: Path,
) -> None:
    file = household(tmp_path, "CAST(x'e9ff' AS TEXT)")
    told = "SELECT CAST(digest AS BLOB) FROM statement WHERE uid = 's0'"
    reach(file, "0014")
    reach(file, "0013")
    assert rows(file, told) == [("éÿ".encode(),)]


def test_0014_and_back_gives_the_same_rows(tmp_path: Path) -> None:
    file = household(tmp_path, *[f"printf('%064x', {rank})" for rank in range(30)])
    before = to_the_letter(rows(file, WHOLE))
    reach(file, "0014")
    reach(file, "0013")
    assert to_the_letter(rows(file, WHOLE)) == before


def test_an_index_that_somebody_added_does_not_keep_the_digest(tmp_path: Path) -> None:
    file = household(tmp_path, f"'{DIGEST}'")
    edit(file, "CREATE INDEX mine ON statement (digest, as_of)")
    reach(file, "0014")
    assert DIGEST.encode() not in file.read_bytes()


def test_a_statement_of_before_still_shows_whether_it_was_altered(tmp_path: Path) -> None:
    file = copy_of("0012-rich", tmp_path)
    reach(file, "head")
    (made,) = household_file.load(file, keyring_of(file).fields).statements
    assert is_intact(made)
    (digest,) = read(file, "statement", "digest").values()
    assert made.digest == digest
    reach(file, "0013")
    assert rows(file, "SELECT digest FROM statement") == [(digest,)]


@pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")
def test_a_digest_that_does_not_open_hides_nothing_else(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    edit(file, "UPDATE statement SET digest = (SELECT label FROM statement WHERE id = 1)")
    reach(file, "head")
    found = household_file.load(file, keyring_of(file).fields).statements
    assert {item.illegible for item in found} == {("digest",)}
    assert not any(map(is_intact, found))
    assert [item.net for item in found] == [2_295_037, 0, -1, 1]


def test_a_digest_that_does_not_open_stops_the_way_back_and_the_file_stays(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    edit(file, "UPDATE statement SET digest = x'0202' WHERE id = 7")
    before = file.read_bytes()
    with pytest.raises(UpgradeFailed) as stopped:
        reach(file, "0013")
    assert (stopped.value.revision, stopped.value.row) == ("0014", "statement 7")
    assert file.read_bytes() == before


def test_new_keys_cover_the_digest(tmp_path: Path) -> None:
    file = copy_of("0014-rich", tmp_path)
    reach(file, "head")
    before = read(file, "statement", "digest")
    tokens = rows(file, "SELECT digest FROM statement")
    old = keyring_of(file)
    renewed, _recovery = old.renewed(protected_builders.PASSPHRASE, keys.QUICK)
    MigrationManager().keys.renew(file, old, renewed)
    assert read(file, "statement", "digest") == before
    assert not {*tokens} & {*rows(file, "SELECT digest FROM statement")}
