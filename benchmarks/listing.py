"""A thousand backups listed, against reading the first 64 KiB of each."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.table import Line
from patrimoine_gui.backup import store

if TYPE_CHECKING:
    from collections.abc import Callable

BACKUPS = 1_000
ROUNDS = 9


def measure() -> list[Line]:
    """Compare medians of rounds that alternate, in a warm process."""
    with tempfile.TemporaryDirectory() as name:
        folder = _backups(Path(name))

        def ours() -> int:
            return len(store.listed(folder))

        def reading() -> int:
            return sum(_reads(path) for path in folder.iterdir())

        pairs = [(_seconds(ours), _seconds(reading)) for _round in range(ROUNDS)]
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    mine, theirs = (statistics.median(found) * 1000 for found in zip(*pairs, strict=True))
    return [
        Line(
            f"{BACKUPS:,} backups listed, warm",
            "reading their first 64 KiB",
            f"{ratio:.2f} x ({mine:.0f} ms / {theirs:.0f} ms)",
            "at most 3 x",
            ratio <= 3,
        )
    ]


def _backups(folder: Path) -> Path:
    """Fill a folder with backups that differ by their name alone."""
    copy = folder / "copy"
    copy.write_bytes(os.urandom(100_000))
    content = store.Content(copy, "abcd1234", "0001", 1)
    backups = folder / "backups"
    made = store.write(backups, content, store.BackupKind.MANUAL, keys.new_keyring()).file
    data = made.read_bytes()
    for rank in range(BACKUPS - 1):
        (backups / f"{rank}-{made.name}").write_bytes(data)
    return backups


def _reads(path: Path) -> bool:
    with path.open("rb") as reader:
        return bool(reader.read(65_536))


def _seconds(call: Callable[[], int]) -> float:
    started = time.perf_counter()
    if call() != BACKUPS:
        raise AssertionError
    return time.perf_counter() - started
