"""A token that does not open, carried word for word where what it held would have gone.

Frozen. One damaged value must not keep a household from its file, and its bytes are not thrown
away: they take the way of the value, up and down, and count as unreadable wherever they stand.
"""

from __future__ import annotations

from typing import NamedTuple

_BLOB, _TEXT = "closed", "closed_text"


class ClosedV1(NamedTuple):
    """A token that does not open, as it stands in the file."""

    token: bytes | str


def closed_v1(token: object) -> ClosedV1:
    """Give what does not open; what cannot be a token, such as a number, as its text."""
    return ClosedV1(token if isinstance(token, bytes | str) else repr(token))


def as_json_v1(closed: ClosedV1) -> dict[str, str]:
    """Write it as JSON has it, with its storage class."""
    token = closed.token
    return {_BLOB: token.hex()} if isinstance(token, bytes) else {_TEXT: token}


def from_json_v1(value: object) -> ClosedV1 | None:
    """Read what `as_json_v1` gave, None for anything else."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    ((kind, text),) = value.items()
    if not isinstance(text, str) or kind not in {_BLOB, _TEXT}:
        return None
    try:
        return ClosedV1(bytes.fromhex(text) if kind == _BLOB else text)
    except ValueError:
        return None
