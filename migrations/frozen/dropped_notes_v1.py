"""Says in notes, in plain French, what revision 0013 drops; takes the lines out on the way back.

Frozen. A duplicate is said in the note of its asset or loan, the rest in that of the household.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, datetime
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.dropped_v1 import MERGED, REJECTS, Tables
from migrations.frozen.fields_v1 import RowUnreadableV1, pack_v1, unpack_v1
from migrations.frozen.kept_owners_v1 import OWNERS
from migrations.frozen.kept_tables_v1 import ASSET, RATE, VALUATION
from migrations.frozen.legacy_notes_v1 import (
    cents_v1,
    has_lines_v1,
    quoted_v1,
    with_lines_v1,
    without_lines_v1,
)
from migrations.frozen.records_v1 import Row  # noqa: TC001
from migrations.frozen.sealed_v1 import SealedV1  # noqa: TC001

_TABLES = ("asset", "loan", "household")


def say_dropped_v1(connection: Connection, sealed: SealedV1, tables: Tables) -> None:
    """Write the lines; those of a note that cannot be read go to the note of the household."""
    left = []
    for (table, key), lines in _merged_lines(tables).items():
        if not _add(connection, sealed, (table, key), lines):
            left += lines
    lines = [*_household_lines(tables, _names(connection, sealed)), *left]
    if lines:
        _add(connection, sealed, ("household", _household(connection)), lines)


def unsay_dropped_v1(connection: Connection, sealed: SealedV1) -> None:
    """Take the lines out of every note."""
    for table in _TABLES:
        for key, token in connection.execute(f"SELECT id, note FROM {table}").fetchall():
            note = _note(sealed, table, key, token)
            if isinstance(note, str) and has_lines_v1(note):
                _write(connection, sealed, (table, key), without_lines_v1(note))


# --- notes ------------------------------------------------------------------------------------


def _note(sealed: SealedV1, table: str, key: object, token: object) -> object:
    """Give a note, False for one that does not open."""
    try:
        plain = sealed.opened(f"{table}.note", token, table, key)
    except RowUnreadableV1:
        return False
    return None if plain is None else unpack_v1(plain)


def _add(
    connection: Connection, sealed: SealedV1, place: tuple[str, object], lines: list[str]
) -> bool:
    """Add lines to a note; tell whether that could be."""
    table, key = place
    row = connection.execute(f"SELECT note FROM {table} WHERE id = ?", (key,)).fetchone()
    note = _note(sealed, table, key, row[0]) if row else False
    if note is not None and not isinstance(note, str):
        return False
    _write(connection, sealed, place, with_lines_v1(note, lines))
    return True


def _write(
    connection: Connection, sealed: SealedV1, place: tuple[str, object], note: str | None
) -> None:
    table, key = place
    plain = None if note is None else pack_v1(note)
    token = sealed.sealed(f"{table}.note", plain)
    connection.execute(f"UPDATE {table} SET note = ? WHERE id = ?", (token, key))


def _household(connection: Connection) -> object:
    """Give the id of the household, which is made where somebody deleted it."""
    row = connection.execute("SELECT id FROM household").fetchone()
    if row is None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.execute(
            "INSERT INTO household (id, uid, created_at, updated_at) VALUES (1, ?, ?, ?)",
            (str(uuid.uuid4()), now, now),
        )
    return 1


def _names(connection: Connection, sealed: SealedV1) -> dict[object, str]:
    """Give what each asset and loan is called, by its uid, as far as it can be read."""
    found: dict[object, str] = {}
    for table in ("asset", "loan"):
        for key, uid, token in connection.execute(f"SELECT id, uid, name FROM {table}").fetchall():
            try:
                plain = sealed.opened(f"{table}.name", token, table, key)
            except RowUnreadableV1:
                continue
            if plain:
                found[uid] = quoted_v1(unpack_v1(plain))
    return found


# --- lines ------------------------------------------------------------------------------------


def _merged_lines(tables: Tables) -> dict[tuple[str, object], list[str]]:
    """Say each duplicate, by the table and the id of its asset or loan."""
    found: dict[tuple[str, object], list[str]] = {}
    for _key, asset, loan, day, amount in tables.get(MERGED, []):
        owned = ("asset", asset) if loan is None else ("loan", loan)
        told = f"{cents_v1(amount)} EUR"
        line = f"Doublon du {day}, remplacé par une autre valeur du même jour : {told}."
        found.setdefault(owned, []).append(line)
    return found


def _household_lines(tables: Tables, names: Mapping[object, str]) -> list[str]:
    """Say what belongs to no asset.

    Args:
        tables: what `dropped_v1` gave.
        names: what to call an asset or a loan, by its uid.
    """
    lines = [_reject(row) for row in tables.get(REJECTS, [])]
    for key, uid, currency in tables.get(ASSET, []):
        name = names.get(uid, f"n° {key}")
        lines.append(f"Devise mise de côté pour {name} : {quoted_v1(currency)}.")
    for _id, key, uid, day, amount, currency, source in tables.get(VALUATION, []):
        name = names.get(uid, f"n° {key}")
        told = ", ".join(map(quoted_v1, (day, amount, currency, source)))
        lines.append(f"Valeur mise de côté pour {name} (date, plus petites unités) : {told}.")
    for _id, base, quote, day, rate, source in tables.get(RATE, []):
        told = ", ".join(map(quoted_v1, (base, quote, day, rate, source)))
        lines.append(f"Cours de change mis de côté : {told}.")
    for uid, text in tables.get(OWNERS, []):
        if text:
            name = names.get(uid, str(uid))
            lines.append(f"Détenteurs saisis autrefois pour {name} : {quoted_v1(text)}.")
    return lines


def _reject(row: Row) -> str:
    _key, source, number, account, name, day, balance, reason = row
    place = f"{source} n° {number}, compte {quoted_v1(account)} {quoted_v1(name)}"
    return (
        f"Ligne illisible ({place}) : date {quoted_v1(day)}, montant {quoted_v1(balance)},"
        f" motif {reason}."
    )
