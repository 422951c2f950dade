"""Puts texts that lose their columns into the details of their row, and takes them back.

Frozen. Details are a JSON object. A key of the same name that stood there before gets a mark
behind its name, and loses it on the way back: both values stay, and the way back is exact.
Tokens that do not open go there as they are, those of the details themselves under `_closed`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence  # noqa: TC003  (frozen: imports stay plain)
from math import isfinite

from migrations.frozen.closed_v1 import ClosedV1, as_json_v1, from_json_v1
from migrations.frozen.fields_v1 import Value, pack_v1, unpack_v1

_MARK = "_0012"

CLOSED = "_closed"
"""The key of details that did not open, beside texts that did."""

Document = dict[str, object]
Held = bytes | ClosedV1 | None
"""What a token holds, None for NULL, the token itself where it does not open."""


def with_texts_v1(details: Held, texts: Mapping[str, Held]) -> Held:
    """Give the details with texts in them; None where there is nothing to say.

    Args:
        details: what the details hold, None for NULL.
        texts: name of each column that goes, and what it holds.
    """
    added = {name: _written(plain) for name, plain in texts.items() if plain is not None}
    if isinstance(details, ClosedV1):
        return canonical_v1({CLOSED: as_json_v1(details), **added}) if added else details
    names = _like([*texts, CLOSED])
    document = {
        key + _MARK if names.fullmatch(key) else key: value
        for key, value in _document(details).items()
    }
    return canonical_v1({**document, **added}) if document or added else details


def without_texts_v1(details: Held, names: Sequence[str]) -> tuple[Held, dict[str, Held]]:
    """Give the details as they were before `with_texts_v1`, and the texts."""
    if isinstance(details, ClosedV1):
        return details, dict.fromkeys(names)
    document = _document(details)
    texts = {name: _read(document.pop(name, None)) for name in names}
    closed = from_json_v1(document.get(CLOSED))
    if closed is not None:
        return closed, texts
    marked = _like([*names, CLOSED])
    left = {
        key.removesuffix(_MARK) if marked.fullmatch(key) else key: value
        for key, value in document.items()
    }
    if not document and any(plain is not None for plain in texts.values()):
        return None, texts
    return (canonical_v1(left) if details is not None else None), texts


def canonical_v1(document: object) -> bytes:
    """Write JSON in UTF-8: keys sorted, no space; half a surrogate pair is escaped."""
    for is_ascii in (False, True):
        text = json.dumps(
            document, sort_keys=True, separators=(",", ":"), ensure_ascii=is_ascii, allow_nan=False
        )
        try:
            return text.encode()
        except UnicodeEncodeError:
            continue
    raise ValueError


def _like(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(names)})(?:{_MARK})*")


def _document(plain: bytes | None) -> Document:
    """Read details; what is no object is kept under a key of its own, as 0009 does."""
    if plain is None:
        return {}
    try:
        found = json.loads(plain, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return {"_text": plain.decode("utf-8", "surrogateescape")}
    return found if isinstance(found, dict) else {"_value": found}


def _finite(text: str) -> float:
    """Read a number; one that JSON cannot write again makes the whole a text."""
    number = float(text)
    if not isfinite(number):
        raise ValueError
    return number


def _written(held: bytes | ClosedV1) -> object:
    """Give a value as JSON has it; a number stays one, bytes come as an object."""
    if isinstance(held, ClosedV1):
        return as_json_v1(held)
    value: Value = unpack_v1(held)
    if isinstance(value, bytes):
        return {"b": value.hex()}
    return {"r": value.hex()} if isinstance(value, float) else value


def _read(value: object) -> Held:
    """Read what `_written` gave; another value, that somebody put there since, as its JSON."""
    if value is None:
        return None
    closed = from_json_v1(value)
    if closed is not None:
        return closed
    if isinstance(value, dict) and list(value) in (["b"], ["r"]):
        ((kind, text),) = value.items()
        try:
            return pack_v1(bytes.fromhex(text) if kind == "b" else float.fromhex(text))
        except (TypeError, ValueError):
            pass
    if type(value) in {str, int}:
        return pack_v1(value)
    return canonical_v1(value)
