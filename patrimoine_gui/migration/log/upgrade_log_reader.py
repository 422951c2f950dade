"""Reads the log of upgrades again: what was done to one file, and when."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from patrimoine_gui import files
from patrimoine_gui.errors import FileUnreachable, UnreachableReason
from patrimoine_gui.migration.log.upgrade_log import UpgradeLogEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it was noted.

    Attributes:
        at: when it ended, in UTC.
        app: version of Patrimoine that ran.
        entry: what was done.
    """

    at: datetime
    app: str
    entry: UpgradeLogEntry


@dataclass(frozen=True, slots=True)
class Journal:
    """What the log tells of one file.

    Attributes:
        runs: the runs, oldest first.
        damaged: how many lines of the log could not be read; of which file they were is unknown.
    """

    runs: tuple[Run, ...]
    damaged: int = 0


def read(log: Path, tag: str) -> Journal:
    """Read what the log of upgrades tells of the file with a tag; no log is an empty one.

    Raises:
        FileUnreachable: the log is there and cannot be read.
    """
    runs, unreadable = [], 0
    for line in _lines(log):
        run = _run(line)
        if run is None:
            unreadable += 1
        elif run.entry.file == tag:
            runs.append(run)
    return Journal(tuple(runs), unreadable)


def _lines(log: Path) -> list[bytes]:
    try:
        return [line for line in files.read(log, _LARGEST).split(b"\n") if line]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise FileUnreachable(log, _why(error)) from None


def _why(error: OSError) -> UnreachableReason:
    reason = files.why(error)
    is_other = reason in {UnreachableReason.DIRECTORY, UnreachableReason.SPECIAL}
    return UnreachableReason.OCCUPIED if is_other else reason


def _run(line: bytes) -> Run | None:
    """Understand a line, None when it is damaged."""
    try:
        said = json.loads(line)
        at = datetime.fromisoformat(said["at"])
        return Run(at, str(said["app"]), _entry(said)) if at.tzinfo else None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _entry(said: Mapping[str, object]) -> UpgradeLogEntry:
    details, seconds = said["details"], float(cast("float", said["seconds"]))
    if not math.isfinite(seconds):
        raise ValueError
    return UpgradeLogEntry(
        file=str(said["file"]),
        from_revision=str(said["from_revision"]),
        to_revision=str(said["to_revision"]),
        status=str(said["status"]),
        seconds=seconds,
        backup=str(said["backup"]),
        details=tuple(map(str, details)) if isinstance(details, list) else (),
        kind=str(said.get("kind", "")),
    )
