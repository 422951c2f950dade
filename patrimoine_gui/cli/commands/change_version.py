"""`migrate.py upgrade` and `downgrade`: plan, agreement, progress, result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import logs, paths
from patrimoine_gui.backup import store
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.commands.plan_reply import (
    change_documents,
    duration_text,
    plan_document,
    plan_lines,
    proof_sentence,
    refuse_early,
    remark_documents,
    remark_rows,
)
from patrimoine_gui.cli.commands.status import version_text
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.prompts import require_yes
from patrimoine_gui.cli.terminal import Reply, columns
from patrimoine_gui.errors import ConsentRequired, MarksMissing, TargetUnknown
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.wording import change_sentence
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.store import ClearCopy
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan

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
    keyring = keys.of_plan(manager, plan, request.keys, terminal)
    logs.start(paths.user_folders().logs)
    with CancelSwitch(final=True) as switch, ProgressLine(terminal) as report:
        if plan.direction is Direction.UP:
            outcome = manager.upgrade(plan, keyring, report, switch.pressed)
        else:
            outcome = manager.downgrade(
                plan, keyring, consent=consent, report=report, cancel=switch.pressed
            )
    return _done(plan, outcome, request.command)


# --- before -----------------------------------------------------------------------------------


def announce(plan: Plan, terminal: Terminal) -> None:
    """Say what will be done, on stderr: stdout is for the result."""
    if terminal.json:
        return
    lines = [*plan_lines(plan), *_synchronised(plan)]
    terminal.say("".join(f"{line}\n" for line in lines))


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
