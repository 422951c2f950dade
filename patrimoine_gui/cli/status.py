"""`migrate.py status`: what a file is, and what is pending. Loads neither Alembic nor Qt."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from patrimoine_gui import __version__, formats
from patrimoine_gui.cli.exit_status import ExitStatus, status_of
from patrimoine_gui.cli.failure import error_document
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.database.lock import find_holder
from patrimoine_gui.errors import FileBusy, Holder, LockObstructed
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration import inspection, revisions
from patrimoine_gui.migration.diagnosis import Diagnosis, FileState
from patrimoine_gui.wording import explain, holder_sentence, state_name

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.revisions import Revision


def status(file: Path) -> Reply:
    """Answer what a file is; never writes, needs no key."""
    diagnosis = inspection.inspect(file, revisions.load())
    holder = _holder(diagnosis)
    pending = _pending(diagnosis)
    return Reply(
        ExitStatus.OK if diagnosis.error is None else status_of(diagnosis.error),
        _document(diagnosis, holder, pending),
        _lines(diagnosis, holder, pending),
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


def _app_version(revision: str) -> str:
    return revisions.load().get(revision).app_version if revision else ""


def _is_protected(revision: str) -> bool:
    return bool(revision) and revisions.load().get(revision).protects


def _document(
    diagnosis: Diagnosis, holder: Holder | None, pending: tuple[Revision, ...]
) -> dict[str, Json]:
    return {
        "command": "status",
        "file": str(diagnosis.file),
        "state": diagnosis.state.name.lower(),
        "revision": diagnosis.revision,
        "app_version": _app_version(diagnosis.revision),
        "format": diagnosis.ordinal,
        "protected": _is_protected(diagnosis.revision),
        "size": diagnosis.size,
        "head": diagnosis.head,
        "program_version": __version__,
        "holder": None if holder is None else _holder_document(holder),
        "pending": [revision_document(revision) for revision in pending],
        "error": None if diagnosis.error is None else error_document(diagnosis.error),
    }


def _holder_document(holder: Holder) -> dict[str, Json]:
    return {"pid": holder.pid, "host": holder.host, "program": holder.program}


def revision_document(revision: Revision) -> dict[str, Json]:
    """Give a revision to programs."""
    return {
        "revision": revision.id,
        "app_version": revision.app_version,
        "sentence": _(revision.sentence),
        "details": [_(detail) for detail in revision.details],
        "requires_key": revision.requires_key,
    }


def _lines(
    diagnosis: Diagnosis, holder: Holder | None, pending: tuple[Revision, ...]
) -> tuple[str, ...]:
    rows = [(_("File"), str(diagnosis.file)), (_("State"), state_name(diagnosis.state))]
    if diagnosis.revision:
        rows.append((_("Format"), version_text(diagnosis.revision)))
        protected = _is_protected(diagnosis.revision)
        rows.append((_("Encrypted"), _("yes, in part") if protected else _("no")))
    rows.append((_("This program"), f"{diagnosis.head} (Patrimoine {__version__})"))
    if diagnosis.size:
        rows.append((_("Size"), formats.size(diagnosis.size)))
    if diagnosis.usable:
        rows.append((_("In use"), _("no") if holder is None else holder_sentence(holder)))
        rows.append((_("Pending"), _pending_text(len(pending))))
    table = ((revision.id, revision.app_version, _(revision.sentence)) for revision in pending)
    return (*columns(rows), *columns(table, indent=2))


def version_text(revision: str) -> str:
    """Name a format with the version of Patrimoine that brought it."""
    return f"{revision} (Patrimoine {_app_version(revision)})"


def _pending_text(count: int) -> str:
    if not count:
        return _("nothing")
    return ngettext("{count} step", "{count} steps", count).format(count=count)
