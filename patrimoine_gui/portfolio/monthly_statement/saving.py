"""Writes a monthly statement: one command, of which all is written, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.commands import loans, valuations
from patrimoine_gui.portfolio.commands.loans import EventDraft
from patrimoine_gui.portfolio.commands.valuations import ValueDraft
from patrimoine_gui.portfolio.household import EventKind, ValueSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.portfolio.commands.session import Transaction
    from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue


def save(transaction: Transaction, values: Sequence[NewValue]) -> None:
    """Write the new values; where one of that day is there already, it is replaced.

    Raises:
        InputRefused: one of them cannot be kept.
        EntityMissing: an asset, a loan or an event is not there any more.
    """
    drafts = []
    for value in values:
        event = value.row.event
        if event is None:
            drafts.append(_draft(value))
        else:
            draft = EventDraft(
                event.on_date, EventKind.STATEMENT, value.amount.minor, note=value.note
            )
            loans.edit_event(transaction, event.id, draft)
    valuations.set_values(transaction, drafts)


def _draft(value: NewValue) -> ValueDraft:
    """Give the draft of a value, from where the one of that day comes."""
    item, present = value.row, value.row.valuation
    usual = ValueSource.STATEMENT if item.is_loan else ValueSource.MANUAL
    return ValueDraft(
        item.day,
        value.amount.minor,
        present.source if present else usual,
        asset_id=None if item.is_loan else item.owned.id,
        loan_id=item.owned.id if item.is_loan else None,
        currency=value.amount.currency,
        note=value.note,
    )
