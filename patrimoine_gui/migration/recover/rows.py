"""Puts the rows that could be read of a damaged file into a new one, and counts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from patrimoine_gui.database.names import quoted
from patrimoine_gui.migration.measuring.tokens import Legibility, Look
from patrimoine_gui.migration.recover import placeholders
from patrimoine_gui.migration.recover.raw_pages import OddText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from patrimoine_gui.migration.recover.raw_pages import Row
    from patrimoine_gui.migration.recover.raw_tables import Shape

    Lost = Callable[[str, int], str | None]
    """Gives the uid of a row of a table that was lost, "" if unknown; None if it was not lost."""

_TRIED = 8
_TEXTS = {"TEXT", "VARCHAR"}


_Form: TypeAlias = tuple[int, tuple[int, ...]]
"""How many values a row has, and the places of those that are odd texts."""


def _form(values: tuple[object, ...]) -> _Form:
    if OddText not in map(type, values):
        return len(values), ()
    odd = (place for place, value in enumerate(values) if isinstance(value, OddText))
    return len(values), tuple(odd)


@dataclass(slots=True)
class Count:
    """What became of the rows of one table.

    Attributes:
        numbers: of the rows that were read, kept or not.
        kept: how many stand in the new file.
        aside: how many were read and break a rule of the new file.
        unlinked: how many lost a link to something that was not found.
        stand_ins: how many stand in the place of lost ones, beside those that were kept.
        illegible: values that do not open.
        opened: values that do.
        bad: rows seen on a page that could not be read.
    """

    numbers: set[int] = field(default_factory=set, repr=False)
    kept: int = 0
    aside: int = 0
    unlinked: int = 0
    stand_ins: int = 0
    illegible: int = 0
    opened: int = 0
    bad: int = 0


class Rows:
    """Writes into a new, empty file whose structure is that of a revision."""

    def __init__(
        self, connection: sqlite3.Connection, looks: Mapping[str, Mapping[str, Look]]
    ) -> None:
        """Begin with an empty file.

        Args:
            connection: the new file, in a transaction.
            looks: what opens the values of each encrypted column, by table and column.
        """
        self._connection = connection
        self._looks = looks
        self.counts: dict[str, Count] = {}
        self._plans: dict[str, tuple[list[tuple[int, Look]], list[int]]] = {}

    def take(self, shape: Shape, rows: Sequence[Row]) -> None:
        """Write rows of a table; those that break a rule are set aside."""
        count = self.count(shape.table)
        batches: dict[_Form, list[tuple[object, ...]]] = {}
        for row in rows:
            count.numbers.add(row.number)
            values = self._legible(shape, shape.filled(row), count)
            batches.setdefault(_form(values), []).append(values)
        for form, batch in batches.items():
            self._write(shape, form, batch, count)

    def count(self, table: str) -> Count:
        """Give what became of the rows of a table so far."""
        return self.counts.setdefault(table, Count())

    def opens(self, shape: Shape, rows: Sequence[Row]) -> bool | None:
        """Tell whether the keys open what these rows would hold, were they of a table.

        None where they hold nothing that is encrypted.
        """
        looks = self._looks.get(shape.table, {})
        found = [
            looks[column.name](value)
            for row in rows
            for column, value in zip(shape.columns, row.values, strict=False)
            if column.name in looks and value is not None
        ]
        return any(item is not Legibility.CLOSED for item in found) if found else None

    def _legible(
        self, shape: Shape, values: tuple[object, ...], count: Count
    ) -> tuple[object, ...]:
        """Count the values that open, and those that do not.

        A plain text that is not UTF-8 becomes NULL, but in formats without keys, which allowed it.
        """
        looks, texts = self._plan(shape)
        width = len(values)
        for place, look in looks:
            if place < width and values[place] is not None:
                is_closed = look(values[place]) is Legibility.CLOSED
                count.illegible += is_closed
                count.opened += not is_closed
        if OddText in map(type, values):
            return tuple(
                None if place in texts and isinstance(value, OddText) else value
                for place, value in enumerate(values)
            )
        return values

    def _plan(self, shape: Shape) -> tuple[list[tuple[int, Look]], list[int]]:
        """Give the places of the encrypted columns and what opens them, and of the plain texts."""
        known = self._plans.get(shape.table)
        if known is None:
            looks = self._looks.get(shape.table, {})
            names = [column.name for column in shape.columns]
            encrypted = [(place, looks[name]) for place, name in enumerate(names) if name in looks]
            texts = [
                place
                for place, column in enumerate(shape.columns)
                if self._looks and column.kind in _TEXTS and column.name not in looks
            ]
            known = self._plans[shape.table] = encrypted, texts
        return known

    def _write(
        self, shape: Shape, form: _Form, batch: list[tuple[object, ...]], count: Count
    ) -> None:
        width, odd = form
        names = ", ".join(quoted(column.name) for column in shape.columns[:width])
        places = ", ".join("CAST(? AS TEXT)" if place in odd else "?" for place in range(width))
        statement = f"INSERT INTO {quoted(shape.table)} ({names}) VALUES ({places})"
        self._connection.execute("SAVEPOINT batch")
        try:
            self._connection.executemany(statement, batch)
            count.kept += len(batch)
        except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError):
            self._connection.execute("ROLLBACK TO batch")
            self._one_by_one(statement, batch, count)
        self._connection.execute("RELEASE batch")

    def _one_by_one(
        self, statement: str, batch: Iterable[tuple[object, ...]], count: Count
    ) -> None:
        for values in batch:
            try:
                self._connection.execute(statement, values)
                count.kept += 1
            except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError):
                count.aside += 1

    def accepts(self, shape: Shape, rows: Sequence[Row]) -> bool:
        """Tell whether most of some rows keep the rules of a table; nothing is written."""
        tried = Count()
        self._connection.execute("SAVEPOINT trial")
        for row in rows[:_TRIED]:
            values = shape.filled(row)
            self._write(shape, _form(values), [values], tried)
        self._connection.execute("ROLLBACK TO trial")
        self._connection.execute("RELEASE trial")
        return tried.kept > tried.aside

    def mend_links(self, tables: Iterable[str], lost: Lost) -> None:
        """Let no row lead to one that was not found.

        What it belongs to is given a stand-in where that was lost; what it merely mentions, it
        mentions no more; else it is set aside.

        Args:
            tables: of the new file.
            lost: tells what a table has lost.
        """
        tables = tuple(tables)
        for table in tables:
            self._stand_in(table, lost)
        is_broken = True
        while is_broken:  # what goes may itself have been led to
            is_broken = any(list(map(self._mend, tables)))

    def _mend(self, table: str) -> bool:
        found = self._connection.execute(f"PRAGMA foreign_key_check({quoted(table)})").fetchall()
        links = self._links(table)
        for _table, row, _parent, link in found:
            self._unlink(table, row, links[link])
        return bool(found)

    def _links(self, table: str) -> dict[int, str]:
        rows = self._connection.execute(f"PRAGMA foreign_key_list({quoted(table)})").fetchall()
        return {row[0]: row[3] for row in rows}

    def _stand_in(self, table: str, lost: Lost) -> None:
        broken = self._connection.execute(f"PRAGMA foreign_key_check({quoted(table)})").fetchall()
        parents = {(parent, link) for _table, _row, parent, link in broken}
        links = self._links(table)
        for parent, link in sorted(parents):
            if parent in placeholders.KINDS:
                column = links[link]
                for number in self._missing(table, column, parent):
                    uid = lost(parent, number)
                    if uid is not None and placeholders.put(
                        self._connection, parent, number, uid, (table, column)
                    ):
                        self.count(parent).stand_ins += 1

    def _missing(self, table: str, column: str, parent: str) -> list[int]:
        """Give the numbers that rows of a table lead to, and that its parent has not."""
        name = quoted(column)
        rows = self._connection.execute(
            f"SELECT DISTINCT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL"
            f" AND {name} NOT IN (SELECT rowid FROM {quoted(parent)}) ORDER BY 1"
        )
        return [row[0] for row in rows.fetchall()]

    def _unlink(self, table: str, row: int, column: str) -> None:
        count = self.count(table)
        with suppress(sqlite3.IntegrityError):
            statement = f"UPDATE {quoted(table)} SET {quoted(column)} = NULL WHERE rowid = ?"
            self._connection.execute(statement, (row,))
            count.unlinked += 1
            return
        statement = f"DELETE FROM {quoted(table)} WHERE rowid = ?"
        gone = self._connection.execute(statement, (row,)).rowcount
        count.kept -= gone
        count.aside += gone

    def totals(self) -> Counter[str]:
        """Give how many values open and how many do not, in all."""
        found = Counter[str]()
        for count in self.counts.values():
            found.update(opened=count.opened, illegible=count.illegible)
        return found
