"""Another program that writes to a household file, and dies."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM = """
import sqlite3, sys
file, mode = sys.argv[1:]
c = sqlite3.connect(file, isolation_level=None)
c.execute("PRAGMA journal_mode = " + ("wal" if mode == "wal" else "delete"))
c.execute("PRAGMA wal_autocheckpoint = 0")
c.execute("PRAGMA cache_size = 1")
c.execute("PRAGMA cache_spill = 1")
if mode != "ordinal":
    c.execute("INSERT INTO balance_history VALUES (1, '02/02/2022', 42.42)")
c.execute("BEGIN IMMEDIATE")
if mode == "ordinal":
    c.execute("PRAGMA user_version = 5")
c.execute("UPDATE balance_history SET balance = 666.0")
print("written", flush=True)
sys.stdin.read()
"""


class Writer:
    """A process that has committed one row, and holds a transaction that it spilt to the disk."""

    def __init__(self, file: Path, mode: str) -> None:
        """Start it.

        Args:
            file: what it writes to.
            mode: "delete", "wal", or "ordinal" for a new format number in the open transaction.
        """
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, os.fspath(file), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def until_written(self) -> None:
        """Wait for its writes."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"written\n"

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.communicate()
