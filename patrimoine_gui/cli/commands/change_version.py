"""`migrate.py upgrade` and `downgrade`: plan, agreement, progress, result."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui import formats, logs, paths
from patrimoine_gui.backup import store
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.commands.status import version_text
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.prompts import require_yes
from patrimoine_gui.cli.terminal import Json, Reply, columns
from patrimoine_gui.database import connections
from patrimoine_gui.errors import ConsentRequired, MarksMissing, NoSpace, TargetUnknown
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.file_check import inventory
from patrimoine_gui.migration.mending import objects
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.schema import fresh_build
from patrimoine_gui.wording import change_sentence
from patrimoine_gui.wording.exit_status import ExitStatus
from patrimoine_gui.wording.remarks import intention_sentence, remark_sentence

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.store import ClearCopy
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan, PlannedRevision

_WANTED = {"upgrade": Direction.UP, "downgrade": Direction.DOWN}


def change(manager: MigrationManager, file: Path, request: Request, terminal: Terminal) -> Reply:
    """Bring a file to another version, all or nothing."""
    error = manager.inspect(file).error  # told of the path as it was typed, links included
    if error is not None and not (request.mends and isinstance(error, MarksMissing)):
        raise error
    manager.sweep(file)
    plan = manager.plan(file, request.target, mend=request.mends)
    if not plan.revisions and not plan.mending:
        return _nothing_to_do(plan, request.command)
    if plan.direction is not _WANTED[request.command]:
        raise TargetUnknown(request.target, plan.direction.value)
    if request.rehearsed or request.sql:
        from patrimoine_gui.cli.commands import dry_run

        return dry_run.answer(manager, plan, request, terminal)
    announce(plan, terminal)
    consent = _consent(plan, request, terminal)
    refuse_early(plan)
    keyring = _keyring(manager, plan, request, terminal)
    logs.start(paths.user_folders().logs)
    with CancelSwitch(final=True) as switch, ProgressLine(terminal) as report:
        if plan.direction is Direction.UP:
            outcome = manager.upgrade(plan, keyring, report, switch.pressed)
        else:
            outcome = manager.downgrade(
                plan, keyring, consent=consent, report=report, cancel=switch.pressed
            )
    return _done(plan, outcome, request.command)


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


def _keyring(
    manager: MigrationManager, plan: Plan, request: Request, terminal: Terminal
) -> Keyring:
    if plan.header is None:
        return keys.create(request.keys, terminal, partial(manager.new_keys, plan))
    return keys.unlock(plan.header, request.keys, terminal)


# --- before -----------------------------------------------------------------------------------


def announce(plan: Plan, terminal: Terminal) -> None:
    """Say what will be done, on stderr: stdout is for the result."""
    if terminal.json:
        return
    lines = [*plan_lines(plan), *_synchronised(plan)]
    terminal.say("".join(f"{line}\n" for line in lines))


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


def _synchronised(plan: Plan) -> tuple[str, ...]:
    if not plan.synchronised_by:
        return ()
    advice = _("{program} copies this folder: pause it until the work is done.")
    return (advice.format(program=plan.synchronised_by),)


def _consent(plan: Plan, request: Request, terminal: Terminal) -> bool:
    """Obtain agreement to what a downgrade loses, in advance or at the keyboard.

    Raises:
        ConsentRequired: nobody can be asked.
        Cancelled: the answer was no.
    """
    if request.agreed or plan.direction is Direction.UP or not plan.lossy:
        return request.agreed
    if not terminal.interactive:
        raise ConsentRequired(tuple(item.id for item in plan.lossy))
    require_yes(terminal, _("Go on? A verified backup is made first. [y/N]"))
    return True


# --- after ------------------------------------------------------------------------------------


def _nothing_to_do(plan: Plan, command: str) -> Reply:
    document = plan_document(plan, command)
    lines = columns(
        (
            (_("File"), str(plan.file)),
            (_("Format"), version_text(plan.current)),
            (_("Pending"), _("nothing")),
        )
    )
    return Reply(ExitStatus.OK, document, lines)


def _done(plan: Plan, outcome: Outcome, command: str) -> Reply:
    document = plan_document(plan, command)
    document |= {
        "changed": True,
        "backup": _path(outcome.backup),
        "report": _path(outcome.report),
        "seconds": round(outcome.seconds, 3),
        "clear_copies": [str(copy.file) for copy in _clear_copies(plan)],
        "year_ends_compared": len(outcome.proof.before.year_ends),
        "changes": change_documents(outcome),
        "remarks": remark_documents(outcome),
    }
    told = (*_told_of_no_protection(plan), *_told_of_clear_copies(plan))
    lines = (_success(plan), *_result(outcome), *told)
    return Reply(ExitStatus.OK, document, lines)


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


def _clear_copies(plan: Plan) -> tuple[ClearCopy, ...]:
    """List the backups that anybody can read, now that the file is protected."""
    return store.clear_copies(plan.backup_folder) if plan.protected_after else ()


def _told_of_no_protection(plan: Plan) -> tuple[str, ...]:
    if plan.header is None or plan.protected_after:
        return ()
    return (_("The file is no longer encrypted: anybody who gets hold of it can read it."),)


def _told_of_clear_copies(plan: Plan) -> tuple[str, ...]:
    count = len(_clear_copies(plan))
    if not count:
        return ()
    sentence = ngettext(
        "{count} backup made before is not encrypted: whoever can read it reads all it holds.",
        "{count} backups made before are not encrypted: whoever can read them reads all they hold.",
        count,
    )
    return (sentence.format(count=count), f"  {plan.backup_folder}")


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


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _result(outcome: Outcome) -> tuple[str, ...]:
    rows = [
        (_("File"), str(outcome.file)),
        (_("Before"), version_text(outcome.from_revision)),
        (_("Now"), version_text(outcome.to_revision)),
        (_("Verified"), proof_sentence(outcome)),
        *((_("Changed"), change_sentence(item)) for item in outcome.proof.changes),
        *remark_rows(outcome),
    ]
    if outcome.backup is not None:
        rows.append((_("Backup"), str(outcome.backup)))
    if outcome.report is not None:
        rows.append((_("Report"), str(outcome.report)))
    rows.append((_("Duration"), duration_text(outcome.seconds)))
    return columns(rows)


def _success(plan: Plan) -> str:
    if not plan.revisions:
        return _("The file has been put in order.")
    if plan.direction is Direction.UP:
        return _("The file has been upgraded.")
    return _("The file is back at an earlier version.")


def duration_text(seconds: float) -> str:
    """Say how long it took."""
    return formats.duration(seconds) if seconds >= 1 else _("less than a second")


def proof_sentence(outcome: Outcome) -> str:
    """Say what the proof compared."""
    count = len(outcome.proof.before.year_ends)
    sentence = ngettext(
        "net worth is the same at the last date and at {count} year end",
        "net worth is the same at the last date and at {count} year ends",
        count,
    )
    return sentence.format(count=count)
