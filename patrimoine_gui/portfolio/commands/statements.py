"""Commands on statements of wealth: what was shown on a day, kept as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.commands import trash
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.currencies import EURO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from patrimoine_gui.portfolio.commands.session import Transaction

ENTITY: Final = "statement"


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A statement as it is to be kept; see `database.models.Statement` for the fields.

    Attributes:
        digest: SHA-256 of what it says: `portfolio.statements` makes it with the rest.
    """

    as_of: date
    gross: int
    debts: int
    net: int
    lines: Mapping[str, object]
    digest: str
    label: str = ""
    currency: str = EURO


def freeze(transaction: Transaction, draft: StatementDraft) -> int:
    """Keep a statement; gives its number. It is never changed: another one is made.

    Raises:
        InputRefused: its day is out of range.
    """
    validator = Validator(ENTITY)
    validator.day("as_of", draft.as_of)
    validator.currency("currency", draft.currency, transaction.today)
    return transaction.add(ENTITY, {**columns(ENTITY, draft), "lines": dict(draft.lines)})


def rename(transaction: Transaction, key: int, label: str) -> bool:
    """Change what a statement is called, and nothing else of it."""
    return transaction.change(ENTITY, key, {"label": label or None})


def delete(transaction: Transaction, key: int) -> None:
    """Put a statement in the bin."""
    trash.put(transaction, ENTITY, key)
