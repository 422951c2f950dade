"""Digests, for formats 0006 to 0013, what formats up to 0005 say of their assets.

Frozen. Debts count among the assets, in the group "dettes", as they did until 0006.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from migrations.frozen.bare_notes_v1 import bare_note_v1
from migrations.frozen.closed_v1 import from_json_v1
from migrations.frozen.currencies_v1 import mentions_another_v1
from migrations.frozen.currency_digests_v1 import rates_v1
from migrations.frozen.details_v1 import CLOSED
from migrations.frozen.kept_digests_v1 import kept_rates_v1
from migrations.frozen.measures_v1 import hash_rows_v1
from migrations.frozen.records_v1 import RecordsV1, Row, mark_v1

_LOANS, _OWNERS_GONE, _SEALED, _DETAILS = 7, 8, 9, 13
_DEBTS = ("credit_immobilier", "credit_consommation", "autre_dette")


class OldDigestsV1(NamedTuple):
    """The digests, and how many assets in euros have a name that speaks of another currency."""

    digests: tuple[tuple[str, str], ...]
    to_check: int


class _Entry(NamedTuple):
    """An asset or a loan in the words of format 0005."""

    id: int
    uid: object
    group: object
    subtype: object
    currency: object
    name: object
    institution: object
    iban: object
    owner: object
    note: object
    type_text: object
    created_at: object
    updated_at: object


def old_digests_v1(records: RecordsV1) -> OldDigestsV1:
    """Digest a file; never writes."""
    entries = _with_old_groups(records, _assets(records))
    entries += _loans(records) if records.revision >= _LOANS else []
    entries.sort(key=lambda entry: entry.id)
    texts = [
        (
            entry.id,
            entry.name,
            entry.subtype
            if entry.type_text is None and entry.subtype != "autre"
            else entry.type_text,
            bare_note_v1(entry.note),
        )
        for entry in entries
    ]
    owners = [(entry.id, entry.institution, entry.iban, entry.owner) for entry in entries]
    has_owners = records.revision < _OWNERS_GONE
    digests = (
        ("texts", hash_rows_v1(texts)),
        ("owners", hash_rows_v1(owners) if has_owners else ""),
        ("institutions", hash_rows_v1((key, place, iban) for key, place, iban, _who in owners)),
        ("groups", hash_rows_v1((item.id, item.group, item.subtype) for item in entries)),
        ("identities", hash_rows_v1((item.id, item.uid) for item in entries)),
        (
            "dates of entry",
            hash_rows_v1((item.id, item.created_at, item.updated_at) for item in entries),
        ),
        ("rates", _rates(records)),
    )
    to_check = sum(mentions_another_v1(entry.name) for entry in entries if entry.currency == "EUR")
    return OldDigestsV1(digests, to_check)


def _rates(records: RecordsV1) -> str:
    """Digest the exchange rates, those that are kept aside included."""
    found = int(rates_v1(records.connection, _nobody, in_use=True), 16)
    return f"{(found + kept_rates_v1(records)) % 2**64:016x}"


def _nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


def _with_old_groups(records: RecordsV1, entries: list[_Entry]) -> list[_Entry]:
    """Give the groups of 0006: a debt that holds securities stayed an asset."""
    if records.revision < _LOANS:
        return entries
    held = {key for (key,) in records.connection.execute("SELECT asset_id FROM position")}
    return [
        entry._replace(group="dettes")
        if entry.group == "divers" and entry.subtype in _DEBTS and entry.id in held
        else entry
        for entry in entries
    ]


def _assets(records: RecordsV1) -> list[_Entry]:
    common = 'id, uid, "group", subtype, currency, name'
    if records.revision >= _DETAILS:
        found = records.rows(
            "asset",
            f"{common}, institution_id, details, note, created_at, updated_at",
            is_counting=True,
        )
        return [_of_head(records, row[:6], row[6:]) for row in found]
    _count_details(records, "asset")
    found = records.rows("asset", f"{common}, {_texts(records)}", is_counting=True)
    return [_of_old(records, row[:6], row[6:]) for row in found]


def _loans(records: RecordsV1) -> list[_Entry]:
    if records.revision >= _DETAILS:
        found = records.rows(
            "loan",
            "id, uid, currency, name, institution_id, details, note, created_at, updated_at",
            is_counting=True,
        )
        return [
            _of_head(
                records, (_number(records, key), uid, "dettes", None, currency, name), (*rest,)
            )
            for key, uid, currency, name, *rest in found
        ]
    _count_details(records, "loan")
    found = records.rows(
        "loan", f"id, uid, subtype, currency, name, {_texts(records)}", is_counting=True
    )
    return [
        _of_old(records, (_number(records, key), uid, "dettes", subtype, currency, name), (*rest,))
        for key, uid, subtype, currency, name, *rest in found
    ]


def _count_details(records: RecordsV1, table: str) -> None:
    """Count the details that do not open."""
    if records.revision >= _SEALED:
        for _row in records.rows(table, "id, details", is_counting=True):
            pass


def _number(records: RecordsV1, key: object) -> int:
    return records.loan_numbers.get(int(str(key)), int(str(key)))


def _texts(records: RecordsV1) -> str:
    owner = "owner_text, " if records.revision < _OWNERS_GONE else ""
    return f"institution, iban, {owner}note, type_text, created_at, updated_at"


def _of_old(records: RecordsV1, common: Row, rest: Row) -> _Entry:
    has_owner = records.revision < _OWNERS_GONE
    institution, iban, *owner, note, kind, created, updated = rest
    key, uid, group, subtype, currency, name = common
    return _Entry(
        id=int(str(key)),
        uid=uid,
        group=group,
        subtype=subtype,
        currency=currency,
        name=name,
        institution=institution,
        iban=iban,
        owner=owner[0] if has_owner else None,
        note=note,
        type_text=kind,
        created_at=created,
        updated_at=updated,
    )


def _of_head(records: RecordsV1, common: Row, rest: Row) -> _Entry:
    institution_id, details, note, created, updated = rest
    key, uid, group, subtype, currency, name = common
    known = _document(details)
    institution = None
    if institution_id is not None:
        row = records.connection.execute(
            "SELECT name FROM institution WHERE id = ?", (institution_id,)
        ).fetchone()
        opened = records.opener("institution", "name", is_counting=True)
        institution = opened(row[0]) if row and opened else None
    records.unreadable += from_json_v1(known.get(CLOSED)) is not None
    subtype = known.get("subtype", "autre_dette") if subtype is None else subtype
    return _Entry(
        id=int(str(key)),
        uid=uid,
        group=group,
        subtype=subtype,
        currency=currency,
        name=name,
        institution=institution,
        iban=_stored(records, known.get("iban")),
        owner=None,
        note=note,
        type_text=_stored(records, known.get("type_text")),
        created_at=created,
        updated_at=updated,
    )


def _stored(records: RecordsV1, value: object) -> object:
    """Read a value that is no text: `details_v1` writes bytes and reals as objects."""
    closed = from_json_v1(value)
    if closed is not None:
        records.unreadable += 1
        return mark_v1(closed.token)
    if isinstance(value, dict) and list(value) == ["b"]:
        return bytes.fromhex(str(value["b"]))
    if isinstance(value, dict) and list(value) == ["r"]:
        return float.fromhex(str(value["r"]))
    return value


def _document(text: object) -> dict[str, object]:
    try:
        found = json.loads(text) if type(text) is str else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
