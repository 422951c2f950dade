"""`migrate.py heads`, `merge` and `rebase`: two developers, one chain of revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring import branches, create
from patrimoine_gui.authoring import rebase as rebasing
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.commands import rehearse
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.i18n import _
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from patrimoine_gui.authoring.branches import Branches
    from patrimoine_gui.authoring.rebase import Rebased
    from patrimoine_gui.authoring.rehearse import Cell
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal


def heads() -> Reply:
    """Tell the heads, and where revisions branch; two developers, or two files of one number."""
    found = branches.heads(_repository())
    return Reply(_status(found), _document(found, "heads"), tuple(_lines(found)))


def merge() -> Reply:
    """Explain that branches are not merged here, and what is done instead."""
    found = branches.heads(_repository())
    explained = (
        _("Revisions are never merged: a household file has one history, so the chain is one."),
        _("Put your branch, which nobody has used yet, on top of the other: “rebase”."),
    )
    lines = (*explained, "", *_lines(found))
    document = _document(found, "merge")
    document["explanation"] = " ".join(explained)
    return Reply(_status(found), document, lines)


def rebase(request: Request, terminal: Terminal) -> Reply:
    """Put a branch on top of the other, then rehearse what moved on every golden file."""
    opener = rehearse.keyring_for(request, terminal)
    done = rebasing.rebase(_repository(), opener, request.revisions)
    moved = tuple(new for _old, new in done.numbers)
    terminal.remark(_("Put on top; now the rehearsal…"))
    cells = rehearse.through(moved, (), request, terminal)
    status = ExitStatus.OK if all(cell.passed for cell in cells) else ExitStatus.FOUND
    lines = (*_told(done), "", *rehearse.cell_lines(cells))
    return Reply(status, _rebased_document(done, cells), lines)


def _repository() -> Path:
    migrations = migrations_folder()
    create.require_working_copy(migrations)
    return migrations.parent


# --- heads --------------------------------------------------------------------------------------


def _status(found: Branches) -> ExitStatus:
    return ExitStatus.OK if found.is_one else ExitStatus.FOUND


def _lines(found: Branches) -> Iterable[str]:
    rows = [(_("Head"), name) for name in found.heads]
    rows += [(_("Same number"), ", ".join(names)) for names in found.twins]
    rows += [(_("Same parent"), ", ".join(names)) for names in found.forks]
    rows += [(_("Not landed"), name) for name in found.local]
    yield from columns(rows)
    if found.is_one:
        yield _("The revisions are one chain.")
    else:
        yield _("The revisions branch: put one branch on top of the other with “rebase”.")


def _document(found: Branches, command: str) -> dict[str, Json]:
    return {
        "command": command,
        "one_chain": found.is_one,
        "heads": [*found.heads],
        "same_number": [[*names] for names in found.twins],
        "same_parent": [[*names] for names in found.forks],
        "not_landed": [*found.local],
        "error": None,
    }


# --- rebase -------------------------------------------------------------------------------------


def _told(done: Rebased) -> Iterable[str]:
    yield _("The branch now stands on {revision}.").format(revision=done.onto)
    yield from columns(((f"{old} →", new) for old, new in done.numbers), indent=2)
    yield _("Renamed")
    yield from (f"  {item.old.as_posix()} → {item.new.as_posix()}" for item in done.files)
    if done.mentions:
        yield _("These tests name an old number: read them.")
        yield from (f"  {file.as_posix()}" for file in done.mentions)


def _rebased_document(done: Rebased, cells: tuple[Cell, ...]) -> dict[str, Json]:
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
