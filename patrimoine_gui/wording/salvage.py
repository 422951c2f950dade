"""What was read of a damaged file and what was lost, by the name of things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext

if TYPE_CHECKING:
    from patrimoine_gui.migration.recover.recovery import RecoveredTable


def thing_name(table: str) -> str:
    """Name what a table of any version holds; what only the program uses is "Other records"."""
    return _names().get(table, _("Other records"))


def rank(table: str) -> int:
    """Give the place of a table in a list: what a household looks for first comes first."""
    names = list(_names())
    return names.index(table) if table in names else len(names)


def _names() -> dict[str, str]:
    return {
        "account": _("Assets and debts"),
        "asset": _("Assets"),
        "balance_history": _("Dated values"),
        "valuation": _("Dated values"),
        "loan": _("Loans"),
        "loan_asset": _("Links between loans and assets"),
        "loan_event": _("Events of loans"),
        "position": _("Holdings"),
        "operation": _("Operations"),
        "operation_split": _("Parts of operations"),
        "category": _("Categories"),
        "security": _("Securities"),
        "price": _("Prices of securities"),
        "fx_rate": _("Exchange rates"),
        "member": _("Members of the household"),
        "household": _("Facts about the household"),
        "ownership": _("Shares of ownership"),
        "institution": _("Institutions"),
        "statement": _("Statements"),
        "journal": _("History of changes"),
        "regulatory_param": _("Figures of the law"),
        "reject_0002": _("Values kept aside"),
        "merged_0003": _("Merged duplicates"),
    }


def table_sentence(table: RecoveredTable) -> str:
    """Say what became of the rows of one table; "" where nothing is missing."""
    said = []
    if table.lost:
        said.append(_lost(table))
    elif not table.is_exact:
        said.append(_("some may be missing: the damage hides how many there were"))
    if table.aside:
        text = ngettext("{count} unusable", "{count} unusable", table.aside)
        said.append(text.format(count=formats.integer(table.aside)))
    if table.unlinked:
        text = ngettext("{count} without its link", "{count} without their links", table.unlinked)
        said.append(text.format(count=formats.integer(table.unlinked)))
    if table.stand_ins:
        text = ngettext(
            "{count} without a name, in the place of a lost one",
            "{count} without a name, in the place of lost ones",
            table.stand_ins,
        )
        said.append(text.format(count=formats.integer(table.stand_ins)))
    if table.illegible:
        text = ngettext("{count} illegible value", "{count} illegible values", table.illegible)
        said.append(text.format(count=formats.integer(table.illegible)))
    return ", ".join(said)


def _lost(table: RecoveredTable) -> str:
    if table.is_exact:
        text = ngettext("{count} lost", "{count} lost", table.lost)
    else:
        text = ngettext("{count} lost at least", "{count} lost at least", table.lost)
    return text.format(count=formats.integer(table.lost))


def read_sentence(count: int) -> str:
    """Say how many rows stand in the new file."""
    text = ngettext("{count} record read", "{count} records read", count)
    return text.format(count=formats.integer(count))


def lost_sentence(count: int) -> str:
    """Say how many rows do not."""
    text = ngettext("{count} record lost", "{count} records lost", count)
    return text.format(count=formats.integer(count))
