"""`migrate.py restore`: a new file from a backup, opened by the passphrase of that day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.cli import keys
from patrimoine_gui.cli.arguments import UsageError
from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.cli.interruption import CancelSwitch
from patrimoine_gui.cli.status import version_text
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.errors import FileExists, WrongKey, WrongPassphrase
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.backup.container_header import ContainerHeader
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager


def restore(manager: MigrationManager, request: Request, terminal: Terminal) -> Reply:
    """Make a new file of a backup; the backup and every existing file stay as they are."""
    from patrimoine_gui.backup import container
    from patrimoine_gui.migration import extraction

    if request.file is None:
        raise UsageError(_("--file is needed: it names the new file"), "")
    backup, file = Path(request.backup), Path(request.file)
    found = container.read_header(backup)
    if os.path.lexists(file):
        raise FileExists(file)
    asked = extraction.Extraction(backup, file, _keyring(found, request, terminal))
    terminal.remark(_("Taking the file out of its backup…"))
    with CancelSwitch() as switch:
        extraction.extract(manager, asked, switch.pressed)
    return _done(found, backup, file)


def _keyring(found: ContainerHeader, request: Request, terminal: Terminal) -> Keyring:
    try:
        return keys.unlock(found.file_header, request.keys, terminal)
    except WrongPassphrase:
        raise WrongKey(Path(request.backup), found.created) from None


def _done(found: ContainerHeader, backup: Path, file: Path) -> Reply:
    document: dict[str, Json] = {
        "command": "restore",
        "file": str(file),
        "backup": str(backup),
        "revision": found.schema_revision,
        "created": found.created.isoformat(),
        "error": None,
    }
    rows = (
        (_("New file"), str(file)),
        (_("From"), str(backup)),
        (_("Format"), version_text(found.schema_revision)),
    )
    return Reply(ExitStatus.OK, document, columns(rows))
