"""The commands that work on backups: restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.options.grammar import add_command, add_keys, path
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.options.grammar import Commands


def add(commands: Commands) -> None:
    """Add the family."""
    restore = add_command(
        commands,
        "restore",
        _("make a new file of a backup"),
        "restore 2026-11-22.patrimoine-backup --file retrouve.patrimoine",
    )
    restore.add_argument("backup", metavar=_("BACKUP"), type=path, help=_("backup to restore"))
    add_keys(restore)
