"""`migrate.py heads`: whether the revisions are one chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring import branches, create
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.i18n import _
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from patrimoine_gui.authoring.branches import Branches


def heads() -> Reply:
    """Tell the heads, and where revisions branch; two developers, or two files of one number."""
    found = branches.heads(repository())
    return Reply(status(found), document(found, "heads"), tuple(lines(found)))


def repository() -> Path:
    """Give the folder of this working copy."""
    migrations = migrations_folder()
    create.require_working_copy(migrations)
    return migrations.parent


def status(found: Branches) -> ExitStatus:
    """Tell whether there is anything to mend."""
    return ExitStatus.OK if found.is_one else ExitStatus.FOUND


def lines(found: Branches) -> Iterable[str]:
    """Tell the branches to a person."""
    rows = [(_("Head"), name) for name in found.heads]
    rows += [(_("Same number"), ", ".join(names)) for names in found.twins]
    rows += [(_("Same parent"), ", ".join(names)) for names in found.forks]
    rows += [(_("Not landed"), name) for name in found.local]
    yield from columns(rows)
    if found.is_one:
        yield _("The revisions are one chain.")
    else:
        yield _("The revisions branch: put one branch on top of the other with “rebase”.")


def document(found: Branches, command: str) -> dict[str, Json]:
    """Give the branches to programs."""
    return {
        "command": command,
        "one_chain": found.is_one,
        "heads": [*found.heads],
        "same_number": [[*names] for names in found.twins],
        "same_parent": [[*names] for names in found.forks],
        "not_landed": [*found.local],
        "error": None,
    }
