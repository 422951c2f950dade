"""Names and short sentences for steps, states, changes and differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.errors import Difference, Holder, UpgradeStep
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.diagnosis import FileState

if TYPE_CHECKING:
    from patrimoine_gui.migration.outcome import DeclaredChange


def step_name(step: UpgradeStep) -> str:
    """Say what a step does, as a noun phrase."""
    return {
        UpgradeStep.LOCK: _("reservation of the file"),
        UpgradeStep.SNAPSHOT: _("copy of the file"),
        UpgradeStep.BACKUP: _("backup"),
        UpgradeStep.MEASURE_BEFORE: _("figures before"),
        UpgradeStep.MIGRATE: _("change of version"),
        UpgradeStep.VERIFY: _("verification"),
        UpgradeStep.MEASURE_AFTER: _("figures after"),
        UpgradeStep.FINALISE: _("finishing"),
        UpgradeStep.PUBLISH: _("replacement of the file"),
        UpgradeStep.CLEAN: _("tidying up"),
    }[step]


def state_name(state: FileState) -> str:
    """Name the state of a file in a few words."""
    return {
        FileState.CURRENT: _("up to date"),
        FileState.OUTDATED: _("to be upgraded"),
        FileState.TOO_NEW: _("newer than this version"),
        FileState.UNKNOWN_REVISION: _("unknown version"),
        FileState.UNVERSIONED: _("without a version"),
        FileState.NOT_OURS: _("not a household file"),
        FileState.DAMAGED: _("damaged"),
        FileState.BUSY: _("in use"),
        FileState.UNREACHABLE: _("cannot be reached"),
        FileState.EMPTY: _("empty"),
    }[state]


def program_name(program: str) -> str:
    """Name the program that holds a lock."""
    return {
        "patrimoine": _("a window of Patrimoine"),
        "patrimoine-migrate": _("the command line of Patrimoine"),
    }.get(program, _("another program"))


def holder_sentence(holder: Holder) -> str:
    """Say who holds a file, as far as it is known."""
    if holder.pid and holder.host:
        sentence = _("The file is held by {program} (process {pid} on {host}).")
    elif holder.pid:
        sentence = _("The file is held by {program} (process {pid}).")
    else:
        sentence = _("The file is held by {program}.")
    name = program_name(holder.program)
    return sentence.format(program=name, pid=holder.pid, host=holder.host)


def change_sentence(change: DeclaredChange) -> str:
    """Say what a revision declared and the proof counted."""
    return ngettext(change.one, change.many, change.count).format(count=change.count)


def difference_sentence(difference: Difference) -> str:
    """Say where the measures differ, never by how much money."""
    before, after = difference.rows_before, difference.rows_after
    if before is None or after is None:
        if difference.where:
            sentence = _("{measure} at {where} is not the same")
        else:
            sentence = _("{measure} is not the same")
    elif difference.where:
        sentence = _("{measure} at {where}: {before} before, {after} after")
    else:
        sentence = _("{measure}: {before} before, {after} after")
    return sentence.format(
        measure=measure_name(difference.measure),
        where=difference.where,
        before=before,
        after=after,
    )


def measure_name(measure: str) -> str:
    """Name a measure of the proof; its stable English name is its message id."""
    return _(measure)
