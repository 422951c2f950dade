"""`migrate.py create`: a new revision, and what to review in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import authoring
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording.developer_errors import review_sentence

if TYPE_CHECKING:
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.migration.authoring import WrittenRevision
    from patrimoine_gui.migration.review import ReviewNote


def create(request: Request) -> Reply:
    """Write the next revision from the models, or an empty one."""
    models = None
    if not request.empty:
        from patrimoine_gui.database.models import Base

        models = Base.metadata
    written = authoring.create(migrations_folder(), request.description, models)
    return Reply(ExitStatus.OK, _document(written), _lines(written))


def _document(written: WrittenRevision) -> dict[str, Json]:
    return {
        "command": "create",
        "file": str(written.file),
        "revision": written.revision,
        "down_revision": written.down_revision,
        "review": [_note_document(note) for note in written.notes],
        "error": None,
    }


def _note_document(note: ReviewNote) -> dict[str, Json]:
    return {
        "kind": note.kind.name.lower(),
        "subject": note.subject,
        "sentence": review_sentence(note),
    }


def _lines(written: WrittenRevision) -> tuple[str, ...]:
    rows = ((_("Revision"), written.revision), (_("File"), str(written.file)))
    notes = (f"  - {review_sentence(note)}" for note in written.notes)
    return (*columns(rows), _("To review before it is committed:"), *notes)
