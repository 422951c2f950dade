"""The commands that work on backups and copies: backup, restore, verify, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.options.command_parser import add_command, add_keys, path
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.options.command_parser import Commands


def restore(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "restore",
        _("make a new file of a backup, or put it in the place of a file"),
        "restore 2026-11-22.patrimoine-backup --file retrouve.patrimoine",
        "restore 2021-03-14.patrimoine-backup --file retrouve.patrimoine --upgrade",
        "restore 2026-11-22.patrimoine-backup --file famille.patrimoine --replace",
    )
    command.add_argument("backup", metavar=_("BACKUP"), type=path, help=_("backup to restore"))
    command.add_argument(
        "--upgrade",
        action="store_true",
        dest="upgraded",
        help=_("bring the new file to the latest version at once"),
    )
    command.add_argument(
        "--replace",
        action="store_true",
        dest="replaces",
        help=_("take the place of the file, of the same keys, which is backed up first"),
    )
    add_keys(command)


def backup(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "backup",
        _("make a verified backup of a file now"),
        "backup --file famille.patrimoine",
    )
    add_keys(command)


def backups(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands, "backups", _("list the backups of a file"), "backups", "backups --all --json"
    )
    command.add_argument(
        "--all", action="store_true", dest="every", help=_("list those of every file")
    )


def verify(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "verify",
        _("check that a backup is what was written; with its key, all of it"),
        "verify all",
        "verify 2026-11-22.patrimoine-backup --passphrase-file secret.txt",
    )
    command.add_argument(
        "backup",
        metavar=_("BACKUP"),
        type=path,
        help=_("backup to check, or “all” for those of the file"),
    )
    add_keys(command)


def export_sqlite(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "export-sqlite",
        _("write a copy that anybody can read, for other programs"),
        "export-sqlite clair.sqlite --file famille.patrimoine",
        "export-sqlite clair.sqlite --yes --passphrase-file secret.txt",
    )
    command.add_argument("export", metavar=_("TARGET"), type=path, help=_("file to write"))
    command.add_argument(
        "--yes", action="store_true", dest="agreed", help=_("agree to a copy without protection")
    )
    add_keys(command)
