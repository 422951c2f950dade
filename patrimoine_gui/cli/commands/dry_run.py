"""`--dry-run` and `--sql`: the work on a private copy, shown and thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.columns import columns
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
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.wording import change_sentence
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.authoring.sql_trace import SqlStatement
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan


def answer(manager: MigrationManager, plan: Plan, request: Request, terminal: Terminal) -> Reply:
    """Show what a plan does, by doing it on a copy; the file stays byte by byte what it is."""
    refuse_early(plan)
    if request.sql:
        return _statements(manager, plan, request.command)
    keyring = _keyring(plan, request, terminal)
    with CancelSwitch() as switch, ProgressLine(terminal) as report:
        outcome = manager.rehearse(plan, keyring, report, switch.pressed)
    return _rehearsed(plan, outcome, request.command)


def _keyring(plan: Plan, request: Request, terminal: Terminal) -> Keyring:
    """Open the keys of the file; where it has none, those of a rehearsal open nothing later."""
    if plan.header is not None:
        return keys.unlock(plan.header, request.keys, terminal)
    from patrimoine_gui.migration.revision_keys import throwaway

    return throwaway()


# --- a rehearsal --------------------------------------------------------------------------------


def _rehearsed(plan: Plan, outcome: Outcome, command: str) -> Reply:
    document = plan_document(plan, command)
    document |= {
        "rehearsed": True,
        "seconds": round(outcome.seconds, 3),
        "size_before": outcome.size_before,
        "size_after": outcome.size_after,
        "year_ends_compared": len(outcome.proof.before.year_ends),
        "changes": change_documents(outcome),
        "remarks": remark_documents(outcome),
    }
    told = _("Rehearsed on a private copy: it works, and the file has not been changed.")
    return Reply(ExitStatus.OK, document, (told, *plan_lines(plan), *columns(_rows(outcome))))


def _rows(outcome: Outcome) -> Iterable[tuple[str, str]]:
    yield _("File"), str(outcome.file)
    yield _("Format"), version_text(outcome.from_revision)
    yield _("Would become"), version_text(outcome.to_revision)
    yield _("Verified"), proof_sentence(outcome)
    for item in outcome.proof.changes:
        yield _("Changed"), change_sentence(item)
    yield from remark_rows(outcome)
    yield _("Size"), formats.size(outcome.size_before)
    yield _("Size afterwards"), formats.size(outcome.size_after)
    yield _("Duration"), duration_text(outcome.seconds)


# --- statements ---------------------------------------------------------------------------------


def _statements(manager: MigrationManager, plan: Plan, command: str) -> Reply:
    from patrimoine_gui.authoring import sql_trace

    with CancelSwitch() as switch:
        statements = sql_trace.trace(manager, plan, switch.pressed)
    document = plan_document(plan, command)
    entries: list[Json] = [
        {"revision": item.revision, "sql": item.sql, "times": item.times} for item in statements
    ]
    document["statements"] = entries
    return Reply(ExitStatus.OK, document, (*_introduction(plan), *_text(plan, statements)))


def _introduction(plan: Plan) -> tuple[str, ...]:
    sentences = (
        _("From {before} to {after}, traced on a private copy: the file has not been changed."),
        _("Values are not shown, and functions are those of this program: this is for reading."),
    )
    return tuple(
        f"-- {sentence}".format(before=plan.current, after=plan.target) for sentence in sentences
    )


def _text(plan: Plan, found: Iterable[SqlStatement]) -> Iterable[str]:
    sentences = {item.id: item.sentence for item in plan.revisions}
    revision = ""
    for item in found:
        if item.revision != revision:
            revision = item.revision
            yield from ("", f"-- {revision}  {_(sentences[revision])}")
        if item.times > 1:
            again = ngettext("{count} time:", "{count} times:", item.times)
            yield f"-- {again.format(count=item.times)}"
        yield f"{item.sql};"
