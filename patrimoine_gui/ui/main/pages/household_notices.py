"""What the page of the household has to say above its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.household import Household

_NAMED = 3
"""Assets that a notice names; the others are counted."""


def about(household: Household, unpriced: int) -> tuple[tuple[str, str], ...]:
    """Give the notices of a household: kind ("info" or "warn") and text.

    Args:
        household: what is shown.
        unpriced: values and securities that are in no total, for want of a price or a rate.
    """
    notices = []
    if unpriced:
        notices.append(("warn", _unpriced(unpriced)))
    if illegible := sum(bool(item.illegible) for item in household.owned):
        notices.append(("warn", _illegible(illegible)))
    to_check = [" ".join(item.name.split()) for item in household.owned if item.currency_to_check]
    if to_check:
        notices.append(("info", _to_check(to_check)))
    if household.unreadable:
        notices.append(("warn", _unreadable(household.unreadable)))
    return tuple(notices)


def _unpriced(count: int) -> str:
    return ngettext(
        "{count} value has no price or no exchange rate on that day. It is not counted in the "
        "totals.",
        "{count} values have no price or no exchange rate on that day. They are not counted in "
        "the totals.",
        count,
    ).format(count=formats.integer(count))


def _illegible(count: int) -> str:
    return ngettext(
        "A text of {count} asset cannot be read: its encrypted value is damaged. Everything else "
        "is intact, and your backups may still have it.",
        "Texts of {count} assets cannot be read: their encrypted values are damaged. Everything "
        "else is intact, and your backups may still have them.",
        count,
    ).format(count=formats.integer(count))


def _to_check(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        shown = _("{names} and {count} more").format(names=shown, count=len(names) - _NAMED)
    return ngettext(
        "To be checked: {names}. The name mentions another currency, but the value is counted in "
        "euros, as before. Patrimoine has changed nothing.",
        "To be checked: {names}. The names mention another currency, but the values are counted "
        "in euros, as before. Patrimoine has changed nothing.",
        len(names),
    ).format(names=shown)


def _unreadable(count: int) -> str:
    return ngettext(
        "{count} amount cannot be read: its encrypted value is damaged, and it is in no total. "
        "Everything else is intact, and your backups may still have it.",
        "{count} amounts cannot be read: their encrypted values are damaged, and they are in no "
        "total. Everything else is intact, and your backups may still have them.",
        count,
    ).format(count=formats.integer(count))
