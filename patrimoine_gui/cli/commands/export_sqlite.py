"""`migrate.py export-sqlite`: a copy that anybody can read, only if that is really wanted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.prompts import require_yes
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.errors import FileExists, ReadableCopyUnconfirmed
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import sqlite_export
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.migration.manager import MigrationManager


def export(manager: MigrationManager, file: Path, request: Request, terminal: Terminal) -> Reply:
    """Write every table of a file, decrypted, to a new SQLite file."""
    target = Path(request.export)
    error = manager.inspect(file).error
    if error is not None:
        raise error
    if os.path.lexists(target):
        raise FileExists(target)
    plan = manager.plan(file, "+0")
    _warn(request, terminal)
    header = plan.header
    keyring = None if header is None else keys.unlock(header, request.keys, terminal)
    asked = sqlite_export.PlainCopy(plan.file, target.absolute(), plan.current, keyring)
    with CancelSwitch(final=True) as switch, ProgressLine(terminal) as report:
        rows = sqlite_export.write(manager, asked, report, switch.pressed)
    return _done(file, target, rows)


def _warn(request: Request, terminal: Terminal) -> None:
    """Say what such a copy is, and have it agreed to.

    Raises:
        ReadableCopyUnconfirmed: nobody can be asked.
        Cancelled: the answer was no.
    """
    terminal.warn(_("This copy is not protected: whoever gets hold of it reads all of it."))
    if request.agreed:
        return
    if not terminal.interactive:
        raise ReadableCopyUnconfirmed
    require_yes(terminal, _("Write it all the same? [y/N]"))


def _done(file: Path, target: Path, rows: int) -> Reply:
    document: dict[str, Json] = {
        "command": "export-sqlite",
        "file": str(file),
        "target": str(target),
        "rows": rows,
        "size": target.stat().st_size,
        "error": None,
    }
    told = (
        (_("File"), str(file)),
        (_("Readable copy"), str(target)),
        (_("Records"), formats.integer(rows)),
        (_("Size"), formats.size(target.stat().st_size)),
    )
    return Reply(ExitStatus.OK, document, columns(told))
