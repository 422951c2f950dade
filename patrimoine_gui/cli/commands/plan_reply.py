"""What upgrade, downgrade and dry run answer alike: a plan, and what the proof found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats, paths
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.database import connections
from patrimoine_gui.errors import NoSpace
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.mending import objects
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.schema import fresh_build
from patrimoine_gui.wording import change_sentence
from patrimoine_gui.wording.remarks import intention_sentence, remark_sentence

if TYPE_CHECKING:
    from patrimoine_gui.cli.terminal import Json
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan, PlannedRevision


def refuse_early(plan: Plan) -> None:
    """Refuse what the engine would refuse before anybody is asked for a passphrase.

    Raises:
        SourceBroken: a revision does not load or run; no recovery key has been written yet.
        HostileObject: another program added what could act, or a view that is not left out.
    """
    fresh_build.schema_of(paths.migrations_folder(), max(plan.current, plan.target))
    if plan.obstacle is not None:
        raise plan.obstacle
    with connections.reading(plan.file) as connection:
        inventory.check_objects(connection, plan.file, objects.left_out(plan.mending))
    for need in plan.space:
        if not need.enough:
            raise NoSpace(need.folder, need.needed, need.free)


def plan_lines(plan: Plan) -> tuple[str, ...]:
    """Tell what a plan changes, and what cannot be kept."""
    title = _("What will change") if plan.direction is Direction.UP else _("What will be undone")
    table = ((item.id, item.app_version, _(item.sentence)) for item in plan.told)
    mending = (f"  {intention_sentence(item)}" for item in plan.mending)
    return (title, *columns(table, indent=2), *mending, *_losses(plan))


def _losses(plan: Plan) -> tuple[str, ...]:
    if not plan.lossy or plan.direction is Direction.UP:
        return ()
    return (_("What cannot be kept"), *(f"  {_(item.loses)}" for item in plan.lossy))


def plan_document(plan: Plan, command: str) -> dict[str, Json]:
    """Give a plan to programs, as an answer to which results may be added."""
    return {
        "command": command,
        "file": str(plan.file),
        "changed": False,
        "from": plan.current,
        "to": plan.target,
        "revisions": [_planned_document(item) for item in plan.revisions],
        "error": None,
    }


def _planned_document(item: PlannedRevision) -> dict[str, Json]:
    return {
        "revision": item.id,
        "app_version": item.app_version,
        "sentence": _(item.sentence),
        "details": [_(detail) for detail in item.details],
        "loses": _(item.loses) if item.loses else "",
        "requires_key": item.requires_key,
    }


def change_documents(outcome: Outcome) -> list[Json]:
    """Give the changes that the proof counted to programs."""
    return [
        {"revision": item.revision, "count": item.count, "sentence": change_sentence(item)}
        for item in outcome.proof.changes
    ]


def remark_documents(outcome: Outcome) -> list[Json]:
    """Give what else there is to know of the file to programs."""
    return [
        {
            "kind": item.kind.name.lower(),
            "count": item.count,
            "subject": item.subject,
            "name": item.name,
            "sentence": remark_sentence(item),
        }
        for item in outcome.remarks
    ]


def remark_rows(outcome: Outcome) -> list[tuple[str, str]]:
    """Tell what else there is to know of the file."""
    return [(_("To know"), remark_sentence(item)) for item in outcome.remarks]


def proof_sentence(outcome: Outcome) -> str:
    """Say what the proof compared."""
    count = len(outcome.proof.before.year_ends)
    sentence = ngettext(
        "net worth is the same at the last date and at {count} year end",
        "net worth is the same at the last date and at {count} year ends",
        count,
    )
    return sentence.format(count=count)


def duration_text(seconds: float) -> str:
    """Say how long it took."""
    return formats.duration(seconds) if seconds >= 1 else _("less than a second")
