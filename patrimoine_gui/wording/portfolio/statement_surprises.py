"""What surprises in a new value, in one sentence that accuses nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.monthly_statement.surprises import SurpriseKind

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.monthly_statement.surprises import Surprise


def surprise_sentence(surprise: Surprise, name: str, other: str) -> str:
    """Say what is surprising.

    Args:
        surprise: of one value.
        name: what it is the value of.
        other: what has the same value, "" for nothing.
    """
    sentence = {
        SurpriseKind.SIGN: _("{name}: the sign is not the usual one."),
        SurpriseKind.TIMES: _("{name}: about {factor} times the last value."),
        SurpriseKind.FRACTION: _("{name}: about {factor} times less than the last value."),
        SurpriseKind.SAME_AS: _("{name}: the same new value as {other}."),
        SurpriseKind.LARGE_MOVE: _("{name}: it never moved nearly as much before."),
    }[surprise.kind]
    return sentence.format(name=name, factor=surprise.factor, other=other)
