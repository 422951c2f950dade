"""`migrate.py init`: a new, empty household file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.commands.status import version_text
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.database import room
from patrimoine_gui.errors import (
    FileExists,
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    UnreachableReason,
)
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.schema import fresh_build
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.cli.key_sources import KeySources
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.migration.manager import MigrationManager


def _make_data_folder(folders: paths.UserFolders) -> None:
    try:
        paths.private_folder(folders.data)
    except OSError as error:
        if room.is_full(error):
            raise NoSpace(folders.data, 0, room.free(folders.data)) from None
        raise FolderReadOnly(folders.data) from None


def _refuse_early(file: Path) -> None:
    """Refuse what the engine would refuse before anybody is asked for a passphrase."""
    if os.path.lexists(file):
        raise FileExists(file)
    if not file.parent.is_dir():
        raise FileUnreachable(file.parent, UnreachableReason.FOLDER_MISSING)


def init(manager: MigrationManager, file: Path, sources: KeySources, terminal: Terminal) -> Reply:
    """Make a new file at the latest version; an existing one is never overwritten.

    Raises:
        SourceBroken: a revision does not load or run; nothing has been made yet.
    """
    fresh_build.schema_of(paths.migrations_folder(), manager.revisions.head.id)
    if file == manager.folders.default_file:
        _make_data_folder(manager.folders)
    _refuse_early(file)
    keyring = keys.create(sources, terminal)
    with CancelSwitch(final=True):  # a moment, at the end of which the file is there
        manager.create(file, keyring)
    revision = manager.inspect(file).revision
    document: dict[str, Json] = {
        "command": "init",
        "file": str(file),
        "revision": revision,
        "error": None,
    }
    rows = ((_("New file"), str(file)), (_("Format"), version_text(revision)))
    return Reply(ExitStatus.OK, document, columns(rows))
