"""Makes large plausible households: files at head, encrypted, the same for the same seed.

`python -m benchmarks.household --years 30 --assets 60 --operations 100000 --prices 1000000
--seed 1 --out FILE`; the passphrase of the file is `benchmarks.keys.PASSPHRASE`.

Only the tokens differ between two files of one seed: encryption is never twice the same.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
import uuid
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.keys import new_keyring
from benchmarks.plausible import Rows, Size, household, prices
from patrimoine_gui.database import connections, file_header
from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.commands.row_store import RowStore, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring

MOMENT = "2026-11-01T08:00:00Z"
"""When every row was entered."""

_ORDER = (
    *("household", "member", "institution", "category", "fx_rate", "asset", "loan", "loan_asset"),
    *("ownership", "security", "valuation", "position", "operation", "operation_split"),
)
_PRICE = "INSERT INTO price (id, security_id, on_date, price, source) VALUES (?, ?, ?, ?, ?)"
_CHUNK = 20_000


def make(target: Path, size: Size, seed: int = 1) -> Path:
    """Make a file of a size; one that stands there is replaced."""
    keyring = new_keyring()
    target.unlink(missing_ok=True)
    MigrationManager().create(target, keyring)
    fill(target, keyring, size, seed)
    return target


def fill(file: Path, keyring: Keyring, size: Size, seed: int = 1) -> None:
    """Write a household into a file at head that has none yet; it has no journal."""
    random = Random(seed)  # noqa: S311  (figures, not secrets)
    rows = household(size, random)
    opened = HouseholdEngine(file, keyring.fields, header=_header(file))
    with opened.engine.begin() as link:
        for table in ("member", "household"):  # a new file may begin with one
            link.execute(table_of(table).delete())
        store = RowStore(link)
        for name in _ORDER:
            for chunk in _chunks(_whole(name, rows, random)):
                store.insert(name, chunk)
        raw = link.connection.driver_connection
        if not isinstance(raw, sqlite3.Connection):
            raise TypeError
        raw.executemany(_PRICE, prices(size, random))
    opened.lock()


def _header(file: Path) -> FileHeader | None:
    with connections.reading(file) as connection:
        return file_header.read(connection)


def _chunks(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _whole(table: str, rows: Rows, random: Random) -> Iterator[dict[str, object]]:
    columns = [column.name for column in table_of(table).columns]
    for row in rows.tables.get(table, ()):
        uid = str(uuid.UUID(int=random.getrandbits(128), version=4))
        own = {"uid": uid, "created_at": MOMENT, "updated_at": MOMENT} | row
        yield {name: own.get(name) for name in columns}


def main() -> int:
    """Make a file, and say how long it took and how large it is."""
    usual = Size()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.household")
    for name in ("years", "assets", "operations", "prices"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("build/large.patrimoine"))
    given = parser.parse_args()
    size = Size(given.years, given.assets, given.operations, given.prices)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    made = make(given.out, size, given.seed)
    spent = time.perf_counter() - started
    print(f"{made}: {made.stat().st_size / 1e6:.0f} MB in {spent:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
