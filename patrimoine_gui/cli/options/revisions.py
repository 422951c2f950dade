"""The commands that work on the revisions themselves: create, check, rehearse, rebase."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from patrimoine_gui.cli.options.command_parser import add_command, add_keys, path
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.options.command_parser import Commands


def create(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "create",
        _("write a revision from what changed in the models"),
        'create "Assets can be archived"',
        'create --empty "Dates that nobody can read are set aside"',
        "create --golden 0042",
    )
    wanted = command.add_mutually_exclusive_group(required=True)
    wanted.add_argument(
        "description",
        metavar=_("DESCRIPTION"),
        nargs="?",
        default=argparse.SUPPRESS,
        help=_("the sentence that the user will read"),
    )
    wanted.add_argument(
        "--golden",
        metavar=_("VERSION"),
        default=argparse.SUPPRESS,
        help=_("make the golden file of a revision that is written, and take it down and up again"),
    )
    command.add_argument("--empty", action="store_true", help=_("do not compare with the models"))


def check(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands,
        "check",
        _("hold the revisions against every rule; nothing is written"),
        "check",
        "check --json",
    )


def rehearse(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "rehearse",
        _("take golden files through a revision and back, on copies"),
        "rehearse",
        "rehearse 0004 0005",
        "rehearse --file famille.patrimoine --passphrase-file secret.txt",
    )
    command.add_argument(
        "revisions",
        metavar=_("VERSION"),
        nargs="*",
        help=_("revision to go through (default: the latest)"),
    )
    command.add_argument(
        "--also",
        metavar=_("PATH"),
        action="append",
        type=path,
        default=[],
        help=_("one more file to rehearse on; may be repeated"),
    )
    add_keys(command)


def heads(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "heads", _("tell the latest revisions, and where they branch"), "heads")


def merge(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "merge", _("explain what is done where revisions branch"), "merge")


def rebase(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "rebase",
        _("put a branch of revisions on top of the other, and rehearse it"),
        "rebase",
        "rebase 20261201_0006_archives.py",
    )
    command.add_argument(
        "revisions",
        metavar=_("REVISION"),
        nargs="*",
        help=_("file or number of the first that moves (default: those not landed)"),
    )
    add_keys(command)
