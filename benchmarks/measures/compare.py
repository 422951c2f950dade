"""Two large households compared, both read first, against reading one."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.plausible import LAST, Size
from benchmarks.table import Line
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.comparison.households import compare
from patrimoine_gui.portfolio.repository import household_file

if TYPE_CHECKING:
    from benchmarks.run import Run
    from patrimoine_gui.crypto.keyring import FieldKeys

COMPARING = 2.5
CHANGED = 1_000


def measure(run: Run) -> list[Line]:
    """Compare a household of 100 000 operations with itself as it was a thousand entries ago."""
    with tempfile.TemporaryDirectory() as folder:
        now = run.samples.household()
        before = Path(folder) / "before.patrimoine"
        shutil.copyfile(now, before)
        _forget_some(before)
        header = MigrationManager().header(now)
        if header is None:
            raise LookupError
        fields = keys.unlocked(header).fields
        rounds = [_round(before, now, fields) for _rank in run.budget.rounds()]
    ratio = statistics.median(ours / rival for ours, rival in rounds)
    ours, rival = (statistics.median(pair[rank] for pair in rounds) for rank in (0, 1))
    return [
        Line(
            f"comparison of two files with {Size().operations:,} operations, both read first",
            "reading one of them",
            f"{ratio:.2f} x ({ours:.2f} s / {rival:.2f} s)",
            f"at most {COMPARING:g} x",
            ratio <= COMPARING,
            len(rounds),
        )
    ]


def _round(before: Path, now: Path, fields: FieldKeys) -> tuple[float, float]:
    """Give the seconds of a comparison with its two readings, and of one reading."""
    gc.collect()
    started = time.perf_counter()
    household_file.load(now, fields)
    rival = time.perf_counter() - started
    gc.collect()
    started = time.perf_counter()
    found = compare(household_file.load(before, fields), household_file.load(now, fields), LAST)
    ours = time.perf_counter() - started
    if found.count() != 2 * CHANGED:
        raise AssertionError
    return ours, rival


def _forget_some(file: Path) -> None:
    """Give a file what it held before its last entries, and before some were corrected."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        last = "SELECT id FROM operation ORDER BY id DESC LIMIT ?"
        connection.execute(
            f"DELETE FROM operation_split WHERE operation_id IN ({last})",
            (CHANGED,),
        )
        connection.execute(f"DELETE FROM operation WHERE id IN ({last})", (CHANGED,))
        connection.execute(
            "UPDATE operation SET on_date = '2001-01-01' WHERE id IN"
            " (SELECT id FROM operation WHERE on_date <> '2001-01-01' ORDER BY id LIMIT ?)",
            (CHANGED,),
        )
        connection.execute("COMMIT")
