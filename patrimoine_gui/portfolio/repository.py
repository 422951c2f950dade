"""Reads a household file into frozen values, in one pass."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.errors import DamageKind, FileDamaged
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Source, Valuation

if TYPE_CHECKING:
    from pathlib import Path


def load(file: Path) -> Household:
    """Read a file at head in one pass; never writes.

    Raises:
        UserError: the file cannot be read.
    """
    file = file.resolve()
    try:
        with connections.reading(file) as connection:
            connection.execute("BEGIN")
            return Household(
                assets=_assets(connection),
                valuations=_valuations(connection),
                set_aside=connection.execute("SELECT count(*) FROM reject_0002").fetchone()[0],
            )
    except sqlite3.Error as error:
        known = connections.user_error(file, error)
        raise known or FileDamaged(file, DamageKind.CONTENT) from None
    except ValueError:  # an unknown group or source, an impossible date
        raise FileDamaged(file, DamageKind.CONTENT) from None


def _assets(connection: sqlite3.Connection) -> tuple[Asset, ...]:
    rows = connection.execute(
        'SELECT id, uid, name, "group", subtype, institution, owner_text, note'
        " FROM asset ORDER BY id"
    )
    return tuple(
        Asset(
            id=key,
            uid=uid,
            name=(name or "").strip(),
            group=AssetGroup(group),
            subtype=subtype,
            institution=institution or "",
            owner=owner or "",
            note=note or "",
        )
        for key, uid, name, group, subtype, institution, owner, note in rows
    )


def _valuations(connection: sqlite3.Connection) -> tuple[Valuation, ...]:
    sources = {source.value: source for source in Source}
    days: dict[str, date] = {}
    found = []
    rows = connection.execute(
        "SELECT id, asset_id, as_of, amount, source FROM valuation ORDER BY as_of, id"
    )
    for key, asset, written, cents, source in rows:
        day = days.get(written)
        if day is None:
            day = days[written] = date.fromisoformat(written)
        found.append(Valuation(key, asset, day, cents, sources.get(source) or Source(source)))
    return tuple(found)
