"""No file that the program writes shows a name, a note, an IBAN or an owner: a search of bytes.

The whole tree of a household is searched for more than forty known texts: at each sign of life of
the run, and after it. While a clear file is being encrypted its own copies are clear (they
go, and are listed here one by one); of a protected file nothing is, at any moment.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import logs
from patrimoine_gui.backup.container import container
from patrimoine_gui.errors import UserError
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.paths import UserFolders
from tests.history.builders import golden_files
from tests.history.builders.encrypted_rows import read
from tests.history.builders.protected_household import CLEAR_VALUES
from tests.history.journeys import NAMES, copy_of, edit, keyring_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.migration.outcome import Outcome

PROTECTED = [name for name in NAMES if name >= "0004"]
CLEAR = [name for name in NAMES if name < "0004" and not name.endswith("empty")]
ITS_OWN_COPIES = re.compile(r"[^/]*\.patrimoine(-journal)?|\..*\.shadow(-journal)?")
"""What may be clear while a clear file is encrypted: the file, the shadow, their journals."""

MANY = 40
SELDOM = 5
LETTERS = 6


def secrets_of(name: str) -> tuple[str, ...]:
    """Give what must not be found, for one golden file."""
    if name >= "0004":
        return CLEAR_VALUES
    tables: dict[str, list[tuple[object, ...]]] = {
        "0001-rich": [*golden_files.ACCOUNTS_0001, *golden_files.HISTORY_0001],
        "0002-rich": [*golden_files.ACCOUNTS_0002, *golden_files.REJECTS_0002],
        "0003-rich": [(row[1], *row[4:]) for row in golden_files.ASSETS_0003],
    }
    ours = {"account", "balance_history", "amount", "orphan", "missing"}
    readable = re.compile(r"\d[\d/-]*")
    return tuple(
        cell
        for row in tables.get(name, [])
        for cell in row
        if isinstance(cell, str)
        and len(cell) >= LETTERS
        and cell not in ours
        and not readable.fullmatch(cell.strip())
    )


class Tree:
    """Everything below one folder: the household, its backups, its logs, its reports."""

    def __init__(self, root: Path, secrets: tuple[str, ...]) -> None:
        self.root = root
        self.secrets = [secret.encode() for secret in secrets]
        self.secrets += [secret.encode("utf-16-le") for secret in secrets]
        self.looks = self.asked = 0
        self.shown: set[str] = set()
        self._known: dict[bytes, bool] = {}

    def search(self) -> set[str]:
        """Give the names of the files that show something now."""
        found = set()
        for path in [path for path in self.root.rglob("*") if path.is_file()]:
            with suppress(FileNotFoundError):
                if self._shows_something(path.read_bytes()):
                    found.add(path.relative_to(self.root).as_posix())
        return found

    def _shows_something(self, content: bytes) -> bool:
        """Search a content once, however often it is seen: most files stay what they are."""
        digest = hashlib.sha256(content).digest()
        if digest not in self._known:
            self._known[digest] = any(secret in content for secret in self.secrets)
        return self._known[digest]

    def look(self, _progress: object) -> None:
        """Search while the run goes on."""
        self.looks += 1
        self.shown |= self.search()

    def look_on(self) -> bool:
        """Search now and then where a run asks whether to stop; it never is to."""
        self.asked += 1
        if self.asked % SELDOM == 0:
            self.look(None)
        return False


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[UserFolders]:
    """Give the folders of a user whose program keeps a log of everything."""
    found = UserFolders(tmp_path / "data", tmp_path / "settings", tmp_path / "logs")
    ours = logging.getLogger("patrimoine_gui")
    before = list(ours.handlers)
    assert logs.start(found.logs)
    ours.setLevel(logging.DEBUG)
    yield found
    for handler in [item for item in ours.handlers if item not in before]:
        ours.removeHandler(handler)
        with closing(handler):
            handler.flush()


def run(folders: UserFolders, file: Path, target: str, tree: Tree) -> Outcome:
    manager = MigrationManager(folders)
    plan = manager.plan(file, target)
    keyring = keyring_for(plan)
    if plan.direction is Direction.UP:
        return manager.upgrade(plan, keyring, tree.look, tree.look_on)
    return manager.downgrade(plan, keyring, consent=True, report=tree.look, cancel=tree.look_on)


def test_the_known_texts_are_many_and_the_search_finds_them(tmp_path: Path) -> None:
    assert len(CLEAR_VALUES) >= MANY
    for name in ("0001-rich", "0003-rich"):
        copy_of(name, tmp_path)
        assert Tree(tmp_path, secrets_of(name)).search() == {f"{name}.patrimoine"}
        (tmp_path / f"{name}.patrimoine").unlink()


@pytest.mark.parametrize("name", PROTECTED)
def test_a_golden_file_of_0004_or_later_shows_nothing(name: str, tmp_path: Path) -> None:
    copy_of(name, tmp_path)
    assert Tree(tmp_path, CLEAR_VALUES).search() == set()


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("0004-rich", "head"),
        ("0005-slots", "0004"),
        ("0009-botched", "head"),
        ("0010-rich", "0005"),
        ("0013-rich", "0004"),
    ],
)
def test_nothing_is_shown_at_any_moment_of_a_run_over_a_protected_file(
    name: str, target: str, tmp_path: Path, folders: UserFolders
) -> None:
    file = copy_of(name, tmp_path)
    tree = Tree(tmp_path, secrets_of(name))
    outcome = run(folders, file, target, tree)
    assert outcome.backup is not None
    assert outcome.report is not None
    assert tree.looks > 1
    assert tree.shown == set()
    assert tree.search() == set()


@pytest.mark.parametrize("name", CLEAR)
def test_a_clear_file_that_is_encrypted_leaves_nothing_clear_behind(
    name: str, tmp_path: Path, folders: UserFolders
) -> None:
    file = copy_of(name, tmp_path)
    secrets = secrets_of(name)
    tree = Tree(tmp_path, secrets)
    assert bool(secrets) == (tree.search() != set())
    outcome = run(folders, file, "head", tree)
    assert outcome.backup is not None
    assert container.read_header(outcome.backup).schema_revision == name[:4]
    assert all(ITS_OWN_COPIES.fullmatch(shown) for shown in tree.shown), tree.shown
    assert tree.search() == set()
    journals = [path for path in tmp_path.rglob("*") if path.suffix == ".shadow"]
    assert journals == []


@pytest.mark.parametrize("name", ["0001-rich", "0012-rich", "0013-rich"])
def test_no_digest_of_a_statement_is_left_anywhere(
    name: str, tmp_path: Path, folders: UserFolders
) -> None:
    """Whoever has one can try amounts against it: see revision 0014."""
    file = copy_of(name, tmp_path)
    if name == "0013-rich":
        mine = "CREATE INDEX mine ON statement (digest)"
        edit(file, mine, f"UPDATE statement SET digest = '{'31cdf01ae2f9d5b9' * 4}'")
    run(folders, file, "head", Tree(tmp_path, ()))
    digests = [str(digest) for digest in read(file, "statement", "digest").values()]
    assert {len(digest) for digest in digests} == {64}
    tree = Tree(tmp_path, (*digests, *(digest.upper() for digest in digests)))
    tree.secrets += [bytes.fromhex(digest) for digest in digests]
    assert tree.search() == set()


def test_a_large_clear_file_leaves_nothing_in_its_free_pages(
    tmp_path: Path, folders: UserFolders
) -> None:
    """Notes of many pages: what a dropped column leaves is in no page of the result."""
    file = tmp_path / "notes.patrimoine"
    golden_files.empty_0003(file)
    text = "l’or de mamie Odette, sous le cerisier"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.executemany(
            'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at, note)'
            " VALUES (?, ?, 'divers', 'autre', '', '', ?)",
            [(key, f"u{key}", f"{text} {key} " * (key % 90)) for key in range(1, 500)],
        )
        connection.execute("COMMIT")
    tree = Tree(tmp_path, (text,))
    assert tree.search() == {"notes.patrimoine"}
    run(folders, file, "head", tree)
    assert tree.search() == set()


@pytest.mark.parametrize("name", ["0003-rich", "0004-rich"])
def test_a_run_that_fails_says_nothing_either(
    name: str, tmp_path: Path, folders: UserFolders, caplog: pytest.LogCaptureFixture
) -> None:
    file = copy_of(name, tmp_path)
    manager = MigrationManager(folders)
    plan = manager.plan(file)
    keyring = keyring_for(plan)
    tree = Tree(tmp_path, secrets_of(name))
    looks = 0

    def stop() -> bool:
        nonlocal looks
        looks += 1
        return looks > 12

    with pytest.raises(UserError) as stopped:
        manager.upgrade(plan, keyring, tree.look, stop)
    said = f"{stopped.value!r} {stopped.value} {caplog.text}"
    assert not any(secret in said for secret in secrets_of(name))
    left = tree.search()
    assert left == (set() if name >= "0004" else {f"{name}.patrimoine"})
