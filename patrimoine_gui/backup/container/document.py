"""The clear header as canonical JSON, every field checked by its type and its range."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui.backup.container import layout
from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
from patrimoine_gui.crypto import header as file_header
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMAT = 1
_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
_VERSION = '"([0-9A-Za-z.+-]{1,64})"'
_NUMBER = r"([1-9]\d{0,18})"
_FIELDS = {
    "app_version": _VERSION,
    "chunk_size": _NUMBER,
    "chunks": _NUMBER,
    "created_utc": r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"',
    "file_header": r"(\{.*\})",
    "file_salt": '"([0-9a-f]{64})"',
    "format": str(FORMAT),
    "household_id": '"([0-9a-f]{32})"',
    "kind": '"([a-z-]{1,16})"',
    "min_app_version": _VERSION,
    "mk_id": '"([0-9a-f]{16})"',
    "payload_size": _NUMBER,
    "schema_ordinal": _NUMBER,
    "schema_revision": '"([0-9a-z]{1,32})"',
    "source": '"([0-9a-f]{8})"',
    "sqlite_version": r'"(\d{1,3}(?:\.\d{1,3}){1,3})"',
}
_LAYOUT = re.compile(
    r"\{" + ",".join(f'"{name}":{form}' for name, form in _FIELDS.items()) + r"\}",
    re.ASCII,
)
"""All of it at once: a folder of a thousand backups is listed while somebody waits."""

_ORDINALS = 2**16
_COUNTS = 2**32 - 1


class MalformedHeaderError(Exception):
    """The header of a container is not such as any version of ours writes."""


class NewerHeaderError(Exception):
    """The header of a container is of a format to come."""


def encode(header: ContainerHeader) -> bytes:
    """Write a header as canonical JSON.

    Raises:
        ValueError: one of its fields could not be read again.
    """
    raw = file_header.canonical(_members(header))
    try:
        is_same = decode(raw) == header
    except MalformedHeaderError:
        is_same = False
    if not is_same or len(raw) > layout.HEADER_LIMIT:
        raise ValueError
    return raw


def _members(header: ContainerHeader) -> Mapping[str, object]:
    return {
        "format": FORMAT,
        "app_version": header.app_version,
        "min_app_version": header.min_app_version,
        "schema_revision": header.schema_revision,
        "schema_ordinal": header.schema_ordinal,
        "created_utc": header.created.astimezone(UTC).strftime(_INSTANT),
        "kind": header.kind.value,
        "source": header.source,
        "household_id": header.household_id.hex(),
        "mk_id": header.mk_id.hex(),
        "file_header": json.loads(header.keys),
        "payload_size": header.payload_size,
        "chunk_size": header.chunk_size,
        "chunks": header.chunks,
        "file_salt": header.file_salt.hex(),
        "sqlite_version": header.sqlite_version,
    }


def decode(raw: bytes) -> ContainerHeader:
    """Read a header, everything in it checked: it is the one way in which we would write it.

    Raises:
        MalformedHeaderError: a field is not as it should be, or the JSON is not canonical.
        NewerHeaderError: its format number is above ours.
    """
    header = glance(raw)
    try:
        keys = header.file_header
        is_ours = file_header.canonical(_members(header)) == raw
    except (ValueError, RecursionError, UserError):
        raise MalformedHeaderError from None
    is_consistent = keys.household_id == header.household_id and keys.mk_id in {None, header.mk_id}
    if not is_ours or not is_consistent:
        raise MalformedHeaderError
    return header


def glance(raw: bytes) -> ContainerHeader:
    """Read a header, each field checked by its type and its range; quicker than `decode`.

    What the slots say inside is not looked at: as far as accidents go, the hash of the head
    covers it.

    Raises:
        MalformedHeaderError, NewerHeaderError: as `decode`.
    """
    try:
        match = _LAYOUT.fullmatch(raw.decode("ascii"))
        if match is None:
            raise _refusal(raw)
        return _understood(match.groups())
    except ValueError:
        raise MalformedHeaderError from None


def _understood(values: Sequence[str]) -> ContainerHeader:
    """Understand the fields in the order of their names, all but the format."""
    (app, chunk_size, count, created, keys, salt, household, kind, *others) = values
    (min_app, mk_id, payload_size, ordinal, revision, source, sqlite) = others
    header = ContainerHeader(
        app_version=app,
        min_app_version=min_app,
        schema_revision=revision,
        schema_ordinal=int(ordinal),
        created=datetime.fromisoformat(created),
        kind=BackupKind(kind),
        source=source,
        household_id=bytes.fromhex(household),
        mk_id=bytes.fromhex(mk_id),
        keys=keys,
        payload_size=int(payload_size),
        chunk_size=int(chunk_size),
        file_salt=bytes.fromhex(salt),
        sqlite_version=sqlite,
    )
    chunks = int(count)
    is_in_range = (
        header.schema_ordinal <= _ORDINALS
        and layout.SMALLEST_CHUNK <= header.chunk_size <= layout.CHUNK
        and chunks <= _COUNTS
    )
    if not is_in_range or header.chunks != chunks:
        raise MalformedHeaderError
    return header


def _refusal(raw: bytes) -> Exception:
    """Tell a header to come from one that is nobody's."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return MalformedHeaderError()
    number = found.get("format") if isinstance(found, dict) else None
    is_newer = type(number) is int and number > FORMAT
    return NewerHeaderError() if is_newer else MalformedHeaderError()
