"""A backup container holds what was put in, and tells what is wrong with any other."""

from __future__ import annotations

import hashlib
import os
import resource
import stat
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import hypothesis
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import strategies as st

from patrimoine_gui.backup.container import container, layout
from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.crypto.kdf import KdfPolicy, hkdf
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import ForeignHousehold, TooLarge, UserError, WrongKey
from tests.unit.backup import containers

if TYPE_CHECKING:
    from pathlib import Path


class Stopped(Exception):
    """The user stopped."""


def test_keys_are_those_of_the_golden_vectors() -> None:
    master = bytes(range(32))
    ring = SimpleNamespace(backup_key=hkdf(master, b"patrimoine/v1/backup"))
    keys = layout.keys_of(cast("Keyring", ring), bytes(range(0x40, 0x60)))
    assert keys.payload.hex() == "3f62e8a2629679e08812eb5e9698ca2b37b18854e050ed74d9ebdb3c64034748"
    assert keys.header.hex() == "8a9ac1297a2e9285dedbf2149818f2c1cb400e1be3a97042ec4e8c67e205c4fc"
    assert "3f62" not in repr(keys)


def test_bytes_stand_where_the_format_says(tmp_path: Path) -> None:
    data = containers.make(tmp_path).read_bytes()
    head = containers.head_length(data)
    assert data[:16] == b"\x89PATBK\r\n\0\1\0\0" + (head - 16).to_bytes(4, "big")
    digest = hashlib.sha256(data[:head]).digest()
    assert data[head : head + 32] == digest
    header = container.read_header(tmp_path / "a.patrimoine-backup")
    keys = layout.keys_of(containers.keyring(), header.file_salt)
    assert data[head + 32 : head + 64] == keys.mac(data[:head])
    first = data[head + 64 : head + 64 + 512 + 16]
    opened = AESGCM(keys.payload).decrypt(bytes(12), first, digest)
    assert opened == containers.CONTENT[:512]
    last = data[head + 64 + 2 * 528 : -40]
    nonce = bytes(6) + b"\0\0\0\2" + b"\0\1"
    assert AESGCM(keys.payload).decrypt(nonce, last, digest) == containers.CONTENT[1024:]
    assert data[-40:] == hashlib.sha256(data[:-40]).digest() + b"PATBKEND"


def test_header_says_what_it_must_and_nothing_else(tmp_path: Path) -> None:
    header = container.read_header(containers.make(tmp_path))
    ring = containers.keyring()
    assert header.file_header == ring.header
    assert (header.household_id, header.mk_id) == (ring.household_id, ring.mk_id)
    assert (header.schema_revision, header.schema_ordinal) == ("0001", 1)
    assert (header.kind, header.source) == (BackupKind.MANUAL, "abcd1234")
    assert header.created == containers.MOMENT
    assert (header.payload_size, header.chunks) == (len(containers.CONTENT), 3)


def test_passphrase_of_the_day_opens_a_backup_with_nothing_else(tmp_path: Path) -> None:
    file = containers.make(tmp_path)
    header = container.read_header(file).file_header
    ring = Keyring.unlock(header, "phrase of ours", KdfPolicy.for_tests())
    container.extract(file, tmp_path / "out", ring)
    assert (tmp_path / "out").read_bytes() == containers.CONTENT


@hypothesis.settings(max_examples=60)
@hypothesis.given(size=st.integers(1, 2_100), chunk=st.integers(512, 800))
def test_what_comes_out_is_what_went_in(
    tmp_path_factory: pytest.TempPathFactory, size: int, chunk: int
) -> None:
    folder = tmp_path_factory.mktemp("round")
    content = os.urandom(size)
    file = containers.make(folder, content, chunk)
    assert container.check_intact(file) == container.verify(file, containers.keyring())
    container.extract(file, folder / "out", containers.keyring())
    assert (folder / "out").read_bytes() == content


@pytest.mark.parametrize("size", [1, 511, 512, 513, 1023, 1024, 1025, 5 * 512])
def test_contents_about_the_size_of_a_chunk(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    file = containers.make(tmp_path, content)
    container.extract(file, tmp_path / "out", containers.keyring())
    assert (tmp_path / "out").read_bytes() == content


def test_same_content_twice_has_no_byte_of_ciphertext_in_common(tmp_path: Path) -> None:
    bodies = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        data = containers.make(tmp_path / name).read_bytes()
        bodies.append(data[containers.head_length(data) + 64 :][:528])
    assert bodies[0][:64] != bodies[1][:64]


def test_clear_content_is_nowhere_in_the_container(tmp_path: Path) -> None:
    content = b"Residence principale a Orleans;FR7630006000011234567890189;" * 40
    data = containers.make(tmp_path, content).read_bytes()
    assert b"Orleans" not in data
    assert b"FR76" not in data


def test_written_and_extracted_files_are_for_this_user_alone(tmp_path: Path) -> None:
    file, out = containers.make(tmp_path), tmp_path / "out"
    container.extract(file, out, containers.keyring())
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE(out.stat().st_mode) == 0o600


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    file = containers.make(tmp_path)
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        containers.make(tmp_path)
    with pytest.raises(FileExistsError):
        container.extract(file, tmp_path / "content", containers.keyring())
    assert file.read_bytes() == before
    assert (tmp_path / "content").read_bytes() == containers.CONTENT


@pytest.mark.parametrize("at", [1, 2, 3])
def test_stopped_work_leaves_no_file(tmp_path: Path, at: int) -> None:
    file = containers.make(tmp_path)
    heard: list[int] = []

    def tick(done: int, _total: int) -> None:
        heard.append(done)
        if len(heard) == at:
            raise Stopped

    ring, out = containers.keyring(), tmp_path / "out"
    with pytest.raises(Stopped):
        container.extract(file, out, ring, tick)
    heard.clear()
    with pytest.raises(Stopped):
        container.write(tmp_path / "content", out, containers.meta(), ring, tick)
    assert not out.exists()


def test_ticks_count_the_content(tmp_path: Path) -> None:
    file = containers.make(tmp_path)
    heard: list[tuple[int, int]] = []
    container.verify(file, containers.keyring(), lambda done, total: heard.append((done, total)))
    size = len(containers.CONTENT)
    assert heard == [(512, size), (1024, size), (size, size)]


def test_another_household_is_told_from_another_key(tmp_path: Path) -> None:
    file = containers.make(tmp_path)
    with pytest.raises(ForeignHousehold):
        container.verify(file, containers.keyring("theirs"))
    ours = containers.keyring()
    later = Keyring.create("new", KdfPolicy.for_tests(), ours.household_id)[0]
    with pytest.raises(WrongKey) as refused:
        container.extract(file, tmp_path / "out", later)
    assert refused.value.created == containers.MOMENT
    assert not (tmp_path / "out").exists()


def test_passphrase_changed_since_opens_older_backups_all_the_same(tmp_path: Path) -> None:
    file = containers.make(tmp_path)
    changed = containers.keyring().with_passphrase("another", KdfPolicy.for_tests())
    assert container.verify(file, changed).file_header == containers.keyring().header


def test_copy_is_told_from_what_only_resembles_it(tmp_path: Path) -> None:
    file, ring = containers.make(tmp_path), containers.keyring()
    same, other, longer = (tmp_path / name for name in ("same", "other", "longer"))
    same.write_bytes(containers.CONTENT)
    other.write_bytes(containers.CONTENT[:-1] + b"?")
    longer.write_bytes(containers.CONTENT + b"?")
    found = [container.is_copy_of(file, path, ring) for path in (same, other, longer)]
    assert found == [True, False, False]


def test_content_above_the_limit_is_not_even_begun(tmp_path: Path) -> None:
    huge, target = tmp_path / "huge", tmp_path / "target"
    huge.touch()
    os.truncate(huge, layout.PAYLOAD_LIMIT + 1)
    with pytest.raises(TooLarge):
        container.write(huge, target, containers.meta(), containers.keyring())
    assert not target.exists()


@pytest.mark.parametrize(
    "change", [{"source": "Jean"}, {"revision": "../0001"}, {"ordinal": 0}, {"chunk_size": 1}]
)
def test_header_that_could_not_be_read_again_is_not_written(
    tmp_path: Path, change: dict[str, object]
) -> None:
    (tmp_path / "content").write_bytes(b"content")
    described = replace(containers.meta(), **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^$"):
        container.write(tmp_path / "content", tmp_path / "b", described, containers.keyring())
    assert not (tmp_path / "b").exists()


def test_memory_stays_flat(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = tmp_path / "content"
    with content.open("wb") as writer:
        for _megabyte in range(96):
            writer.write(bytes(1024 * 1024))
    file = tmp_path / "big.patrimoine-backup"
    ring = containers.keyring()
    container.write(content, file, containers.meta(layout.CHUNK), ring)
    container.extract(file, tmp_path / "out", ring)
    assert container.is_copy_of(file, tmp_path / "out", ring)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024


def test_errors_are_foreseen_ones_and_say_nothing(tmp_path: Path) -> None:
    file = containers.make(tmp_path)
    with pytest.raises(UserError) as refused:
        container.verify(file, containers.keyring("theirs"))
    assert str(tmp_path) not in str(refused.value)
