"""`migrate.py show VERSION`: all that the program knows of one revision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import inspection, revisions
from patrimoine_gui.wording import bucket_name
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.revisions import Move, Revision


def show(file: Path, target: str) -> Reply:
    """Tell about a revision; "+1" and "-1" start from that of the file.

    Raises:
        TargetUnknown: nothing bears that name.
    """
    known = revisions.load()
    current = inspection.inspect(file, known).revision if target[:1] in {"+", "-"} else ""
    revision = known.resolve(target, current)
    return Reply(ExitStatus.OK, _document(revision), _lines(revision))


def _document(revision: Revision) -> dict[str, Json]:
    return {
        "command": "show",
        "revision": revision.id,
        "app_version": revision.app_version,
        "day": revision.day,
        "sentence": _(revision.sentence),
        "details": [_(detail) for detail in revision.details],
        "requires_key": revision.requires_key,
        "protects": revision.protects,
        "scrub_after": revision.scrub_after,
        "loses": _(revision.loses) if revision.loses else "",
        "moves": [_move_document(move) for move in revision.moves],
        "measures": revision.measures,
        "module": _module(revision),
        "error": None,
    }


def _move_document(move: Move) -> dict[str, Json]:
    return {"from": move.source, "to": move.target, "one": _(move.one), "many": _(move.many)}


def _module(revision: Revision) -> str:
    return f"migrations/versions/{revision.module}.py"


def _lines(revision: Revision) -> tuple[str, ...]:
    rows = (
        (_("Version"), f"{revision.id} (Patrimoine {revision.app_version})"),
        (_("Date"), formats.day(date.fromisoformat(revision.day))),
        *((_("Detail"), _(detail)) for detail in revision.details),
        (_("Needs the keys"), _yes_or_no(is_so=revision.requires_key)),
        (_("Encrypted after it"), _yes_or_no(is_so=revision.protects)),
        (_("Free pages removed after it"), _yes_or_no(is_so=revision.scrub_after)),
        (_("Lost on the way back"), _(revision.loses) if revision.loses else _("nothing")),
        *((_("Allowed difference"), _move_text(move)) for move in revision.moves),
        (_("Measured by"), revision.measures),
        (_("Source"), _module(revision)),
    )
    return (_(revision.sentence), *columns(rows, indent=2))


def _yes_or_no(*, is_so: bool) -> str:
    return _("yes") if is_so else _("no")


def _move_text(move: Move) -> str:
    sentence = _(move.many).format(count="N")
    return f"{bucket_name(move.source)} → {bucket_name(move.target)} ({sentence})"
