"""Reads members, assets, loans and their values; a row out of the vocabulary raises ValueError."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeVar

from patrimoine_gui.database.uncounted import Uncounted, of_setting
from patrimoine_gui.portfolio.entities import (
    Asset,
    HouseholdInfo,
    Institution,
    Loan,
    LoanEvent,
    LoanShare,
    Member,
    Ownership,
    Valuation,
)
from patrimoine_gui.portfolio.enums import (
    AssetGroup,
    Deferral,
    EventKind,
    InstitutionKind,
    InsuranceMode,
    Keep,
    Liquidity,
    LoanKind,
    Origin,
    Periodicity,
    RateType,
    Regime,
    Right,
    Role,
    ValuationMode,
    ValueSource,
)
from patrimoine_gui.portfolio.repository.row_reader import RowReader, each

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum
    from sqlite3 import Connection

    from patrimoine_gui.portfolio.repository.field_decryption import FieldDecryptor

_E = TypeVar("_E", bound="Enum")

_day = lru_cache(maxsize=32_768)(date.fromisoformat)
"""Thirty years of days come again and again."""


def _maybe_day(written: str | None) -> date | None:
    return None if written is None else _day(written)


def _maybe(kind: Callable[[object], _E], written: object) -> _E | None:
    return None if written is None else kind(written)


def _clear(*texts: str) -> None:
    """Refuse what is not UTF-8 where nothing is encrypted."""
    "".join(texts).encode()


def _info(fields: FieldDecryptor, *row: Any) -> HouseholdInfo:
    key, name, regime, since, note = row
    return HouseholdInfo(
        fields.text("household.name", key, name),
        _maybe(Regime, regime),
        _maybe_day(since),
        fields.text("household.note", key, note),
        fields.illegible(),
    )


INFO: Final = RowReader(
    "household",
    ("id", "name", "regime", "regime_since", "note"),
    ("id",),
    lambda _info: 0,
    each(_info),
)
"""What is said of the household; there is one row at most."""


def uncounted(connection: Connection, fields: FieldDecryptor) -> Uncounted:
    """Read how much is in no total; see `database.uncounted`."""
    found = Uncounted()
    for key, name, token in connection.execute("SELECT id, key, value FROM setting"):
        found += of_setting(name, fields.document("setting.value", key, token))
    fields.illegible()
    return found


def _member(fields: FieldDecryptor, *row: Any) -> Member:
    key, uid, name, born, role, inside, taxed, color, place, died, left, details = row
    return Member(
        key,
        uid,
        fields.text("member.name", key, name),
        fields.day("member.birth_date", key, born),
        Role(role),
        bool(inside),
        bool(taxed),
        color or "",
        place,
        fields.day("member.died_on", key, died),
        fields.day("member.left_on", key, left),
        fields.document("member.details", key, details),
        fields.illegible(),
    )


MEMBERS: Final = RowReader(
    "member",
    (
        *("id", "uid", "name", "birth_date", "role", "in_household", "in_tax_household"),
        *("color", "position", "died_on", "left_on", "details"),
    ),
    ("position", "id"),
    attrgetter("position", "id"),
    each(_member),
)
"""In the order of lists."""


def _institution(fields: FieldDecryptor, *row: Any) -> Institution:
    key, uid, name, kind, country, note = row
    return Institution(
        key,
        uid,
        fields.text("institution.name", key, name),
        _maybe(InstitutionKind, kind),
        country or "",
        fields.text("institution.note", key, note),
        fields.illegible(),
    )


INSTITUTIONS: Final = RowReader(
    "institution",
    ("id", "uid", "name", "kind", "country", "note"),
    ("id",),
    attrgetter("id"),
    each(_institution),
)


def _asset(fields: FieldDecryptor, *row: Any) -> Asset:
    key, uid, name, *rest = row
    group, subtype, institution, parent, currency, mode, opened, paid, closed, *more = rest
    counted, liquidity, stale, details, note, place = more
    _clear(uid, str(subtype), str(currency))
    return Asset(
        id=key,
        uid=uid,
        name=fields.text("asset.name", key, name).strip(),
        group=AssetGroup(group),
        subtype=str(subtype),
        institution_id=institution,
        parent_id=parent,
        currency=str(currency),
        mode=ValuationMode(mode),
        opened_on=_maybe_day(opened),
        first_payment_on=_maybe_day(paid),
        closed_on=_maybe_day(closed),
        in_net_worth=bool(counted),
        liquidity=_maybe(Liquidity, liquidity),
        stale_after_days=stale,
        details=fields.document("asset.details", key, details),
        note=fields.text("asset.note", key, note),
        position=place,
        illegible=fields.illegible(),
    )


ASSETS: Final = RowReader(
    "asset",
    (
        *("id", "uid", "name", "group", "subtype", "institution_id", "parent_asset_id"),
        *("currency", "valuation_mode", "opened_on", "first_payment_on", "closed_on"),
        *("in_net_worth", "liquidity", "stale_after_days", "details", "note", "position"),
    ),
    ("id",),
    attrgetter("id"),
    each(_asset),
)


def _loan(fields: FieldDecryptor, *row: Any) -> Loan:
    key, uid, name, *rest = row
    kind, institution, currency, principal, rate, rate_type, mode, insurance_rate, amount, *more = (
        rest
    )
    first, months, periodicity, deferral, deferred, balloon, off, closed, details, note = more
    _clear(uid, str(currency))
    return Loan(
        id=key,
        uid=uid,
        name=fields.text("loan.name", key, name).strip(),
        kind=LoanKind(kind),
        institution_id=institution,
        currency=str(currency),
        principal=fields.number("loan.principal", key, principal),
        rate=fields.decimal("loan.rate", key, rate),
        rate_type=_maybe(RateType, rate_type),
        insurance_mode=_maybe(InsuranceMode, mode),
        insurance_rate=fields.decimal("loan.insurance_rate", key, insurance_rate),
        insurance_amount=fields.number("loan.insurance_amount", key, amount),
        first_due_on=_maybe_day(first),
        months=months,
        periodicity=Periodicity(periodicity),
        deferral=Deferral(deferral),
        deferral_months=deferred,
        balloon=fields.number("loan.balloon", key, balloon),
        off_balance=bool(off),
        closed_on=_maybe_day(closed),
        details=fields.document("loan.details", key, details),
        note=fields.text("loan.note", key, note),
        illegible=fields.illegible(),
    )


LOANS: Final = RowReader(
    "loan",
    (
        *("id", "uid", "name", "kind", "institution_id", "currency", "principal", "rate"),
        *("rate_type", "insurance_mode", "insurance_rate", "insurance_amount", "first_due_on"),
        *("months", "periodicity", "deferral", "deferral_months", "balloon", "off_balance"),
        *("closed_on", "details", "note"),
    ),
    ("id",),
    attrgetter("id"),
    each(_loan),
)


def _loan_event(fields: FieldDecryptor, *row: Any) -> LoanEvent:
    key, uid, loan, on, kind, amount, rate, keep, note = row
    return LoanEvent(
        key,
        uid,
        loan,
        _day(on),
        EventKind(kind),
        fields.number("loan_event.amount", key, amount),
        fields.decimal("loan_event.rate", key, rate),
        _maybe(Keep, keep),
        fields.text("loan_event.note", key, note),
        fields.illegible(),
    )


LOAN_EVENTS: Final = RowReader(
    "loan_event",
    ("id", "uid", "loan_id", "on_date", "kind", "amount", "rate", "keep", "note"),
    ("on_date", "id"),
    attrgetter("on_date", "id"),
    each(_loan_event),
)


def _loan_share(_fields: FieldDecryptor, *row: Any) -> LoanShare:
    return LoanShare(*row)


LOAN_SHARES: Final = RowReader(
    "loan_asset",
    ("id", "uid", "loan_id", "asset_id", "num", "den"),
    ("id",),
    attrgetter("id"),
    each(_loan_share),
)
"""Which loans paid for which assets."""

_SOURCES: Final = {source.value: source for source in ValueSource}


def _valuation(fields: FieldDecryptor, *row: Any) -> Valuation | None:
    key, uid, asset, loan, on, token, currency, source, guess, note = row
    amount = fields.number("valuation.amount", key, token)
    words = "" if note is None else fields.text("valuation.note", key, note)
    fields.illegible()
    if amount is None:
        return None
    kind = _SOURCES.get(source) or ValueSource(source)
    return Valuation(key, uid, asset, loan, _day(on), amount, currency, kind, bool(guess), words)


VALUATIONS: Final = RowReader(
    "valuation",
    (
        *("id", "uid", "asset_id", "loan_id", "as_of", "amount", "currency", "source"),
        *("is_estimate", "note"),
    ),
    ("as_of", "id"),
    attrgetter("as_of", "id"),
    each(_valuation),
)


def _ownership(fields: FieldDecryptor, *row: Any) -> Ownership:
    key, uid, *rest = row
    asset, loan, member, num, den, right, other, origin, term, born, starts, ends = rest
    return Ownership(
        key,
        uid,
        asset,
        loan,
        member,
        num,
        den,
        Right(right),
        fields.text("ownership.third_party_name", key, other),
        _maybe(Origin, origin),
        _maybe_day(term),
        fields.day("ownership.ref_birth_date", key, born),
        _maybe_day(starts),
        _maybe_day(ends),
        fields.illegible(),
    )


OWNERSHIPS: Final = RowReader(
    "ownership",
    (
        *("id", "uid", "asset_id", "loan_id", "member_id", "num", "den", "right"),
        *("third_party_name", "origin", "usufruct_term", "ref_birth_date", "starts_on"),
        "ends_on",
    ),
    ("id",),
    attrgetter("id"),
    each(_ownership),
)
"""Who owns what."""
