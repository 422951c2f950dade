"""What a household of formats 0006 to 0013 is worth at a day, to the cent of a euro.

Frozen. Assets are worth their latest value, or their securities at the latest price; loans are
owed by their terms, or by the latest balance known. A currency is converted at the latest rate
on or before the day. An implementation of its own: the application has another, and a test holds
both to the same cent.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator  # noqa: TC003  (frozen: imports stay plain)
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from migrations.frozen.records_v1 import RecordsV1, day_v1, decimal_v1, whole_v1
from migrations.frozen.schedule_v1 import (
    OPEN_ENDED,
    EventV1,
    TermsV1,
    balances_v1,
    start_v1,
)

_EXACT = Context(prec=130, rounding=ROUND_HALF_UP)
_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_POSITIONS, _LOANS, _TERMS = 6, 7, 13

Word = tuple[str, int, int, str, str]
"""Day, id, amount in minor units (below zero for what is owed), currency and source."""


class OwnedV1(NamedTuple):
    """An asset, or a loan (`is_owed`), as far as its worth goes.

    `number` is the id that it has where loans and assets share their numbers, below 0007.
    `has_balances` tells of a loan whose bank gave balances apart from the dated values.
    """

    id: int
    number: int
    uid: str
    is_owed: bool
    has_positions: bool
    opened: date | None
    closed: date | None
    is_counted: bool
    currency: str
    terms: TermsV1 | None
    has_balances: bool = False

    @property
    def key(self) -> tuple[bool, int]:
        """What tells it from every other."""
        return self.is_owed, self.id

    @property
    def is_plain(self) -> bool:
        """Whether it is worth its latest value, and nothing else comes into it."""
        dated = self.opened or self.closed
        is_computed = self.has_positions or self.terms or self.has_balances
        return not (is_computed or dated) and self.is_counted


class WorthV1:
    """Works out the worth of each asset and loan of one file.

    Attributes:
        owned: assets by id, then loans by id.
        unread: ids of the dated values whose amount cannot be read, among those asked for.
    """

    def __init__(self, records: RecordsV1) -> None:
        self._records = records
        self._db = records.connection
        self._events = _events(records)
        loans = (
            owned._replace(has_balances=any(map(_is_balance, self._events.get(owned.id, ()))))
            for owned in _loans(records)
        )
        self.owned = [*_assets(records), *loans]
        self._rates = _rates(records)
        self._positions = _positions(records)
        self._securities = dict(self._db.execute("SELECT id, currency FROM security"))
        amount = records.opener("valuation", "amount")
        self._amount = amount or (lambda value: value)
        self.unread: set[int] = set()

    def words(self, owned: OwnedV1) -> list[Word]:
        """Read the dated values of an asset or a loan, in order; what cannot be read is left."""
        column = "loan_id" if owned.is_owed else "asset_id"
        rows = self._db.execute(
            "SELECT as_of, id, amount, currency, source FROM valuation"
            f" WHERE {column} = ? ORDER BY as_of, id",
            (owned.id,),
        )
        found = []
        for day, key, stored, currency, source in rows:
            amount = whole_v1(self._amount(stored))
            if amount is None:
                self.unread.add(key)
            else:
                found.append((day, key, -amount if owned.is_owed else amount, currency, source))
        return found

    def days(self, owned: OwnedV1) -> set[date]:
        """Give the days that a computed worth adds to those of the values."""
        found: set[date] = set()
        if owned.has_positions:
            for held in self._positions.get(owned.id, {}).values():
                found |= {day for day, _quantity in held}
        if owned.is_owed:
            found |= {event.on for event in self._events.get(owned.id, ()) if _is_balance(event)}
            found |= {start_v1(owned.terms)} if owned.terms else set()
        return found

    def at(self, owned: OwnedV1, days: list[date], words: list[Word]) -> list[int | None]:
        """Give the worth in euro cents at each of some days in order; None where it has none.

        An asset that is not counted is worth nothing here.
        """
        if not owned.is_counted:
            return [0 for _day in days]
        if owned.is_owed:
            found = self._owed(owned, days, words)
        else:
            found = [self._held(owned, day, words) for day in days]
        return [
            0 if _is_outside(owned, day) else value for day, value in zip(days, found, strict=True)
        ]

    # --- assets -----------------------------------------------------------------------------------

    def _held(self, owned: OwnedV1, day: date, words: list[Word]) -> int | None:
        if owned.has_positions:
            lines = self._lines(owned, day)
            known = [cents for cents in lines or () if cents is not None]
            if known or lines == []:
                return sum(known)
        return self.plain(words, day)

    def plain(self, words: list[Word], day: date) -> int | None:
        """Give the latest value by a day in euro cents, None where there is none or no rate."""
        rank = bisect_right(words, day.isoformat(), key=lambda word: word[0])
        if not rank:
            return None
        _day, _id, amount, currency, _source = words[rank - 1]
        return self.euros(Decimal(amount), currency, day)

    def _lines(self, owned: OwnedV1, day: date) -> list[int | None] | None:
        """Give what each security held is worth, None for one without price or rate.

        Nothing held any more is an empty list; nothing known by that day is None.
        """
        found: list[int | None] = []
        is_known = False
        for security, held in self._positions.get(owned.id, {}).items():
            rank = bisect_right(held, day, key=lambda item: item[0])
            if rank:
                is_known = True
                quantity = held[rank - 1][1]
                if quantity != 0:
                    found.append(self._line(security, quantity, day))
        return found if is_known else None

    def _line(self, security: int, quantity: Decimal | None, day: date) -> int | None:
        if quantity is None:
            return None
        row = self._db.execute(
            "SELECT price FROM price WHERE security_id = ? AND on_date <= ?"
            " ORDER BY on_date DESC LIMIT 1",
            (security, day.isoformat()),
        ).fetchone()
        price = decimal_v1(row[0]) if row else None
        if price is None:
            return None
        currency = self._securities[security]
        minor = _EXACT.multiply(quantity, price).scaleb(decimals_v1(currency), _EXACT)
        return self.euros(minor, currency, day)

    # --- loans ------------------------------------------------------------------------------------

    def _owed(self, owned: OwnedV1, days: list[date], words: list[Word]) -> list[int | None]:
        points = [
            EventV1(date.fromisoformat(day), 0, key, "crd_releve", -amount, None, None)
            for day, key, amount, _currency, _source in words
        ]
        known = sorted([*points, *self._events.get(owned.id, ())], key=_order)
        if owned.terms:
            balances = balances_v1(owned.terms, known, days)
            return [
                self.euros(Decimal(-balance), owned.currency, day)
                for day, balance in zip(days, balances, strict=True)
            ]
        events = [event for event in known if event.kind == "crd_releve"]
        currencies = {key: currency for _day, key, _amount, currency, _source in words}
        return [self._last(events, currencies, owned, day) for day in days]

    def _last(
        self, events: list[EventV1], currencies: dict[int, str], owned: OwnedV1, day: date
    ) -> int | None:
        rank = bisect_right(events, day, key=lambda event: event.on)
        if not rank:
            return None
        event = events[rank - 1]
        currency = currencies[event.key] if event.rank == 0 else owned.currency
        return self.euros(Decimal(-(event.amount or 0)), currency, day)

    # --- currencies -------------------------------------------------------------------------------

    def euros(self, minor: Decimal, currency: str, day: date) -> int | None:
        """Convert an amount in minor units into cents, half up; None without a rate."""
        if currency == "EUR":
            return int(minor.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))
        days, rates = self._rates.get(currency, ([], []))
        rank = bisect_right(days, day)
        if not rank:
            return None
        cents = _EXACT.multiply(minor.scaleb(2 - decimals_v1(currency), _EXACT), rates[rank - 1])
        return int(cents.quantize(Decimal(1), ROUND_HALF_UP, _EXACT))


def decimals_v1(currency: str) -> int:
    """Give how many decimals a currency has (ISO 4217)."""
    if currency in _WITHOUT:
        return 0
    return 3 if currency in _WITH_THREE else 2


def _is_outside(owned: OwnedV1, day: date) -> bool:
    if owned.opened is not None and day < owned.opened:
        return True
    return owned.closed is not None and day > owned.closed


def _is_balance(event: EventV1) -> bool:
    return event.kind == "crd_releve" and event.amount is not None


def _order(event: EventV1) -> tuple[date, int, int]:
    return event.on, event.rank, event.key


# --- what is read at once -------------------------------------------------------------------------


def _assets(records: RecordsV1) -> Iterator[OwnedV1]:
    more = ", opened_on, closed_on, in_net_worth" if records.revision >= _TERMS else ""
    for row in records.rows("asset", f"id, uid, valuation_mode, currency{more}"):
        key, uid, mode, currency, *rest = row
        opened, closed, is_counted = rest or (None, None, 1)
        yield OwnedV1(
            id=int(str(key)),
            number=int(str(key)),
            uid=str(uid),
            is_owed=False,
            has_positions=mode == "positions",
            opened=day_v1(opened),
            closed=day_v1(closed),
            is_counted=is_counted != 0,
            currency=str(currency),
            terms=None,
        )


def _loans(records: RecordsV1) -> Iterator[OwnedV1]:
    if records.revision < _LOANS:
        return
    more = (
        ", closed_on, off_balance, kind, principal, rate, months, first_due_on, periodicity,"
        " deferral, deferral_months, balloon"
        if records.revision >= _TERMS
        else ""
    )
    for key, uid, currency, *rest in records.rows("loan", f"id, uid, currency{more}"):
        closed, off_balance, *terms = rest or (None, 0)
        yield OwnedV1(
            id=int(str(key)),
            number=records.loan_numbers.get(int(str(key)), int(str(key))),
            uid=str(uid),
            is_owed=True,
            has_positions=False,
            opened=None,
            closed=day_v1(closed),
            is_counted=off_balance == 0,
            currency=str(currency),
            terms=_terms(*terms) if terms else None,
        )


def _terms(*stored: object) -> TermsV1 | None:
    kind, raw_principal, raw_rate, months, raw_due, periodicity, deferral, deferred, balloon = (
        stored
    )
    principal, rate, due = whole_v1(raw_principal), decimal_v1(raw_rate), day_v1(raw_due)
    if principal is None or rate is None or due is None or type(months) is not int:
        return None
    if kind in OPEN_ENDED:
        return None
    return TermsV1(
        kind=str(kind),
        principal=principal,
        rate=rate,
        months=months,
        first_due=due,
        periodicity=str(periodicity),
        deferral=str(deferral),
        deferral_months=deferred if type(deferred) is int else 0,
        balloon=whole_v1(balloon) or 0,
    )


def _events(records: RecordsV1) -> dict[int, list[EventV1]]:
    found: dict[int, list[EventV1]] = {}
    if records.revision < _TERMS:
        return found
    for loan, key, on, kind, amount, rate, keep in records.rows(
        "loan_event", "loan_id, id, on_date, kind, amount, rate, keep"
    ):
        day = day_v1(on)
        if day is not None and isinstance(loan, int) and isinstance(key, int):
            event = EventV1(
                day,
                1,
                key,
                str(kind),
                whole_v1(amount),
                decimal_v1(rate),
                None if keep is None else str(keep),
            )
            found.setdefault(loan, []).append(event)
    return {loan: sorted(events, key=_order) for loan, events in found.items()}


def _positions(records: RecordsV1) -> dict[int, dict[int, list[tuple[date, Decimal | None]]]]:
    found: dict[int, dict[int, list[tuple[date, Decimal | None]]]] = {}
    if records.revision < _POSITIONS:
        return found
    for asset, security, as_of, quantity in records.rows(
        "position", "asset_id, security_id, as_of, quantity", "ORDER BY as_of, id"
    ):
        day = day_v1(as_of)
        if day is not None and isinstance(asset, int) and isinstance(security, int):
            held = found.setdefault(asset, {}).setdefault(security, [])
            held.append((day, decimal_v1(quantity)))
    return found


def _rates(records: RecordsV1) -> dict[str, tuple[list[date], list[Decimal]]]:
    """Give euros for one unit of each currency; a rate given in euros wins over one inverted."""
    direct: dict[str, dict[date, Decimal]] = {}
    rows = records.connection.execute(
        "SELECT base, quote, on_date, rate FROM fx_rate ORDER BY (quote = 'EUR'), id"
    )
    for base, quote, on, rate in rows:
        day, value = day_v1(on), decimal_v1(rate)
        if day is None or value is None or "EUR" not in {base, quote} or value <= 0:
            continue
        currency = base if quote == "EUR" else quote
        direct.setdefault(currency, {})[day] = value if quote == "EUR" else 1 / value
    return {
        currency: (
            [day for day, _rate in sorted(days.items())],
            [r for _d, r in sorted(days.items())],
        )
        for currency, days in direct.items()
    }


def day_after_v1(day: date) -> date:
    """Give the day after."""
    return day + timedelta(days=1)
