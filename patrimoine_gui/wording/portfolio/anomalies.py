"""What cannot be right in a household, said to the person whose household it is.

Anomalies of one kind make one sentence, which names a few of the things that it is about: these
sentences are for the screen only, never for a log or a report.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    AnomalyKind,
    EntityKind,
    Severity,
    Uncertain,
)
from patrimoine_gui.wording.portfolio import asset_anomalies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly
    from patrimoine_gui.portfolio.household import Household

NAMED: Final = 3
"""Things that a sentence names; the others are counted."""

_ENTRIES: Final = frozenset(
    {EntityKind.VALUATION, EntityKind.POSITION, EntityKind.OPERATION, EntityKind.LOAN_EVENT}
)
_OWNED: Final = frozenset({EntityKind.ASSET, EntityKind.LOAN})
_SINCE: Final = frozenset(
    {
        *(AnomalyKind.SHARES_ABOVE, AnomalyKind.SHARES_BELOW, AnomalyKind.NOBODY),
        *(AnomalyKind.USUFRUCT_ALONE, AnomalyKind.BARE_ALONE, AnomalyKind.NO_PRICE),
        AnomalyKind.OWNERS_ENDED,
    }
)
"""What may be so on some days only."""


def sentences(anomalies: Iterable[Anomaly], household: Household) -> list[tuple[Severity, str]]:
    """Say what was found, the most serious first, in the language in use.

    Args:
        anomalies: all of them, or those of one asset.
        household: gives the names.
    """
    names = _all_names(household)
    sequence = sorted(anomalies, key=lambda item: (*item.rank[:2], _topic(item), item.rank))
    groups = groupby(sequence, key=lambda item: (item.severity, item.kind, _topic(item)))
    return [(key[0], _sentence(list(group), names)) for key, group in groups]


def _topic(item: Anomaly) -> str:
    """Tell which anomalies of a kind go into one sentence."""
    if item.entity in _ENTRIES:
        return "entry"
    return "owned" if item.entity in _OWNED else f"{item.entity.value} {item.code}"


def _sentence(group: list[Anomaly], names: dict[tuple[EntityKind, int], str]) -> str:
    first = group[0]
    subjects = list(dict.fromkeys(_subject(item) for item in group))
    told = list(dict.fromkeys(names[subject] for subject in subjects if subject in names))
    count, things = sum(item.count for item in group), len(subjects)
    sentence = {
        **_of_reading(first, count),
        **_of_prices(first, things),
        **_of_loans(things),
        **_of_days(first, count, things),
        **_of_shares(things),
        **_of_usufructs(things),
        **_of_people(first, things),
        **_of_operations(count),
        **asset_anomalies.sentences(first, count, things),
        AnomalyKind.CURRENCY_TO_CHECK: _to_check(things),
    }[first.kind]
    days = [item.day for item in group if item.day is not None]
    if days and things == 1 and first.kind in _SINCE:
        sentence = f"{sentence} {_('The first such day is {day}.')}"
    return sentence.format(
        count=formats.integer(count),
        names=_listed(told),
        code=first.code,
        day=formats.day(min(days)) if days else formats.UNKNOWN,
        until=formats.day(first.until) if first.until else formats.UNKNOWN,
    )


# --- names ----------------------------------------------------------------------------------------


def _subject(item: Anomaly) -> tuple[EntityKind, int]:
    """Give what a sentence names: the thing itself, or the asset or loan where it matters."""
    if item.entity is EntityKind.PRICE:
        return EntityKind.SECURITY, item.id
    if item.owned_id is None or item.entity is EntityKind.SECURITY:
        return item.entity, item.id
    return EntityKind.ASSET, item.owned_id


def _all_names(household: Household) -> dict[tuple[EntityKind, int], str]:
    """Name what has a name; assets and loans share one series of numbers."""
    entities = {
        EntityKind.ASSET: household.owned,
        EntityKind.MEMBER: household.members,
        EntityKind.CATEGORY: household.categories,
    }
    names = {
        (entity, item.id): _name(item.name, item.illegible)
        for entity, items in entities.items()
        for item in items
    }
    for item in household.securities:
        names[EntityKind.SECURITY, item.id] = _name(item.name or item.isin, item.illegible)
    return names


def _name(name: str, illegible: tuple[str, ...]) -> str:
    if "name" in illegible:
        return _("(illegible name)")
    return " ".join(name.split()) or _("(no name)")


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    more = formats.integer(len(names) - NAMED)
    return _("{names} and {count} more").format(names=shown, count=more)


# --- sentences ------------------------------------------------------------------------------------


def _of_reading(first: Anomaly, count: int) -> dict[AnomalyKind, str]:
    unreadable = ngettext(
        "{count} amount cannot be read: its encrypted value is damaged, and it is in no total. "
        "Everything else is intact, and your backups may still have it.",
        "{count} amounts cannot be read: their encrypted values are damaged, and they are in no "
        "total. Everything else is intact, and your backups may still have them.",
        count,
    )
    of_assets = ngettext(
        "A text of {count} asset cannot be read: its encrypted value is damaged. Everything else "
        "is intact, and your backups may still have it.",
        "Texts of {count} assets cannot be read: their encrypted values are damaged. Everything "
        "else is intact, and your backups may still have them.",
        count,
    )
    of_others = ngettext(
        "A part of {count} record cannot be read: its encrypted value is damaged. Everything else "
        "is intact, and your backups may still have it.",
        "Parts of {count} records cannot be read: their encrypted values are damaged. Everything "
        "else is intact, and your backups may still have them.",
        count,
    )
    illegible = of_assets if first.entity in _OWNED else of_others
    return {AnomalyKind.UNREADABLE: unreadable, AnomalyKind.ILLEGIBLE: illegible}


def _of_prices(first: Anomaly, things: int) -> dict[AnomalyKind, str]:
    if first.severity is Severity.WARNING:
        price = ngettext(
            "{names} has no price. It is not counted in the totals.",
            "{names} have no price. They are not counted in the totals.",
            things,
        )
    else:
        price = ngettext(
            "{names} was held on days for which no price is known. The totals of those days do "
            "not count it.",
            "{names} were held on days for which no price is known. The totals of those days do "
            "not count them.",
            things,
        )
    return {AnomalyKind.NO_PRICE: price, AnomalyKind.NO_RATE: _rate(first)}


def _rate(first: Anomaly) -> str:
    if first.uncertain is Uncertain.PERFORMANCE:
        return _(
            "No exchange rate of {code} is known on {day}, the day of an operation. No gain and no "
            "rate of return can be worked out from it."
        )
    if first.until is None:
        return _(
            "No exchange rate of {code} is known, and one is needed from {day} on. What is worth "
            "something in {code} is not counted in the totals."
        )
    return _(
        "The first exchange rate of {code} is that of {until}, and one is needed from {day} on. "
        "Until then, what is worth something in {code} is not counted in the totals."
    )


def _of_loans(things: int) -> dict[AnomalyKind, str]:
    return {
        AnomalyKind.LOAN_WITHOUT_RATE: ngettext(
            "{names}: the interest rate is not known, so the loan has no schedule.",
            "{names}: the interest rates are not known, so these loans have no schedule.",
            things,
        ),
        AnomalyKind.LOAN_WITHOUT_TERMS: ngettext(
            "{names}: the amount, the rate, the duration or the first due date is missing, so the "
            "loan has no schedule.",
            "{names}: the amount, the rate, the duration or the first due date is missing, so "
            "these loans have no schedule.",
            things,
        ),
        AnomalyKind.MODULATION_TOO_LOW: ngettext(
            "{names}: a new instalment does not cover the interest. It is left out of the "
            "schedule.",
            "{names}: new instalments do not cover the interest. They are left out of the "
            "schedules.",
            things,
        ),
        AnomalyKind.EVENT_IGNORED: ngettext(
            "{names}: an event of the loan cannot take effect. It is left out of the schedule.",
            "{names}: events of these loans cannot take effect. They are left out of the "
            "schedules.",
            things,
        ),
    }


def _of_days(first: Anomaly, count: int, things: int) -> dict[AnomalyKind, str]:
    return {
        AnomalyKind.OPENED_AFTER_CLOSED: ngettext(
            "{names}: the opening day is after the closing day. It is worth nothing on any day.",
            "{names}: the opening days are after the closing days. They are worth nothing on any "
            "day.",
            things,
        ),
        AnomalyKind.BEFORE_OPENING: ngettext(
            "{names}: {count} entry is dated before the opening day.",
            "{names}: {count} entries are dated before the opening day.",
            count,
        ),
        AnomalyKind.AFTER_CLOSING: ngettext(
            "{names}: {count} entry is dated after the closing day.",
            "{names}: {count} entries are dated after the closing day.",
            count,
        ),
        AnomalyKind.IN_THE_FUTURE: _future(first, count, things),
    }


def _future(first: Anomaly, count: int, things: int) -> str:
    if first.entity in _ENTRIES:
        return ngettext(
            "{names}: {count} entry is dated in the future ({day}).",
            "{names}: {count} entries are dated in the future, the first one {day}.",
            count,
        )
    if first.entity in _OWNED:
        return ngettext(
            "{names}: the day of opening or of the first payment is in the future.",
            "{names}: the days of opening or of the first payment are in the future.",
            things,
        )
    if first.entity is EntityKind.PRICE:
        return ngettext(
            "{names}: a price is dated in the future ({day}).",
            "{names}: prices are dated in the future.",
            things,
        )
    if first.entity is EntityKind.RATE:
        return ngettext(
            "{count} exchange rate of {code} is dated in the future ({day}).",
            "{count} exchange rates of {code} are dated in the future.",
            count,
        )
    return ngettext(
        "{count} statement is dated in the future ({day}).",
        "{count} statements are dated in the future.",
        count,
    )


def _of_shares(things: int) -> dict[AnomalyKind, str]:
    return {
        AnomalyKind.SHARES_ABOVE: ngettext(
            "{names}: the shares of the owners add up to more than the whole.",
            "{names}: the shares of their owners add up to more than the whole.",
            things,
        ),
        AnomalyKind.SHARES_BELOW: ngettext(
            "{names}: the shares of the owners add up to less than the whole. The rest is "
            "attributed to nobody.",
            "{names}: the shares of their owners add up to less than the whole. The rest is "
            "attributed to nobody.",
            things,
        ),
        AnomalyKind.NOBODY: ngettext(
            "{names}: no owner is named. It counts as owned by the first member of the household.",
            "{names}: no owner is named. They count as owned by the first member of the household.",
            things,
        ),
        AnomalyKind.OWNERS_ENDED: ngettext(
            "{names}: the share of the last owner has ended, and nobody follows. It counts as "
            "owned by the first member of the household.",
            "{names}: the shares of the last owners have ended, and nobody follows. They count as "
            "owned by the first member of the household.",
            things,
        ),
        AnomalyKind.ENDS_BEFORE_START: ngettext(
            "{names}: a share ends before it starts. It never counts.",
            "{names}: some shares end before they start. They never count.",
            things,
        ),
    }


def _of_usufructs(things: int) -> dict[AnomalyKind, str]:
    return {
        AnomalyKind.USUFRUCT_ALONE: ngettext(
            "{names}: there is a usufruct without a bare owner of the same share.",
            "{names}: there are usufructs without a bare owner of the same share.",
            things,
        ),
        AnomalyKind.BARE_ALONE: ngettext(
            "{names}: there is a bare owner without a usufruct of the same share.",
            "{names}: there are bare owners without a usufruct of the same share.",
            things,
        ),
        AnomalyKind.AGE_UNKNOWN: ngettext(
            "{names}: the date of birth of the usufructuary is not known. The usufruct and the "
            "bare ownership cannot be valued, and are attributed to nobody.",
            "{names}: the dates of birth of the usufructuaries are not known. The usufructs and "
            "the bare ownerships cannot be valued, and are attributed to nobody.",
            things,
        ),
    }


def _of_people(first: Anomaly, things: int) -> dict[AnomalyKind, str]:
    is_own = first.entity is EntityKind.MEMBER
    future = ngettext(
        "{names}: the date of birth is in the future.",
        "{names}: the dates of birth are in the future.",
        things,
    )
    long_ago = ngettext(
        "{names}: the date of birth is more than 130 years ago.",
        "{names}: the dates of birth are more than 130 years ago.",
        things,
    )
    return {
        AnomalyKind.BORN_IN_THE_FUTURE: future
        if is_own
        else _("{names}: the date of birth that the usufruct depends on is in the future."),
        AnomalyKind.BORN_TOO_LONG_AGO: long_ago
        if is_own
        else _("{names}: the date of birth that the usufruct depends on is too long ago."),
    }


def _of_operations(count: int) -> dict[AnomalyKind, str]:
    return {
        AnomalyKind.TRANSFER_ONE_LEG: ngettext(
            "{names}: the other side of {count} transfer is missing.",
            "{names}: the other side of {count} transfers is missing.",
            count,
        ),
        AnomalyKind.TRANSFER_UNBALANCED: ngettext(
            "{names}: the two sides of {count} transfer are not of the same amount.",
            "{names}: the two sides of {count} transfers are not of the same amount.",
            count,
        ),
        AnomalyKind.SPLITS_DIFFER: ngettext(
            "{names}: the parts of {count} operation do not add up to its amount.",
            "{names}: the parts of {count} operations do not add up to their amount.",
            count,
        ),
    }


def _to_check(things: int) -> str:
    return ngettext(
        "To be checked: {names}. The name mentions another currency, but the value is counted in "
        "euros, as before. Patrimoine has changed nothing.",
        "To be checked: {names}. The names mention another currency, but the values are counted "
        "in euros, as before. Patrimoine has changed nothing.",
        things,
    )
