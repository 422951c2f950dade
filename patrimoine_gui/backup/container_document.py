"""The clear header as canonical JSON, every field checked by its type and its range."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui.backup import container_layout as layout
from patrimoine_gui.backup.container_header import BackupKind, ContainerHeader
from patrimoine_gui.crypto import header as file_header
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
_TEXTS = {
    "app_version": re.compile(r"[0-9A-Za-z.+-]{1,64}"),
    "min_app_version": re.compile(r"[0-9A-Za-z.+-]{1,64}"),
    "schema_revision": re.compile(r"[0-9a-z]{1,32}"),
    "created_utc": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII),
    "sqlite_version": re.compile(r"\d{1,3}(\.\d{1,3}){1,3}", re.ASCII),
    "source": re.compile(r"[0-9a-f]{8}"),
    "household_id": re.compile(r"[0-9a-f]{32}"),
    "mk_id": re.compile(r"[0-9a-f]{16}"),
    "file_salt": re.compile(r"[0-9a-f]{64}"),
}
_NUMBERS = {
    "schema_ordinal": (1, 2**16),
    "payload_size": (1, 2**63 - 1),
    "chunk_size": (layout.SMALLEST_CHUNK, layout.CHUNK),
    "chunks": (1, 2**32 - 1),
}
_FIELDS = {"format", "kind", "file_header", *_TEXTS, *_NUMBERS}


class MalformedHeaderError(Exception):
    """The header of a container is not such as any version of ours writes."""


class NewerHeaderError(Exception):
    """The header of a container is of a format to come."""


def encode(header: ContainerHeader) -> bytes:
    """Write a header as canonical JSON.

    Raises:
        ValueError: one of its fields could not be read again.
    """
    raw = file_header.canonical(
        {
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
            "file_header": file_header.to_document(header.file_header),
            "payload_size": header.payload_size,
            "chunk_size": header.chunk_size,
            "chunks": header.chunks,
            "file_salt": header.file_salt.hex(),
            "sqlite_version": header.sqlite_version,
        }
    )
    try:
        is_same = decode(raw) == header
    except MalformedHeaderError:
        is_same = False
    if not is_same or len(raw) > layout.HEADER_LIMIT:
        raise ValueError
    return raw


def decode(raw: bytes) -> ContainerHeader:
    """Read a header, each field checked by its type and its range.

    Raises:
        MalformedHeaderError: one is not as it should be, or the JSON is not canonical.
        NewerHeaderError: its format number is above ours.
    """
    try:
        found = json.loads(raw)
        if not isinstance(found, dict) or file_header.canonical(found) != raw:
            raise MalformedHeaderError
    except (ValueError, RecursionError):
        raise MalformedHeaderError from None
    _check_format(found)
    _check_fields(found)
    return _understood(found)


def _check_format(found: Mapping[str, object]) -> None:
    number = found.get("format")
    if type(number) is not int or number < FORMAT:
        raise MalformedHeaderError
    if number > FORMAT:
        raise NewerHeaderError


def _check_fields(found: Mapping[str, object]) -> None:
    if found.keys() != _FIELDS or not isinstance(found["file_header"], dict):
        raise MalformedHeaderError
    for name, pattern in _TEXTS.items():
        text = found[name]
        if not isinstance(text, str) or not pattern.fullmatch(text):
            raise MalformedHeaderError
    for name, (least, most) in _NUMBERS.items():
        number = found[name]
        if type(number) is not int or not least <= number <= most:
            raise MalformedHeaderError


def _understood(found: dict[str, object]) -> ContainerHeader:
    texts = {name: str(found[name]) for name in _TEXTS}
    numbers = {name: number for name in _NUMBERS if isinstance(number := found[name], int)}
    document = found["file_header"]
    try:
        header = ContainerHeader(
            app_version=texts["app_version"],
            min_app_version=texts["min_app_version"],
            schema_revision=texts["schema_revision"],
            schema_ordinal=numbers["schema_ordinal"],
            created=datetime.fromisoformat(texts["created_utc"]),
            kind=BackupKind(found["kind"]),
            source=texts["source"],
            household_id=bytes.fromhex(texts["household_id"]),
            mk_id=bytes.fromhex(texts["mk_id"]),
            file_header=file_header.from_document(document if isinstance(document, dict) else {}),
            payload_size=numbers["payload_size"],
            chunk_size=numbers["chunk_size"],
            file_salt=bytes.fromhex(texts["file_salt"]),
            sqlite_version=texts["sqlite_version"],
        )
    except (ValueError, TypeError, UserError):
        raise MalformedHeaderError from None
    if header.chunks != numbers["chunks"] or not _is_consistent(header):
        raise MalformedHeaderError
    return header


def _is_consistent(header: ContainerHeader) -> bool:
    """Tell whether the slots are those of the household and key that the header names."""
    inner = header.file_header
    return inner.household_id == header.household_id and inner.mk_id in {None, header.mk_id}
