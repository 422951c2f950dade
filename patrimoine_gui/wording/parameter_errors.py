"""Sentences about parameters of the law that are missing or malformed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.wording.explanation import Explanation, untouched

if TYPE_CHECKING:
    from patrimoine_gui.errors import ParameterMalformed, ParameterMissing


def parameter_missing(error: ParameterMissing) -> Explanation:
    """The table of the law begins later."""
    return Explanation(
        _("The law of that day is not known"),
        _("For {day}, the file has no value of the parameter “{key}”, and none is guessed.").format(
            day=error.on.isoformat(), key=error.key
        ),
        untouched(),
        _("Choose a later day, or add the value with its source to the regulatory parameters."),
    )


def parameter_malformed(error: ParameterMalformed) -> Explanation:
    """Somebody edited it."""
    return Explanation(
        _("A value of the law cannot be read"),
        _("The parameter “{key}” has, from {day} on, neither a number nor a scale.").format(
            day=error.on.isoformat(), key=error.key
        ),
        untouched(),
        _("Correct it in the regulatory parameters: a number, or a scale such as “0:90 21:80”."),
    )
