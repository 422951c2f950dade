"""Reads a household file into frozen values, in one pass."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.errors import DamageKind, FileDamaged
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Source, Valuation
from patrimoine_gui.portfolio.texts import Texts

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import FieldKeys


def load(file: Path, keys: FieldKeys) -> Household:
    """Read a file at head in one pass, and decrypt it once; never writes.

    A value that cannot be decrypted is named in `Asset.illegible`; the rest is read all the same.

    Raises:
        UserError: the file cannot be read.
    """
    file = file.resolve()
    try:
        with connections.reading(file) as connection:
            connection.execute("BEGIN")
            return Household(
                assets=_assets(connection, Texts(keys)),
                valuations=_valuations(connection),
                rates=_rates(connection),
                set_aside=connection.execute("SELECT count(*) FROM reject_0002").fetchone()[0],
            )
    except sqlite3.Error as error:
        known = connections.user_error(file, error)
        raise known or FileDamaged(file, DamageKind.CONTENT) from None
    except (TypeError, ValueError, InvalidOperation):  # an unknown group, an impossible date
        raise FileDamaged(file, DamageKind.CONTENT) from None


def _assets(connection: sqlite3.Connection, texts: Texts) -> tuple[Asset, ...]:
    connection.text_factory = _tolerant
    try:
        return _each_asset(connection, texts)
    finally:
        connection.text_factory = str


def _tolerant(raw: bytes) -> str:
    """Read a text that may not be UTF-8, as a damaged token: that value alone is then illegible."""
    return raw.decode("utf-8", "surrogateescape")


def _each_asset(connection: sqlite3.Connection, texts: Texts) -> tuple[Asset, ...]:
    rows = connection.execute(
        'SELECT id, uid, "group", subtype, currency, name, institution, owner_text, note'
        " FROM asset ORDER BY id"
    )
    found = []
    for key, uid, group, subtype, currency, *encrypted in rows:
        fields = dict(zip(("name", "institution", "owner", "note"), encrypted, strict=True))
        f"{uid}{subtype}{currency}".encode()  # refuses what is not UTF-8 where nothing is encrypted
        words, illegible = texts.read("asset", key, fields)
        found.append(
            Asset(
                id=key,
                uid=uid,
                name=words["name"].strip(),
                group=AssetGroup(group),
                subtype=subtype,
                institution=words["institution"],
                owner=words["owner"],
                note=words["note"],
                currency=currency,
                illegible=illegible,
            )
        )
    return tuple(found)


def _valuations(connection: sqlite3.Connection) -> tuple[Valuation, ...]:
    sources = {source.value: source for source in Source}
    days: dict[str, date] = {}
    found = []
    rows = connection.execute(
        "SELECT id, asset_id, as_of, amount, source, currency FROM valuation ORDER BY as_of, id"
    )
    for key, asset, written, amount, source, currency in rows:
        day = days.get(written)
        if day is None:
            day = days[written] = date.fromisoformat(written)
        known = sources.get(source) or Source(source)
        found.append(Valuation(key, asset, day, amount, known, currency))
    return tuple(found)


def _rates(connection: sqlite3.Connection) -> tuple[Rate, ...]:
    rows = connection.execute("SELECT base, quote, on_date, rate FROM fx_rate ORDER BY on_date, id")
    return tuple(
        Rate(base, quote, date.fromisoformat(day), Decimal(rate)) for base, quote, day, rate in rows
    )
