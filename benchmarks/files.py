"""Makes household files of any size, in the format of version 0.1."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from patrimoine_gui import config, paths
from patrimoine_gui.migration.schema import fresh_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACCOUNTS = 100


def make(target: Path, rows: int, seed: int = 1) -> Path:
    """Make a file of `rows` daily values over a hundred accounts; the same for the same seed."""
    target.unlink(missing_ok=True)
    source = fresh_build.build(paths.migrations_folder(), "0001")
    connection = sqlite3.connect(target, isolation_level=None)
    source.backup(connection)
    source.close()
    connection.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    random = Random(seed)  # noqa: S311  (figures, not secrets)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO account VALUES (?, ?, 'Livret A', ?, NULL)",
        [(key, f"Compte {key}", random.randrange(10**7) / 100) for key in range(1, ACCOUNTS + 1)],
    )
    connection.executemany("INSERT INTO balance_history VALUES (?, ?, ?)", _values(rows, random))
    connection.execute("COMMIT")
    connection.close()
    return target


def _values(rows: int, random: Random) -> Iterator[tuple[int, str, float]]:
    first = date(1995, 1, 1)
    for rank in range(rows):
        day, account = divmod(rank, ACCOUNTS)
        written = f"{first + timedelta(day):%d/%m/%Y}"
        yield account + 1, written, random.randrange(-(10**7), 10**8) / 100
