"""`migrate.py status`: what a file is, and what is pending. Loads neither Alembic nor Qt."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from patrimoine_gui.cli import last_backup
from patrimoine_gui.cli.commands import status_document
from patrimoine_gui.cli.error_reply import error_document
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.cli.wording import explain, status_of
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.errors import FileBusy, Holder, LockObstructed
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import inspection, revisions
from patrimoine_gui.migration.diagnosis import Diagnosis, FileState
from patrimoine_gui.wording import holder_sentence, state_name
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.cli.commands.status_document import RevisionDocument, StatusDocument
    from patrimoine_gui.migration.revisions import Revision


def status(file: Path, backups: Path) -> Reply:
    """Answer what a file is; never writes, needs no key. The usual case is in `quick`."""
    diagnosis = inspection.inspect(file, revisions.load())
    holder = _holder(diagnosis)
    answer = _document(diagnosis, holder)
    if diagnosis.usable:
        answer["last_backup"] = last_backup.find(str(backups), str(file))
    held_by = "" if holder is None else holder_sentence(holder)
    return Reply(
        ExitStatus.OK if diagnosis.error is None else status_of(diagnosis.error),
        cast("dict[str, Json]", answer),
        status_document.lines(answer, state_name(diagnosis.state), held_by),
        None if diagnosis.error is None else explain(diagnosis.error),
    )


def _holder(diagnosis: Diagnosis) -> Holder | None:
    if isinstance(diagnosis.error, FileBusy):
        return diagnosis.error.holder
    with suppress(LockObstructed):  # nobody can tell; whoever wants the file is told then
        return find_holder(diagnosis.file) if diagnosis.usable else None
    return None


def _pending(diagnosis: Diagnosis) -> tuple[Revision, ...]:
    if diagnosis.state is not FileState.OUTDATED:
        return ()
    return revisions.load().between(diagnosis.revision, diagnosis.head)


def _document(diagnosis: Diagnosis, holder: Holder | None) -> StatusDocument:
    name, head = diagnosis.state.name.lower(), diagnosis.head
    answer = status_document.document(str(diagnosis.file), name, head, diagnosis.size)
    answer["format"] = diagnosis.ordinal
    if diagnosis.revision:
        status_document.fill_in(answer, _revision(diagnosis), diagnosis.ordinal)
    if holder is not None:
        answer["holder"] = {"pid": holder.pid, "host": holder.host, "program": holder.program}
    answer["pending"] = [_revision_document(revision) for revision in _pending(diagnosis)]
    if diagnosis.error is not None:
        answer["error"] = error_document(diagnosis.error)
    return answer


def _revision(diagnosis: Diagnosis) -> Revision:
    return revisions.load().get(diagnosis.revision)


def _revision_document(revision: Revision) -> RevisionDocument:
    return {
        "revision": revision.id,
        "app_version": revision.app_version,
        "sentence": _(revision.sentence),
        "details": [_(detail) for detail in revision.details],
        "requires_key": revision.requires_key,
    }


def version_text(revision: str) -> str:
    """Name a format with the version of Patrimoine that brought it."""
    app_version = revisions.load().get(revision).app_version if revision else ""
    return f"{revision} (Patrimoine {app_version})"
