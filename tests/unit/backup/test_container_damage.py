"""Every changed byte, every cut and every lie of a backup is refused, by its own class."""

from __future__ import annotations

import json
import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup.container import container, layout
from patrimoine_gui.crypto.header import canonical
from patrimoine_gui.errors import (
    ContainerCorrupted,
    ContainerPart,
    ContainerTooNew,
    ContainerTruncated,
    FileUnreachable,
    ForeignHousehold,
    ForeignKind,
    NotABackup,
    TooLarge,
    UserError,
    WrongKey,
)
from tests.unit.backup import containers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FLIPS = (0x01, 0x80, 0xFF)
START, HEADER, BODY, END = (
    ContainerPart.START,
    ContainerPart.HEADER,
    ContainerPart.CONTENT,
    ContainerPart.END,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return containers.make(tmp_path)


def refused(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value


def keyless(file: Path) -> UserError:
    return refused(lambda: container.check_intact(file))


def with_key(file: Path) -> UserError:
    return refused(lambda: container.verify(file, containers.keyring()))


def part(error: UserError) -> ContainerPart:
    assert isinstance(error, ContainerCorrupted), error
    return error.where


def expected(place: int, data: bytes) -> tuple[set[ContainerPart], set[ContainerPart]]:
    """Say which part is found damaged when the byte at `place` is, without a key and with it."""
    head, size = containers.head_length(data), len(data)
    regions = [
        (10, {START}, {START}),
        (12, {HEADER}, {HEADER}),  # the flags
        (16, {START, HEADER}, {START, HEADER}),  # a length may lead anywhere
        (head + 32, {HEADER}, {HEADER}),
        (head + 64, {BODY}, {HEADER}),  # the MAC
        (size - 40, {BODY}, {BODY}),
        (size - 8, {BODY}, {END}),  # the hash of everything
        (size, {END}, {END}),
    ]
    return next((keyless, keyed) for end, keyless, keyed in regions if place < end)


def test_every_changed_byte_is_found_in_its_place_with_and_without_the_key(file: Path) -> None:
    data = file.read_bytes()
    head, size = containers.head_length(data), len(data)
    with file.open("r+b", buffering=0) as writer:
        for place, byte in enumerate(data):
            without, within = expected(place, data)
            flips = FLIPS if place < head + 64 or place >= size - 40 else (FLIPS[place % 3],)
            for flip in flips:  # of what is sealed, one bit is as good as another
                os.pwrite(writer.fileno(), bytes((byte ^ flip,)), place)
                assert part(keyless(file)) in without, (place, flip)
                assert part(with_key(file)) in within, (place, flip)
            os.pwrite(writer.fileno(), bytes((byte,)), place)
    container.verify(file, containers.keyring())


def test_every_truncation_is_found(file: Path) -> None:
    for length in reversed(range(1, file.stat().st_size)):
        os.truncate(file, length)
        assert isinstance(keyless(file), ContainerTruncated), length
        assert isinstance(with_key(file), ContainerTruncated), length
    os.truncate(file, 0)
    error = keyless(file)
    assert isinstance(error, NotABackup)
    assert error.kind is ForeignKind.EMPTY


@pytest.mark.parametrize("more", [b"\0", b"PATBKEND", bytes(5_000)])
def test_anything_after_the_end_is_found(file: Path, more: bytes) -> None:
    file.write_bytes(file.read_bytes() + more)
    assert isinstance(keyless(file), ContainerTruncated)


def test_every_changed_byte_is_refused_even_when_both_hashes_were_made_to_agree(
    file: Path,
) -> None:
    data = file.read_bytes()
    head = containers.head_length(data)
    for place in [*range(12), *range(16, head), *range(head + 32, len(data) - 40)]:
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        file.write_bytes(containers.with_hashes(bytes(changed), head))
        error = with_key(file)
        if place >= head:
            assert part(error) is (HEADER if place < head + 64 else BODY), place
        elif 8 <= place < 12:
            assert isinstance(error, ContainerTooNew), place
        else:
            refusals = (ContainerCorrupted, ContainerTruncated, ContainerTooNew)
            assert isinstance(error, (*refusals, ForeignHousehold, WrongKey)), place


def changed_header(file: Path, **fields: object) -> bytes:
    data = file.read_bytes()
    found = json.loads(data[16 : containers.head_length(data)])
    return containers.with_header(data, canonical(found | fields))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("app_version", ""),
        ("app_version", 1),
        ("app_version", "0" * 65),
        ("app_version", "0.1\n"),
        ("min_app_version", None),
        ("schema_revision", "../x"),
        ("schema_revision", 1),
        ("schema_ordinal", 0),
        ("schema_ordinal", -1),
        ("schema_ordinal", True),
        ("schema_ordinal", 1.0),
        ("schema_ordinal", "1"),
        ("schema_ordinal", 2**16 + 1),
        ("created_utc", "2026-11-22"),
        ("created_utc", "2026-13-22T12:30:15.123456Z"),
        ("created_utc", "2026-11-22T12:30:15.123456+00:00"),
        ("kind", "unheard of"),
        ("kind", None),
        ("kind", []),
        ("source", "Jean"),
        ("source", "ABCD1234"),
        ("household_id", "00"),
        ("household_id", 0),
        ("mk_id", "zz" * 8),
        ("file_header", None),
        ("file_header", {}),
        ("file_header", []),
        ("file_salt", ""),
        ("sqlite_version", "three"),
        ("chunks", 2),
        ("chunks", 0),
        ("chunks", 2**32),
        ("chunk_size", 511),
        ("chunk_size", 2**20 + 1),
        ("payload_size", 0),
        ("payload_size", -5),
        ("payload_size", 2**63),
        ("format", 0),
        ("format", "1"),
        ("format", None),
        ("more", 1),
    ],
)
def test_header_with_a_field_that_no_version_writes_is_refused(
    file: Path, field: str, value: object
) -> None:
    file.write_bytes(changed_header(file, **{field: value}))
    for error in (keyless(file), with_key(file)):
        assert part(error) is HEADER


def test_header_without_one_of_its_fields_is_refused(file: Path) -> None:
    data = file.read_bytes()
    found = json.loads(data[16 : containers.head_length(data)])
    for field in found:
        rest = {name: value for name, value in found.items() if name != field}
        file.write_bytes(containers.with_header(data, canonical(rest)))
        assert part(keyless(file)) is HEADER


@pytest.mark.parametrize(
    "header",
    [
        b"{}",
        b"[]",
        b"null",
        b'{"format":1}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"\xff\xfe",
        b"1" * 5_000,
        b'{"format":1,"format":1}',
        b'{"format":NaN}',
        b'"\\ud83d"',
    ],
)
def test_header_that_is_no_header_is_refused(file: Path, header: bytes) -> None:
    file.write_bytes(containers.with_header(file.read_bytes(), header))
    assert part(keyless(file)) is HEADER


def test_header_that_is_not_canonical_is_refused(file: Path) -> None:
    data = file.read_bytes()
    found = json.loads(data[16 : containers.head_length(data)])
    for text in (json.dumps(found), json.dumps(found, separators=(",", ":"), indent=1)):
        file.write_bytes(containers.with_header(data, text.encode()))
        assert part(keyless(file)) is HEADER


def test_true_field_changed_by_somebody_without_the_key_is_refused_by_the_mac(file: Path) -> None:
    whole = file.read_bytes()
    changes: list[dict[str, object]] = [
        {"kind": "automatic"},
        {"source": "00000000"},
        {"created_utc": "2020-01-01T00:00:00.000000Z"},
        {"schema_revision": "0002", "schema_ordinal": 2},
        {"app_version": "9.9"},
        {"file_salt": "00" * 32},
    ]
    for change in changes:
        file.write_bytes(whole)
        file.write_bytes(changed_header(file, **change))
        container.check_intact(file)
        assert part(with_key(file)) is HEADER


def test_chunks_swapped_dropped_or_of_another_backup_are_refused(
    file: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = containers.make(tmp_path / "other").read_bytes()
    data = file.read_bytes()
    at, end = containers.head_length(data) + 64, len(data) - 40
    first, second, last = data[at : at + 528], data[at + 528 : at + 1056], data[at + 1056 : end]
    theirs = other[containers.head_length(other) + 64 :][:528]
    for chunks in (second + first + last, first + first + last, theirs + second + last):
        file.write_bytes(containers.with_hashes(data[:at] + chunks + data[end:]))
        container.check_intact(file)
        assert part(with_key(file)) is BODY


def test_newer_container_is_told_from_a_damaged_number(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[9] = 2
    file.write_bytes(data)
    assert part(keyless(file)) is START
    file.write_bytes(containers.with_hashes(bytes(data)))
    error = keyless(file)
    assert isinstance(error, ContainerTooNew)
    assert error.version == 2


def test_flag_or_header_format_of_a_version_to_come_is_refused(file: Path) -> None:
    data = bytearray(file.read_bytes())
    newer = changed_header(file, format=2, brand_new="field")
    data[11] = 1
    for content in (containers.with_hashes(bytes(data)), newer):
        file.write_bytes(content)
        assert isinstance(keyless(file), ContainerTooNew)


def test_header_longer_than_any_is_refused_by_its_version(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[12] = 1
    file.write_bytes(data)
    assert part(keyless(file)) is START
    data[9] = 7
    file.write_bytes(data)
    assert isinstance(keyless(file), ContainerTooNew)


def claim(file: Path, size: int) -> None:
    chunks = layout.chunks_of(size, layout.CHUNK)
    fields = {"payload_size": size, "chunk_size": layout.CHUNK, "chunks": chunks}
    file.write_bytes(changed_header(file, **fields))


def test_claim_of_five_gigabytes_in_a_small_file_is_refused_before_anything_is_allocated(
    file: Path,
) -> None:
    claim(file, 5 * 1024**3)
    tracemalloc.start()
    try:
        error = with_key(file)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(error, ContainerTruncated)
    assert peak < 512 * 1024


def test_claim_above_the_limit_is_refused_by_its_size(file: Path) -> None:
    claim(file, layout.PAYLOAD_LIMIT + 1)
    error = with_key(file)
    assert isinstance(error, TooLarge)
    assert error.limit == 64 * 1024**3


def test_damage_is_never_taken_for_a_wrong_key(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    file.write_bytes(data)
    error = refused(lambda: container.verify(file, containers.keyring("theirs")))
    assert part(error) is BODY


def test_damaged_backup_leaves_nothing_extracted(file: Path, tmp_path: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-60] ^= 1  # in the last chunk: the others are written before it is met
    file.write_bytes(data)
    out = tmp_path / "out"
    error = refused(lambda: container.extract(file, out, containers.keyring()))
    assert part(error) is BODY
    assert not out.exists()


def kind_of(file: Path, content: bytes) -> ForeignKind:
    file.write_bytes(content)
    error = keyless(file)
    assert isinstance(error, NotABackup), error
    return error.kind


def test_other_files_are_named_by_what_they_are(tmp_path: Path, file: Path) -> None:
    data = file.read_bytes()
    head = b"SQLite format 3\0" + bytes(52) + b"PATR" + bytes(28)
    other, clear = tmp_path / "x.patrimoine", tmp_path / "x.patrimoine-backup"
    assert kind_of(other, head) is ForeignKind.HOUSEHOLD
    assert kind_of(clear, head) is ForeignKind.BACKUP
    assert kind_of(other, head.replace(b"PATR", b"ELSE")) is ForeignKind.OTHER_PROGRAM
    assert kind_of(other, b"PK\x03\x04" + data) is ForeignKind.ZIP
    assert kind_of(other, "Relevé de l'année\n".encode() * 300) is ForeignKind.TEXT
    assert kind_of(other, bytes(range(256))) is ForeignKind.NOT_SQLITE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: bytes(byte & 0x7F for byte in data),
        lambda data: data.decode("latin-1").encode("utf-8"),
        lambda data: data.decode("utf-8", "replace").encode("utf-8"),
        lambda data: data.decode("ascii", "replace").encode("ascii", "replace"),
    ],
)
def test_backup_transferred_as_text_is_recognised(
    file: Path, spoil: Callable[[bytes], bytes]
) -> None:
    assert kind_of(file, spoil(file.read_bytes())) is ForeignKind.TEXT_MODE


def test_what_is_no_regular_file_is_never_read(tmp_path: Path, file: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(file)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path, tmp_path / "missing"):
        assert isinstance(keyless(path), FileUnreachable)
