"""The household's accounts and their balances over time.

The file of version 0.1: two tables, everything in clear. Amounts are REAL and dates are texts
"jj/mm/aaaa", both as they were typed; nothing stops a text in an amount or a 29 February 2021.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

app_version = "0.1"
requires_key = False
scrub_after = False
irreversible = "All accounts and all values: nothing exists before this revision."
details: tuple[str, ...] = ()
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("type", sa.Text),
        sa.Column("balance", sa.REAL),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
    )
    op.create_table(
        "balance_history",
        sa.Column("account_id", sa.Integer),
        sa.Column("date", sa.Text),
        sa.Column("balance", sa.REAL),
    )


def downgrade() -> None:
    """Leave an empty file."""
    op.drop_table("balance_history")
    op.drop_table("account")
