"""Reads members, assets, loans and their values; a row out of the vocabulary raises ValueError."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

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


def info(connection: Connection, fields: FieldDecryptor) -> HouseholdInfo:
    """Read what is said of the household."""
    row = connection.execute(
        "SELECT id, name, regime, regime_since, note FROM household"
    ).fetchone()
    if row is None:
        return HouseholdInfo()
    key, name, regime, since, note = row
    return HouseholdInfo(
        fields.text("household.name", key, name),
        _maybe(Regime, regime),
        _maybe_day(since),
        fields.text("household.note", key, note),
        fields.illegible(),
    )


def uncounted(connection: Connection, fields: FieldDecryptor) -> Uncounted:
    """Read how much is in no total; see `database.uncounted`."""
    found = Uncounted()
    for key, name, token in connection.execute("SELECT id, key, value FROM setting"):
        found += of_setting(name, fields.document("setting.value", key, token))
    fields.illegible()
    return found


def members(connection: Connection, fields: FieldDecryptor) -> tuple[Member, ...]:
    """Read the members, in the order of lists."""
    rows = connection.execute(
        "SELECT id, uid, name, birth_date, role, in_household, in_tax_household, color, position"
        " FROM member ORDER BY position, id"
    )
    return tuple(
        Member(
            key,
            uid,
            fields.text("member.name", key, name),
            fields.day("member.birth_date", key, born),
            Role(role),
            bool(inside),
            bool(taxed),
            color or "",
            place,
            fields.illegible(),
        )
        for key, uid, name, born, role, inside, taxed, color, place in rows
    )


def institutions(connection: Connection, fields: FieldDecryptor) -> tuple[Institution, ...]:
    """Read the institutions."""
    rows = connection.execute(
        "SELECT id, uid, name, kind, country, note FROM institution ORDER BY id"
    )
    return tuple(
        Institution(
            key,
            uid,
            fields.text("institution.name", key, name),
            _maybe(InstitutionKind, kind),
            country or "",
            fields.text("institution.note", key, note),
            fields.illegible(),
        )
        for key, uid, name, kind, country, note in rows
    )


def assets(connection: Connection, fields: FieldDecryptor) -> tuple[Asset, ...]:
    """Read the assets."""
    rows = connection.execute(
        'SELECT id, uid, name, "group", subtype, institution_id, parent_asset_id, currency,'
        " valuation_mode, opened_on, first_payment_on, closed_on, in_net_worth, liquidity,"
        " stale_after_days, details, note, position FROM asset ORDER BY id"
    )
    return tuple(_asset(fields, *row) for row in rows)


def _asset(fields: FieldDecryptor, key: int, uid: str, name: object, *rest: object) -> Asset:
    group, subtype, institution, parent, currency, mode, opening, first_payment, closing, *more = (
        rest
    )
    in_net_worth, liquidity, stale, details, note, place = more
    _clear(uid, str(subtype), str(currency))
    return Asset(
        id=key,
        uid=uid,
        name=fields.text("asset.name", key, name).strip(),
        group=AssetGroup(group),
        subtype=str(subtype),
        institution_id=institution,  # type: ignore[arg-type]
        parent_id=parent,  # type: ignore[arg-type]
        currency=str(currency),
        mode=ValuationMode(mode),
        opened_on=_maybe_day(opening),  # type: ignore[arg-type]
        first_payment_on=_maybe_day(first_payment),  # type: ignore[arg-type]
        closed_on=_maybe_day(closing),  # type: ignore[arg-type]
        in_net_worth=bool(in_net_worth),
        liquidity=_maybe(Liquidity, liquidity),
        stale_after_days=stale,  # type: ignore[arg-type]
        details=fields.document("asset.details", key, details),
        note=fields.text("asset.note", key, note),
        position=place,  # type: ignore[arg-type]
        illegible=fields.illegible(),
    )


def loans(connection: Connection, fields: FieldDecryptor) -> tuple[Loan, ...]:
    """Read the loans."""
    rows = connection.execute(
        "SELECT id, uid, name, kind, institution_id, currency, principal, rate, rate_type,"
        " insurance_mode, insurance_rate, insurance_amount, first_due_on, months, periodicity,"
        " deferral, deferral_months, balloon, off_balance, closed_on, details, note"
        " FROM loan ORDER BY id"
    )
    return tuple(_loan(fields, *row) for row in rows)


def _loan(fields: FieldDecryptor, key: int, uid: str, name: object, *rest: object) -> Loan:
    kind, institution, currency, principal, rate, rate_type, mode, insurance_rate, amount, *more = (
        rest
    )
    first, months, periodicity, deferral, deferral_months, balloon, off, closing, details, note = (
        more
    )
    _clear(uid, str(currency))
    return Loan(
        id=key,
        uid=uid,
        name=fields.text("loan.name", key, name).strip(),
        kind=LoanKind(kind),
        institution_id=institution,  # type: ignore[arg-type]
        currency=str(currency),
        principal=fields.number("loan.principal", key, principal),
        rate=fields.decimal("loan.rate", key, rate),
        rate_type=_maybe(RateType, rate_type),
        insurance_mode=_maybe(InsuranceMode, mode),
        insurance_rate=fields.decimal("loan.insurance_rate", key, insurance_rate),
        insurance_amount=fields.number("loan.insurance_amount", key, amount),
        first_due_on=_maybe_day(first),  # type: ignore[arg-type]
        months=months,  # type: ignore[arg-type]
        periodicity=Periodicity(periodicity),
        deferral=Deferral(deferral),
        deferral_months=deferral_months,  # type: ignore[arg-type]
        balloon=fields.number("loan.balloon", key, balloon),
        off_balance=bool(off),
        closed_on=_maybe_day(closing),  # type: ignore[arg-type]
        details=fields.document("loan.details", key, details),
        note=fields.text("loan.note", key, note),
        illegible=fields.illegible(),
    )


def loan_events(connection: Connection, fields: FieldDecryptor) -> tuple[LoanEvent, ...]:
    """Read what changed the course of loans."""
    rows = connection.execute(
        "SELECT id, uid, loan_id, on_date, kind, amount, rate, keep, note FROM loan_event"
        " ORDER BY on_date, id"
    )
    return tuple(
        LoanEvent(
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
        for key, uid, loan, on, kind, amount, rate, keep, note in rows
    )


def loan_shares(connection: Connection) -> tuple[LoanShare, ...]:
    """Read which loans paid for which assets."""
    rows = connection.execute(
        "SELECT id, uid, loan_id, asset_id, num, den FROM loan_asset ORDER BY id"
    )
    return tuple(LoanShare(*row) for row in rows)


def valuations(connection: Connection, fields: FieldDecryptor) -> tuple[tuple[Valuation, ...], int]:
    """Read the dated values, and count those whose amount cannot be read."""
    sources = {source.value: source for source in ValueSource}
    number, text = fields.number, fields.text
    readable, unreadable = [], 0
    for key, uid, asset, loan, on, token, currency, source, guess, note in connection.execute(
        "SELECT id, uid, asset_id, loan_id, as_of, amount, currency, source, is_estimate, note"
        " FROM valuation ORDER BY as_of, id"
    ):
        amount = number("valuation.amount", key, token)
        words = "" if note is None else text("valuation.note", key, note)
        fields.illegible()
        if amount is None:
            unreadable += 1
            continue
        source_kind = sources.get(source) or ValueSource(source)
        readable.append(
            Valuation(
                key, uid, asset, loan, _day(on), amount, currency, source_kind, bool(guess), words
            )
        )
    return tuple(readable), unreadable


def ownerships(connection: Connection, fields: FieldDecryptor) -> tuple[Ownership, ...]:
    """Read who owns what."""
    rows = connection.execute(
        'SELECT id, uid, asset_id, loan_id, member_id, num, den, "right", third_party_name,'
        " origin, usufruct_term, ref_birth_date, starts_on, ends_on FROM ownership ORDER BY id"
    )
    return tuple(
        Ownership(
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
        for (
            key,
            uid,
            asset,
            loan,
            member,
            num,
            den,
            right,
            other,
            origin,
            term,
            born,
            starts,
            ends,
        ) in rows
    )
