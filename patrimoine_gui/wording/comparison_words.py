"""What differs between two households, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.i18n import N_, _, ngettext
from patrimoine_gui.portfolio.comparison.lines import ChangeKind, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from patrimoine_gui.database.uncounted import Uncounted
    from patrimoine_gui.portfolio.comparison.households import Comparison
    from patrimoine_gui.portfolio.comparison.lines import ComparisonLine

_FIELDS = {
    "name": N_("name"),
    "label": N_("label"),
    "note": N_("note"),
    "amount": N_("amount"),
    "currency": N_("currency"),
    "quantity": N_("quantity"),
    "as_of": N_("date"),
    "on_date": N_("date"),
    "starts_on": N_("date"),
    "institution_id": N_("institution"),
    "group": N_("group"),
    "kind": N_("type"),
    "num": N_("share"),
    "den": N_("share"),
    "deleted_at": N_("bin"),
}


def change_name(change: ChangeKind) -> str:
    """Name what happened to a thing."""
    return {
        ChangeKind.ADDED: _("Addition"),
        ChangeKind.CHANGED: _("Modification"),
        ChangeKind.REMOVED: _("Removal"),
    }[change]


def things(kind: RecordKind, count: int) -> str:
    """Count things of a kind: "3 values"."""
    n = count
    text = {
        RecordKind.HOUSEHOLD: lambda: ngettext("{n} fact about you", "{n} facts about you", n),
        RecordKind.MEMBER: lambda: ngettext("{n} member", "{n} members", n),
        RecordKind.INSTITUTION: lambda: ngettext("{n} institution", "{n} institutions", n),
        RecordKind.ASSET: lambda: ngettext("{n} asset", "{n} assets", n),
        RecordKind.LOAN: lambda: ngettext("{n} loan", "{n} loans", n),
        RecordKind.OWNERSHIP: lambda: ngettext("{n} owner's share", "{n} owners' shares", n),
        RecordKind.LOAN_SHARE: lambda: ngettext("{n} part of a loan", "{n} parts of loans", n),
        RecordKind.LOAN_EVENT: lambda: ngettext("{n} event of a loan", "{n} events of loans", n),
        RecordKind.VALUATION: lambda: ngettext("{n} value", "{n} values", n),
        RecordKind.POSITION: lambda: ngettext("{n} holding", "{n} holdings", n),
        RecordKind.OPERATION: lambda: ngettext("{n} operation", "{n} operations", n),
        RecordKind.CATEGORY: lambda: ngettext("{n} category", "{n} categories", n),
        RecordKind.SECURITY: lambda: ngettext("{n} security", "{n} securities", n),
        RecordKind.PRICE: lambda: ngettext("{n} price", "{n} prices", n),
        RecordKind.RATE: lambda: ngettext("{n} exchange rate", "{n} exchange rates", n),
        RecordKind.STATEMENT: lambda: ngettext("{n} statement", "{n} statements", n),
        RecordKind.PARAMETER: lambda: ngettext(
            "{n} figure of the law", "{n} figures of the law", n
        ),
    }[kind]()
    return text.format(n=formats.integer(n))


def days(line: ComparisonLine) -> str:
    """Say of which days the things of a line are, "" where they have none."""
    if line.first is None or line.last is None:
        return ""
    if line.first == line.last:
        return formats.short_day(line.first)
    return _("{first} to {last}").format(
        first=formats.short_day(line.first), last=formats.short_day(line.last)
    )


def fields(names: Iterable[str]) -> str:
    """Name the facts that differ, each once; those without a name of their own as others."""
    told = dict.fromkeys(_(_FIELDS[name]) if name in _FIELDS else "" for name in names)
    others = [_("other details")] if "" in told else []
    return ", ".join([*(name for name in told if name), *others])


def counts(comparison: Comparison) -> str:
    """Say in one line how much differs."""
    if comparison.is_empty:
        return _("Nothing differs: the two hold exactly the same.")
    return _("{added} added, {changed} changed, {removed} removed.").format(
        added=formats.integer(comparison.count(ChangeKind.ADDED)),
        changed=formats.integer(comparison.count(ChangeKind.CHANGED)),
        removed=formats.integer(comparison.count(ChangeKind.REMOVED)),
    )


def uncounted(comparison: Comparison) -> str:
    """Say that some records are in no total, "" where all are."""
    if all(side.is_nothing for side in comparison.uncounted):
        return ""
    before, after = (_at_least(side) for side in comparison.uncounted)
    text = _("Records that no total counts: {before} on the one side, {after} on the other.")
    return text.format(before=before, after=after)


def _at_least(side: Uncounted) -> str:
    count = formats.integer(side.count)
    return count if side.is_exact else _("at least {count}").format(count=count)


def unreadable(comparison: Comparison) -> str:
    """Say that some amounts could not be read, "" where all could."""
    count = sum(comparison.unreadable)
    if not count:
        return ""
    text = ngettext(
        "{count} amount cannot be read: what it was of may seem added or removed.",
        "{count} amounts cannot be read: what they were of may seem added or removed.",
        count,
    )
    return text.format(count=formats.integer(count))


def since(on: date) -> str:
    """Head a list of what happened since a backup."""
    return _("Since the backup of {day}").format(day=formats.day(on))
