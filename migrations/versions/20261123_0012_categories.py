"""Operations are split among categories, which form a tree.

An operation had one category, a text typed each time: "Logement > Énergie", "logement/energie".
Each becomes a category of a tree, and what differs by capitals, accents or spaces only is one,
under its first spelling. Each operation gets one split of its whole amount.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.frozen.categories_v1 import join_splits_v1, split_operations_v1
from migrations.frozen.parts_v1 import identity_v1, link_v1, stamps_v1, token_v1, whole_v1
from migrations.frozen.work_v1 import connection_v1, tick_v1
from migrations.frozen.work_v2 import drop_spare_indexes_v1, keys_of_run_v1

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

app_version = "1.1"
requires_key = True
protects = True
scrub_after = False
irreversible = (
    "The splits of an operation but its first category, their notes, categories without operations"
    " and the order of categories: the older format has one text for each operation."
)
details: tuple[str, ...] = (
    "Categories that differ by capitals or accents only become one.",
    "Each operation gets one split of its whole amount.",
)
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Make the tables, split the operations, drop their text."""
    connection = connection_v1()
    op.create_table(
        "category",
        *identity_v1("category"),
        *link_v1("category", "parent_id", "category", null=True),
        token_v1("name"),
        whole_v1("position"),
        *stamps_v1(),
    )
    op.create_table(
        "operation_split",
        *identity_v1("operation_split"),
        *link_v1("operation_split", "operation_id", "operation"),
        *link_v1("operation_split", "category_id", "category", null=True),
        token_v1("amount", null=False),
        token_v1("note"),
        *stamps_v1(),
    )
    split_operations_v1(connection, "operation", keys_of_run_v1, tick_v1)
    drop_spare_indexes_v1(connection, "operation")
    op.drop_column("operation", "category")


def downgrade() -> None:
    """Give the operations their text back, drop the tables."""
    connection = connection_v1()
    op.add_column("operation", sa.Column("category", sa.LargeBinary))
    join_splits_v1(connection, "operation", keys_of_run_v1, tick_v1)
    op.drop_table("operation_split")
    op.drop_table("category")
