"""`migrate.py backup`: a verified backup, now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats, logs
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.commands.backups import backup_document
from patrimoine_gui.cli.commands.status import version_text
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.migration.manager import MigrationManager


def save(manager: MigrationManager, file: Path, request: Request, terminal: Terminal) -> Reply:
    """Back a file up; one that anybody can read gets keys for its backup, and stays as it is."""
    error = manager.inspect(file).error
    if error is not None:
        raise error
    manager.sweep(file)
    plan = manager.plan(file, "+0")
    if plan.obstacle is not None:
        raise plan.obstacle
    keyring = keys.of_plan(manager, plan, request.keys, terminal)
    logs.start(manager.folders.logs)
    with CancelSwitch(final=True) as switch, ProgressLine(terminal) as report:
        made = manager.backups.make(file, keyring, report, switch.pressed)
    document: dict[str, Json] = {
        "command": "backup",
        "file": str(file),
        **backup_document(made),
        "error": None,
    }
    rows = (
        (_("File"), str(file)),
        (_("Backup"), str(made.file)),
        (_("Format"), version_text(made.revision)),
        (_("Size"), formats.size(made.size)),
    )
    return Reply(ExitStatus.OK, document, (_("The backup was made and verified."), *columns(rows)))
