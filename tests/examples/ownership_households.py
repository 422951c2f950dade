"""A house and a loan, and who is said to own them, for the tests of ownership."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Loan,
    Member,
    Ownership,
    Right,
    Valuation,
)
from patrimoine_gui.portfolio.ownership import Owner, OwnerKind, Owners
from tests.examples import regulations

if TYPE_CHECKING:
    from fractions import Fraction

TODAY = date(2026, 11, 23)
PAUL, LEA = Owner(OwnerKind.MEMBER, 1), Owner(OwnerKind.MEMBER, 2)
FULL, USED, BARE, DEBT = Right.FULL, Right.USUFRUCT, Right.BARE, Right.DEBT


def member(key: int, birth: date | None = None, **more: object) -> Member:
    return Member(key, f"m{key}", f"member {key}", birth, position=key, **more)  # type: ignore[arg-type]


def row(key: int, who: int | str, share: str, right: Right = FULL, **more: object) -> Ownership:
    """Write a share such as "1/3" of the asset 1, of a member by his id or somebody by name."""
    num, den = map(int, share.split("/"))
    known = {"asset_id": 1, "loan_id": None, **more}
    known |= {"member_id": who} if isinstance(who, int) else {"third_party_name": who}
    known.setdefault("member_id", None)
    return Ownership(key, f"o{key}", num=num, den=den, right=right, **known)  # type: ignore[arg-type]


def household(*rows: Ownership, births: tuple[date | None, ...] = (None, None)) -> Household:
    """Give a house of 100 003 cents and a loan of 5 001, and the members born on some days."""
    return Household(
        assets=(Asset(1, "a1", "house", AssetGroup.PROPERTY, "residence_principale"),),
        loans=(Loan(2, "l2", "loan"),),
        valuations=(
            Valuation(1, "v1", 1, None, date(2000, 1, 1), 100_003),
            Valuation(2, "v2", None, 2, date(2000, 1, 1), 5_001),
        ),
        members=tuple(member(rank, birth) for rank, birth in enumerate(births, 1)),
        ownerships=rows,
        parameters=regulations.PARAMETERS,
    )


def shares(
    *rows: Ownership, on: date = TODAY, births: tuple[date | None, ...] = (None, None)
) -> dict[Owner, Fraction]:
    return dict(Owners(household(*rows, births=births)).shares(1, on))
