"""An indicative estimate of the tax on property wealth (IFI), never tax advice.

Source: articles 964 to 977 of the tax code, and BOI-PAT-IFI. What it leaves out is said by
`Estimate.left_out`: the ceiling by income, reductions for gifts, the limit of debts of large
estates, partial exemptions of woods and rural property, usufructs that article 968 shares out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from patrimoine_gui.portfolio.household import LoanKind, Right
from patrimoine_gui.portfolio.subtypes import catalog, details

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from patrimoine_gui.portfolio.household import Asset, Household, Loan, Ownership
    from patrimoine_gui.portfolio.regulations import Regulations

_WHOLE: Final = 100


class Doubt(Enum):
    """What makes an estimate less sure."""

    UNVALUED = "no value in euros"
    PERCENT_UNREADABLE = "taxable percentage unreadable"
    SEVERAL_MAIN_HOMES = "only one main home has the allowance"
    FAMILY_LOAN = "loan of the family is not deducted"


class LeftOut(Enum):
    """Rules of the tax that the estimate does not know."""

    INCOME_CEILING = "ceiling by income"
    GIFTS = "reductions for gifts"
    DEBTS_OF_LARGE_ESTATES = "limit of debts of large estates"
    PARTIAL_EXEMPTIONS = "partial exemptions"
    SHARED_USUFRUCT = "usufruct of a surviving spouse by law"


@dataclass(frozen=True, slots=True)
class Caveat:
    """A doubt about one asset or one loan."""

    doubt: Doubt
    asset_id: int | None = None
    loan_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaxedProperty:
    """One asset in the base; amounts in euro cents.

    Attributes:
        asset_id: which.
        value: of the share of the tax household.
        taxable: what of it enters the base, allowance deducted.
        debts: deducted because of it.
    """

    asset_id: int
    value: int
    taxable: int
    debts: int


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax on a base; amounts in euro cents.

    Attributes:
        by_scale: before the relief.
        relief: of the bases just above the threshold.
    """

    by_scale: int
    relief: int

    @property
    def due(self) -> int:
        """What would be due."""
        return self.by_scale - self.relief


@dataclass(frozen=True, slots=True)
class Estimate:
    """An indicative estimate for the tax household on a day, usually 1 January.

    Attributes:
        properties: what enters the base, in the order of the assets.
        tax: on the base.
        caveats: what makes it less sure.
    """

    properties: tuple[TaxedProperty, ...]
    tax: Tax
    caveats: tuple[Caveat, ...]

    @property
    def gross(self) -> int:
        """Taxable property before debts, euro cents."""
        return sum(item.taxable for item in self.properties)

    @property
    def debts(self) -> int:
        """Deductible debts, euro cents."""
        return sum(item.debts for item in self.properties)

    @property
    def base(self) -> int:
        """Taxable net value, never below zero, euro cents."""
        return max(self.gross - self.debts, 0)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Rules that this estimate does not know."""
        return tuple(LeftOut)


def tax(base: int, law: Regulations, day: date) -> Tax:
    """Give the tax on a net base: scale and relief of article 977 of the tax code.

    Args:
        base: euro cents.
        law: gives threshold, scale and relief.
        day: of the estimate.

    Raises:
        ParameterMissing: if the law of that day is not known.
    """
    euros = Decimal(base) / 100
    if euros <= law.number("ifi.threshold", day):
        return Tax(0, 0)
    scale = law.scale("ifi.scale", day)
    highs = [low for low, _ in scale[1:]] + [euros]
    parts = (
        max(min(high, euros) - low, Decimal(0)) * rate
        for (low, rate), high in zip(scale, highs, strict=True)
    )
    relief = Decimal(0)
    if euros < law.number("ifi.relief_below", day):
        rate = law.number("ifi.relief_rate", day)
        relief = max(law.number("ifi.relief_amount", day) - euros * rate / 100, relief)
    return Tax(_cents(sum(parts, Decimal(0)) / 100), _cents(relief))


def _cents(euros: Decimal) -> int:
    return _rounded(Fraction(euros) * 100)


def _rounded(cents: Fraction) -> int:
    """Round half up."""
    return (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)


def estimate(
    household: Household,
    values: Mapping[int, int | None],
    owed: Mapping[int, int | None],
    law: Regulations,
    day: date,
) -> Estimate:
    """Estimate the tax of the members of the tax household on a day.

    Args:
        household: gives who owns what, which loan paid for what, and what is taxable: what its
            subtype says, unless its detail "ifi_percent" does. What does not count in net worth
            does not count here.
        values: whole value of each asset on that day, euro cents; None where it has none.
        owed: what is owed on each loan on that day, euro cents, above zero.
        law: the parameters of the law.
        day: usually 1 January.

    Raises:
        ParameterMissing: if the law of that day is not known.
    """
    draft = _Draft(household, day, law)
    for asset in household.assets:
        draft.add(asset, values.get(asset.id))
    draft.allow_main_home()
    for loan in household.loans:
        draft.deduct(loan, owed.get(loan.id))
    properties = draft.properties()
    net = sum(item.taxable - item.debts for item in properties)
    return Estimate(properties, tax(max(net, 0), law, day), tuple(draft.caveats))


class _Draft:
    """An estimate in the making; exact until each asset is rounded."""

    def __init__(self, household: Household, day: date, law: Regulations) -> None:
        self.household = household
        self.day = day
        allowance = law.number("ifi.main_home_allowance", day)
        self.left = 1 - Fraction(allowance) / _WHOLE
        self.caveats: list[Caveat] = []
        self.values: dict[int, Fraction] = {}
        self.taxable: dict[int, Fraction] = {}
        self.debts: dict[int, Fraction] = {}
        self.homes: dict[int, Fraction] = {}
        self.home: int | None = None
        ranked = sorted(household.members, key=lambda member: (member.position, member.id))
        self.first = ranked[0].id if ranked else None
        self.taxed = {member.id for member in ranked if member.counts_in_tax_household(day)}

    def add(self, asset: Asset, value: int | None) -> None:
        """Let an asset enter the base, as far as it is taxable and theirs."""
        part = self._taxed_part(asset)
        share = self._share([row for row in self._rows() if row.asset_id == asset.id])
        if not asset.in_net_worth or not part or not share:
            return
        if value is None:
            self.caveats.append(Caveat(Doubt.UNVALUED, asset_id=asset.id))
            return
        self.values[asset.id] = value * share
        self.taxable[asset.id] = value * share * part
        self.debts[asset.id] = Fraction(0)
        if asset.subtype == catalog.MAIN_HOME:
            self.homes[asset.id] = self.taxable[asset.id]

    def allow_main_home(self) -> None:
        """Deduct the allowance from the main home; from the dearest where there are several."""
        if not self.homes:
            return
        self.home = max(self.homes, key=lambda asset_id: (self.homes[asset_id], -asset_id))
        self.taxable[self.home] *= self.left
        self.caveats += [
            Caveat(Doubt.SEVERAL_MAIN_HOMES, asset_id=asset_id)
            for asset_id in self.homes
            if asset_id != self.home
        ]

    def deduct(self, loan: Loan, owed: int | None) -> None:
        """Deduct a loan from the taxable assets that it paid for."""
        links = [
            link
            for link in self.household.loan_shares
            if link.loan_id == loan.id and link.asset_id in self.taxable
        ]
        share = self._share([row for row in self._rows() if row.loan_id == loan.id])
        if loan.off_balance or not links or not share:
            return
        if loan.kind is LoanKind.FAMILY:
            self.caveats.append(Caveat(Doubt.FAMILY_LOAN, loan_id=loan.id))
        elif owed is None:
            self.caveats.append(Caveat(Doubt.UNVALUED, loan_id=loan.id))
        else:
            amount = share * self._deductible(loan, owed)
            for link in links:
                self._deduct_from(link.asset_id, amount * Fraction(link.num, link.den))

    def _deduct_from(self, asset_id: int, amount: Fraction) -> None:
        """Deduct in proportion to what is taxed; of the main home all, up to its taxable value.

        Source: BOI-PAT-IFI-20-40-10, paragraph 160.
        """
        if asset_id == self.home:
            room = self.taxable[asset_id] - self.debts[asset_id]
            self.debts[asset_id] += min(amount, room)
        else:
            asset = next(item for item in self.household.assets if item.id == asset_id)
            self.debts[asset_id] += amount * self._taxed_part(asset, is_told=True)

    def _deductible(self, loan: Loan, owed: int) -> Fraction:
        """Give what the law lets be deducted of what is owed.

        A loan that is paid back at the end counts as if it were paid back by whole years
        (article 974, II of the tax code).
        """
        if loan.kind is not LoanKind.BULLET:
            return Fraction(owed)
        if loan.principal is None or loan.months is None or loan.first_due_on is None:
            return Fraction(owed)
        since = loan.first_due_on
        is_before = (self.day.month, self.day.day) < (since.month, since.day)
        years = self.day.year - since.year - int(is_before)
        share = max(1 - Fraction(12 * max(years, 0), loan.months), Fraction(0))
        return min(loan.principal * share, Fraction(owed))

    def properties(self) -> tuple[TaxedProperty, ...]:
        """Round what was found."""
        return tuple(
            TaxedProperty(
                asset_id,
                _rounded(value),
                _rounded(self.taxable[asset_id]),
                _rounded(self.debts[asset_id]),
            )
            for asset_id, value in self.values.items()
        )

    def _taxed_part(self, asset: Asset, *, is_told: bool = False) -> Fraction:
        """Give which part of an asset is taxable property."""
        usual = Fraction(catalog.of(asset).ifi_percent) / _WHOLE
        told = asset.details.get(details.TAXED_PERCENT)
        if told is None:
            return usual
        percent = details.percent(told)
        if percent is not None:
            return Fraction(percent) / _WHOLE
        if not is_told:
            self.caveats.append(Caveat(Doubt.PERCENT_UNREADABLE, asset_id=asset.id))
        return usual

    def _rows(self) -> Iterable[Ownership]:
        """Give who owns what on the day."""
        return (
            row
            for row in self.household.ownerships
            if (row.starts_on is None or row.starts_on <= self.day)
            and (row.ends_on is None or row.ends_on >= self.day)
        )

    def _share(self, rows: list[Ownership]) -> Fraction:
        """Give which part counts for the tax household: usufruct as if it were full ownership.

        Source: article 968 of the tax code. Once a usufruct has ended, the bare owner has all.
        Without any row, all is of the first member.
        """
        if not rows:
            return Fraction(int(self.first in self.taxed))
        usufructs = [row for row in rows if row.right is Right.USUFRUCT]
        past = [row for row in usufructs if row.usufruct_term and row.usufruct_term < self.day]
        relevant = [row for row in rows if row.right is not Right.BARE and row not in past]
        share = self._of_taxed(relevant)
        if past:
            bare = self._of_taxed(row for row in rows if row.right is Right.BARE)
            share += bare * _sum(past) / (_sum(usufructs) or 1)
        return share

    def _of_taxed(self, rows: Iterable[Ownership]) -> Fraction:
        return _sum(row for row in rows if row.member_id in self.taxed)


def _sum(rows: Iterable[Ownership]) -> Fraction:
    return sum((Fraction(row.num, row.den) for row in rows), Fraction(0))
