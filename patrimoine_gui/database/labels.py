"""The logical names of encrypted fields: bound into every token, so never changed nor reused.

A label is not the name of a column: a column or a table may be renamed and its label stays. One
that is no longer used stays here as well, for an old backup holds tokens of it.
tests/data/labels.txt holds the list to that.
"""

from __future__ import annotations

import re
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """What a field holds; its value is how many bytes its tokens are padded to a multiple of."""

    INTEGER = ("integer", 16)
    DAY = ("day", 16)
    DECIMAL = ("decimal", 32)
    TEXT = ("text", 32)
    AS_STORED = ("as stored", 32)
    DOCUMENT = ("document", 64)
    BYTES = ("bytes", 64)

    @property
    def block(self) -> int:
        """The multiple, in bytes: a longer one hides more of the length."""
        return self.value[1]


LABELS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "asset.details": Kind.DOCUMENT,
        "asset.iban": Kind.TEXT,
        "asset.institution": Kind.TEXT,
        "asset.kind": Kind.TEXT,
        "asset.name": Kind.TEXT,
        "asset.note": Kind.TEXT,
        "asset.owner": Kind.TEXT,
        "category.name": Kind.TEXT,
        "household.name": Kind.TEXT,
        "household.note": Kind.TEXT,
        "institution.name": Kind.TEXT,
        "institution.note": Kind.TEXT,
        "journal.after": Kind.DOCUMENT,
        "journal.before": Kind.DOCUMENT,
        "journal.label": Kind.TEXT,
        "kept.amount": Kind.INTEGER,
        "kept.owner": Kind.TEXT,
        "loan.balloon": Kind.INTEGER,
        "loan.details": Kind.DOCUMENT,
        "loan.iban": Kind.TEXT,
        "loan.institution": Kind.TEXT,
        "loan.insurance_amount": Kind.INTEGER,
        "loan.insurance_rate": Kind.DECIMAL,
        "loan.kind": Kind.TEXT,
        "loan.name": Kind.TEXT,
        "loan.note": Kind.TEXT,
        "loan.owner": Kind.TEXT,
        "loan.principal": Kind.INTEGER,
        "loan.rate": Kind.DECIMAL,
        "loan_event.amount": Kind.INTEGER,
        "loan_event.note": Kind.TEXT,
        "loan_event.rate": Kind.DECIMAL,
        "member.birth_date": Kind.DAY,
        "member.details": Kind.DOCUMENT,
        "member.died_on": Kind.DAY,
        "member.left_on": Kind.DAY,
        "member.name": Kind.TEXT,
        "merged.amount": Kind.INTEGER,
        "migration_log.proof": Kind.DOCUMENT,
        "operation.amount": Kind.INTEGER,
        "operation.category": Kind.TEXT,
        "operation.external_id": Kind.TEXT,
        "operation.fees": Kind.INTEGER,
        "operation.label": Kind.TEXT,
        "operation.note": Kind.TEXT,
        "operation.quantity": Kind.DECIMAL,
        "operation.taxes": Kind.INTEGER,
        "operation.unit_price": Kind.DECIMAL,
        "operation_split.amount": Kind.INTEGER,
        "operation_split.note": Kind.TEXT,
        "ownership.ref_birth_date": Kind.DAY,
        "ownership.third_party_name": Kind.TEXT,
        "position.quantity": Kind.DECIMAL,
        "position.unit_cost": Kind.DECIMAL,
        "reject.account": Kind.AS_STORED,
        "reject.amount": Kind.AS_STORED,
        "reject.day": Kind.AS_STORED,
        "security.isin": Kind.TEXT,
        "security.name": Kind.TEXT,
        "security.note": Kind.TEXT,
        "security.ticker": Kind.TEXT,
        "setting.value": Kind.DOCUMENT,
        "statement.debts": Kind.INTEGER,
        "statement.digest": Kind.TEXT,
        "statement.gross": Kind.INTEGER,
        "statement.label": Kind.TEXT,
        "statement.lines": Kind.DOCUMENT,
        "statement.net": Kind.INTEGER,
        "valuation.amount": Kind.INTEGER,
        "valuation.note": Kind.TEXT,
    }
)
"""Every label that any version has written, and what its tokens hold."""

LONGEST: Final = 64
_FORM = re.compile(r"[a-z_]+\.[a-z_]+")


def is_label(text: str) -> bool:
    """Tell whether a text has the form of a label: "entity.attribute", at most 64 characters."""
    return len(text) <= LONGEST and _FORM.fullmatch(text) is not None
