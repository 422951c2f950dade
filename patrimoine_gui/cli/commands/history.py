"""`migrate.py history`: every revision, and where the file stands among them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import inspection, revisions
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.diagnosis import Diagnosis
    from patrimoine_gui.migration.revisions import Revision


def history(file: Path, *, is_named: bool) -> Reply:
    """List the revisions, oldest first; never writes, needs no key.

    Args:
        file: the household file.
        is_named: whether it was named; one that was not may be missing, and is left out.

    Raises:
        UserError: the file that was named cannot be used.
    """
    diagnosis = inspection.inspect(file, revisions.load())
    if diagnosis.error is not None and is_named:
        raise diagnosis.error
    return Reply(ExitStatus.OK, _document(diagnosis), _lines(diagnosis))


def _document(diagnosis: Diagnosis) -> dict[str, Json]:
    return {
        "command": "history",
        "file": str(diagnosis.file) if diagnosis.usable else None,
        "revision": diagnosis.revision,
        "head": diagnosis.head,
        "revisions": [_revision_document(item, diagnosis) for item in revisions.load().all],
        "error": None,
    }


def _revision_document(revision: Revision, diagnosis: Diagnosis) -> dict[str, Json]:
    return {
        "revision": revision.id,
        "app_version": revision.app_version,
        "day": revision.day,
        "sentence": _(revision.sentence),
        "here": _is_here(revision, diagnosis),
        "pending": _is_pending(revision, diagnosis),
        "head": revision.id == diagnosis.head,
    }


def _is_here(revision: Revision, diagnosis: Diagnosis) -> bool:
    return diagnosis.usable and revision.id == diagnosis.revision


def _is_pending(revision: Revision, diagnosis: Diagnosis) -> bool:
    return diagnosis.usable and revision.ordinal > diagnosis.ordinal


def _lines(diagnosis: Diagnosis) -> tuple[str, ...]:
    rows = (
        (
            revision.id,
            f"Patrimoine {revision.app_version}",
            formats.short_day(date.fromisoformat(revision.day)),
            _marks(revision, diagnosis),
            _(revision.sentence),
        )
        for revision in revisions.load().all
    )
    file = columns([(_("File"), str(diagnosis.file))]) if diagnosis.usable else ()
    return (*file, *columns(rows))


def _marks(revision: Revision, diagnosis: Diagnosis) -> str:
    marks = (
        (_is_here(revision, diagnosis), _("the file")),
        (_is_pending(revision, diagnosis), _("pending")),
        (revision.id == diagnosis.head, _("latest")),
    )
    return ", ".join(mark for is_so, mark in marks if is_so)
