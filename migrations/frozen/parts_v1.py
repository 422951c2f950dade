"""The parts of a table, as `op.create_table` takes them: columns, and their named constraints.

Frozen. Every constraint stands at table level, so that a batch rebuild keeps it.
"""

from __future__ import annotations

import sqlalchemy as sa

Part = sa.Column[object] | sa.Constraint
Parts = tuple[Part, ...]

DAY = "{0} BETWEEN '1900-01-01' AND '2199-12-31' AND {0} IS date({0}, '+0 days')"
AMOUNT = "typeof({0}) = 'integer' AND {0} BETWEEN -10000000000000 AND 10000000000000"
_CURRENCY = "length(CAST({0} AS BLOB)) = 3 AND {0} GLOB '[A-Z][A-Z][A-Z]'"
_FLAG = "{0} = 0 OR {0} = 1"
_PLAIN = (
    "typeof({0}) = 'text' AND length({0}) BETWEEN 1 AND 40"
    " AND length(CAST({0} AS BLOB)) = length({0})"
)
RATE = (
    _PLAIN + " AND {0} GLOB '[0-9]*' AND {0} NOT GLOB '*[^0-9.]*'"
    " AND {0} NOT GLOB '*.*.*' AND {0} NOT GLOB '*.' AND CAST({0} AS REAL) > 0"
)
NUMBER = (
    _PLAIN + " AND ltrim({0}, '-') GLOB '[0-9]*' AND ltrim({0}, '-') NOT GLOB '*[^0-9.]*'"
    " AND {0} NOT GLOB '--*' AND {0} NOT GLOB '*.*.*' AND {0} NOT GLOB '*.'"
)
_SHARE = (
    "typeof(num) = 'integer' AND typeof(den) = 'integer'"
    " AND den BETWEEN 1 AND 1000000 AND num BETWEEN 0 AND 1000000"
)
EITHER = "(asset_id IS NULL) <> (loan_id IS NULL)"


def identity_v1(table: str) -> Parts:
    """Give `id` and `uid`, the keys of every table that is not public."""
    return (
        whole_v1("id"),
        text_v1("uid"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        unique_v1(table, "uid"),
    )


def key_v1(table: str) -> Parts:
    """Give `id` alone."""
    return whole_v1("id"), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def stamps_v1() -> Parts:
    """Give the dates of entry and of the last change, UTC."""
    return text_v1("created_at"), text_v1("updated_at")


def text_v1(name: str, *, null: bool = False) -> sa.Column[object]:
    """Give a column of clear text."""
    return sa.Column(name, sa.Text, nullable=null)


def whole_v1(name: str, *, null: bool = False) -> sa.Column[object]:
    """Give a column of whole numbers."""
    return sa.Column(name, sa.Integer, nullable=null)


def token_v1(name: str, *, null: bool = True) -> sa.Column[object]:
    """Give a column of tokens."""
    return sa.Column(name, sa.LargeBinary, nullable=null)


def check_v1(table: str, column: str, condition: str, *, null: bool = False) -> sa.Constraint:
    """Give the named condition of a column; `{0}` stands for the column."""
    text = condition.format(column)
    return sa.CheckConstraint(
        f"{column} IS NULL OR ({text})" if null else text, name=f"ck_{table}_{column}"
    )


def unique_v1(table: str, *columns: str) -> sa.Constraint:
    """Refuse two rows with the same values in some columns."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def link_v1(table: str, column: str, parent: str, *, null: bool = False) -> Parts:
    """Give a column that points to another table."""
    name = f"fk_{table}_{column}_{parent}"
    constraint = sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="RESTRICT")
    return whole_v1(column, null=null), constraint


def day_v1(table: str, column: str, *, null: bool = False) -> Parts:
    """Give a column of ISO days."""
    return text_v1(column, null=null), check_v1(table, column, DAY, null=null)


def amount_v1(table: str, column: str, *, null: bool = False) -> Parts:
    """Give a column of clear amounts, in the smallest unit of their currency."""
    return whole_v1(column, null=null), check_v1(table, column, AMOUNT, null=null)


def number_v1(table: str, column: str, *, null: bool = False) -> Parts:
    """Give a column of clear decimal numbers, of either sign."""
    return text_v1(column, null=null), check_v1(table, column, NUMBER, null=null)


def rate_v1(table: str, column: str) -> Parts:
    """Give a column of clear decimal numbers above zero."""
    return text_v1(column), check_v1(table, column, RATE)


def currency_v1(table: str) -> Parts:
    """Give the code of a currency."""
    return text_v1("currency"), check_v1(table, "currency", _CURRENCY)


def flag_v1(table: str, column: str) -> Parts:
    """Give a yes (1) or no (0)."""
    return whole_v1(column), check_v1(table, column, _FLAG)


def one_of_v1(table: str, column: str, *values: str, null: bool = False) -> Parts:
    """Give a column of words of a list."""
    quoted = f'"{column}"' if column == "group" else column
    text = " OR ".join(f"{quoted} = '{value}'" for value in values)
    condition = f"{quoted} IS NULL OR ({text})" if null else text
    constraint = sa.CheckConstraint(condition, name=f"ck_{table}_{column}")
    return text_v1(column, null=null), constraint


def share_v1(table: str) -> Parts:
    """Give a fraction."""
    return whole_v1("num"), whole_v1("den"), sa.CheckConstraint(_SHARE, name=f"ck_{table}_num")


def owner_v1(table: str) -> Parts:
    """Give what a row belongs to: an asset or a loan, and never both."""
    return (
        *link_v1(table, "asset_id", "asset", null=True),
        *link_v1(table, "loan_id", "loan", null=True),
        sa.CheckConstraint(EITHER, name=f"ck_{table}_asset_id"),
    )
