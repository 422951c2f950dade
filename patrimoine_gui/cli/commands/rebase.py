"""`migrate.py rebase`: a branch of revisions on top of the other, rehearsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring.rebase import rebase_branch
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.commands import heads, rehearse
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.authoring.rebase import Rebased
    from patrimoine_gui.authoring.rehearse import Cell
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal


def rebase(request: Request, terminal: Terminal) -> Reply:
    """Put a branch on top of the other, then rehearse what moved on every golden file."""
    opener = rehearse.keyring_for(request, terminal)
    result = rebase_branch(heads.repository(), opener, request.revisions)
    revisions = tuple(new for _old, new in result.numbers)
    terminal.remark(_("Put on top; now the rehearsal…"))
    cells = rehearse.through(revisions, (), request, terminal)
    status = ExitStatus.OK if all(cell.passed for cell in cells) else ExitStatus.FOUND
    lines = (*_lines(result), "", *rehearse.cell_lines(cells))
    return Reply(status, _document(result, cells), lines)


def _lines(result: Rebased) -> Iterable[str]:
    yield _("The branch now stands on {revision}.").format(revision=result.onto)
    yield from columns(((f"{old} →", new) for old, new in result.numbers), indent=2)
    yield _("Renamed")
    yield from (f"  {item.old.as_posix()} → {item.new.as_posix()}" for item in result.files)
    if result.mentions:
        yield _("These tests name an old number: read them.")
        yield from (f"  {file.as_posix()}" for file in result.mentions)


def _document(result: Rebased, cells: tuple[Cell, ...]) -> dict[str, Json]:
    return {
        "command": "rebase",
        "onto": result.onto,
        "numbers": [{"old": old, "new": new} for old, new in result.numbers],
        "renamed": [
            {"old": item.old.as_posix(), "new": item.new.as_posix()} for item in result.files
        ],
        "mentions": [file.as_posix() for file in result.mentions],
        "cells": [rehearse.cell_document(cell) for cell in cells],
        "error": None,
    }
