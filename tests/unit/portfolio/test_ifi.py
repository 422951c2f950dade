"""The estimate of the tax on property wealth, against the scale and examples of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from patrimoine_gui.errors import ParameterMissing
from patrimoine_gui.portfolio import ifi
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Loan,
    LoanKind,
    LoanShare,
    Member,
    Ownership,
    Right,
)
from patrimoine_gui.portfolio.ifi import Caveat, Doubt, Estimate, LeftOut
from tests.examples.regulations import LAW

DAY = date(2026, 1, 1)
ME, CHILD = Member(1, "", "Moi"), Member(2, "", "Enfant", in_tax_household=False, position=1)
HOME = Asset(1, "", "Maison", AssetGroup.PROPERTY, "residence_principale")
FLAT = Asset(2, "", "Studio", AssetGroup.PROPERTY, "locatif")
FUND = Asset(3, "", "Vie", AssetGroup.FINANCIAL, "assurance_vie")
LOAN = Loan(10, "", "Prêt")


def euros(amount: int) -> int:
    return amount * 100


def estimated(
    household: Household, values: dict[int, int | None], owed: dict[int, int | None] | None = None
) -> Estimate:
    return ifi.estimate(household, values, owed or {}, LAW, DAY)


def a_right(
    number: int, member: int | None, right: Right, part: tuple[int, int] = (1, 1)
) -> Ownership:
    return Ownership(number, "", 2, None, member, *part, right=right)


@pytest.mark.parametrize(
    ("base", "by_scale", "relief"),
    [
        # Oracle: schema-history.md; 1 374 000 is the example of BOI-PAT-IFI-40-10, paragraph 20.
        (0, 0, 0),
        (1_300_000, 0, 0),
        (1_320_000, 2_640, 1_000),
        (1_374_000, 3_018, 325),
        (1_400_000, 3_200, 0),
        (2_570_000, 11_390, 0),
        # By hand: 11 390 + 24 300 + 62 500 + 15 000.
        (11_000_000, 113_190, 0),
    ],
)
def test_tax_on_a_base(base: int, by_scale: int, relief: int) -> None:
    found = ifi.tax(euros(base), LAW, DAY)
    assert (found.by_scale, found.relief) == (euros(by_scale), euros(relief))
    assert found.due == euros(by_scale - relief)


def test_a_law_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(ParameterMissing):
        ifi.tax(euros(2_000_000), LAW, date(2017, 1, 1))


def test_main_home_counts_for_seventy_percent() -> None:
    # 1 000 000 x 70 % + 800 000.
    found = estimated(
        Household((HOME, FLAT), members=(ME,)), {1: euros(1_000_000), 2: euros(800_000)}
    )
    assert [item.taxable for item in found.properties] == [euros(700_000), euros(800_000)]
    assert found.base == euros(1_500_000)
    assert found.tax.due == euros(3_900)  # 2 500 + 200 000 x 0.7 %
    assert found.caveats == ()
    assert found.left_out == tuple(LeftOut)


def test_only_the_dearest_of_two_main_homes_has_the_allowance() -> None:
    other = replace(HOME, id=4)
    found = estimated(Household((HOME, other), members=(ME,)), {1: euros(100), 4: euros(200)})
    assert [item.taxable for item in found.properties] == [euros(100), euros(140)]
    assert found.caveats == (Caveat(Doubt.SEVERAL_MAIN_HOMES, asset_id=1),)


@pytest.mark.parametrize(
    ("details", "taxable", "doubts"),
    [
        ({}, [], []),
        ({"ifi_percent": "12.5"}, [12_500], []),
        ({"ifi_percent": 40}, [40_000], []),
        ({"ifi_percent": 0}, [], []),
        ({"ifi_percent": "beaucoup"}, [], [Doubt.PERCENT_UNREADABLE]),
        ({"ifi_percent": "NaN"}, [], [Doubt.PERCENT_UNREADABLE]),
        ({"ifi_percent": 101}, [], [Doubt.PERCENT_UNREADABLE]),
    ],
)
def test_the_part_that_is_flagged(
    details: dict[str, object], taxable: list[int], doubts: list[Doubt]
) -> None:
    found = estimated(Household((replace(FUND, details=details),), members=(ME,)), {3: 100_000})
    assert [item.taxable for item in found.properties] == taxable
    assert [remark.doubt for remark in found.caveats] == doubts


def test_an_unreadable_flag_of_property_leaves_it_taxed_and_is_told_once() -> None:
    flat = replace(FLAT, details={"ifi_percent": "?"})
    share = LoanShare(1, "", 10, 2, 1, 1)
    found = estimated(
        Household((flat,), loans=(LOAN,), loan_shares=(share,), members=(ME,)),
        {2: 100_000},
        {10: 40_000},
    )
    assert (found.gross, found.debts, found.base) == (100_000, 40_000, 60_000)
    assert [remark.doubt for remark in found.caveats] == [Doubt.PERCENT_UNREADABLE]


def test_what_has_no_value_is_told() -> None:
    found = estimated(Household((FLAT,), members=(ME,)), {2: None})
    assert found.properties == ()
    assert found.caveats == (Caveat(Doubt.UNVALUED, asset_id=2),)


def test_what_does_not_count_in_net_worth_does_not_count() -> None:
    flat = replace(FLAT, in_net_worth=False)
    assert estimated(Household((flat,), members=(ME,)), {2: 100}).properties == ()


@pytest.mark.parametrize("members", [(), (CHILD,)])
def test_nothing_is_taxed_without_a_tax_household(members: tuple[Member, ...]) -> None:
    assert estimated(Household((FLAT,), members=members), {2: 100}).properties == ()


@pytest.mark.parametrize("last", ["died_on", "left_on"])
def test_who_died_or_left_before_the_day_is_not_taxed(last: str) -> None:
    there, gone = (replace(ME, **{last: day}) for day in (DAY, DAY - timedelta(1)))  # type: ignore[arg-type]
    (taxed,) = estimated(Household((FLAT,), members=(there,)), {2: 100}).properties
    assert taxed.value == 100
    assert estimated(Household((FLAT,), members=(gone,)), {2: 100}).properties == ()


@pytest.mark.parametrize(
    ("rights", "taxed"),
    [
        ([a_right(1, 1, Right.FULL, (1, 2)), a_right(2, 2, Right.FULL, (1, 2))], 50_000),
        ([a_right(1, 1, Right.FULL, (1, 3)), a_right(2, None, Right.FULL, (2, 3))], 33_333),
        # Article 968: the usufructuary is taxed on the whole.
        ([a_right(1, 1, Right.USUFRUCT), a_right(2, 2, Right.BARE)], 100_000),
        ([a_right(1, 2, Right.USUFRUCT), a_right(2, 1, Right.BARE)], 0),
        ([a_right(2, 1, Right.BARE)], 0),
    ],
)
def test_shares(rights: list[Ownership], taxed: int) -> None:
    found = estimated(
        Household((FLAT,), members=(ME, CHILD), ownerships=tuple(rights)), {2: 100_000}
    )
    assert found.gross == taxed


@pytest.mark.parametrize(
    ("term", "mine", "taxed"),
    [
        (date(2025, 12, 31), Right.BARE, 100_000),
        (date(2026, 1, 1), Right.BARE, 0),
        (date(2025, 12, 31), Right.USUFRUCT, 0),
    ],
)
def test_after_its_term_a_usufruct_is_the_bare_owner_s(term: date, mine: Right, taxed: int) -> None:
    other = Right.BARE if mine is Right.USUFRUCT else Right.USUFRUCT
    rows = (a_right(1, 1, mine), a_right(2, 2, other))
    dated = tuple(
        replace(row, usufruct_term=term) if row.right is Right.USUFRUCT else row for row in rows
    )
    found = estimated(Household((FLAT,), members=(ME, CHILD), ownerships=dated), {2: 100_000})
    assert found.gross == taxed


@pytest.mark.parametrize(
    ("starts", "ends", "taxed"),
    [
        (DAY, DAY, 50_000),
        (date(2026, 1, 2), None, 100_000),  # not yet: as if nobody had said anything
        (None, date(2025, 12, 31), 100_000),
    ],
)
def test_rows_in_force(starts: date | None, ends: date | None, taxed: int) -> None:
    row = replace(a_right(1, 1, Right.FULL, (1, 2)), starts_on=starts, ends_on=ends)
    found = estimated(Household((FLAT,), members=(ME,), ownerships=(row,)), {2: 100_000})
    assert found.gross == taxed


def with_debt(loan: Loan, *, asset: Asset = FLAT, part: tuple[int, int] = (1, 1)) -> Household:
    share = LoanShare(1, "", loan.id, asset.id, *part)
    return Household((asset,), loans=(loan,), loan_shares=(share,), members=(ME, CHILD))


@pytest.mark.parametrize(
    ("household", "owed", "debts"),
    [
        (with_debt(LOAN), 30_000, 30_000),
        (with_debt(LOAN, part=(1, 2)), 30_000, 15_000),
        (with_debt(LOAN), 300_000, 300_000),
        # BOI-PAT-IFI-20-40-10, paragraph 160: up to the taxable value of the main home.
        (with_debt(LOAN, asset=HOME), 60_000, 60_000),
        (with_debt(LOAN, asset=HOME), 80_000, 70_000),
        # In proportion to what is taxed.
        (with_debt(LOAN, asset=replace(FUND, details={"ifi_percent": 50})), 30_000, 15_000),
        (with_debt(LOAN, asset=FUND), 30_000, 0),
        (with_debt(replace(LOAN, off_balance=True)), 30_000, 0),
        (with_debt(LOAN), None, 0),
        (with_debt(replace(LOAN, kind=LoanKind.FAMILY)), 30_000, 0),
    ],
)
def test_debts(household: Household, owed: int | None, debts: int) -> None:
    asset = household.assets[0]
    found = estimated(household, {asset.id: 100_000}, {10: owed})
    assert found.debts == debts
    assert found.base == max(found.gross - debts, 0)


def test_debts_that_are_not_deducted_are_told() -> None:
    family = with_debt(replace(LOAN, kind=LoanKind.FAMILY))
    assert estimated(family, {2: 1}, {10: 1}).caveats == (Caveat(Doubt.FAMILY_LOAN, loan_id=10),)
    assert estimated(with_debt(LOAN), {2: 1}).caveats == (Caveat(Doubt.UNVALUED, loan_id=10),)


def test_a_debt_of_somebody_else_is_not_deducted() -> None:
    row = Ownership(1, "", None, 10, 2, 1, 1, right=Right.DEBT)
    household = replace(with_debt(LOAN), ownerships=(row,))
    assert estimated(household, {2: 100_000}, {10: 30_000}).debts == 0


@pytest.mark.parametrize(
    ("first", "deducted"),
    [
        # Article 974, II: 100 000 over ten years, by whole years gone.
        (date(2022, 1, 1), 60_000),
        (date(2022, 1, 2), 70_000),
        (date(2027, 1, 1), 100_000),
        (date(2010, 1, 1), 0),
        (None, 100_000),
    ],
)
def test_a_loan_paid_at_the_end_is_deducted_year_by_year(first: date | None, deducted: int) -> None:
    bullet = replace(LOAN, kind=LoanKind.BULLET, principal=100_000, months=120, first_due_on=first)
    assert estimated(with_debt(bullet), {2: 900_000}, {10: 100_000}).debts == deducted
