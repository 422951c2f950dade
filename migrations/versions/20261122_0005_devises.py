"""Assets and values have a currency, and the file has exchange rates.

Everything was in euros: everything is. An asset named "Livret (USD)" may well hold euros in the
books of its owner: nothing is guessed from a name, such assets are counted and shown "to check".
A currency has its own number of decimals (none for the yen); an amount is in its smallest unit.

A table that gets a required column without a default is made anew, which a million values take
in one pass. The older format has euros only: on the way down the rest goes to tables of its own
(`kept_values_v1`), and on the way up it comes back from them, for assets that are still there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.kept_values_v1 import UsableV1, set_aside_v1, take_back_v1
from migrations.frozen.work_v1 import chunks_v1, connection_v1

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

app_version = "0.5"
requires_key = False
protects = True
scrub_after = False
irreversible = (
    "The older format knows euros only: values in other currencies and exchange rates are set"
    " aside in the file, out of its totals, and come back with the next upgrade."
)
details: tuple[str, ...] = (
    "All that the file holds so far is in euros, and stays so.",
    "An asset whose name speaks of another currency is shown as to be checked; nothing is guessed.",
)
changes: tuple[tuple[str, str, str, str], ...] = (
    (
        "assets",
        "to check",
        "{count} asset whose name speaks of another currency is to be checked",
        "{count} assets whose names speak of another currency are to be checked",
    ),
)

_SOURCES = " OR ".join(
    f"source = '{name}'" for name in ("releve", "manuel", "expertise", "import", "calcul")
)
_RATE_SOURCES = " OR ".join(f"source = '{name}'" for name in ("bce", "manuel", "import"))
_GROUPS = " OR ".join(
    f"\"group\" = '{name}'"
    for name in ("liquidites", "financier", "immobilier", "professionnel", "divers", "dettes")
)
_LARGEST = 10**13
_AS_OF = "as_of BETWEEN '1900-01-01' AND '2199-12-31' AND as_of IS date(as_of, '+0 days')"
_AMOUNT = f"typeof(amount) = 'integer' AND amount BETWEEN -{_LARGEST} AND {_LARGEST}"
_CURRENCY = "length(CAST(currency AS BLOB)) = 3 AND currency GLOB '[A-Z][A-Z][A-Z]'"
_BASE, _QUOTE = (_CURRENCY.replace("currency", name) for name in ("base", "quote"))
_QUOTE += " AND quote <> base"
_RATE = (
    "typeof(rate) = 'text' AND length(rate) BETWEEN 1 AND 40"
    " AND length(CAST(rate AS BLOB)) = length(rate)"
    " AND rate GLOB '[0-9]*' AND rate NOT GLOB '*[^0-9.]*' AND rate NOT GLOB '*.*.*'"
    " AND rate NOT GLOB '*.' AND CAST(rate AS REAL) > 0"
)
_ON_DATE = _AS_OF.replace("as_of", "on_date")
_OTHER = "currency <> 'EUR'"
_USABLE = UsableV1(
    asset=(_CURRENCY, _OTHER),
    value=(_AS_OF, _AMOUNT, _CURRENCY, _OTHER, _SOURCES),
    rate=(_BASE, _QUOTE, _ON_DATE, _RATE, _RATE_SOURCES),
)

_ASSET_COLUMNS = (
    'id, uid, name, "group", subtype, institution, iban, owner_text, note, type_text, created_at,'
    " updated_at"
)
# Names that the engine takes for leftovers of Alembic wherever it finds them.
_NEW_ASSET, _NEW_VALUATION = "_alembic_tmp_asset", "_alembic_tmp_valuation"


def upgrade() -> None:
    """Give everything the euro, then take back what a downgrade set aside."""
    connection = connection_v1()
    _create_asset(sa.Column("currency", sa.Text, nullable=False), currency=_CURRENCY)
    _create_valuation(sa.Column("currency", sa.Text, nullable=False), currency=_CURRENCY)
    connection.execute(
        f"INSERT INTO {_NEW_ASSET} ({_ASSET_COLUMNS}, currency)"
        f" SELECT {_ASSET_COLUMNS}, 'EUR' FROM asset ORDER BY id"
    )
    for first, last in chunks_v1(connection, "valuation", "id"):
        connection.execute(
            f"INSERT INTO {_NEW_VALUATION} (id, asset_id, as_of, amount, currency, source)"
            " SELECT id, asset_id, as_of, amount, 'EUR', source FROM valuation"
            " WHERE id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )
    _put_in_place()
    _create_rates()
    take_back_v1(connection, _USABLE)


def downgrade() -> None:
    """Keep euros only; set the rest aside."""
    connection = connection_v1()
    set_aside_v1(connection)
    _create_asset()
    _create_valuation()
    connection.execute(
        f"INSERT INTO {_NEW_ASSET} ({_ASSET_COLUMNS})"
        f" SELECT {_ASSET_COLUMNS} FROM asset ORDER BY id"
    )
    for first, last in chunks_v1(connection, "valuation", "id"):
        connection.execute(
            f"INSERT INTO {_NEW_VALUATION} (id, asset_id, as_of, amount, source)"
            " SELECT id, asset_id, as_of, amount, source FROM valuation"
            " WHERE currency = 'EUR' AND id BETWEEN ? AND ? ORDER BY id",
            (first, last),
        )
    _put_in_place()
    op.drop_table("fx_rate")


# --- the tables -------------------------------------------------------------------------------


def _create_asset(*more: sa.Column[str], **checks: str) -> None:
    op.create_table(
        _NEW_ASSET,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("uid", sa.Text, nullable=False),
        sa.Column("name", sa.LargeBinary),
        sa.Column("group", sa.Text, nullable=False),
        sa.Column("subtype", sa.Text, nullable=False),
        sa.Column("institution", sa.LargeBinary),
        sa.Column("iban", sa.LargeBinary),
        sa.Column("owner_text", sa.LargeBinary),
        *more,
        sa.Column("note", sa.LargeBinary),
        sa.Column("type_text", sa.LargeBinary),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asset"),
        sa.UniqueConstraint("uid", name="uq_asset_uid"),
        sa.CheckConstraint(_GROUPS, name="ck_asset_group"),
        *(sa.CheckConstraint(text, name=f"ck_asset_{name}") for name, text in checks.items()),
    )


def _create_valuation(*more: sa.Column[str], **checks: str) -> None:
    op.create_table(
        _NEW_VALUATION,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("asset_id", sa.Integer, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        *more,
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_valuation"),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name="fk_valuation_asset_id_asset", ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("asset_id", "as_of", "source", name="uq_valuation_asset_id"),
        sa.CheckConstraint(_AS_OF, name="ck_valuation_as_of"),
        sa.CheckConstraint(_AMOUNT, name="ck_valuation_amount"),
        sa.CheckConstraint(_SOURCES, name="ck_valuation_source"),
        *(sa.CheckConstraint(text, name=f"ck_valuation_{name}") for name, text in checks.items()),
    )


def _create_rates() -> None:
    op.create_table(
        "fx_rate",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("on_date", sa.Text, nullable=False),
        sa.Column("rate", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fx_rate"),
        sa.UniqueConstraint("base", "quote", "on_date", name="uq_fx_rate_base"),
        sa.CheckConstraint(_BASE, name="ck_fx_rate_base"),
        sa.CheckConstraint(_QUOTE, name="ck_fx_rate_quote"),
        sa.CheckConstraint(_ON_DATE, name="ck_fx_rate_on_date"),
        sa.CheckConstraint(_RATE, name="ck_fx_rate_rate"),
        sa.CheckConstraint(_RATE_SOURCES, name="ck_fx_rate_source"),
    )


def _put_in_place() -> None:
    op.drop_table("valuation")
    op.drop_table("asset")
    op.rename_table(_NEW_ASSET, "asset")
    op.rename_table(_NEW_VALUATION, "valuation")
