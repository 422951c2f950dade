"""`migrate.py init`: a new, empty household file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.cli.status import version_text
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.errors import FolderReadOnly
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.manager import MigrationManager


def _make_data_folder(folders: paths.UserFolders) -> None:
    try:
        paths.private_folder(folders.data)
    except OSError as error:
        raise FolderReadOnly(folders.data) from error


def init(manager: MigrationManager, file: Path, folders: paths.UserFolders) -> Reply:
    """Make a new file at the latest version; an existing one is never overwritten."""
    if file == folders.default_file:
        _make_data_folder(folders)
    manager.create(file)
    revision = manager.inspect(file).revision
    document: dict[str, Json] = {
        "command": "init",
        "file": str(file),
        "revision": revision,
        "error": None,
    }
    rows = ((_("New file"), str(file)), (_("Format"), version_text(revision)))
    return Reply(ExitStatus.OK, document, columns(rows))
