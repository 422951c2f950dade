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
    done = rebase_branch(heads.repository(), opener, request.revisions)
    moved = tuple(new for _old, new in done.numbers)
    terminal.remark(_("Put on top; now the rehearsal…"))
    cells = rehearse.through(moved, (), request, terminal)
    status = ExitStatus.OK if all(cell.passed for cell in cells) else ExitStatus.FOUND
    lines = (*_lines(done), "", *rehearse.cell_lines(cells))
    return Reply(status, _document(done, cells), lines)


def _lines(done: Rebased) -> Iterable[str]:
    yield _("The branch now stands on {revision}.").format(revision=done.onto)
    yield from columns(((f"{old} →", new) for old, new in done.numbers), indent=2)
    yield _("Renamed")
    yield from (f"  {item.old.as_posix()} → {item.new.as_posix()}" for item in done.files)
    if done.mentions:
        yield _("These tests name an old number: read them.")
        yield from (f"  {file.as_posix()}" for file in done.mentions)


def _document(done: Rebased, cells: tuple[Cell, ...]) -> dict[str, Json]:
    return {
        "command": "rebase",
        "onto": done.onto,
        "numbers": [{"old": old, "new": new} for old, new in done.numbers],
        "renamed": [
            {"old": item.old.as_posix(), "new": item.new.as_posix()} for item in done.files
        ],
        "mentions": [file.as_posix() for file in done.mentions],
        "cells": [rehearse.cell_document(cell) for cell in cells],
        "error": None,
    }
