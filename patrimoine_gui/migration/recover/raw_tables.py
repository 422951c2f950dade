"""Finds the tables of a file that may be damaged: what each page belongs to, what is missing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.names import quoted
from patrimoine_gui.migration.recover.raw_pages import (
    INDEX_INTERIOR,
    INDEX_LEAF,
    TABLE_INTERIOR,
    TABLE_LEAF,
    OddText,
    Page,
    Pages,
    Row,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MASTER_COLUMNS: Final = 5
_KINDS: Final = ("table", "index", "view", "trigger")
_SAMPLE: Final = 8
_FITTING = {
    "INTEGER": (int,),
    "TEXT": (str, OddText),
    "VARCHAR": (str, OddText),
    "REAL": (float, int),
    "FLOAT": (float, int),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: of the column.
        kind: its declared type, without length.
        is_required: whether it is never NULL.
        is_number: whether it is the number of the row, which the record itself leaves out.
    """

    name: str
    kind: str
    is_required: bool
    is_number: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rows of a table look like.

    Attributes:
        table: its name.
        columns: in the order in which records have them.
        number: place of the column that is the number of the row, -1 for none.
    """

    table: str
    columns: tuple[Column, ...]
    number: int = field(init=False, default=-1)

    def __post_init__(self) -> None:
        """Find the number."""
        for place, column in enumerate(self.columns):
            if column.is_number:
                object.__setattr__(self, "number", place)

    def fits(self, rows: Sequence[Row], *, by_types: bool = True) -> bool:
        """Tell whether most of the first rows of a page may be of this table.

        Args:
            rows: of the page.
            by_types: whether the types of values must be those of the columns, which early formats
                did not enforce.
        """
        first = rows[:_SAMPLE]
        return 2 * sum(self._fits(row, by_types=by_types) for row in first) > len(first)

    def _fits(self, row: Row, *, by_types: bool) -> bool:
        if not 0 < len(row.values) <= len(self.columns):
            return False
        return all(
            _is_fit(column, value, by_types=by_types)
            for column, value in zip(self.columns, row.values, strict=False)
        )

    def ordered(self, names: Sequence[str]) -> Shape:
        """Give the shape of a file that has the same columns in another order."""
        known = {column.name: column for column in self.columns}
        if set(names) != known.keys():
            return self
        return Shape(self.table, tuple(known[name] for name in names))

    def filled(self, row: Row) -> tuple[object, ...]:
        """Give the values of a row with its number; columns added later may be missing."""
        number, values = row
        at = self.number
        if at < 0 or at >= len(values) or values[at] is not None:
            return values
        return (*values[:at], number, *values[at + 1 :])


def _is_fit(column: Column, value: object, *, by_types: bool) -> bool:
    if column.is_number:
        return value is None
    if value is None:
        return not column.is_required
    kinds = _FITTING.get(column.kind) if by_types else None
    return kinds is None or isinstance(value, kinds)


def shapes(connection: sqlite3.Connection) -> dict[str, Shape]:
    """Give the shape of every table of a sound file."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name: Shape(name, _columns(connection, name)) for (name,) in names.fetchall()}


def _columns(connection: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    rows = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    keys = sum(bool(row[5]) for row in rows)
    return tuple(
        Column(
            name,
            kind.upper().partition("(")[0],
            bool(required),
            bool(key) and keys == 1 and kind.upper() == "INTEGER",
        )
        for _rank, name, kind, required, _default, key in rows
    )


@dataclass(slots=True)
class Leaf:
    """What could be read of a leaf of a table.

    Attributes:
        number: of its page.
        rows: the rows.
        bad: how many more there were.
    """

    number: int
    rows: list[Row]
    bad: int = 0


@dataclass(slots=True)
class Entries:
    """What the indexes of a table say of its rows.

    Attributes:
        numbers: of the rows that they lead to.
        uids: of those rows whose uid an index tells.
        is_whole: whether one of them was read to the end.
    """

    numbers: set[int] = field(default_factory=set)
    uids: dict[int, str] = field(default_factory=dict)
    is_whole: bool = False


class RawTables:
    """The tables of one file."""

    def __init__(self, pages: Pages, look: Callable[[], None], sure: str) -> None:
        """Read the list of tables, from wherever a piece of it lies.

        Args:
            pages: of the file.
            look: called again and again; may raise to stop.
            sure: a table that every file has. Where the list does not name it, or misses a
                page, the whole file is looked through for what is left of the list.
        """
        self._pages = pages
        self._look = look
        self.free = pages.free()
        self.claimed: set[int] = set()
        self.roots: dict[str, int] = {}
        self.statements: dict[str, str] = {}
        self._indexes: dict[str, list[int]] = {}
        self._list(sure)

    @property
    def page_count(self) -> int:
        """How many pages the file has."""
        return self._pages.count

    def _list(self, sure: str) -> None:
        bad: list[int] = []
        for page in self._walk(1, (TABLE_LEAF, TABLE_INTERIOR), bad):
            self._note(self.leaf(page))
        if bad or sure not in self.roots:
            for number in self._loose():
                page = self._pages.page(number)
                if any(_of_list(self.leaf(page, 1).rows)):
                    self._note(self.leaf(page))

    def _loose(self) -> Iterator[int]:
        """Give the leaves in use that nothing has claimed yet."""
        for number in range(1, self._pages.count + 1):
            self._look()
            if number not in self.claimed and self.is_leaf(number):
                yield number

    def _note(self, leaf: Leaf) -> None:
        for kind, name, table, root, statement in _of_list(leaf.rows):
            self.claimed.add(leaf.number)
            if kind == "table":
                self.roots.setdefault(name, root)
                self.statements.setdefault(name, statement)
            elif kind == "index":
                self._indexes.setdefault(table, []).append(root)

    def is_leaf(self, number: int) -> bool:
        """Tell whether a page that is in use looks like a leaf of a table."""
        if number in (self.free or ()):
            return False
        try:
            return self._pages.page(number).kind == TABLE_LEAF
        except Unreadable:
            return False

    def leaf(self, page: Page, most: int | None = None) -> Leaf:
        """Read what can be read of a leaf, or of its first cells."""
        found = Leaf(page.number, [], page.bad)
        for cell in page.cells[:most]:
            try:
                found.rows.append(self._pages.row(cell))
            except Unreadable:
                found.bad += 1
        return found

    def leaves(self, shape: Shape, bad: list[int]) -> Iterator[Leaf]:
        """Read the leaves of a table, and claim those that look like it.

        Args:
            shape: of the table.
            bad: is told of each page that should be there and cannot be read.
        """
        root = self.roots.get(shape.table)
        if root is None:
            bad.append(0)
            return
        for page in self._walk(root, (TABLE_LEAF, TABLE_INTERIOR), bad):
            leaf = self.leaf(page)
            if leaf.rows and not shape.fits(leaf.rows, by_types=False):
                bad.append(page.number)  # another table's: something led astray
            else:
                self.claimed.add(page.number)
                yield leaf

    def strays(self, *, single: bool = False) -> Iterator[Leaf]:
        """Read the leaves in use that no table led to: what led to them is damaged.

        Where it cannot be told which pages are in use, and the list of tables is there, none is
        given: what the user deleted would come back.

        Args:
            single: whether to give those with a single row alone.
        """
        if self.free is None and self._pages.has_header:
            return
        for number in self._loose():
            page = self._pages.page(number)
            if not single or len(page.cells) == 1:
                yield self.leaf(page)

    def entries(self, table: str) -> Entries:
        """Read which rows the indexes of a table lead to."""
        found = Entries()
        for root in self._indexes.get(table, ()):
            bad: list[int] = []
            for page in self._walk(root, (INDEX_LEAF, INDEX_INTERIOR), bad):
                self._take(page, found, bad)
            found.is_whole = found.is_whole or not bad
        return found

    def _take(self, page: Page, found: Entries, bad: list[int]) -> None:
        bad.extend([page.number] * bool(page.bad))
        for cell in page.cells:
            try:
                number, values = self._pages.entry(page, cell)
            except Unreadable:
                bad.append(page.number)
                continue
            found.numbers.add(number)
            if len(values) == 1 and isinstance(values[0], str):
                found.uids[number] = values[0]

    def _walk(self, root: int, kinds: tuple[int, int], bad: list[int]) -> Iterator[Page]:
        """Give the pages below a root, in order; of tables, the leaves alone."""
        stack, seen = [root], set[int]()
        leaf, interior = kinds
        while stack:
            self._look()
            number = stack.pop()
            if number in seen or number in self.claimed or number in (self.free or ()):
                bad.append(number)
                continue
            seen.add(number)
            try:
                page = self._pages.page(number)
            except Unreadable:
                bad.append(number)
                continue
            if page.kind not in kinds:
                bad.append(number)
                continue
            if page.kind == interior:
                bad.extend([number] * page.bad)
                stack.extend(reversed(list(self._pages.children(page))))
            if page.kind == leaf or interior == INDEX_INTERIOR:
                yield page


def _of_list(rows: Sequence[Row]) -> Iterator[tuple[str, str, str, int, str]]:
    """Give the rows of the list of tables: kind, name, table, root and statement."""
    for row in rows:
        if len(row.values) != _MASTER_COLUMNS:
            return
        kind, name, table, root, statement = row.values
        if (
            kind in _KINDS
            and isinstance(name, str)
            and isinstance(table, str)
            and isinstance(root, int)
        ):
            yield str(kind), name, table, root, statement if isinstance(statement, str) else ""


def order_of(statement: str) -> tuple[str, ...]:
    """Give the columns of a table in the order of its own statement; none where it says none."""
    found = _tried(statement)
    return tuple(name for name, _hidden in found[1]) if found else ()


def plain_table(statement: str) -> str:
    """Give the name of the table that a statement makes, "" where it does more, or computes."""
    found = _tried(statement)
    return found[0] if found and not any(hidden for _name, hidden in found[1]) else ""


def _tried(statement: str) -> tuple[str, list[tuple[str, int]]] | None:
    """Make a table where it harms nobody: its name, and each column, hidden or not."""
    if not statement.startswith("CREATE TABLE "):
        return None
    try:
        with closing(sqlite3.connect(":memory:")) as scratch:
            scratch.execute(statement)
            (name,) = scratch.execute("SELECT name FROM sqlite_master").fetchone()
            query = "SELECT name, hidden FROM pragma_table_xinfo(?)"
            return name, scratch.execute(query, (name,)).fetchall()
    except (sqlite3.Error, TypeError, ValueError):
        return None
