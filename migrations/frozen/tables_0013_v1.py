"""The tables of 0013, and those of 0012 that it makes anew or drops.

Frozen.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.parts_v1 import (
    Parts,
    check_v1,
    currency_v1,
    day_v1,
    flag_v1,
    identity_v1,
    key_v1,
    link_v1,
    one_of_v1,
    owner_v1,
    share_v1,
    stamps_v1,
    text_v1,
    token_v1,
    unique_v1,
    whole_v1,
)
from migrations.frozen.tables_0006_v1 import MODES
from migrations.frozen.tables_0007_v1 import LOAN_KINDS

_GROUPS = ("liquidites", "financier", "immobilier", "professionnel", "divers")
_COUNTRY = "length(CAST({0} AS BLOB)) = 2 AND {0} GLOB '[A-Z][A-Z]'"


def create_v1(table: str) -> None:
    """Make a table that is new in 0013."""
    op.create_table(table, *_NEW[table]())


def create_as_v1(table: str, name: str) -> None:
    """Make a table of 0013 that 0012 has as well, under another name."""
    op.create_table(name, *_CHANGED[table]())


def create_old_as_v1(table: str, name: str) -> None:
    """Make a table as 0012 has it, under a name."""
    op.create_table(name, *_OLD[table]())


def _count(table: str, column: str, least: int, most: int, *, null: bool = False) -> Parts:
    bounds = f"typeof({{0}}) = 'integer' AND {{0}} BETWEEN {least} AND {most}"
    return whole_v1(column, null=null), check_v1(table, column, bounds, null=null)


# --- new tables -------------------------------------------------------------------------------


def _institution() -> Parts:
    table = "institution"
    kinds = ("banque", "assurance", "courtier", "notaire", "employeur", "etat", "autre")
    return (
        *identity_v1(table),
        token_v1("name"),
        *one_of_v1(table, "kind", *kinds, null=True),
        text_v1("country", null=True),
        check_v1(table, "country", _COUNTRY, null=True),
        token_v1("note"),
        *stamps_v1(),
    )


def _loan_event() -> Parts:
    table = "loan_event"
    kinds = ("remboursement_anticipe", "modulation", "taux", "pause", "crd_releve")
    return (
        *identity_v1(table),
        *link_v1(table, "loan_id", "loan"),
        *day_v1(table, "on_date"),
        *one_of_v1(table, "kind", *kinds),
        token_v1("amount"),
        token_v1("rate"),
        *one_of_v1(table, "keep", "duree", "mensualite", null=True),
        token_v1("note"),
        *stamps_v1(),
    )


def _statement() -> Parts:
    table = "statement"
    return (
        *identity_v1(table),
        *day_v1(table, "as_of"),
        token_v1("label"),
        *currency_v1(table),
        *(token_v1(column, null=False) for column in ("gross", "debts", "net", "lines")),
        text_v1("digest"),
        text_v1("made_by_revision", null=True),
        *stamps_v1(),
    )


def _journal() -> Parts:
    table = "journal"
    return (
        *identity_v1(table),
        text_v1("batch"),
        text_v1("at"),
        *one_of_v1(table, "action", "create", "update", "delete"),
        text_v1("entity_type"),
        text_v1("entity_uid"),
        token_v1("before"),
        token_v1("after"),
        text_v1("undone_by", null=True),
        *stamps_v1(),
    )


def _migration_log() -> Parts:
    known = ("from_revision", "to_revision", "app_version", "started_at", "status")
    return (
        *identity_v1("migration_log"),
        *(text_v1(column) for column in known),
        text_v1("ended_at", null=True),
        text_v1("backup_name", null=True),
        token_v1("proof"),
        *stamps_v1(),
    )


def _regulatory_param() -> Parts:
    table = "regulatory_param"
    return (
        *key_v1(table),
        text_v1("key"),
        *day_v1(table, "valid_from"),
        *(text_v1(column) for column in ("value", "unit", "source_url")),
        unique_v1(table, "key", "valid_from"),
    )


def _setting() -> Parts:
    return (
        *key_v1("setting"),
        text_v1("key"),
        token_v1("value", null=False),
        unique_v1("setting", "key"),
    )


_NEW = {
    "institution": _institution,
    "loan_event": _loan_event,
    "statement": _statement,
    "journal": _journal,
    "migration_log": _migration_log,
    "regulatory_param": _regulatory_param,
    "setting": _setting,
}
NEW = tuple(_NEW)
"""In the order in which they are made; they are dropped in the other one."""


# --- made anew --------------------------------------------------------------------------------


def _kind_of_asset() -> Parts:
    table = "asset"
    return (
        *identity_v1(table),
        *one_of_v1(table, "group", *_GROUPS),
        text_v1("subtype"),
        token_v1("name"),
        *currency_v1(table),
        *one_of_v1(table, "valuation_mode", *MODES),
        token_v1("details"),
        token_v1("note"),
        *stamps_v1(),
    )


def _old_asset() -> Parts:
    texts = (token_v1(column) for column in ("institution", "iban", "type_text"))
    return (*_kind_of_asset(), *texts)


def _asset() -> Parts:
    table = "asset"
    delays = ("immediate", "semaine", "mois", "annee", "bloquee")
    return (
        *_kind_of_asset(),
        *link_v1(table, "institution_id", "institution", null=True),
        *link_v1(table, "parent_asset_id", "asset", null=True),
        *day_v1(table, "opened_on", null=True),
        *day_v1(table, "first_payment_on", null=True),
        *day_v1(table, "closed_on", null=True),
        *flag_v1(table, "in_net_worth"),
        *one_of_v1(table, "liquidity", *delays, null=True),
        *_count(table, "stale_after_days", 1, 36_500, null=True),
        whole_v1("position"),
    )


def _kind_of_loan() -> Parts:
    table = "loan"
    return (
        *identity_v1(table),
        *one_of_v1(table, "kind", *LOAN_KINDS),
        token_v1("name"),
        *currency_v1(table),
        token_v1("details"),
        token_v1("note"),
        *stamps_v1(),
    )


def _old_loan() -> Parts:
    texts = (token_v1(column) for column in ("institution", "iban", "type_text"))
    return (*_kind_of_loan(), text_v1("subtype"), *texts)


def _loan() -> Parts:
    table = "loan"
    amounts = ("principal", "rate", "insurance_rate", "insurance_amount", "balloon")
    modes = ("capital_initial", "capital_restant", "montant", "aucune")
    periods = ("mensuelle", "trimestrielle", "semestrielle", "annuelle")
    return (
        *_kind_of_loan(),
        *link_v1(table, "institution_id", "institution", null=True),
        *(token_v1(column) for column in amounts),
        *one_of_v1(table, "rate_type", "fixe", "variable", "mixte", null=True),
        *one_of_v1(table, "insurance_mode", *modes, null=True),
        *day_v1(table, "first_due_on", null=True),
        *_count(table, "months", 1, 600, null=True),
        *one_of_v1(table, "periodicity", *periods),
        *one_of_v1(table, "deferral", "aucun", "partiel", "total"),
        *_count(table, "deferral_months", 0, 120),
        *flag_v1(table, "off_balance"),
        *day_v1(table, "closed_on", null=True),
    )


def _old_ownership() -> Parts:
    table = "ownership"
    return (
        *identity_v1(table),
        *owner_v1(table),
        *link_v1(table, "member_id", "member", null=True),
        token_v1("third_party_name"),
        *share_v1(table),
        *stamps_v1(),
    )


def _ownership() -> Parts:
    table = "ownership"
    rights = ("pleine_propriete", "usufruit", "nue_propriete", "dette")
    condition = " OR ".join(f"\"right\" = '{right}'" for right in rights)
    origins = ("achat", "succession", "donation", "mariage", "autre")
    return (
        *_old_ownership(),
        text_v1("right"),
        sa.CheckConstraint(condition, name="ck_ownership_right"),
        *one_of_v1(table, "origin", *origins, null=True),
        *day_v1(table, "usufruct_term", null=True),
        token_v1("ref_birth_date"),
        *day_v1(table, "starts_on", null=True),
        *day_v1(table, "ends_on", null=True),
    )


_CHANGED = {"asset": _asset, "loan": _loan, "ownership": _ownership}
CHANGED = tuple(_CHANGED)


# --- dropped ----------------------------------------------------------------------------------


def _merged() -> Parts:
    table = "merged_0003"
    return (
        *key_v1(table),
        *owner_v1(table),
        *day_v1(table, "as_of"),
        token_v1("amount", null=False),
    )


def _reject() -> Parts:
    table = "reject_0002"
    return (
        *key_v1(table),
        *one_of_v1(table, "source", "account", "balance_history"),
        whole_v1("source_id"),
        whole_v1("account_id", null=True),
        *(token_v1(column) for column in ("account_name", "raw_date", "raw_balance")),
        *one_of_v1(table, "reason", "orphan", "date", "amount", "missing"),
    )


_OLD = {
    "asset": _old_asset,
    "loan": _old_loan,
    "ownership": _old_ownership,
    "merged_0003": _merged,
    "reject_0002": _reject,
}
DROPPED = ("merged_0003", "reject_0002")
