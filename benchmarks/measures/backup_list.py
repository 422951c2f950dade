"""A thousand backups listed, against reading the first 64 KiB of each."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.table import Line
from patrimoine_gui.backup import backup_records_document, store, streams
from patrimoine_gui.backup.backup_records import NAME, BackupRecords, look_at
from patrimoine_gui.backup.catalog import Catalog, EntryState
from patrimoine_gui.backup.container.head import read_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.run import Run

BACKUPS = 1_000
_TAG = "abcd1234"


def measure(run: Run) -> list[Line]:
    """Compare medians of rounds that alternate, in a warm process."""
    with tempfile.TemporaryDirectory() as name:
        folder = _backups(Path(name))
        shelf = Catalog(folder)

        def listed() -> int:
            return len(store.listed(folder))

        def shown() -> int:
            found = shelf.entries(_TAG)
            return sum(item.state is EntryState.VERIFIED for item in found)

        def reading() -> int:
            return sum(_reads(path) for path in folder.iterdir() if path.name != NAME)

        calls = (listed, shown, reading)
        rounds = [[_seconds(call) for call in calls] for _round in run.budget.rounds()]
    return [
        _line(f"{BACKUPS:,} backups listed, warm", [(mine, last) for mine, _, last in rounds]),
        _line(
            f"{BACKUPS:,} backups listed with when each was verified",
            [(mine, last) for _, mine, last in rounds],
        ),
    ]


def _line(what: str, pairs: list[tuple[float, float]]) -> Line:
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(found) * 1000 for found in zip(*pairs, strict=True))
    return Line(
        what,
        "reading their first 64 KiB",
        f"{ratio:.2f} x ({mine:.0f} ms / {theirs:.0f} ms)",
        "at most 3 x",
        ratio <= 3,
        len(pairs),
    )


def _backups(folder: Path) -> Path:
    """Fill a folder with backups that differ by their name alone, all of them verified."""
    copy = folder / "copy"
    copy.write_bytes(os.urandom(100_000))
    content = store.Content(copy, _TAG, "0001", 1)
    backups = folder / "backups"
    made = store.write(backups, content, store.BackupKind.MANUAL, keys.new_keyring()).file
    data = made.read_bytes()
    for rank in range(BACKUPS - 1):
        (backups / f"{rank}-{made.name}").write_bytes(data)
    _verify_all(backups)
    return backups


def _verify_all(backups: Path) -> None:
    """Write the records that a thousand verifications would leave."""
    records = {}
    for path in backups.glob(f"*{store.SUFFIX}"):
        with streams.opened(path) as reader:
            look = look_at(reader, read_head(reader, path))
        records[path.name] = backup_records_document.Record(look, datetime.now(UTC), is_sound=True)
    document = backup_records_document.encode(backup_records_document.RecordsDocument(records))
    BackupRecords(backups).file.write_bytes(document)


def _reads(path: Path) -> bool:
    with path.open("rb") as reader:
        return bool(reader.read(65_536))


def _seconds(call: Callable[[], int]) -> float:
    started = time.perf_counter()
    if call() != BACKUPS:
        raise AssertionError
    return time.perf_counter() - started
