"""Statements: what the household was worth on a day, and whether they still say so.

A statement holds its own figures, so that no formula of a later version rewrites the past. Its
digest is that of revision 0013, which made the first ones: SHA-256 of canonical JSON (keys sorted,
no space) of the day, the currency, the three sums and the lines. It stands in the file encrypted.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.household import Asset

if TYPE_CHECKING:
    from datetime import date

    from patrimoine_gui.portfolio.commands.statements import StatementDraft
    from patrimoine_gui.portfolio.household import Loan, Statement
    from patrimoine_gui.portfolio.net_worth import ValueIndex

LINES: Final = "lines"


def draft_statement(index: ValueIndex, day: date, label: str = "") -> StatementDraft:
    """State the net worth at a day, with a line for each asset and loan that counts.

    A line's `value` is in cents of a euro, below zero for what is owed; None where nothing is
    known, which is not zero. `unpriced` counts what lacks a price or a rate, where anything does.
    """
    from patrimoine_gui.portfolio.commands.statements import StatementDraft

    now = index.net_worth(day)
    ids = set(index.counted)
    lines = [_line(index, owned, day) for owned in index.household.owned if owned.id in ids]
    digest = _digest(day, EURO, (now.gross, now.debts, now.net), lines)
    return StatementDraft(day, now.gross, now.debts, now.net, {LINES: lines}, digest, label)


def is_intact(statement: Statement) -> bool:
    """Tell whether a statement says what it said when it was made; not if it cannot be read."""
    sums = statement.gross, statement.debts, statement.net
    lines = statement.lines.get(LINES)
    found = _digest(statement.as_of, statement.currency, sums, lines)
    return not statement.illegible and found == statement.digest


def _line(index: ValueIndex, owned: Asset | Loan, day: date) -> dict[str, object]:
    worth = index.worth(owned.id, day)
    group = owned.group.value if isinstance(owned, Asset) else None
    content: dict[str, object] = {
        "kind": "loan" if group is None else "asset",
        "uid": owned.uid,
        "name": owned.name or None,
        "group": group,
        "currency": owned.currency,
        "value": worth.cents,
    }
    return {**content, "unpriced": worth.unpriced} if worth.unpriced else content


def _digest(day: date, currency: str, sums: tuple[int, int, int], lines: object) -> str:
    gross, debts, net = sums
    told = {
        "as_of": day.isoformat(),
        "currency": currency,
        "gross": gross,
        "debts": debts,
        "net": net,
        LINES: lines,
    }
    return hashlib.sha256(_canonical(told)).hexdigest()


def _canonical(document: object) -> bytes:
    """Write JSON; half a surrogate pair, from a file that was damaged, makes it all ASCII."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
