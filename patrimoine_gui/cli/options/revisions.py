"""The commands that work on the revisions themselves: create."""

from __future__ import annotations

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
    )
    create.add_argument(
        "description", metavar=_("DESCRIPTION"), help=_("the sentence that the user will read")
    )
    create.add_argument("--empty", action="store_true", help=_("do not compare with the models"))
