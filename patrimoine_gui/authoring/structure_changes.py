"""Compares the structure of head with that which the models build, object by object.

Autogenerate leaves out keys, collations, conditions, generated columns, the options of a table and
half of an index. Here two structures are equal, part by part, or every difference has a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from patrimoine_gui.migration.schema import structure

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from patrimoine_gui.migration.schema.structure import Part, Row

OUTSIDE_ALEMBIC: Final = frozenset({"file_header"})
"""Tables that are read before any revision runs, and that no revision touches."""

_NOT_OURS: Final = OUTSIDE_ALEMBIC | {"alembic_version"}
_ASPECTS: Final = (
    *("PRIMARY KEY", "FOREIGN KEY", "AUTOINCREMENT", "UNIQUE", "CHECK", "REFERENCES", "COLLATE"),
    *("GENERATED", "DEFAULT", "NOT NULL"),
)
_GENERATED: Final = (2, 3)
_SHOWN: Final = 60
"""Letters of a condition without a name that are told."""


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column, as SQLite keeps it.

    Attributes:
        name: its name.
        type: its declared type, in capitals.
        required: whether it refuses NULL.
        default: its default, as SQL, None where it has none.
        is_generated: whether its value is computed.
        in_key: whether it belongs to the primary key.
        part: its declaration.
    """

    name: str
    type: str
    required: bool
    default: str | None
    is_generated: bool
    in_key: bool
    part: Part


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table, as SQLite keeps it.

    Attributes:
        name: its name.
        sql: the statement that made it.
        columns: its columns, by their names in small letters: SQLite knows no other.
        parts: what it is made of beside columns.
        options: what follows the parts: STRICT, WITHOUT ROWID.
        indexes: the statement of each index that has a name.
    """

    name: str
    sql: str
    columns: Mapping[str, ColumnShape]
    parts: tuple[Part, ...]
    options: str
    indexes: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_rowid(self) -> bool:
        """Whether its rows have a number of their own."""
        return "WITHOUT ROWID" not in " ".join(self.options.upper().split())

    @property
    def counts_up(self) -> bool:
        """Whether a number is never given twice."""
        return any("AUTOINCREMENT" in item.part.tokens for item in self.columns.values())

    @property
    def row_key(self) -> str:
        """The column that stands for the number of a row, "rowid" where none does."""
        keys = [item for item in self.columns.values() if item.in_key]
        is_alias = len(keys) == 1 and keys[0].type == "INTEGER" and self.has_rowid
        return keys[0].name if is_alias else "rowid"


Other = tuple[str, str]
"""Kind and statement of a trigger, a view or a virtual table."""


@dataclass(frozen=True, slots=True)
class Structure:
    """All that a database is made of, but for what no revision touches.

    Attributes:
        tables: by their names in small letters.
        others: by their names.
    """

    tables: Mapping[str, TableShape]
    others: Mapping[str, Other]


def read(connection: sqlite3.Connection) -> Structure:
    """Read the structure of an open database."""
    rows = structure.rows_of(connection)
    tables, others = {}, {}
    for kind, name, sql in rows:
        is_plain = kind == "table" and "VIRTUAL" not in structure.tokens_of(sql)[:2]
        if is_plain and name not in _NOT_OURS:
            tables[name.lower()] = _table(connection, name, sql, rows)
        elif not is_plain and kind != "index":
            others[name] = (kind, sql)
    return Structure(tables, others)


def _table(connection: sqlite3.Connection, name: str, sql: str, rows: Iterable[Row]) -> TableShape:
    parts, options = structure.parts_of(sql)
    column_parts = {part.name.lower(): part for part in parts if part.is_column}
    columns = {
        column.lower(): ColumnShape(
            column, kind.upper(), bool(not_null), default, visibility in _GENERATED, bool(key),
            column_parts[column.lower()],
        )
        for _rank, column, kind, not_null, default, key, visibility in connection.execute(
            "SELECT * FROM pragma_table_xinfo(?)", (name,)
        )
    }  # fmt: skip
    index_names = {
        row[0] for row in connection.execute("SELECT name FROM pragma_index_list(?)", (name,))
    }
    indexes = {row[1]: row[2] for row in rows if row[0] == "index" and row[1] in index_names}
    rest = tuple(part for part in parts if not part.is_column)
    return TableShape(name, sql, columns, rest, options, indexes)


# --- differences --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table that is another afterwards.

    Attributes:
        before: what it is.
        after: what it becomes.
    """

    before: TableShape
    after: TableShape

    @property
    def name(self) -> str:
        """Its name afterwards."""
        return self.after.name

    @property
    def added(self) -> list[ColumnShape]:
        """The columns that are new."""
        return [
            item for name, item in self.after.columns.items() if name not in self.before.columns
        ]

    @property
    def dropped(self) -> list[ColumnShape]:
        """The columns that go."""
        return [
            item for name, item in self.before.columns.items() if name not in self.after.columns
        ]

    @property
    def altered(self) -> list[tuple[ColumnShape, ColumnShape]]:
        """The columns that are declared otherwise, before and after."""
        both = ((item, self.after.columns.get(name)) for name, item in self.before.columns.items())
        return [(old, new) for old, new in both if new and old.part.tokens != new.part.tokens]

    @property
    def new_parts(self) -> list[Part]:
        """The keys and constraints that are new, or other than before."""
        return _missing(self.after.parts, self.before.parts)

    @property
    def gone_parts(self) -> list[Part]:
        """The keys and constraints that go."""
        return _missing(self.before.parts, self.after.parts)

    @property
    def has_other_options(self) -> bool:
        """Whether STRICT or WITHOUT ROWID come or go."""
        return _words(self.before.options) != _words(self.after.options)

    @property
    def is_rewritten(self) -> bool:
        """Whether more changes than whole columns and indexes."""
        is_renamed = self.before.name != self.after.name
        inside = self.altered or self.new_parts or self.gone_parts
        return bool(is_renamed or self.has_other_options or inside)

    @property
    def new_indexes(self) -> list[str]:
        """The indexes that are new, or other than before, by name."""
        return _other_indexes(self.after, self.before)

    @property
    def gone_indexes(self) -> list[str]:
        """The indexes that go, or become others, by name."""
        return _other_indexes(self.before, self.after)

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        columns = self.added or self.dropped
        return bool(self.is_rewritten or columns or self.new_indexes or self.gone_indexes)

    def things(self) -> Iterator[str]:
        """Name what differs: a column, a constraint, an index, with the words of SQL for it."""
        if self.before.name != self.after.name:
            yield f"{self.before.name} → {self.after.name}"
        yield from (f"{self.name}.{item.name}" for item in (*self.added, *self.dropped))
        yield from self.rewritten_things()
        for name in dict.fromkeys((*self.new_indexes, *self.gone_indexes)):
            yield f"{self.name}.{name} INDEX"

    def rewritten_things(self) -> Iterator[str]:
        """Name what differs inside the table."""
        for old, new in self.altered:
            yield f"{self.name}.{new.name} {_aspects_of(old, new)}".rstrip()
        for part in dict.fromkeys(map(_told, (*self.new_parts, *self.gone_parts))):
            yield f"{self.name}{part}"
        if self.has_other_options:
            words = _words(self.before.options) ^ _words(self.after.options)
            yield f"{self.name} {', '.join(sorted(words))}"


@dataclass(frozen=True, slots=True)
class StructureDifference:
    """What lies between two structures.

    Attributes:
        created: the tables that are new.
        dropped: the tables that go.
        changed: the tables that are others afterwards.
        new_others: the triggers, views and virtual tables that are new or others, by name.
        gone_others: those that go, or become others.
    """

    created: tuple[TableShape, ...] = ()
    dropped: tuple[TableShape, ...] = ()
    changed: tuple[TableDifference, ...] = ()
    new_others: tuple[tuple[str, Other], ...] = ()
    gone_others: tuple[tuple[str, Other], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        others = self.new_others or self.gone_others
        return bool(self.created or self.dropped or self.changed or others)

    def with_tables(
        self, before: Structure, after: Structure, names: Iterable[str]
    ) -> StructureDifference:
        """Give it with more tables, whose values alone change."""
        known = {item.name.lower() for item in self.changed}
        more = (
            TableDifference(before.tables[name], after.tables[name])
            for name in sorted(set(names) - known)
        )
        return replace(self, changed=(*self.changed, *more))

    def table_names(self) -> Iterator[str]:
        """Name the tables that differ, in small letters."""
        yield from (item.name.lower() for item in (*self.created, *self.dropped))
        yield from (item.name.lower() for item in self.changed)

    def things(self) -> tuple[str, ...]:
        """Name all that differs, the table first."""
        found = [item.name for item in (*self.created, *self.dropped)]
        found += [thing for item in self.changed for thing in item.things()]
        return (*found, *self.other_things())

    def other_things(self) -> tuple[str, ...]:
        """Name the triggers, views and virtual tables that differ."""
        both = (*self.new_others, *self.gone_others)
        return tuple(dict.fromkeys(f"{name} {kind.upper()}" for name, (kind, _sql) in both))

    def reversed(self) -> StructureDifference:
        """Give the way back."""
        changed = (replace(item, before=item.after, after=item.before) for item in self.changed)
        return StructureDifference(
            self.dropped, self.created, tuple(changed), self.gone_others, self.new_others
        )


def compare(before: Structure, after: Structure) -> StructureDifference:
    """Tell what leads from one structure to another."""
    old, new = before.tables, after.tables
    both = (TableDifference(old[name], new[name]) for name in old if name in new)
    return StructureDifference(
        tuple(item for name, item in new.items() if name not in old),
        tuple(item for name, item in old.items() if name not in new),
        tuple(item for item in both if item),
        tuple(item for item in after.others.items() if before.others.get(item[0]) != item[1]),
        tuple(item for item in before.others.items() if after.others.get(item[0]) != item[1]),
    )


def _missing(parts: Iterable[Part], others: Iterable[Part]) -> list[Part]:
    known = {part.tokens for part in others}
    return [part for part in parts if part.tokens not in known]


def _other_indexes(table: TableShape, other: TableShape) -> list[str]:
    known = {name: structure.tokens_of(sql) for name, sql in other.indexes.items()}
    return [
        name for name, sql in table.indexes.items() if known.get(name) != structure.tokens_of(sql)
    ]


def _words(options: str) -> frozenset[str]:
    return frozenset(" ".join(item.upper().split()) for item in options.split(",")) - {""}


def _aspects_of(old: ColumnShape, new: ColumnShape) -> str:
    """Say by the words of SQL in what two declarations of a column differ."""
    found = [word for word in _ASPECTS if _after(old.part, word) != _after(new.part, word)]
    return ", ".join([new.type] * (old.type != new.type) + found)


def _after(part: Part, words: str) -> str:
    """Give what follows a word of a declaration up to the next one, "" where it is not there."""
    text = " ".join(part.tokens)
    place = text.find(words)
    if place < 0:
        return ""
    rest = text[place + len(words) :]
    ends = (rest.find(f" {word}") for word in _ASPECTS)
    return words + rest[: min((end for end in ends if end >= 0), default=len(rest))]


def _told(part: Part) -> str:
    """Name a constraint: by its name where it has one, by its text otherwise."""
    kind = next((word for word in _ASPECTS if word in " ".join(part.tokens)), "")
    if part.name:
        return f".{part.name} {kind}"
    text = part.text if len(part.text) <= _SHOWN else f"{part.text[:_SHOWN]}…"
    return f" {text}"
