"""What may be entered: each function lets a value pass or refuses it with a typed error.

The bounds are those of the conditions in the file, so that whatever passes here can be written.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.models.base import LARGEST_AMOUNT, LARGEST_SHARE
from patrimoine_gui.errors import EntityMissing, InputFault, InputRefused
from patrimoine_gui.portfolio import iso_4217
from patrimoine_gui.portfolio.commands.row_snapshot import UnreadableToken

if TYPE_CHECKING:
    from typing import NoReturn

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
MOST_DECIMALS: Final = 18
"""Of a quantity or a price: the smallest unit of the coins that divide furthest."""

MOST: Final = Decimal(10) ** 15
"""Quantities and prices stay below, either way."""

_LEAST_RATE, _MOST_RATE = Decimal(-10), Decimal(100)
_THREE_CAPITALS: Final = re.compile(r"[A-Z]{3}")
_TWO_CAPITALS: Final = re.compile(r"[A-Z]{2}")
_ISIN: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")


class Validator:
    """Checks the values that were entered for one record, and names it in what it refuses."""

    def __init__(self, entity: str) -> None:
        """Begin.

        Args:
            entity: table of the record.
        """
        self._entity = entity

    def refuse(self, fault: InputFault, attribute: str) -> NoReturn:
        """Refuse a value.

        Raises:
            InputRefused: always; it names the attribute and never the value.
        """
        raise InputRefused(fault, self._entity, attribute)

    def missing(self, entity: str) -> NoReturn:
        """Refuse to refer to what is not there.

        Raises:
            EntityMissing: always.
        """
        raise EntityMissing(entity)

    def name(self, attribute: str, text: str, present: object = None) -> None:
        """Ask for a name: something besides spaces.

        Args:
            attribute: the one that is a name.
            text: what was entered.
            present: the name so far; one that cannot be read is kept when nothing is entered.
        """
        if not text.strip() and not isinstance(present, UnreadableToken):
            self.refuse(InputFault.NAME_MISSING, attribute)

    def day(self, attribute: str, day: date | None) -> None:
        """Ask for a day between 1900 and 2199; None for none."""
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            self.refuse(InputFault.DAY_OUT_OF_RANGE, attribute)

    def order(self, attribute: str, first: date | None, last: date | None) -> None:
        """Ask that two days, where both are known, do not stand the wrong way round."""
        if first is not None and last is not None and last < first:
            self.refuse(InputFault.DAYS_OUT_OF_ORDER, attribute)

    def amount(self, attribute: str, amount: int | None) -> None:
        """Ask for an amount between -10^13 and 10^13 smallest units; None for none."""
        if amount is not None and abs(amount) > LARGEST_AMOUNT:
            self.refuse(InputFault.AMOUNT_OUT_OF_RANGE, attribute)

    def amount_owed(self, attribute: str, amount: int | None) -> None:
        """Ask for an amount that is not below zero; None for none."""
        self.amount(attribute, amount)
        if amount is not None and amount < 0:
            self.refuse(InputFault.AMOUNT_OUT_OF_RANGE, attribute)

    def needed(self, attribute: str, value: object) -> None:
        """Ask for a value where the kind of the record cannot do without."""
        if value is None:
            self.refuse(InputFault.AMOUNT_MISSING, attribute)

    def currency(self, attribute: str, code: str, day: date) -> None:
        """Ask for a code of ISO 4217 that is in use on a day."""
        if not _THREE_CAPITALS.fullmatch(code):
            self.refuse(InputFault.CURRENCY_MALFORMED, attribute)
        if iso_4217.has_ended(code, day):
            self.refuse(InputFault.CURRENCY_ENDED, attribute)
        if not iso_4217.is_in_use(code, day):
            self.refuse(InputFault.CURRENCY_UNKNOWN, attribute)

    def currency_of_amount(
        self, attribute: str, code: str, own: str | None, *, day: date, today: date
    ) -> None:
        """Ask for the currency of what an amount is about, or for another one that is in use.

        Its own may be one that ended, of days before the end alone.

        Args:
            attribute: the one that is a currency.
            code: what was entered.
            own: the currency of the asset or of the loan.
            day: the one that the amount is of.
            today: the day on which it is entered.
        """
        if code != own:
            self.currency(attribute, code, today)
        elif iso_4217.has_ended(code, day):
            self.refuse(InputFault.CURRENCY_ENDED, attribute)

    def country(self, attribute: str, code: str) -> None:
        """Ask for two capital letters; "" for none."""
        if code and not _TWO_CAPITALS.fullmatch(code):
            self.refuse(InputFault.COUNTRY_MALFORMED, attribute)

    def quantity(self, attribute: str, value: Decimal | None) -> None:
        """Ask for a finite quantity below 10^15 either way, of 18 decimals; None for none."""
        if value is not None and not _is_plain(value):
            self.refuse(InputFault.QUANTITY_OUT_OF_RANGE, attribute)

    def quantity_moved(self, attribute: str, value: Decimal) -> None:
        """Ask for a quantity above zero."""
        if not _is_plain(value) or value <= 0:
            self.refuse(InputFault.QUANTITY_OUT_OF_RANGE, attribute)

    def price(self, attribute: str, value: Decimal) -> None:
        """Ask for a price or an exchange rate: above zero, below 10^15, of 18 decimals."""
        if not _is_plain(value) or value <= 0:
            self.refuse(InputFault.PRICE_OUT_OF_RANGE, attribute)

    def price_paid(self, attribute: str, value: Decimal | None) -> None:
        """Ask for a price that may be zero (a gift, a grant); None for none."""
        if value is not None and not (_is_plain(value) and value >= 0):
            self.refuse(InputFault.PRICE_OUT_OF_RANGE, attribute)

    def rate(self, attribute: str, percent: Decimal | None) -> None:
        """Ask for an interest rate between -10 and 100 percent a year; None for none."""
        if percent is not None and not (
            _is_plain(percent) and _LEAST_RATE <= percent <= _MOST_RATE
        ):
            self.refuse(InputFault.RATE_OUT_OF_RANGE, attribute)

    def count(self, attribute: str, value: int | None, least: int, most: int) -> None:
        """Ask for a whole number between two bounds; None for none."""
        if value is not None and not least <= value <= most:
            self.refuse(InputFault.COUNT_OUT_OF_RANGE, attribute)

    def share(self, num: int, den: int) -> None:
        """Ask for a fraction of whole numbers up to a million; above one whole it is kept too.

        Shares that add up to more than the whole are shown as an anomaly, never refused.
        """
        if not (0 <= num <= LARGEST_SHARE and 1 <= den <= LARGEST_SHARE):
            self.refuse(InputFault.SHARE_MALFORMED, "num")

    def isin(self, attribute: str, code: str) -> None:
        """Ask for an ISIN whose check digit fits; "" for none."""
        if code and not is_isin(code):
            self.refuse(InputFault.ISIN_MALFORMED, attribute)

    def one_subject(self, asset_id: int | None, loan_id: int | None) -> None:
        """Ask that a record belongs to an asset or to a loan, and not to both."""
        if (asset_id is None) == (loan_id is None):
            self.refuse(InputFault.SUBJECT_AMBIGUOUS, "asset_id")


def _is_plain(value: Decimal) -> bool:
    """Tell a number that can be written without an exponent in few enough digits."""
    if not value.is_finite() or abs(value) >= MOST:
        return False
    exponent = value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_DECIMALS


def is_isin(code: str) -> bool:
    """Tell whether a code is an ISIN.

    Source: ISO 6166: two letters, nine characters, and a check digit (Luhn over the code, each
    letter written as the number 10 to 35).
    """
    if not _ISIN.fullmatch(code):
        return False
    digits = "".join(str(int(character, 36)) for character in code)
    return _luhn(digits) % 10 == 0


def _luhn(digits: str) -> int:
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(number, 10)) for number in doubled)
