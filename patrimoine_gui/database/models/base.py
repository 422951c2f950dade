"""What all tables share: their root, the identity of a row, and the conditions of their columns.

Every constraint is named and stands at table level, so that a batch rebuild keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.schema import Constraint

LARGEST_AMOUNT: Final = 10**13
"""Greatest amount, in the smallest units of its currency, either way."""

LARGEST_SHARE: Final = 10**6
"""Greatest denominator of a share."""


class Base(DeclarativeBase):
    """Root of the models; `Base.metadata` is the schema that head must have."""


class RowMixin:
    """A row of a table that nothing outside the file names.

    Attributes:
        id: never renumbered.
    """

    id: Mapped[int] = mapped_column(Integer, sort_order=-2)


class Entity(RowMixin):
    """A row that a journal, an import or another file may name.

    Attributes:
        uid: UUID, never changed.
        created_at: UTC, ISO 8601 with a final Z; `updated_at` alike.
    """

    uid: Mapped[str] = mapped_column(Text, sort_order=-1)
    created_at: Mapped[str] = mapped_column(Text, sort_order=1)
    updated_at: Mapped[str] = mapped_column(Text, sort_order=2)


# --- constraints ------------------------------------------------------------------------------


def identity(table: str) -> tuple[Constraint, ...]:
    """Give the primary key of an `Entity`, and the uniqueness of its uid."""
    return key(table), unique(table, "uid")


def key(table: str) -> Constraint:
    """Give the primary key of a table."""
    return PrimaryKeyConstraint("id", name=f"pk_{table}")


def unique(table: str, *columns: str) -> Constraint:
    """Refuse two rows that have the same values in these columns."""
    return UniqueConstraint(*columns, name=f"uq_{table}_{columns[0]}")


def checks(table: str, **conditions: str) -> Iterator[Constraint]:
    """Give the condition of each column; "group", a word of SQL, is quoted in its condition."""
    for column, condition in conditions.items():
        yield CheckConstraint(condition, name=f"ck_{table}_{column}")


def links(table: str, **parents: str) -> Iterator[Constraint]:
    """Give the foreign key of each column: nothing is deleted that something else needs."""
    for column, parent in parents.items():
        yield ForeignKeyConstraint(
            [column], [f"{parent}.id"], name=f"fk_{table}_{column}_{parent}", ondelete="RESTRICT"
        )


# --- conditions -------------------------------------------------------------------------------

ASSET_OR_LOAN: Final = "(asset_id IS NULL) <> (loan_id IS NULL)"
"""Condition of a row that belongs to an asset or to a loan, and never to both."""


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Write the condition of an enumeration (`IN` would be rewritten by a batch rebuild)."""
    return " OR ".join(f"{column} = '{value}'" for value in values)


def or_null(column: str, condition: str) -> str:
    """Write the condition of a column that may have no value."""
    return f"{column} IS NULL OR ({condition})"


def a_day(column: str) -> str:
    """Write the condition of an ISO date that exists, between 1900 and 2199."""
    return (
        f"{column} BETWEEN '1900-01-01' AND '2199-12-31' AND {column} IS date({column}, '+0 days')"
    )


def a_currency(column: str) -> str:
    """Write the condition of a currency code: three capital letters (ISO 4217)."""
    return f"length(CAST({column} AS BLOB)) = 3 AND {column} GLOB '[A-Z][A-Z][A-Z]'"


def a_country(column: str) -> str:
    """Write the condition of a country code: two capital letters (ISO 3166-1)."""
    return f"length(CAST({column} AS BLOB)) = 2 AND {column} GLOB '[A-Z][A-Z]'"


def a_rate(column: str) -> str:
    """Write the condition of an exchange rate or a price: a plain decimal number above zero."""
    return (
        f"typeof({column}) = 'text' AND length({column}) BETWEEN 1 AND 40"
        f" AND length(CAST({column} AS BLOB)) = length({column})"
        f" AND {column} GLOB '[0-9]*' AND {column} NOT GLOB '*[^0-9.]*'"
        f" AND {column} NOT GLOB '*.*.*' AND {column} NOT GLOB '*.'"
        f" AND CAST({column} AS REAL) > 0"
    )


def a_flag(column: str) -> str:
    """Write the condition of a yes (1) or no (0)."""
    return f"{column} = 0 OR {column} = 1"


def a_count(column: str, least: int, most: int) -> str:
    """Write the condition of a whole number between bounds, both included."""
    return f"typeof({column}) = 'integer' AND {column} BETWEEN {least} AND {most}"


def a_share() -> str:
    """Write the condition of a fraction `num/den`: whole numbers, 0 to a million."""
    return (
        "typeof(num) = 'integer' AND typeof(den) = 'integer'"
        f" AND den BETWEEN 1 AND {LARGEST_SHARE} AND num BETWEEN 0 AND {LARGEST_SHARE}"
    )
