"""Names of the kinds of assets, and of what they have of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.subtypes import catalog

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.subtypes.details import Detail


def subtype_name(key: str) -> str:
    """Name a subtype; one that the catalogue does not have by its own word."""
    found = catalog.find(key)
    return key if found is None else _(found.label)


def detail_name(detail: Detail) -> str:
    """Name a detail of an asset, as a form does."""
    return _(detail.label)


def detail_choices(detail: Detail) -> tuple[tuple[str, str], ...]:
    """Give the words that a detail may hold, each with its name."""
    return tuple((word, _(label)) for word, label in detail.choices)
