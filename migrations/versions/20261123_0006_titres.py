"""The file can hold securities, their prices, positions and operations.

An investment had one value at a date, and its holdings stood in its note, if at all. Lines of the
one form that the program had proposed, "FR0010315770 12,5 x 431,20", become positions; the note
stays as it is, and so does the value of the asset: nobody said what a share is worth today.

Codes were typed in small letters or capitals, and one fund by each of its holders: codes are
written in capitals, securities with the same code become one, and positions point to it.
"""

from __future__ import annotations

from alembic import op

from migrations.frozen.down_to_0005_v1 import materialise_0006_v1
from migrations.frozen.fields_v1 import texts_as_stored_v1
from migrations.frozen.note_holdings_v1 import read_notes_v1
from migrations.frozen.tables_0006_v1 import create_asset_v1, create_securities_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import keys_of_run_v1

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

app_version = "0.6"
requires_key = True
protects = True
scrub_after = False
irreversible = (
    "Securities, positions, prices, operations and details have no place in the older format. An"
    " asset that was worth its securities keeps a value at the end of each year."
)
details: tuple[str, ...] = (
    "A line such as “FR0010315770 12,5 x 431,20” in the note of an investment becomes a position.",
    "Notes and values stay as they are.",
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

_NEW_ASSET = "_alembic_tmp_asset"
_COLUMNS = (
    'id, uid, name, "group", subtype, institution, iban, owner_text, currency, note, type_text,'
    " created_at, updated_at"
)


def upgrade() -> None:
    """Make the tables, then read the notes."""
    connection = connection_v1()
    create_asset_v1(_NEW_ASSET, has_modes=True)
    connection.execute(
        f"INSERT INTO {_NEW_ASSET} ({_COLUMNS}, valuation_mode) SELECT {_COLUMNS},"
        " CASE WHEN \"group\" = 'liquidites' OR \"group\" = 'dettes' THEN 'solde'"
        " ELSE 'manuelle' END FROM asset ORDER BY id"
    )
    _put_in_place()
    create_securities_v1()
    with texts_as_stored_v1(connection):
        read_notes_v1(connection, keys_of_run_v1, tick_v1)


def downgrade() -> None:
    """Give values to what was worth its securities, then drop the tables."""
    connection = connection_v1()
    with texts_as_stored_v1(connection):
        materialise_0006_v1(connection, keys_of_run_v1, tick_v1)
    for table in ("operation", "price", "position", "security"):
        op.drop_table(table)
    create_asset_v1(_NEW_ASSET, has_modes=False)
    connection.execute(
        f"INSERT INTO {_NEW_ASSET} ({_COLUMNS}) SELECT {_COLUMNS} FROM asset ORDER BY id"
    )
    _put_in_place()


def _put_in_place() -> None:
    op.drop_table("asset")
    op.rename_table(_NEW_ASSET, "asset")
