"""The body of `file_header`: canonical JSON, read with suspicion."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Final

from patrimoine_gui.crypto import legacy_token
from patrimoine_gui.crypto.header_records import (
    LEGACY_ID,
    Body,
    KeyState,
    PassphraseCheck,
    Slot,
    SlotKind,
    WrappedKey,
)
from patrimoine_gui.crypto.json_members import (
    blob,
    derivation,
    integer,
    members,
    objects,
    text,
    timestamp,
)
from patrimoine_gui.errors import HeaderTampered

if TYPE_CHECKING:
    from collections.abc import Mapping

BODY_LIMIT: Final = 64 * 1024
SLOTS_LIMIT: Final = 8
"""Slots that a header may have: each one tried costs a derivation."""

_NUMBER_LIMIT = 2**31 - 1


def canonical(document: Mapping[str, object]) -> bytes:
    """Give the one spelling of a JSON object: sorted, compact, ASCII (others as escapes), no NaN.

    Raises:
        ValueError: a number is not finite.
    """
    found = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return found.encode("ascii")


def text_of(body: Body) -> str:
    """Give the text of a body of format 2; without a sum, what the sum is computed of."""
    document: dict[str, object] = {
        "slots": [_document(slot) for slot in body.slots],
        "keys": [_document(key) for key in body.keys],
    }
    if body.sum:
        document["sum"] = body.sum.hex()
    return canonical(document).decode("ascii")


def parse_slots(body: str) -> Body:
    """Read the body of format 2, all but the value of its sum.

    Raises:
        HeaderTampered: anything is not as we write it.
    """
    document = members(_load(body), {"slots", "keys"}, frozenset({"sum"}))
    slots = tuple(_slot(found) for found in objects(document, "slots", SLOTS_LIMIT))
    keys = tuple(_key(found) for found in objects(document, "keys", 256))
    _check_sets(slots, keys)
    return Body(slots, keys, blob(document, "sum", 8) if "sum" in document else b"")


def parse_passphrase_check(body: str) -> PassphraseCheck:
    """Read the body of format 1.

    Raises:
        HeaderTampered: anything is not as it was written.
    """
    document = members(_load(body), {"check", "iterations", "kdf", "salt"})
    if text(document, "kdf") != "pbkdf2-hmac-sha256":
        raise HeaderTampered
    check = text(document, "check")
    if not legacy_token.is_well_formed(check):
        raise HeaderTampered
    iterations = integer(document, "iterations", 1, _NUMBER_LIMIT)
    return PassphraseCheck(blob(document, "salt", 16), iterations, check)


def _load(body: object) -> object:
    if not isinstance(body, str) or len(body) > BODY_LIMIT or not body.isascii():
        raise HeaderTampered
    try:
        found = json.loads(body)
        is_canonical = canonical(found) == body.encode("ascii")
    except (ValueError, RecursionError):
        raise HeaderTampered from None
    if not is_canonical:
        raise HeaderTampered
    return found


def _slot(found: object) -> Slot:
    document = members(found, set(Slot.__slots__))
    kind = text(document, "kind")
    if kind not in {item.value for item in SlotKind}:
        raise HeaderTampered
    return Slot(
        slot=integer(document, "slot", 1, 255),
        kind=SlotKind(kind),
        created=timestamp(document, "created"),
        kdf=derivation(document, is_recovery=kind == SlotKind.RECOVERY.value),
        v=integer(document, "v", 0, 255),
        m=integer(document, "m", 0, _NUMBER_LIMIT),
        t=integer(document, "t", 0, _NUMBER_LIMIT),
        p=integer(document, "p", 0, _NUMBER_LIMIT),
        salt=blob(document, "salt", 16),
        nonce=blob(document, "nonce", 12),
        wrapped=blob(document, "wrapped", 48),
    )


def _key(found: object) -> WrappedKey:
    document = members(found, set(WrappedKey.__slots__))
    number, state = integer(document, "id", 0, 255), text(document, "state")
    if state not in {item.value for item in KeyState}:
        raise HeaderTampered
    if (number == LEGACY_ID) != (state == KeyState.LEGACY.value):
        raise HeaderTampered
    return WrappedKey(
        id=number,
        state=KeyState(state),
        created=timestamp(document, "created"),
        nonce=blob(document, "nonce", 12),
        wrapped=blob(document, "wrapped", 48),
    )


def _check_sets(slots: tuple[Slot, ...], keys: tuple[WrappedKey, ...]) -> None:
    active = [key for key in keys if key.state is KeyState.ACTIVE]
    is_sound = (
        slots
        and len(active) == 1
        and len({slot.slot for slot in slots}) == len(slots)
        and len({key.id for key in keys}) == len(keys)
    )
    if not is_sound:
        raise HeaderTampered


def _document(item: Slot | WrappedKey) -> Mapping[str, object]:
    return {name: _plain(getattr(item, name)) for name in item.__slots__}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.value if isinstance(value, Enum) else value
