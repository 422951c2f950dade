"""Shares have rights and dates, loans have their terms, and statements and a journal are kept.

What was called an institution in each asset becomes one row for each text. The IBAN and the free
type of old versions go to the details of their asset, where the next ones have room. Every share
is full ownership so far, every share of a loan a debt. Quantities get one spelling each.

A statement is made of the values that were shown before, so that no formula of a later version
rewrites the past. What 0002, 0003 and 0005 had set aside is said in notes, word for word, and
kept in the setting `legacy_0013`: a downgrade takes it back from there.

Loans, openings and closings are computed from here on. An older format cannot: on the way down
their worth is written as dated values, so that net worth stays what it was.
"""

from __future__ import annotations

from alembic import op

from migrations.frozen import tables_0013_v1 as tables
from migrations.frozen.canonical_numbers_v1 import canonical_numbers_v1
from migrations.frozen.computed_v1 import write_computed_0013_v1
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.institutions_v1 import MoverV1
from migrations.frozen.leftovers_v1 import keep_dropped_v1, take_back_dropped_v1
from migrations.frozen.regulatory_v1 import ROWS
from migrations.frozen.sealed_v1 import SealedV1
from migrations.frozen.statement_v1 import has_values_v1, statement_v1, write_statement_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

app_version = "1.2"
requires_key = True
protects = True
scrub_after = True
irreversible = (
    "The older format knows no terms of loans, rights, opening and closing dates, links between"
    " assets, details of institutions, statements, journal nor settings: they are lost. What they"
    " are worth is kept as dated values, 0 for what does not count."
)
details: tuple[str, ...] = (
    "A statement keeps the values that were shown before this upgrade.",
    "Institutions have a list of their own; everybody owns in full what was theirs.",
    "What earlier upgrades had set aside is written in the notes, word for word.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "values",
        "computed",
        "{count} value is computed from what is known that day",
        "{count} values are computed from what is known that day",
    ),
    (
        "current",
        "computed",
        "{count} value is computed from what is known that day",
        "{count} values are computed from what is known that day",
    ),
)

# Names that the engine takes for leftovers of Alembic wherever it finds them.
_ANEW = {table: f"_alembic_tmp_{table}" for table in tables.CHANGED}
_OWNERSHIP = (
    "id, uid, asset_id, loan_id, member_id, third_party_name, num, den, created_at, updated_at"
)


def upgrade() -> None:
    """State what is shown, then make room for the rest."""
    connection, sealed = connection_v1(), SealedV1(keys_of_run_v1)
    found = statement_v1(connection, keys_of_run_v1()) if has_values_v1(connection) else None
    for table in tables.NEW:
        tables.create_v1(table)
    for table, name in _ANEW.items():
        tables.create_as_v1(table, name)
    with texts_as_stored_v1(connection):
        mover = MoverV1(connection, sealed)
        mover.fill_asset(_ANEW["asset"])
        mover.fill_loan(_ANEW["loan"])
        connection.execute(
            f'INSERT INTO {_ANEW["ownership"]} ({_OWNERSHIP}, "right") SELECT {_OWNERSHIP},'
            " iif(loan_id IS NULL, 'pleine_propriete', 'dette') FROM ownership ORDER BY id"
        )
        _put_in_place()
        keep_dropped_v1(connection, sealed)
    canonical_numbers_v1(connection, "position", ("quantity", "unit_cost"), keys_of_run_v1, tick_v1)
    canonical_numbers_v1(
        connection, "operation", ("quantity", "unit_price"), keys_of_run_v1, tick_v1
    )
    connection.executemany(
        "INSERT INTO regulatory_param (key, valid_from, value, unit, source_url)"
        " VALUES (?, ?, ?, ?, ?)",
        ROWS,
    )
    if found is not None:
        write_statement_v1(connection, sealed, found, revision)


def downgrade() -> None:
    """Write as values what will no longer be computed, then go back to the tables of 0012."""
    connection, sealed = connection_v1(), SealedV1(keys_of_run_v1)
    write_computed_0013_v1(connection, keys_of_run_v1, tick_v1)
    for table, name in _ANEW.items():
        tables.create_old_as_v1(table, name)
    for table in tables.DROPPED:
        tables.create_old_as_v1(table, table)
    with texts_as_stored_v1(connection):
        mover = MoverV1(connection, sealed)
        mover.fill_old_asset(_ANEW["asset"])
        mover.fill_old_loan(_ANEW["loan"])
        connection.execute(
            f"INSERT INTO {_ANEW['ownership']} ({_OWNERSHIP})"
            f" SELECT {_OWNERSHIP} FROM ownership ORDER BY id"
        )
        _put_in_place()
        take_back_dropped_v1(connection, sealed)
    for table in reversed(tables.NEW):
        op.drop_table(table)


def _put_in_place() -> None:
    for table, name in _ANEW.items():
        op.drop_table(table)  # safe: `MoverV1` and the statement above have filled the new one
        op.rename_table(name, table)
