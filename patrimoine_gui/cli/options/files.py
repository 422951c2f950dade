"""The commands that work on a household file: status, upgrade, downgrade, init."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.options.command_parser import add_command, add_keys
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from patrimoine_gui.cli.options.command_parser import Commands


def status(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands,
        "status",
        _("tell which version a file has and what is pending"),
        "status",
        "status --file famille.patrimoine --json",
    )


def upgrade(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "upgrade",
        _("bring a file to the latest version"),
        "upgrade --file famille.patrimoine",
        "upgrade --target 0002 --passphrase-file secret.txt",
        "upgrade --dry-run",
        "upgrade --target 0003 --sql",
    )
    command.add_argument(
        "--target", metavar=_("VERSION"), default="head", help=_("stop at this version")
    )
    command.add_argument(
        "--mend",
        action="store_true",
        dest="mends",
        help=_("put in order what another program did to the file: marks, views, indexes"),
    )
    _add_dry_run(command)
    add_keys(command)


def downgrade(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "downgrade",
        _("bring a file back to an earlier version"),
        "downgrade -1",
        "downgrade 0002 --yes --file famille.patrimoine",
        "downgrade -1 --dry-run",
    )
    command.add_argument("target", metavar=_("VERSION"), help=_("version to go back to"))
    command.add_argument(
        "--yes", action="store_true", dest="agreed", help=_("agree to what cannot be kept")
    )
    _add_dry_run(command)
    add_keys(command)


def init(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "init",
        _("make a new, empty file at the latest version"),
        "init --file nouveau.patrimoine",
    )
    add_keys(command)


def _add_dry_run(command: ArgumentParser) -> None:
    shown = command.add_mutually_exclusive_group()
    shown.add_argument(
        "--dry-run",
        action="store_true",
        dest="rehearsed",
        help=_("do all of it on a private copy, tell the result, and keep nothing"),
    )
    shown.add_argument(
        "--sql", action="store_true", help=_("print the statements, and run none on the file")
    )
