"""What is kept of each run: one line in the log of upgrades, and a report a person can read.

Neither holds an amount, a name or a path.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui import __version__, files
from patrimoine_gui.paths import UserFolders, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from patrimoine_gui.migration.outcome import Proof, Remark


RESTORE, UNDO = "restore", "undo"
"""What a run that publishes a backup is called: restored, or a restore undone."""


@dataclass(frozen=True, slots=True)
class UpgradeLogEntry:
    """One run, finished or failed.

    Attributes:
        file: tag of the file.
        from_revision: where it began.
        to_revision: where it was to end.
        status: "done", "cancelled", or the class of the error.
        seconds: duration.
        backup: name of the backup, "" when there is none.
        details: short lines about the proof or the failure.
        kind: "restore" or "undo"; "" for a run over revisions.
    """

    file: str
    from_revision: str
    to_revision: str
    status: str
    seconds: float
    backup: str = ""
    details: tuple[str, ...] = ()
    kind: str = ""

    @property
    def was_published(self) -> bool:
        """Whether the file became what the run was to make of it."""
        return self.status in _PUBLISHED


_PUBLISHED = {"done", "PublishedUnconfirmed", "ResultUnread"}


def record(folders: UserFolders, entry: UpgradeLogEntry) -> Path | None:
    """Add a run to the log of upgrades and write its report.

    Returns:
        The report, or None where the disk refuses it: a run is never undone for its report.
    """
    now = datetime.now(UTC)
    line = {"at": now.isoformat(timespec="seconds"), "app": __version__} | asdict(entry)
    with suppress(OSError):
        private_folder(folders.data)
        files.append_line(folders.upgrade_log, json.dumps(line, sort_keys=True).encode())
    with suppress(OSError):
        folder = private_folder(folders.reports)
        way = f"{entry.from_revision}_{entry.to_revision}_{entry.status}"
        report = folder / f"{now:%Y-%m-%d_%H-%M-%S_%f}_{way}.txt"
        files.write_new(report, _text(now, entry).encode("utf-8", "backslashreplace"))
        return report
    return None


def _text(now: datetime, entry: UpgradeLogEntry) -> str:
    lines = [
        f"Patrimoine {__version__}",
        f"{now:%Y-%m-%d %H:%M:%S} UTC",
        f"file {entry.file}: {entry.from_revision} -> {entry.to_revision}",
        f"work: {entry.kind or 'upgrade'}",
        f"status: {entry.status}",
        f"duration: {entry.seconds:.1f} s",
        f"backup: {entry.backup or 'none'}",
        *entry.details,
    ]
    return "\n".join(lines) + "\n"


def proof_lines(proof: Proof) -> tuple[str, ...]:
    """Tell a proof in counts: rows of each kind, dates compared, never an amount."""
    rows = [
        f"rows of {bucket.name}: {proof.before.bucket(bucket.name).rows} -> {bucket.rows}"
        for bucket in proof.after.buckets
    ]
    years = len(proof.after.year_ends)
    return (*rows, f"net worth equal at {years} year ends and at the last date: yes")


def remark_lines(remarks: Iterable[Remark]) -> tuple[str, ...]:
    """Tell what was remarked in counts; an object of another program stays without its name."""
    return tuple(
        " ".join(filter(None, (f"{item.kind.value}:", item.subject, str(item.count or ""))))
        for item in remarks
    )
