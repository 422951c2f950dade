"""`migrate.py status`: what a file is, and what is pending. Loads neither Alembic nor Qt."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, cast

from patrimoine_gui import __version__, formats
from patrimoine_gui.cli import last_backup
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.errors import FileBusy, Holder, LockObstructed
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration import inspection, revisions
from patrimoine_gui.migration.diagnosis import Diagnosis, FileState
from patrimoine_gui.wording import holder_sentence, state_name
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypedDict

    from patrimoine_gui.cli.last_backup import LastBackup
    from patrimoine_gui.migration.revisions import Revision

    class HolderDocument(TypedDict):
        """Who holds the lock."""

        pid: int
        host: str
        program: str

    class RevisionDocument(TypedDict):
        """A revision that is pending."""

        revision: str
        app_version: str
        sentence: str
        details: list[str]
        requires_key: bool

    class StatusDocument(TypedDict):
        """The answer for programs."""

        command: str
        file: str
        state: str
        revision: str
        app_version: str
        format: int
        protected: bool
        size: int
        head: str
        program_version: str
        holder: HolderDocument | None
        pending: list[RevisionDocument]
        last_backup: LastBackup | None
        error: dict[str, str] | None


def status(file: Path, backups: Path) -> Reply:
    """Answer what a file is; never writes, needs no key."""
    diagnosis = inspection.inspect(file, revisions.load())
    holder = _holder(diagnosis)
    answer = _document(diagnosis, holder)
    if diagnosis.usable:
        answer["last_backup"] = last_backup.find(backups, file)
    document = cast("dict[str, Json]", answer)
    state, held_by = state_name(diagnosis.state), holder_sentence(holder) if holder else ""
    if diagnosis.error is None:
        return Reply(ExitStatus.OK, document, _lines(answer, state, held_by))
    from patrimoine_gui.cli import error_reply, wording

    answer["error"] = error_reply.error_document(diagnosis.error)
    return Reply(
        wording.status_of(diagnosis.error),
        document,
        _lines(answer, state, held_by),
        wording.explain(diagnosis.error),
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


def version_text(revision: str) -> str:
    """Name a format with the version of Patrimoine that brought it."""
    app_version = revisions.load().get(revision).app_version if revision else ""
    return f"{revision} (Patrimoine {app_version})"


# --- for programs -------------------------------------------------------------------------------


def _document(diagnosis: Diagnosis, holder: Holder | None) -> StatusDocument:
    known = revisions.load().get(diagnosis.revision) if diagnosis.revision else None
    return {
        "command": "status",
        "file": str(diagnosis.file),
        "state": diagnosis.state.name.lower(),
        "revision": known.id if known else "",
        "app_version": known.app_version if known else "",
        "format": diagnosis.ordinal,
        "protected": known is not None and known.protects,
        "size": diagnosis.size,
        "head": diagnosis.head,
        "program_version": __version__,
        "holder": _holder_document(holder),
        "pending": [_revision_document(revision) for revision in _pending(diagnosis)],
        "last_backup": None,
        "error": None,
    }


def _holder_document(holder: Holder | None) -> HolderDocument | None:
    if holder is None:
        return None
    return {"pid": holder.pid, "host": holder.host, "program": holder.program}


def _revision_document(revision: Revision) -> RevisionDocument:
    return {
        "revision": revision.id,
        "app_version": revision.app_version,
        "sentence": _(revision.sentence),
        "details": [_(detail) for detail in revision.details],
        "requires_key": revision.requires_key,
    }


# --- for people ---------------------------------------------------------------------------------


def _lines(answer: StatusDocument, state: str, held_by: str) -> tuple[str, ...]:
    """Tell the answer to a person.

    Args:
        answer: the document.
        state: name of the state.
        held_by: sentence that names who holds the file, "" when nobody does.
    """
    rows = [(_("File"), answer["file"]), (_("State"), state), *_version_rows(answer)]
    rows.append((_("This program"), f"{answer['head']} (Patrimoine {__version__})"))
    if answer["size"]:
        rows.append((_("Size"), formats.size(answer["size"])))
    if answer["error"] is None:
        rows.append((_("In use"), held_by or _("no")))
        rows.append((_("Last backup"), _backup_text(answer["last_backup"])))
        rows.append((_("Pending"), _pending_text(len(answer["pending"]))))
    table = (
        (item["revision"], item["app_version"], item["sentence"]) for item in answer["pending"]
    )
    return (*columns(rows), *columns(table, indent=2))


def _version_rows(answer: StatusDocument) -> list[tuple[str, str]]:
    if not answer["revision"]:
        return []
    version = f"{answer['revision']} (Patrimoine {answer['app_version']})"
    protected = _("yes, in part") if answer["protected"] else _("no")
    return [(_("Format"), version), (_("Encrypted"), protected)]


def _backup_text(backup: LastBackup | None) -> str:
    if backup is None:
        return _("none")
    return formats.moment(datetime.fromisoformat(backup["created"]))


def _pending_text(count: int) -> str:
    if not count:
        return _("nothing")
    return ngettext("{count} step", "{count} steps", count).format(count=count)
