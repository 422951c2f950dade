"""Encrypted fields under other keys: the frozen function against chunked updates.

Both read and write the same tokens, with the same library. The rival fetches a chunk, decrypts
and encrypts each value with the frozen codec, and sends the chunk back by `executemany`: it checks
nothing. The frozen function also reads every value again, opens it with the new key and compares.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import Line
from migrations.frozen.fields_v1 import STRINGS, open_v1, seal_v1
from migrations.frozen.keys_v1 import KeysV1
from migrations.frozen.reencrypt_v1 import reencrypt_columns_v1
from patrimoine_gui.database import connections

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.run import Run

FIELDS = 300_000
CHUNK = 25_000
LABEL = "asset.note"
OLD = KeysV1(None, 1, {1: os.urandom(32)})
NEW = KeysV1(None, 2, {2: os.urandom(32)})


def measure(run: Run) -> list[Line]:
    """Compare the two ways, one after the other in each round; median of the ratios."""
    ratios, ours, theirs = [], [], []
    with tempfile.TemporaryDirectory() as name:
        source = _make(Path(name) / "source.sqlite", FIELDS)
        for _round in run.budget.rounds():
            theirs.append(_seconds(source, _by_chunks))
            ours.append(_seconds(source, _by_function))
            ratios.append(ours[-1] / theirs[-1])
    ratio = statistics.median(ratios)
    each, rival = (statistics.median(found) / FIELDS * 1e6 for found in (ours, theirs))
    return [
        Line(
            f"encrypt {FIELDS:,} fields again, every value read back and compared",
            "chunked executemany, same codec, update only",
            f"{ratio:.2f} x ({each:.1f} µs / {rival:.1f} µs of processor a field)",
            "at most 1.0 x",
            ratio <= 1.0,
            len(ratios),
        )
    ]


def _make(file: Path, fields: int) -> Path:
    seal = seal_v1(OLD.data[1], 1, LABEL, STRINGS)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("CREATE TABLE asset (id INTEGER PRIMARY KEY, note BLOB)")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO asset VALUES (?, ?)",
        ((key, seal(b"compte de la famille %d" % key)) for key in range(1, fields + 1)),
    )
    connection.execute("COMMIT")
    connection.close()
    return file


def _seconds(source: Path, way: Callable[[sqlite3.Connection], None]) -> float:
    """Time one way on a fresh copy, opened as the engine opens a shadow; check that it worked.

    Processor time, system calls included: both ways keep one thread busy and wait for nothing, and
    what else the machine does is nobody's fault.
    """
    file = source.with_name("copy.sqlite")
    file.write_bytes(source.read_bytes())
    with connections.private(file) as connection:
        started = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        way(connection)
        connection.execute("COMMIT")
        seconds = time.process_time() - started
        (left,) = connection.execute(
            "SELECT count(*) FROM asset WHERE substr(note, 1, 2) <> x'0202'"
        ).fetchone()
    if left:
        raise AssertionError
    return seconds


def _by_function(connection: sqlite3.Connection) -> None:
    reencrypt_columns_v1(connection, [("asset", "note", LABEL)], OLD, NEW, _tell_nobody)


def _tell_nobody(_done: int, _total: int) -> None:
    """Keep it to oneself."""


def _by_chunks(connection: sqlite3.Connection) -> None:
    """Do as any revision would: fetch, decrypt, encrypt, send back."""
    opened, seal = open_v1(OLD.data, LABEL), seal_v1(NEW.data[2], 2, LABEL, STRINGS)
    last = 0
    query = "SELECT id, note FROM asset WHERE id > ? ORDER BY id LIMIT ?"
    while rows := connection.execute(query, (last, CHUNK)).fetchall():
        connection.executemany(
            "UPDATE asset SET note = ? WHERE id = ?",
            [(seal(opened(token)), key) for key, token in rows],
        )
        last = rows[-1][0]
