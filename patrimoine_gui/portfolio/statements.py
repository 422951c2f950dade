"""Statements: what the household was worth on a day, and whether they still say so.

A statement holds its own figures, so that no formula of a later version rewrites the past. Its
digest is that of revision 0013, which made the first ones: SHA-256 of canonical JSON (keys sorted,
no space) of the day, the currency, the three sums and the lines. It stands in the file encrypted.

From version 1.4 on each line says who owned it then. Lines of before do not, and are never given
owners: nobody can tell any more what the statement would have shown.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.currencies import EURO
from patrimoine_gui.portfolio.household import Asset
from patrimoine_gui.portfolio.ownership import Owners, owned_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from fractions import Fraction

    from patrimoine_gui.portfolio.commands.statements import StatementDraft
    from patrimoine_gui.portfolio.household import Loan, Right, Statement
    from patrimoine_gui.portfolio.net_worth import ValueIndex
    from patrimoine_gui.portfolio.ownership import Owner

LINES: Final = "lines"


def draft_statement(index: ValueIndex, day: date, label: str = "") -> StatementDraft:
    """State the net worth at a day, with a line for each asset and loan that counts.

    A line's `value` is in cents of a euro, below zero for what is owed; None where nothing is
    known, which is not zero. `unpriced` counts what lacks a price or a rate, where anything does.
    `owners` says who has which share (`num/den`) of which right, what that is worth, and whether
    he is of the household; what nobody is said to own has no right.
    """
    from patrimoine_gui.portfolio.commands.statements import StatementDraft

    now = index.net_worth(day)
    ids = set(index.counted)
    owners = _OwnerEntries(index, day)
    lines = [
        {**_line(index, owned, day), "owners": list(owners.of(owned.id))}
        for owned in index.household.owned
        if owned.id in ids
    ]
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


class _OwnerEntries:
    """Says who owns what on a day."""

    def __init__(self, index: ValueIndex, day: date) -> None:
        self._index, self._day = index, day
        self._owners = Owners(index.household)
        self._members = {member.id: member for member in index.household.members}

    def of(self, owned_id: int) -> Iterator[dict[str, object]]:
        """Give the owners of an asset or a loan, in their order."""
        worths = {
            (part.owner, part.right): part.cents
            for part in owned_parts(self._index, self._owners, self._day, (owned_id,))
        }
        shares = self._owners.rights(owned_id, self._day)
        for owner, right in sorted(shares, key=lambda key: (key[0].order, key[1].value)):
            yield self._entry(owner, right, shares[owner, right], worths.get((owner, right)))
        for (owner, unsaid), cents in worths.items():
            if unsaid is None and cents:
                yield self._entry(owner, None, None, cents)

    def _entry(
        self, owner: Owner, right: Right | None, share: Fraction | None, cents: int | None
    ) -> dict[str, object]:
        member = self._members.get(owner.member_id or 0)
        return {
            "kind": owner.kind.value,
            "uid": member.uid if member else None,
            "name": (member.name if member else owner.name) or None,
            "in_household": member is not None and member.counts_in_household(self._day),
            "right": right.value if right else None,
            "num": share.numerator if share is not None else None,
            "den": share.denominator if share is not None else None,
            "value": cents,
        }


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
