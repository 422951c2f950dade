"""`migrate.py log`: what was done to one file, as its log of upgrades tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats, logs
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.log import upgrade_log_reader
from patrimoine_gui.wording.exit_status import ExitStatus
from patrimoine_gui.wording.log_words import run_details

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.log.upgrade_log import UpgradeLogEntry
    from patrimoine_gui.migration.log.upgrade_log_reader import Journal, Run


def show(file: Path, log: Path) -> Reply:
    """Tell the runs of a file, oldest first; the file itself is not opened, and may be gone.

    Raises:
        FileUnreachable: the log cannot be read.
    """
    found = upgrade_log_reader.read(log, logs.file_tag(file.resolve()))
    return Reply(ExitStatus.OK, _document(file, found), _lines(file, found))


def _document(file: Path, found: Journal) -> dict[str, Json]:
    return {
        "command": "log",
        "file": str(file),
        "runs": [_run_document(run) for run in found.runs],
        "damaged_lines": found.damaged,
        "error": None,
    }


def _run_document(run: Run) -> dict[str, Json]:
    return {
        "at": run.at.isoformat(),
        "app_version": run.app,
        "from": run.entry.from_revision,
        "to": run.entry.to_revision,
        "status": run.entry.status,
        "seconds": run.entry.seconds,
        "backup": run.entry.backup,
        "details": list(run.entry.details),
    }


def _lines(file: Path, found: Journal) -> tuple[str, ...]:
    runs = [line for run in found.runs for line in _run_lines(run)]
    count = len(found.runs)
    total = ngettext("{count} run", "{count} runs", count).format(count=count)
    rows = ((_("File"), str(file)), (_("Log"), total if count else _("nothing yet")))
    return (*columns(rows), *runs, *_damaged(found.damaged))


def _run_lines(run: Run) -> tuple[str, ...]:
    title = f"{formats.moment(run.at)}  {run.entry.from_revision} → {run.entry.to_revision}"
    is_done = run.entry.status == "done"
    rows = [
        (_("Result"), _("done") if is_done else _stopped(run.entry)),
        (_("Program"), f"Patrimoine {run.app}"),
        (_("Duration"), f"{formats.decimal(run.entry.seconds, 2)}{formats.HARD_SPACE}s"),
        (_("Backup"), run.entry.backup or _("none")),
        *((_("Proof") if is_done else _("Detail"), detail) for detail in run_details(run)),
    ]
    return ("", title, *columns(rows, indent=2))


def _stopped(entry: UpgradeLogEntry) -> str:
    if entry.was_published or entry.status == "StateUnknown":
        return _("done or not, the disk did not confirm it: {error}").format(error=entry.status)
    return _("stopped, the file stayed as it was: {error}").format(error=entry.status)


def _damaged(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    sentence = ngettext(
        "{count} line of the log cannot be read and was skipped.",
        "{count} lines of the log cannot be read and were skipped.",
        count,
    )
    return ("", sentence.format(count=count))
