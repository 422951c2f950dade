"""The table of statements of 0014, and that of 0013.

Frozen.
"""

from __future__ import annotations

from alembic import op

from migrations.frozen.parts_v1 import (
    currency_v1,
    day_v1,
    identity_v1,
    stamps_v1,
    text_v1,
    token_v1,
)

_TABLE = "statement"


def create_statement_as_v1(name: str, *, is_clear: bool) -> None:
    """Make the table of statements under another name, its digest in clear or encrypted."""
    op.create_table(
        name,
        *identity_v1(_TABLE),
        *day_v1(_TABLE, "as_of"),
        token_v1("label"),
        *currency_v1(_TABLE),
        *(token_v1(column, null=False) for column in ("gross", "debts", "net", "lines")),
        text_v1("digest") if is_clear else token_v1("digest", null=False),
        text_v1("made_by_revision", null=True),
        *stamps_v1(),
    )
