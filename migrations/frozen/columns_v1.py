"""Every encrypted column of formats 0006 to 0013: table, column, label.

Frozen.
"""

from __future__ import annotations

from migrations.frozen.secrets_v1 import ENCRYPTED_V1

Columns = tuple[tuple[str, str, str], ...]


def _named(table: str, *columns: str) -> Columns:
    """Give columns whose label is their table and their name."""
    return tuple((table, column, f"{table}.{column}") for column in columns)


def _without(columns: Columns, *gone: tuple[str, str]) -> Columns:
    return tuple(item for item in columns if (item[0], item[1]) not in gone)


ENCRYPTED_0006: Columns = (
    *ENCRYPTED_V1,
    *_named("security", "name", "isin", "ticker", "note"),
    *_named("operation", "category", "label"),
)
ENCRYPTED_0007: Columns = (
    *ENCRYPTED_0006,
    *_named("loan", "name", "institution", "iban", "note"),
    ("loan", "owner_text", "loan.owner"),
    ("loan", "type_text", "loan.kind"),
    *_named("valuation", "note"),
)
ENCRYPTED_0008: Columns = (
    *_without(ENCRYPTED_0007, ("asset", "owner_text"), ("loan", "owner_text")),
    *_named("household", "name", "note"),
    *_named("member", "name", "birth_date"),
    *_named("ownership", "third_party_name"),
)
ENCRYPTED_0009: Columns = (
    *ENCRYPTED_0008,
    *_named("asset", "details"),
    *_named("loan", "details"),
    *_named("valuation", "amount"),
    ("merged_0003", "amount", "merged.amount"),
    *_named("position", "quantity", "unit_cost"),
    *_named("operation", "amount", "quantity", "unit_price", "fees", "taxes"),
)
ENCRYPTED_0012: Columns = (
    *_without(ENCRYPTED_0009, ("operation", "category")),
    *_named("category", "name"),
    *_named("operation_split", "amount", "note"),
)
ENCRYPTED_0013: Columns = (
    *_named("household", "name", "note"),
    *_named("member", "name", "birth_date"),
    *_named("institution", "name", "note"),
    *_named("asset", "name", "details", "note"),
    *_named("loan", "name", "principal", "rate", "insurance_rate", "insurance_amount", "balloon"),
    *_named("loan", "details", "note"),
    *_named("loan_event", "amount", "rate", "note"),
    *_named("security", "name", "isin", "ticker", "note"),
    *_named("position", "quantity", "unit_cost"),
    *_named("valuation", "amount", "note"),
    *_named("ownership", "third_party_name", "ref_birth_date"),
    *_named("operation", "label", "amount", "quantity", "unit_price", "fees", "taxes"),
    *_named("operation_split", "amount", "note"),
    *_named("category", "name"),
    *_named("statement", "label", "gross", "debts", "net", "lines"),
    *_named("journal", "before", "after"),
    *_named("migration_log", "proof"),
    *_named("setting", "value"),
)
