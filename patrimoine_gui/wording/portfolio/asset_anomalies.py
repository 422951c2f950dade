"""Sentences about what is inside something else, and about what counts twice or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import ngettext
from patrimoine_gui.portfolio.anomalies.anomaly_kinds import AnomalyKind, EntityKind

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly


def sentences(first: Anomaly, count: int, things: int) -> dict[AnomalyKind, str]:
    """Give the sentence of each kind.

    Args:
        first: one of those that the sentence is about.
        count: how many there are of what they count.
        things: how many things they are about.
    """
    return {
        AnomalyKind.PARENT_CYCLE: _cycle(first, things),
        AnomalyKind.PARENT_AND_CHILD: ngettext(
            "{names} has a value of its own, and what is inside it counts as well: the totals "
            "count it twice. Remove its own value, or leave one of the two out of the totals.",
            "{names} have values of their own, and what is inside them counts as well: the totals "
            "count them twice. Remove their own values, or leave one of the two out of the totals.",
            things,
        ),
        AnomalyKind.COMPANY_AND_BUILDING: ngettext(
            "{names} counts beside the parts of the company that seems to own it: the totals may "
            "count it twice. Leave the building or the parts out of the totals.",
            "{names} count beside the parts of the companies that seem to own them: the totals may "
            "count them twice. Leave the buildings or the parts out of the totals.",
            things,
        ),
        AnomalyKind.BALANCE_IGNORED: ngettext(
            "{names}: {count} value that was entered does not count, because the securities that "
            "are held count in its place.",
            "{names}: {count} values that were entered do not count, because the securities that "
            "are held count in their place.",
            count,
        ),
    }


def _cycle(first: Anomaly, things: int) -> str:
    if first.entity is EntityKind.CATEGORY:
        return ngettext(
            "The category {names} is inside itself.",
            "The categories {names} are inside themselves.",
            things,
        )
    return ngettext("{names} is a part of itself.", "{names} are a part of themselves.", things)
