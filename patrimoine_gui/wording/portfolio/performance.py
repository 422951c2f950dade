"""Why there is no rate of return, said where the rate would stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.performance.returns import SHORTEST, Lack

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.performance.returns import NoResult


def no_result(found: NoResult) -> str:
    """Say why there is no result, in the language in use; it names no asset and no amount."""
    sentence = {
        Lack.NO_VALUE: _("A value, a price or an exchange rate is missing on {day}."),
        Lack.NOT_VALUED: _("Money was put in or taken out on {day}, without a value of that day."),
        Lack.NOTHING_INVESTED: _("Nothing was invested before {day}."),
        Lack.BELOW_ZERO: _("More is owed than owned on {day}."),
        Lack.ONE_SIGN: _("Money was only put in, or only taken out."),
        Lack.TOO_SHORT: _("The period is shorter than {count} days."),
        Lack.NO_ANSWER: _("No rate fits what was put in and taken out."),
        Lack.SEVERAL_ANSWERS: _("Several rates fit what was put in and taken out."),
    }[found.lack]
    day = formats.UNKNOWN if found.on is None else formats.day(found.on)
    return sentence.format(day=day, count=SHORTEST)
