"""`migrate.py restore`: a file from a backup, opened by the passphrase of that day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import logs
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.arguments import UsageError
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.commands.plan_reply import remark_documents, remark_rows
from patrimoine_gui.cli.commands.status import version_text
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.errors import FileExists
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.progress import part_of
from patrimoine_gui.migration.restore.undo_restore import STAGING
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome


def restore(manager: MigrationManager, request: Request, terminal: Terminal) -> Reply:
    """Make a new file of a backup, or put it in the place of a file that is backed up first."""
    from patrimoine_gui.cli import backup_lookup

    if request.file is None:
        raise UsageError(_("--file is needed: it names the restored file"), "")
    backup, file = backup_lookup.find(manager, request.backup), Path(request.file)
    header = manager.backups.header(backup)
    if os.path.lexists(file) and not request.replaces:
        raise FileExists(file)
    keyring = keys.of_backup(backup, header, request.keys, terminal)
    logs.start(manager.folders.logs)
    with (
        CancelSwitch(final=True) as switch,
        ProgressLine(terminal) as report,
        manager.restores.stage(
            backup, keyring, file, part_of(report, 0.0, STAGING), switch.pressed
        ) as staged,
    ):
        outcome = manager.restores.restore(
            staged,
            file,
            replace=request.replaces,
            keep_format=not request.upgraded,
            report=part_of(report, STAGING, 1.0),
            cancel=switch.pressed,
        )
    return _done(manager, header, backup, file, outcome)


def _done(
    manager: MigrationManager,
    found: ContainerHeader,
    backup: Path,
    file: Path,
    outcome: Outcome,
) -> Reply:
    revision = outcome.to_revision
    is_old = revision != manager.revisions.head.id
    document: dict[str, Json] = {
        "command": "restore",
        "file": str(file),
        "backup": str(backup),
        "revision": revision,
        "from": found.schema_revision,
        "outdated": is_old,
        "created": found.created.isoformat(),
        "replaced": _text(outcome.backup),
        "set_aside": _text(outcome.set_aside),
        "remarks": remark_documents(outcome),
        "error": None,
    }
    rows = (
        (_("File"), str(file)),
        (_("From"), str(backup)),
        (_("Format"), version_text(revision)),
        *_what_was_there(outcome),
        *remark_rows(outcome),
    )
    return Reply(ExitStatus.OK, document, (*columns(rows), *_advice(is_old=is_old)))


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _what_was_there(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """Tell where what was replaced is."""
    if outcome.backup is not None:
        return ((_("What it was"), str(outcome.backup)),)
    if outcome.set_aside is not None:
        return ((_("Damaged file"), str(outcome.set_aside)),)
    return ()


def _advice(*, is_old: bool) -> tuple[str, ...]:
    if not is_old:
        return ()
    return (_("This is an earlier version: use the command “upgrade” to bring it to today's."),)
