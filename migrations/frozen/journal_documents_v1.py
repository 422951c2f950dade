"""The rows that the journal keeps, in the form of 0014 and in that of 0015.

Frozen. A program undoes a change, or takes something from the bin, where the document of its row
names exactly the columns that the table has. So the documents go with their tables, both ways.

A document that was not written by a command of 0014 (it has other columns, or another spelling
than the one of commands) is left as it is to the letter: nothing could undo it before either. So
the way down gives back what the way up was given.
"""

from __future__ import annotations

import json

from migrations.frozen.tables_0015_v1 import NEW_KINDS, NEW_REGIMES

_ENTITY = ("id", "uid", "created_at", "updated_at")
_OLD = {
    "household": frozenset((*_ENTITY, "name", "regime", "regime_since", "note")),
    "member": frozenset(
        (
            *(*_ENTITY, "name", "birth_date", "role", "in_household", "in_tax_household"),
            *("color", "position"),
        )
    ),
    "operation": frozenset(
        (
            *(*_ENTITY, "asset_id", "loan_id", "on_date", "kind", "amount", "currency"),
            *("security_id", "quantity", "unit_price", "fees", "taxes", "transfer_uid"),
            *("label", "deleted_at"),
        )
    ),
}
_ADDED: dict[str, frozenset[str]] = {
    "household": frozenset(),
    "member": frozenset(("died_on", "left_on", "details")),
    "operation": frozenset(("external_id", "note")),
}
TABLES = tuple(_OLD)
"""Whose documents change."""

OLD_KINDS = dict(zip(NEW_KINDS, ("arbitrage", "virement"), strict=True))
"""What an operation of a new kind is in 0014: it stays inside, or comes in and goes out."""

_SEALED = "~sealed"
"""Key of the tokens that did not open when the document was written, by column."""

_Document = dict[str, object]


def newer_v1(table: str, text: str) -> str:
    """Give a document of 0014 in the form of 0015: nobody said anything of what is new."""
    document = _written_by_us(text)
    if document is None or _columns(document) != _OLD[table] or _is_new(document):
        return text
    return _spelled({**document, **dict.fromkeys(_ADDED[table])})


def older_v1(table: str, text: str) -> str:
    """Give a document of 0015 in the form of 0014: what is new is left out."""
    document = _written_by_us(text)
    if document is None or _columns(document) != _OLD[table] | _ADDED[table]:
        return text
    kept = {name: value for name, value in document.items() if name not in _ADDED[table]}
    return _spelled(_in_old_words(_with_less_sealed(kept, _ADDED[table])))


def _with_less_sealed(document: _Document, names: frozenset[str]) -> _Document:
    sealed = {name: token for name, token in _sealed(document).items() if name not in names}
    if len(sealed) == len(_sealed(document)):
        return document
    return {**document, _SEALED: sealed} if sealed else _without(document, _SEALED)


def _in_old_words(document: _Document) -> _Document:
    if document.get("regime") in NEW_REGIMES:
        return {**document, "regime": None}
    kind = document.get("kind")
    return {**document, "kind": OLD_KINDS.get(kind, kind)} if type(kind) is str else document


def _is_new(document: _Document) -> bool:
    return document.get("regime") in NEW_REGIMES or document.get("kind") in NEW_KINDS


def _columns(document: _Document) -> frozenset[str]:
    return frozenset(document) - {_SEALED} | frozenset(_sealed(document))


def _sealed(document: _Document) -> _Document:
    found = document.get(_SEALED)
    return found if isinstance(found, dict) else {}


def _without(document: _Document, name: str) -> _Document:
    return {key: value for key, value in document.items() if key != name}


def _written_by_us(text: str) -> _Document | None:
    """Read a document that a command wrote; None for anything else."""
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) and _spelled(found) == text else None
    except (ValueError, RecursionError):
        return None


def _spelled(document: _Document) -> str:
    return json.dumps(
        document, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
