"""The comparer sees every planted difference, and none where there is none."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest

from patrimoine_gui.migration.schema import structure

BASE = """
CREATE TABLE parent (id INTEGER NOT NULL, name TEXT, CONSTRAINT pk_parent PRIMARY KEY (id));
CREATE TABLE child (
    id INTEGER NOT NULL,
    parent_id INTEGER NOT NULL,
    kind TEXT DEFAULT 'a' NOT NULL,
    note TEXT,
    spare TEXT,
    CONSTRAINT pk_child PRIMARY KEY (id),
    CONSTRAINT fk_child FOREIGN KEY(parent_id) REFERENCES parent (id) ON DELETE RESTRICT,
    CONSTRAINT ck_kind CHECK (kind = 'a' OR kind = 'b'),
    CONSTRAINT uq_child UNIQUE (parent_id, kind)
);
CREATE INDEX ix_child_note ON child (note);
"""

PLANTED = {
    "column missing": ("    spare TEXT,\n", ""),
    "column added": ("    note TEXT,", "    note TEXT, extra TEXT,"),
    "column renamed": ("    spare TEXT,", "    remark TEXT,"),
    "type": ("spare TEXT", "spare BLOB"),
    "nullability": ("parent_id INTEGER NOT NULL", "parent_id INTEGER"),
    "default": ("DEFAULT 'a'", "DEFAULT 'b'"),
    "default dropped": (" DEFAULT 'a'", ""),
    "collation": ("name TEXT", "name TEXT COLLATE NOCASE"),
    "autoincrement": (
        "id INTEGER NOT NULL, name TEXT, CONSTRAINT pk_parent PRIMARY KEY (id)",
        "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT",
    ),
    "primary key": ("CONSTRAINT pk_child PRIMARY KEY (id)", "CONSTRAINT pk_child UNIQUE (id)"),
    "on delete": ("ON DELETE RESTRICT", "ON DELETE CASCADE"),
    "on delete dropped": (" ON DELETE RESTRICT", ""),
    "foreign key dropped": (
        (
            "    CONSTRAINT fk_child FOREIGN KEY(parent_id) REFERENCES parent (id) ON DELETE"
            " RESTRICT,\n"
        ),
        "",
    ),
    "deferrable": ("ON DELETE RESTRICT", "ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED"),
    "check changed": ("kind = 'b'", "kind = 'B'"),
    "check dropped": ("    CONSTRAINT ck_kind CHECK (kind = 'a' OR kind = 'b'),\n", ""),
    "constraint renamed": ("ck_kind", "ck_other"),
    "unique changed": ("UNIQUE (parent_id, kind)", "UNIQUE (kind, parent_id)"),
    "generated column": (
        "    note TEXT,",
        "    note TEXT, up TEXT GENERATED ALWAYS AS (upper(note)),",
    ),
    "without rowid": ("UNIQUE (parent_id, kind)\n)", "UNIQUE (parent_id, kind)\n) WITHOUT ROWID"),
    "strict": ("UNIQUE (parent_id, kind)\n)", "UNIQUE (parent_id, kind)\n) STRICT"),
    "index dropped": ("CREATE INDEX ix_child_note ON child (note);", ""),
    "index unique": ("CREATE INDEX ix", "CREATE UNIQUE INDEX ix"),
    "index descending": ("child (note);", "child (note DESC);"),
    "index partial": ("child (note);", "child (note) WHERE note IS NOT NULL;"),
    "index expression": ("child (note);", "child (lower(note));"),
    "index added": ("child (note);", "child (note); CREATE INDEX more ON parent (name);"),
    "table dropped": (
        (
            "CREATE TABLE parent (id INTEGER NOT NULL, name TEXT, CONSTRAINT pk_parent PRIMARY KEY"
            " (id));"
        ),
        "",
    ),
    "trigger": (
        "child (note);",
        "child (note); CREATE TRIGGER t AFTER INSERT ON parent BEGIN SELECT 1; END;",
    ),
    "view": ("child (note);", "child (note); CREATE VIEW v AS SELECT * FROM child;"),
    "virtual table": ("child (note);", "child (note); CREATE VIRTUAL TABLE f USING fts5(a);"),
}


def read(sql: str) -> structure.Schema:
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(sql)
        return structure.read(connection)
    finally:
        connection.close()


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_a_planted_difference_is_found(name: str) -> None:
    old, new = PLANTED[name]
    assert old in BASE
    assert structure.differences(read(BASE.replace(old, new)), read(BASE))


def test_layout_quotes_comments_case_and_column_order_are_no_difference() -> None:
    other = (
        BASE.replace("    note TEXT,\n", "")
        .replace(
            "    parent_id INTEGER NOT NULL,",
            "    [note] text, -- a remark\n parent_id INTEGER NOT NULL,",
        )
        .replace("CREATE TABLE parent", 'create table "parent"')
        .replace("CONSTRAINT ck_kind", "/* why */ constraint `ck_kind`")
    )
    assert structure.differences(read(other), read(BASE)) == ()


def test_a_foreign_plain_table_is_carried_along() -> None:
    assert structure.differences(read(BASE + "CREATE TABLE mine (a);"), read(BASE)) == ()


def test_a_literal_keeps_its_case_and_spaces() -> None:
    found = read("CREATE TABLE t (a TEXT DEFAULT 'A  b')")
    assert structure.differences(found, read("CREATE TABLE t (a TEXT DEFAULT 'a b')")) == (
        "table t",
    )


@pytest.mark.parametrize("opening", ["/* ", "[", "'a''", '"a""', "`a``"])
def test_what_is_never_closed_takes_no_more_time_than_its_length(opening: str) -> None:
    started = time.process_time()
    structure.differences(
        read_written(f"CREATE TABLE t(a) {opening * 100_000}"), structure.Schema()
    )
    assert time.process_time() - started < 2
    # Sought again from each opening, the longest would take a minute.


def read_written(sql: str) -> structure.Schema:
    """Read a structure whose statement was written over by hand."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t(a)")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ?", (sql,))
        return structure.read(connection)
