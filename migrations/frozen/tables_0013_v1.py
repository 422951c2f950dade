"""The tables of 0013, and those of 0012 that it makes anew, as `op.create_table` takes them.

Frozen. Every constraint is named and stands at table level.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  (frozen: imports stay plain)

import sqlalchemy as sa
from alembic import op

Item = sa.Column[object] | sa.Constraint

_DAY = "{0} BETWEEN '1900-01-01' AND '2199-12-31' AND {0} IS date({0}, '+0 days')"
_CURRENCY = "length(CAST({0} AS BLOB)) = 3 AND {0} GLOB '[A-Z][A-Z][A-Z]'"
_COUNTRY = "length(CAST({0} AS BLOB)) = 2 AND {0} GLOB '[A-Z][A-Z]'"
_FLAG = "{0} = 0 OR {0} = 1"
_COUNT = "typeof({0}) = 'integer' AND {0} BETWEEN {1} AND {2}"
_SHARE = (
    "typeof(num) = 'integer' AND typeof(den) = 'integer'"
    " AND den BETWEEN 1 AND 1000000 AND num BETWEEN 0 AND 1000000"
)
_EITHER = "(asset_id IS NULL) <> (loan_id IS NULL)"
_GROUPS = ("liquidites", "financier", "immobilier", "professionnel", "divers")
_MODES = ("solde", "positions", "manuelle")
_LOAN_KINDS = (
    *("amortissable", "capital_constant", "in_fine", "relais", "ptz", "conso", "revolving"),
    *("familial", "loa", "decouvert"),
)


def create_v1(table: str) -> None:
    """Make a table that is new in 0013."""
    op.create_table(table, *_NEW[table]())


def create_as_v1(table: str, name: str) -> None:
    """Make a table of 0013 that 0012 has as well, under another name."""
    op.create_table(name, *_CHANGED[table]())


def create_old_as_v1(table: str, name: str) -> None:
    """Make a table as 0012 has it, under a name."""
    op.create_table(name, *_OLD[table]())


# --- parts ------------------------------------------------------------------------------------


def _identity(table: str) -> Iterator[Item]:
    yield _whole("id")
    yield _text("uid")
    yield sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
    yield sa.UniqueConstraint("uid", name=f"uq_{table}_uid")


def _stamps() -> Iterator[Item]:
    yield _text("created_at")
    yield _text("updated_at")


def _key(table: str) -> Iterator[Item]:
    yield _whole("id")
    yield sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def _text(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=null)


def _whole(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer, nullable=null)


def _token(name: str, *, null: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.LargeBinary, nullable=null)


def _check(table: str, column: str, condition: str, *, null: bool = False) -> sa.Constraint:
    text = f"{column} IS NULL OR ({condition})" if null else condition
    return sa.CheckConstraint(text, name=f"ck_{table}_{column}")


def _of(column: str, *values: str) -> str:
    return " OR ".join(f"{column} = '{value}'" for value in values)


def _link(table: str, column: str, parent: str) -> sa.Constraint:
    name = f"fk_{table}_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="RESTRICT")


def _day(table: str, column: str, *, null: bool = True) -> Iterator[Item]:
    yield _text(column, null=null)
    yield _check(table, column, _DAY.format(column), null=null)


def _enum(table: str, column: str, *values: str, null: bool = False) -> Iterator[Item]:
    yield _text(column, null=null)
    yield _check(table, column, _of(column, *values), null=null)


def _flag(table: str, column: str) -> Iterator[Item]:
    yield _whole(column)
    yield _check(table, column, _FLAG.format(column))


def _count(table: str, column: str, least: int, most: int, *, null: bool = False) -> Iterator[Item]:
    yield _whole(column, null=null)
    yield _check(table, column, _COUNT.format(column, least, most), null=null)


def _currency(table: str) -> Iterator[Item]:
    yield _text("currency")
    yield _check(table, "currency", _CURRENCY.format("currency"))


# --- new tables -------------------------------------------------------------------------------


def _institution() -> Iterator[Item]:
    table = "institution"
    yield from _identity(table)
    yield _token("name")
    kinds = ("banque", "assurance", "courtier", "notaire", "employeur", "etat", "autre")
    yield from _enum(table, "kind", *kinds, null=True)
    yield _text("country", null=True)
    yield _check(table, "country", _COUNTRY.format("country"), null=True)
    yield _token("note")
    yield from _stamps()


def _loan_event() -> Iterator[Item]:
    table = "loan_event"
    yield from _identity(table)
    yield _whole("loan_id")
    yield _link(table, "loan_id", "loan")
    yield from _day(table, "on_date", null=False)
    kinds = ("remboursement_anticipe", "modulation", "taux", "pause", "crd_releve")
    yield from _enum(table, "kind", *kinds)
    yield _token("amount")
    yield _token("rate")
    yield from _enum(table, "keep", "duree", "mensualite", null=True)
    yield _token("note")
    yield from _stamps()


def _statement() -> Iterator[Item]:
    table = "statement"
    yield from _identity(table)
    yield from _day(table, "as_of", null=False)
    yield _token("label")
    yield from _currency(table)
    for column in ("gross", "debts", "net", "lines"):
        yield _token(column, null=False)
    yield _text("digest")
    yield _text("made_by_revision", null=True)
    yield from _stamps()


def _journal() -> Iterator[Item]:
    table = "journal"
    yield from _identity(table)
    yield _text("batch")
    yield _text("at")
    yield from _enum(table, "action", "create", "update", "delete")
    yield _text("entity_type")
    yield _text("entity_uid")
    yield _token("before")
    yield _token("after")
    yield _text("undone_by", null=True)
    yield from _stamps()


def _migration_log() -> Iterator[Item]:
    yield from _identity("migration_log")
    for column in ("from_revision", "to_revision", "app_version", "started_at"):
        yield _text(column)
    yield _text("ended_at", null=True)
    yield _text("backup_name", null=True)
    yield _text("status")
    yield _token("proof")
    yield from _stamps()


def _regulatory_param() -> Iterator[Item]:
    table = "regulatory_param"
    yield from _key(table)
    yield _text("key")
    yield from _day(table, "valid_from", null=False)
    for column in ("value", "unit", "source_url"):
        yield _text(column)
    yield sa.UniqueConstraint("key", "valid_from", name=f"uq_{table}_key")


def _setting() -> Iterator[Item]:
    yield from _key("setting")
    yield _text("key")
    yield _token("value", null=False)
    yield sa.UniqueConstraint("key", name="uq_setting_key")


_NEW = {
    "institution": _institution,
    "loan_event": _loan_event,
    "statement": _statement,
    "journal": _journal,
    "migration_log": _migration_log,
    "regulatory_param": _regulatory_param,
    "setting": _setting,
}
"""In the order in which they are made; dropped in the other one."""

NEW = tuple(_NEW)


# --- made anew --------------------------------------------------------------------------------


def _kind_of_asset() -> Iterator[Item]:
    table = "asset"
    yield from _identity(table)
    yield _text("group")
    yield sa.CheckConstraint(_of('"group"', *_GROUPS), name="ck_asset_group")
    yield _text("subtype")
    yield _token("name")
    yield from _currency(table)
    yield from _enum(table, "valuation_mode", *_MODES)
    yield _token("details")
    yield _token("note")
    yield from _stamps()


def _asset() -> Iterator[Item]:
    table = "asset"
    yield from _kind_of_asset()
    yield _whole("institution_id", null=True)
    yield _link(table, "institution_id", "institution")
    yield _whole("parent_asset_id", null=True)
    yield _link(table, "parent_asset_id", "asset")
    for column in ("opened_on", "first_payment_on", "closed_on"):
        yield from _day(table, column)
    yield from _flag(table, "in_net_worth")
    delays = ("immediate", "semaine", "mois", "annee", "bloquee")
    yield from _enum(table, "liquidity", *delays, null=True)
    yield from _count(table, "stale_after_days", 1, 36500, null=True)
    yield _whole("position")


def _old_asset() -> Iterator[Item]:
    yield from _kind_of_asset()
    for column in ("institution", "iban", "type_text"):
        yield _token(column)


def _kind_of_loan() -> Iterator[Item]:
    table = "loan"
    yield from _identity(table)
    yield from _enum(table, "kind", *_LOAN_KINDS)
    yield _token("name")
    yield from _currency(table)
    yield _token("details")
    yield _token("note")
    yield from _stamps()


def _loan() -> Iterator[Item]:
    table = "loan"
    yield from _kind_of_loan()
    yield _whole("institution_id", null=True)
    yield _link(table, "institution_id", "institution")
    for column in ("principal", "rate", "insurance_rate", "insurance_amount", "balloon"):
        yield _token(column)
    yield from _enum(table, "rate_type", "fixe", "variable", "mixte", null=True)
    modes = ("capital_initial", "capital_restant", "montant", "aucune")
    yield from _enum(table, "insurance_mode", *modes, null=True)
    yield from _day(table, "first_due_on")
    yield from _count(table, "months", 1, 600, null=True)
    periods = ("mensuelle", "trimestrielle", "semestrielle", "annuelle")
    yield from _enum(table, "periodicity", *periods)
    yield from _enum(table, "deferral", "aucun", "partiel", "total")
    yield from _count(table, "deferral_months", 0, 120)
    yield from _flag(table, "off_balance")
    yield from _day(table, "closed_on")


def _old_loan() -> Iterator[Item]:
    yield from _kind_of_loan()
    yield _text("subtype")
    for column in ("institution", "iban", "type_text"):
        yield _token(column)


def _old_ownership() -> Iterator[Item]:
    table = "ownership"
    yield from _identity(table)
    for column, parent in (("asset_id", "asset"), ("loan_id", "loan"), ("member_id", "member")):
        yield _whole(column, null=True)
        yield _link(table, column, parent)
    yield _check(table, "asset_id", _EITHER)
    yield _token("third_party_name")
    yield _whole("num")
    yield _whole("den")
    yield _check(table, "num", _SHARE)
    yield from _stamps()


def _ownership() -> Iterator[Item]:
    table = "ownership"
    yield from _old_ownership()
    yield _text("right")
    rights = ("pleine_propriete", "usufruit", "nue_propriete", "dette")
    yield sa.CheckConstraint(_of('"right"', *rights), name="ck_ownership_right")
    origins = ("achat", "succession", "donation", "mariage", "autre")
    yield from _enum(table, "origin", *origins, null=True)
    yield from _day(table, "usufruct_term")
    yield _token("ref_birth_date")
    yield from _day(table, "starts_on")
    yield from _day(table, "ends_on")


_CHANGED = {"asset": _asset, "loan": _loan, "ownership": _ownership}
CHANGED = tuple(_CHANGED)


# --- dropped ----------------------------------------------------------------------------------


def _merged() -> Iterator[Item]:
    table = "merged_0003"
    yield from _key(table)
    for column, parent in (("asset_id", "asset"), ("loan_id", "loan")):
        yield _whole(column, null=True)
        yield _link(table, column, parent)
    yield _check(table, "asset_id", _EITHER)
    yield from _day(table, "as_of", null=False)
    yield _token("amount", null=False)


def _reject() -> Iterator[Item]:
    table = "reject_0002"
    yield from _key(table)
    yield from _enum(table, "source", "account", "balance_history")
    yield _whole("source_id")
    yield _whole("account_id", null=True)
    for column in ("account_name", "raw_date", "raw_balance"):
        yield _token(column)
    yield from _enum(table, "reason", "orphan", "date", "amount", "missing")


_OLD = {
    "asset": _old_asset,
    "loan": _old_loan,
    "ownership": _old_ownership,
    "merged_0003": _merged,
    "reject_0002": _reject,
}

DROPPED = ("merged_0003", "reject_0002")
