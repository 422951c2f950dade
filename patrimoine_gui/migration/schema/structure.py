"""Compares the structure of two files: what autogenerate cannot see is seen here.

Autogenerate misses triggers, checks, collations, generated columns and half of what a table
rebuild loses. Here each table is taken apart from its own CREATE statement, normalised, and
compared part by part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from sqlite3 import Connection  # noqa: TC003

_TOKEN = re.compile(
    # What is never closed goes to the end: sought again from each opening, it would take hours.
    r"--[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|'(?:[^']|'')*'"
    r'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*(?:\]|\Z)'
    r"|[A-Za-z_\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*"
    r"|\d[\w.]*|<>|<=|>=|\|\||==|!=|\s+|.",
    re.DOTALL,
)
_OPTIONAL_QUOTES = {'"', "`", "["}


@dataclass(frozen=True, slots=True)
class Schema:
    """The structure of one file.

    Attributes:
        tables: for each table, its normalised parts (columns, constraints, options).
        indexes: for each named index, its normalised statement.
        others: (kind, name) of every trigger, view and virtual table.
    """

    tables: dict[str, frozenset[str]] = field(default_factory=dict)
    indexes: dict[str, str] = field(default_factory=dict)
    others: frozenset[tuple[str, str]] = frozenset()


Row = tuple[str, str, str]
"""Type, name and SQL of an object, as SQLite keeps them."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two commas of a CREATE TABLE statement.

    Attributes:
        text: it as it was written, without comments, in one line but for literals.
        tokens: it as it is compared.
        is_column: whether it declares a column, whose name is the first token.
    """

    text: str
    tokens: tuple[str, ...]
    is_column: bool

    @property
    def name(self) -> str:
        """The name of the column, or of the constraint, "" for one without."""
        if self.is_column:
            return self.tokens[0]
        return self.tokens[1] if self.tokens[0] == "CONSTRAINT" else ""


@lru_cache(maxsize=256)
def parts_of(sql: str) -> tuple[tuple[Part, ...], str]:
    """Give the parts of a CREATE TABLE statement in order, and its options, as they can be run."""
    pieces: list[list[str]] = [[]]
    depth = 0
    for token in _TOKEN.findall(sql):
        depth += {"(": 1, ")": -1}.get(token, 0)
        opens, closes = (depth, token) == (1, "("), (depth, token) == (0, ")")
        if opens or closes or (depth, token) == (1, ","):
            pieces.append([])
        elif not token.startswith(("--", "/*")):
            pieces[-1].append(" " if token.isspace() else token)
    texts = ["".join(piece).strip() for piece in pieces]
    return tuple(_part(text) for text in texts[1:-1]), texts[-1]


def tokens_of(sql: str) -> tuple[str, ...]:
    """Give a statement as it is compared."""
    return tuple(_understood(sql)[0])


def _part(text: str) -> Part:
    tokens = tuple(_tokens(text))
    return Part(text, tokens, _tokens(text, quoted=True)[0] not in _CONSTRAINTS)


def rows_of(connection: Connection) -> tuple[Row, ...]:
    """Read the objects of an open file, without those that SQLite makes for itself."""
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
    ours = (row for row in rows.fetchall() if not _is_of_sqlite(row))
    return tuple(sorted(ours, key=lambda row: row[1]))


def _is_of_sqlite(row: Row) -> bool:
    return row[1].startswith("sqlite_") and row[0] in {"table", "index"}


def read(connection: Connection) -> Schema:
    """Read the structure of an open file; never writes."""
    return understood(rows_of(connection))


def understood(rows: tuple[Row, ...]) -> Schema:
    """Give the structure that objects make."""
    tables: dict[str, frozenset[str]] = {}
    indexes: dict[str, str] = {}
    others: set[tuple[str, str]] = set()
    for kind, name, sql in rows:
        tokens, parts = _understood(sql)
        if kind == "table" and "VIRTUAL" not in tokens[:2]:
            tables[name] = parts
        elif kind == "index":
            indexes[name] = " ".join(tokens)
        else:
            others.add((kind if kind != "table" else "virtual table", name))
    return Schema(tables, indexes, frozenset(others))


def differences(found: Schema, expected: Schema, *, spare_indexes: bool = False) -> tuple[str, ...]:
    """Name every difference between two structures, as "table", "index" or "trigger" and name.

    A plain table that is not expected is no difference: it is carried along untouched.

    Args:
        found: a structure.
        expected: what it should be.
        spare_indexes: whether to allow more indexes that refuse no row, which somebody may have
            added to make his own queries quick; a rebuild of their table drops them.
    """
    names: list[str] = []
    for table, parts in expected.tables.items():
        if found.tables.get(table) != parts:
            names.append(f"table {table}")
    for index, statement in expected.indexes.items():
        if found.indexes.get(index) != statement:
            names.append(f"index {index}")
    foreign = [
        name
        for name, sql in found.indexes.items()
        if _is_on(sql, expected) and not (spare_indexes and "UNIQUE" not in sql.split(" ")[:2])
    ]
    names += [f"index {name}" for name in foreign if name not in expected.indexes]
    names += [f"{kind} {name}" for kind, name in sorted(found.others - expected.others)]
    names += [f"{kind} {name}" for kind, name in sorted(expected.others - found.others)]
    return tuple(names)


def checks(connection: Connection) -> tuple[tuple[str, str, str], ...]:
    """Give (table, constraint, condition) of every named CHECK constraint of an open file."""
    found = []
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    for table, sql in rows.fetchall():
        for part in _parts(_tokens(sql, quoted=True)):
            words = part.split(" ")
            if words[0] == "CONSTRAINT" and words[2:3] == ["CHECK"]:
                found.append((table, words[1].strip('"'), " ".join(words[4:-1])))
    return tuple(sorted(found))


def _is_on(statement: str, schema: Schema) -> bool:
    words = statement.split(" ")
    return "ON" in words and words[words.index("ON") + 1] in schema.tables


_Understood = tuple[list[str], frozenset[str]]


def _understood(sql: str) -> _Understood:
    """Give the tokens of a statement, and its parts where it makes a table."""
    return _known(sql) if len(sql) <= _USUAL_LENGTH else _read_anew(sql)


def _read_anew(sql: str) -> _Understood:
    tokens = _tokens(sql)
    return tokens, _parts(tokens) if "(" in tokens else frozenset()


_known = lru_cache(maxsize=1024)(_read_anew)
"""A run reads the same statements half a dozen times; a hostile long one is never kept."""


def _tokens(sql: str, *, quoted: bool = False) -> list[str]:
    """Cut a statement into tokens: no comment, no space, upper-case keywords.

    Args:
        sql: a CREATE statement.
        quoted: whether to keep the quotes of names, so that the tokens can be run again.
    """
    found = []
    for token in _TOKEN.findall(sql):
        if token.isspace() or token.startswith(("--", "/*")):
            continue
        if token[0] in _OPTIONAL_QUOTES:
            found.append(token if quoted else token[1:-1].replace(token[0] * 2, token[0]))
        elif token[0] == "'":
            found.append(token)
        else:
            found.append(token.upper() if token.upper() in _KEYWORDS else token)
    return found


def _parts(tokens: list[str]) -> frozenset[str]:
    """Split CREATE TABLE name (a, b, ...) options into its parts, whatever their order."""
    opening = tokens.index("(")
    parts: list[list[str]] = [[]]
    depth = 0
    for place, token in enumerate(tokens[opening:], start=opening):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth == 0:
            options = " ".join(tokens[place + 1 :])
            break
        if depth == 1 and token == ",":  # noqa: S105  (an SQL token)
            parts.append([])
        elif place > opening:
            parts[-1].append(token)
    else:
        options = ""
    return frozenset([*(" ".join(part) for part in parts), f"options:{options}"])


_USUAL_LENGTH = 8192
_CONSTRAINTS = frozenset(["CHECK", "CONSTRAINT", "FOREIGN", "PRIMARY", "UNIQUE"])
_KEYWORDS = frozenset(
    [
        "ACTION",
        "ALWAYS",
        "AND",
        "AS",
        "ASC",
        "AUTOINCREMENT",
        "BETWEEN",
        "BIGINT",
        "BLOB",
        "BOOLEAN",
        "BY",
        "CASCADE",
        "CASE",
        "CHECK",
        "COLLATE",
        "CONFLICT",
        "CONSTRAINT",
        "CREATE",
        "DATE",
        "DATETIME",
        "DEFAULT",
        "DEFERRABLE",
        "DEFERRED",
        "DELETE",
        "DESC",
        "ELSE",
        "END",
        "FLOAT",
        "FOREIGN",
        "GENERATED",
        "GLOB",
        "IMMEDIATE",
        "IN",
        "INDEX",
        "INITIALLY",
        "INTEGER",
        "IS",
        "KEY",
        "LIKE",
        "NO",
        "NOT",
        "NULL",
        "NUMERIC",
        "ON",
        "OR",
        "PRIMARY",
        "REAL",
        "REFERENCES",
        "RESTRICT",
        "ROWID",
        "SET",
        "STORED",
        "STRICT",
        "TABLE",
        "TEXT",
        "THEN",
        "UNIQUE",
        "UPDATE",
        "VARCHAR",
        "VIRTUAL",
        "WHEN",
        "WHERE",
        "WITHOUT",
    ]
)
