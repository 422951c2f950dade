"""A hundred thousand rows with an encrypted column, against the same rows in clear."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from benchmarks.table import Line
from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.database.encrypted_types import EncryptedString
from patrimoine_gui.database.engine import HouseholdEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.run import Run

ROWS = 100_000
BOUND = 3.0


def measure(run: Run) -> list[Line]:
    """Compare medians of rounds that alternate; both read whole rows of one file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "read.patrimoine"
        with closing(sqlite3.connect(file)):
            opened = HouseholdEngine(file, FieldKeys(1, {1: os.urandom(32)}))
        encrypted, clear = _table("encrypted", EncryptedString("asset.name")), _table("clear")
        for table in (encrypted, clear):
            _fill(opened.engine, table)
        mine, theirs = [], []
        for _round in run.budget.rounds():
            theirs.append(_seconds(opened.engine, clear))
            mine.append(_seconds(opened.engine, encrypted))
    ratio = statistics.median(ours / plain for ours, plain in zip(mine, theirs, strict=True))
    ours_ms, plain_ms = (statistics.median(found) * 1e3 for found in (mine, theirs))
    return [
        Line(
            f"bulk read of {ROWS} rows with an encrypted column",
            "the same rows without encryption",
            f"{ratio:.2f} x ({ours_ms:.0f} ms / {plain_ms:.0f} ms)",
            f"at most {BOUND:g} x",
            ratio <= BOUND,
            len(mine),
        )
    ]


def _table(name: str, kind: sa.types.TypeEngine[str] | None = None) -> sa.Table:
    """Give a table like `asset`, whose name is of a type."""
    texts = ("uid", "group", "subtype", "currency", "created_at")
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", kind or sa.Text()),
        *(sa.Column(text, sa.Text) for text in texts),
    )


def _fill(engine: sa.Engine, table: sa.Table) -> None:
    with engine.begin() as link:
        table.create(link)
        link.execute(table.insert(), list(_rows()))


def _rows() -> Iterator[dict[str, str | int]]:
    for key in range(1, ROWS + 1):
        yield {
            "id": key,
            "name": f"Assurance vie de la famille {key}",
            "uid": f"{key:032x}",
            "group": "financier",
            "subtype": "assurance_vie",
            "currency": "EUR",
            "created_at": "2026-11-22T10:00:00Z",
        }


def _seconds(engine: sa.Engine, table: sa.Table) -> float:
    with engine.connect() as link:
        started = time.perf_counter()
        rows = link.execute(sa.select(table)).all()
        spent = time.perf_counter() - started
    if len(rows) != ROWS or not rows[-1].name.endswith(str(ROWS)):
        raise AssertionError
    return spent
