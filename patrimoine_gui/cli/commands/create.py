"""`migrate.py create`: a new revision, and what to review in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring.create import refuse_broken, write_revision
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.cli.wording.authoring_errors import review_sentence
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import error_location
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from patrimoine_gui.authoring.create import WrittenRevision
    from patrimoine_gui.authoring.review import ReviewNote
    from patrimoine_gui.cli.arguments import Request


def create(request: Request) -> Reply:
    """Write the next revision from the models, or an empty one, or the golden file of one."""
    if request.golden:
        return _golden(request.golden)
    metadata = None if request.empty else load_models()
    revision = write_revision(migrations_folder(), request.description, metadata)
    return Reply(ExitStatus.OK, _document(revision), _lines(revision))


def load_models() -> MetaData:
    """Load the models.

    Raises:
        SourceBroken: they do not load.
    """
    with error_location.naming(migrations_folder()):
        from patrimoine_gui.database.models import Base
    return Base.metadata


def _golden(revision: str) -> Reply:
    """Make the golden file of a revision whose two ways are written."""
    from patrimoine_gui.authoring import golden_file

    refuse_broken(migrations_folder())
    made = golden_file.make(migrations_folder(), revision)
    document: dict[str, Json] = {
        "command": "create",
        "file": str(made.file),
        "revision": made.revision,
        "source": str(made.source),
        "error": None,
    }
    rows = (
        (_("Revision"), made.revision),
        (_("Golden file"), str(made.file)),
        (_("Made from"), str(made.source)),
    )
    advice = _("Add what this format alone can hold, give it a name of its own, keep its builder.")
    return Reply(ExitStatus.OK, document, (*columns(rows), advice))


def _document(written: WrittenRevision) -> dict[str, Json]:
    return {
        "command": "create",
        "file": str(written.file),
        "revision": written.revision,
        "down_revision": written.down_revision,
        "test": str(written.test) if written.test else None,
        "measures": str(written.measures) if written.measures else None,
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
    rows = [(_("Revision"), written.revision), (_("File"), str(written.file))]
    if written.test is not None:
        rows.append((_("Test"), str(written.test)))
    if written.measures is not None:
        rows.append((_("Measures"), str(written.measures)))
    notes = (f"  - {review_sentence(note)}" for note in written.notes)
    return (*columns(rows), _("To review before it is committed:"), *notes)
