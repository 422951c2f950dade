"""`migrate.py restore`: a new file from a backup, opened by the passphrase of that day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import logs
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.arguments import UsageError
from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.cli.interruption import CancelSwitch
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.status import version_text
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.errors import FileExists, ResultUnread, WrongKey, WrongPassphrase
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.backup.container_header import ContainerHeader
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.extraction import Extraction
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome


def restore(manager: MigrationManager, request: Request, terminal: Terminal) -> Reply:
    """Make a new file of a backup; the backup and every existing file stay as they are."""
    from patrimoine_gui.backup import container
    from patrimoine_gui.cli import backup_names
    from patrimoine_gui.migration import extraction

    if request.file is None:
        raise UsageError(_("--file is needed: it names the new file"), "")
    backup, file = backup_names.chosen(manager, request.backup), Path(request.file)
    found = container.read_header(backup)
    if os.path.lexists(file):
        raise FileExists(file)
    keyring = _keyring(found, backup, request, terminal)
    asked = extraction.Extraction(backup, file, keyring)
    terminal.remark(_("Taking the file out of its backup…"))
    with CancelSwitch(final=True) as switch:
        extraction.extract(manager, asked, switch.pressed)
        outcome = None
        if request.upgraded:
            outcome = _upgraded(manager, asked, terminal, switch)
    return _done(manager, found, asked, outcome)


def _keyring(found: ContainerHeader, backup: Path, request: Request, terminal: Terminal) -> Keyring:
    try:
        return keys.unlock(found.file_header, request.keys, terminal)
    except WrongPassphrase:
        raise WrongKey(backup, found.created) from None


def _upgraded(
    manager: MigrationManager, asked: Extraction, terminal: Terminal, switch: CancelSwitch
) -> Outcome | None:
    """Bring what was just extracted to the latest version; if that fails, it was never there.

    Nobody has written to the new file yet, and the backup still holds all of it.
    """
    try:
        plan = manager.plan(asked.file)
        if not plan.revisions:
            return None
        logs.start(manager.folders.logs)
        with ProgressLine(terminal) as report:
            return manager.upgrade(plan, asked.keyring, report, switch.pressed)
    except ResultUnread:
        raise
    except BaseException:
        asked.file.unlink(missing_ok=True)
        raise


def _done(
    manager: MigrationManager,
    found: ContainerHeader,
    asked: Extraction,
    outcome: Outcome | None,
) -> Reply:
    backup, file = asked.backup, asked.file
    revision = outcome.to_revision if outcome else found.schema_revision
    is_old = revision != manager.revisions.head.id
    document: dict[str, Json] = {
        "command": "restore",
        "file": str(file),
        "backup": str(backup),
        "revision": revision,
        "from": found.schema_revision,
        "outdated": is_old,
        "created": found.created.isoformat(),
        "error": None,
    }
    rows = (
        (_("New file"), str(file)),
        (_("From"), str(backup)),
        (_("Format"), version_text(revision)),
    )
    return Reply(ExitStatus.OK, document, (*columns(rows), *_advice(is_old=is_old)))


def _advice(*, is_old: bool) -> tuple[str, ...]:
    if not is_old:
        return ()
    return (_("This is an earlier version: use the command “upgrade” to bring it to today's."),)
