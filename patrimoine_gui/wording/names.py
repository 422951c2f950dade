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
        UpgradeStep.READ: _("reading"),
    }[step]


def state_name(state: FileState) -> str:
    """Name the state of a file in a few words."""
    return {
        FileState.CURRENT: _("up to date"),
        FileState.OUTDATED: _("to be upgraded"),
        FileState.TOO_NEW: _("newer than this version"),
        FileState.UNKNOWN_REVISION: _("unknown version"),
        FileState.UNVERSIONED: _("without a version"),
        FileState.UNMARKED: _("a household file without its marks"),
        FileState.NOT_OURS: _("not a household file"),
        FileState.DAMAGED: _("damaged"),
        FileState.BUSY: _("in use"),
        FileState.UNREACHABLE: _("cannot be reached"),
        FileState.EMPTY: _("empty"),
    }[state]


def object_kind(kind: str) -> str:
    """Name a kind of object of a file, as `HostileObject` has it."""
    return {
        "view": _("View"),
        "trigger": _("Trigger"),
        "index": _("Index"),
        "table": _("Table"),
        "virtual table": _("Virtual table"),
        "generated column": _("Table with a computed column"),
    }.get(kind, _("Object"))


def program_name(program: str) -> str:
    """Name the program that holds a lock."""
    return {
        "patrimoine": _("a window of Patrimoine"),
        "patrimoine-migrate": _("the command line of Patrimoine"),
    }.get(program, _("another program"))


def holder_sentence(holder: Holder) -> str:
    """Say who holds a file, as far as it is known."""
    return _("The file is held by {program}.").format(program=program_name(holder.program))


def holder_process(holder: Holder) -> str:
    """Name the process that holds a file, for those who look for it; "" when it is unknown."""
    sentence = _("{pid} on {host}") if holder.host else "{pid}"
    return sentence.format(pid=holder.pid, host=holder.host) if holder.pid else ""


def change_sentence(change: DeclaredChange) -> str:
    """Say what a revision declared and the proof counted."""
    # Two message ids of the index, so not one plural entry; French and English agree above 0.
    sentence = _(change.one if change.count == 1 else change.many)
    return sentence.format(count=change.count)


def difference_sentence(difference: Difference) -> str:
    """Say where the measures differ, never by how much money."""
    kind, _colon, subject = difference.measure.partition(": ")
    where = difference.where
    if kind == "structure":
        return _("the structure is not the expected one ({subject})").format(subject=subject)
    if kind == "link to nothing":
        return _("a record refers to one that does not exist ({where})").format(where=where)
    if kind == "links to nothing":
        return _links_in_all(difference.rows_after or 0)
    name = measure_name(difference.measure)
    before, after = difference.rows_before, difference.rows_after
    if before is not None and after is not None:
        sentence = _("{measure}: {before} before, {after} after")
        return sentence.format(measure=name, before=before, after=after)
    sentence = _("{measure} ({where}) is not the same") if where else _("{measure} is not the same")
    return sentence.format(measure=name, where=where)


def _links_in_all(count: int) -> str:
    sentence = ngettext(
        "{count} record in all refers to one that does not exist",
        "{count} records in all refer to others that do not exist",
        count,
    )
    return sentence.format(count=count)


def measure_name(measure: str) -> str:
    """Name a measure of the proof; an unknown one keeps its stable English name."""
    kind, _colon, subject = measure.partition(": ")
    kinds = " + ".join(bucket_name(name) for name in subject.split(" + "))
    known = {
        "net worth": _("net worth"),
        "net worth at the last date": _("net worth at the last date"),
        "last date": _("last date"),
        "single values": _("value of single assets"),
        "year ends": _("value of single assets at a year end"),
        "texts": _("names, types and notes"),
        "what cannot be read": _("values that cannot be read"),
        "owners": _("institutions and owners"),
        "groups": _("groups of assets"),
        "identities": _("identifiers of assets"),
        "sources": _("sources of values"),
        "rows": _("number of records ({kinds})"),
        "sum": _("sum ({kinds})"),
    }
    return known[kind].format(kinds=kinds) if kind in known else measure


def bucket_name(bucket: str) -> str:
    """Name a kind of records that the proof counts and adds up."""
    return {
        "assets": _("assets and debts"),
        "values": _("dated values"),
        "current": _("current balances"),
        "to check": _("assets to check"),
        "computed": _("computed values"),
        "unread": _("values that cannot be read"),
        "set aside": _("values kept aside"),
        "merged": _("merged duplicates"),
        "unreadable": _("protected values that do not open"),
        "owners unread": _("owners that cannot be read"),
    }.get(bucket, bucket)


def field_name(label: str) -> str:
    """Name a protected field by its stable label; an unknown one is only "a value"."""
    return {
        "asset.name": _("name of an asset"),
        "asset.note": _("note of an asset"),
        "asset.iban": _("IBAN of an asset"),
        "asset.institution": _("institution of an asset"),
        "asset.owner": _("owner of an asset"),
        "asset.kind": _("kind of an asset"),
        "reject.account": _("account of a value kept aside"),
        "reject.day": _("date of a value kept aside"),
        "reject.amount": _("amount of a value kept aside"),
    }.get(label, _("a value"))
