"""The commands that work on the revisions themselves: create."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from patrimoine_gui.cli.options.grammar import add_command
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.options.grammar import Commands


def add(commands: Commands) -> None:
    """Add the family."""
    create = add_command(
        commands,
        "create",
        _("write a revision from what changed in the models"),
        'create "Assets can be archived"',
        'create --empty "Dates that nobody can read are set aside"',
        "create --golden 0042",
    )
    wanted = create.add_mutually_exclusive_group(required=True)
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
    create.add_argument("--empty", action="store_true", help=_("do not compare with the models"))
