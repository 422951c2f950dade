"""Amounts, quantities and details are encrypted like everything else that is yours.

Until now somebody who got hold of the file could read what each asset was worth, without knowing
which. Dates, groups, currencies, public prices and rates stay readable.

Details were clear JSON of four shapes: nothing, "null", something else than an object, and texts
that are no JSON. Encrypted details are an object always: what is none is kept inside one, a text
word for word. A postal code that a spreadsheet had made a number of is five digits again.

The old pages held amounts: the file is rewritten whole afterwards (`scrub_after`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import op

from migrations.frozen.amounts_0009_v1 import decrypt_0009_v1, encrypt_0009_v1, kept_0009_v1
from migrations.frozen.columns_v1 import ENCRYPTED_0008, ENCRYPTED_0009
from migrations.frozen.retoken_v1 import retoken_as_legacy_v1, unwrap_v1
from migrations.frozen.tables_0009_v1 import create_0009_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

app_version = "0.9"
requires_key = True
protects = True
scrub_after = True
irreversible = (
    "The protection of amounts, quantities and details: the older format has them in clear. No"
    " information is lost."
)
details: tuple[str, ...] = (
    "What each asset is worth can no longer be read without the passphrase.",
    "Details that the program could not read are kept word for word.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Copy each table into its encrypted form."""
    connection = connection_v1()
    _encrypt(connection)
    kept_0009_v1(connection, keys_of_run_v1, is_down=False)
    _put_in_place()


def downgrade() -> None:
    """Copy each table into its clear form, and what 0.9.0 encrypted twice as it was meant."""
    connection = connection_v1()
    unwrap_v1(connection, ENCRYPTED_0009, keys_of_run_v1, tick_v1)
    for table in ("asset", "loan", "valuation", "merged_0003", "position", "operation"):
        create_0009_v1(table, f"_alembic_tmp_{table}", is_clear=True)
        decrypt_0009_v1(connection, table, f"_alembic_tmp_{table}", keys_of_run_v1, tick_v1)
    kept_0009_v1(connection, keys_of_run_v1, is_down=True)
    _put_in_place()
    retoken_as_legacy_v1(connection, ENCRYPTED_0008, keys_of_run_v1, tick_v1)


def _encrypt(connection: Connection) -> None:
    keys, tick = keys_of_run_v1, tick_v1
    create_0009_v1("asset", "_alembic_tmp_asset", is_clear=False)
    encrypt_0009_v1(connection, "asset", "_alembic_tmp_asset", keys, tick)
    create_0009_v1("loan", "_alembic_tmp_loan", is_clear=False)
    encrypt_0009_v1(connection, "loan", "_alembic_tmp_loan", keys, tick)
    create_0009_v1("valuation", "_alembic_tmp_valuation", is_clear=False)
    encrypt_0009_v1(connection, "valuation", "_alembic_tmp_valuation", keys, tick)
    create_0009_v1("merged_0003", "_alembic_tmp_merged_0003", is_clear=False)
    encrypt_0009_v1(connection, "merged_0003", "_alembic_tmp_merged_0003", keys, tick)
    create_0009_v1("position", "_alembic_tmp_position", is_clear=False)
    encrypt_0009_v1(connection, "position", "_alembic_tmp_position", keys, tick)
    create_0009_v1("operation", "_alembic_tmp_operation", is_clear=False)
    encrypt_0009_v1(connection, "operation", "_alembic_tmp_operation", keys, tick)


def _put_in_place() -> None:
    op.drop_table("operation")
    op.drop_table("position")
    op.drop_table("merged_0003")
    op.drop_table("valuation")
    op.drop_table("loan")
    op.drop_table("asset")
    for table in ("asset", "loan", "valuation", "merged_0003", "position", "operation"):
        op.rename_table(f"_alembic_tmp_{table}", table)
