"""Encrypted fields: each comes back as it was, and nothing else is taken for one."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import hypothesis
import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import strategies as st

from patrimoine_gui.crypto import field_token, legacy_token, nonces
from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.errors import (
    PlaintextTooLarge,
    TokenAuthFailed,
    TokenKeyUnknown,
    TokenTruncated,
    TokenVersionUnsupported,
    UserError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

LABEL = "asset.name"
VALUE = "Résidence principale, 12 rue des Lilas".encode()
KEYS = {1: os.urandom(32), 2: os.urandom(32), 255: os.urandom(32)}
OLD_KEY = os.urandom(32)
FIELDS = FieldKeys(2, KEYS, OLD_KEY)
READ = FIELDS.decryptor(LABEL)
WRITE = FIELDS.encryptor(LABEL, 32)
READ_OLD = legacy_token.decryptor(OLD_KEY, LABEL)
WRITE_OLD = legacy_token.encryptor(OLD_KEY)


def failure(found: bytes | str) -> type[UserError]:
    """Give the class of the error that reading raises; the error names the field, nothing else."""
    with pytest.raises(UserError) as refused:
        READ(found)
    assert str(refused.value) == f"{type(refused.value).__name__}(label={LABEL})"
    return type(refused.value)


def forged(padded: bytes, number: int = 2, label: str = LABEL, key: bytes | None = None) -> bytes:
    """Make a token whose tag is valid, whatever is in it."""
    head, nonce = bytes((2, number)), os.urandom(12)
    aad = b"patrimoine/field/v2\0" + head + label.encode()
    return head + nonce + AESGCM(key or KEYS[number]).encrypt(nonce, padded, aad)


# --- round trips ----------------------------------------------------------------------------------


@hypothesis.given(value=st.binary(max_size=300), block=st.sampled_from(field_token.BLOCKS))
@hypothesis.example(value=b"", block=16)
@hypothesis.example(value=b"\x80", block=16)
@hypothesis.example(value=b"\x80\0\0", block=32)
@hypothesis.example(value=b"\0" * 64, block=64)
@hypothesis.example(value=b"\x80" * 63, block=64)
@hypothesis.example(value=b"x" * 31 + b"\x80", block=32)
def test_value_comes_back(value: bytes, block: int) -> None:
    found = FIELDS.encryptor(LABEL, block)(value)
    assert READ(found) == value
    assert FIELDS.decryptor(LABEL, block)(found) == value
    assert found[:2] == b"\2\2"
    assert (len(found) - 30) % block == 0
    assert len(value) < len(found) - 30 <= len(value) + block


@pytest.mark.parametrize("block", field_token.BLOCKS)
def test_every_length_around_the_blocks_comes_back(block: int) -> None:
    write, read = FIELDS.encryptor(LABEL, block), FIELDS.decryptor(LABEL, block)
    for length in range(3 * block + 1):
        for value in (b"x" * length, b"\0" * length, b"\x80" * length):
            assert read(write(value)) == READ(write(value)) == value


def test_lengths_within_a_block_are_not_told_apart() -> None:
    assert len({len(WRITE(b"x" * length)) for length in range(32)}) == 1


def test_same_value_never_gives_the_same_token() -> None:
    assert len({WRITE(VALUE) for _time in range(10_000)}) == 10_000


def test_retired_key_still_reads() -> None:
    for number in KEYS:
        found = FieldKeys(number, KEYS).encryptor(LABEL, 32)(VALUE)
        assert found[1] == number
        assert READ(found) == VALUE


@hypothesis.given(st.binary(max_size=200))
def test_old_value_comes_back_from_text(value: bytes) -> None:
    found = WRITE_OLD(value)
    assert found.startswith("gAAAA")
    assert READ(found) == READ_OLD(found) == value
    assert Fernet(base64.urlsafe_b64encode(OLD_KEY)).decrypt(found) == value


def test_largest_value_comes_back_and_one_byte_more_is_refused() -> None:
    limit = field_token.PLAINTEXT_LIMIT
    assert limit == 16 * 1024 * 1024
    largest = bytes(limit)
    assert READ(WRITE(largest)) == largest
    with pytest.raises(PlaintextTooLarge) as refused:
        WRITE(largest + b"\0")
    assert (refused.value.label, refused.value.limit) == (LABEL, limit)


# --- what was changed, exhaustively ---------------------------------------------------------------


@pytest.mark.parametrize("value", [b"", b"-12345678", VALUE])
def test_every_change_of_one_byte_is_refused_with_its_class(value: bytes) -> None:
    found = WRITE(value)
    for place, right in enumerate(found):
        for wrong in set(range(256)) - {right}:
            changed = found[:place] + bytes((wrong,)) + found[place + 1 :]
            expected: type[UserError] = TokenAuthFailed
            if place == 0:
                expected = TokenVersionUnsupported
            elif place == 1 and wrong not in KEYS:
                expected = TokenKeyUnknown
            assert failure(changed) is expected, (place, wrong)


@pytest.mark.parametrize("value", [b"", b"-12345678", VALUE])
def test_every_truncation_is_refused_with_its_class(value: bytes) -> None:
    found = WRITE(value)
    for length in range(len(found)):
        is_a_shape = length >= 46 and (length - 30) % 16 == 0
        expected = TokenAuthFailed if is_a_shape else TokenTruncated
        assert failure(found[:length]) is expected, length
    for length in range(1, len(found)):
        with pytest.raises(UserError):
            READ(found[length:])


def test_every_addition_is_refused() -> None:
    found = WRITE(VALUE)
    for more in range(1, 65):
        expected = TokenTruncated if more % 16 else TokenAuthFailed
        assert failure(found + bytes(more)) is expected


def test_every_change_of_one_byte_of_an_old_token_is_refused() -> None:
    found = WRITE_OLD(VALUE)
    for place, right in enumerate(found):
        for wrong in set(range(256)) - {ord(right)}:
            changed = found[:place] + chr(wrong) + found[place + 1 :]
            expected: set[type[UserError]] = {TokenAuthFailed}
            if place < 2:  # the version byte stands in the first two characters
                expected = {TokenAuthFailed, TokenVersionUnsupported}
            elif wrong == ord("="):
                expected = {TokenAuthFailed, TokenTruncated}
            assert failure(changed) in expected, (place, wrong)


def test_every_truncation_of_an_old_token_is_refused_with_its_class() -> None:
    for value in (b"", VALUE):
        found = WRITE_OLD(value)
        for length in range(len(found)):
            size = (length // 4) * 3 - 57
            is_a_shape = length % 4 == 0 and size >= 16 and size % 16 == 0
            assert failure(found[:length]) is (TokenAuthFailed if is_a_shape else TokenTruncated)


@pytest.mark.parametrize(
    "spelling",
    [
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: text.replace("=", ""),
        lambda text: f"{text}====",
        lambda text: text.replace("_", "/").replace("-", "+"),
        lambda text: f"{text[:8]}\n{text[8:]}",
        lambda text: f"{text[:8]}é{text[8:]}",
        lambda text: f"{text[:8]}\ud800{text[8:]}",
    ],
)
def test_old_token_has_one_spelling(spelling: object) -> None:
    assert callable(spelling)
    made = (WRITE_OLD(b"") for _time in range(1000))
    text = next(found for found in made if set(found) & set("-_"))
    assert text.endswith("==")
    assert failure(spelling(text)) in {TokenAuthFailed, TokenTruncated}


# --- what belongs elsewhere -----------------------------------------------------------------------


def test_token_of_another_field_is_refused() -> None:
    assert failure(FIELDS.encryptor("asset.note", 32)(VALUE)) is TokenAuthFailed


def test_token_of_another_household_is_refused() -> None:
    others = FieldKeys(2, {2: os.urandom(32)}, os.urandom(32))
    assert failure(others.encryptor(LABEL, 32)(VALUE)) is TokenAuthFailed
    assert others.legacy is not None
    assert failure(legacy_token.encryptor(others.legacy)(VALUE)) is TokenAuthFailed


def test_token_of_a_key_that_is_not_there_is_refused() -> None:
    other = FieldKeys(3, {3: KEYS[2]})
    assert failure(other.encryptor(LABEL, 32)(VALUE)) is TokenKeyUnknown


def test_token_of_one_key_under_the_name_of_another_is_refused() -> None:
    found = WRITE(VALUE)
    assert failure(b"\2\1" + found[2:]) is TokenAuthFailed
    same = FieldKeys(1, {1: KEYS[2]})
    with pytest.raises(TokenAuthFailed):
        same.decryptor(LABEL)(b"\2\1" + found[2:])


@pytest.mark.parametrize("version", [0, 1, 3, 0x80, 255])
@pytest.mark.parametrize("length", [1, 2, 30, 46, 47, 94])
def test_unknown_version_is_told_whatever_its_shape(version: int, length: int) -> None:
    assert failure(bytes((version,)) + bytes(length - 1)) is TokenVersionUnsupported


def test_nothing_at_all_is_a_truncated_token() -> None:
    assert failure(b"") is TokenTruncated
    assert failure("") is TokenTruncated


def test_old_token_without_its_key_is_of_an_unknown_key() -> None:
    read = FieldKeys(1, KEYS).decryptor(LABEL)
    with pytest.raises(TokenKeyUnknown) as refused:
        read(WRITE_OLD(VALUE))
    assert refused.value.label == LABEL


def test_text_is_never_read_as_version_two() -> None:
    assert failure(WRITE(VALUE).decode("latin-1")) in {TokenAuthFailed, TokenTruncated}
    with pytest.raises(UserError):
        READ(WRITE_OLD(VALUE).encode())


# --- padding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(16),
        bytes(64),
        b"x" * 16,
        b"x" * 15 + b"\x80\0",  # not a multiple of a block
        b"x\x80",
        b"x\x80" + bytes(13) + b"\1",
        b"x\x80" + bytes(12) + b"\1\0",
        b"x" * 14 + b"\x80\1",
        b"x" * 15 + b"\x81",
        b"x" * 16 + b"\x80" + bytes(63),  # a block of 64 too many
        b"\x80" + bytes(79),
    ],
)
def test_padding_that_we_do_not_write_is_refused_even_under_a_valid_tag(padded: bytes) -> None:
    with pytest.raises(TokenAuthFailed):
        READ(forged(padded))
    for block in field_token.BLOCKS:
        with pytest.raises(TokenAuthFailed):
            FIELDS.decryptor(LABEL, block)(forged(padded))


def test_each_length_of_padding_is_taken_by_its_own_block_only() -> None:
    readers = {block: FIELDS.decryptor(LABEL, block) for block in field_token.BLOCKS}
    for length in range(65):
        for zeros in range(129):
            padded = b"x" * length + b"\x80" + bytes(zeros)
            found = forged(padded)
            fitting = [block for block in readers if is_read(found, readers[block])]
            assert fitting == [
                block for block in readers if zeros < block and len(padded) % block == 0
            ]
            assert is_read(found, READ) == bool(fitting)


def is_read(found: bytes, read: Callable[[bytes | str], bytes]) -> bool:
    try:
        read(found)
    except TokenAuthFailed:
        return False
    return True


# --- nonces ---------------------------------------------------------------------------------------


def nonces_of(count: int) -> list[bytes]:
    return [WRITE(b"")[2:14] for _time in range(count)]


def test_nonce_is_never_given_twice_over_many_batches() -> None:
    assert len(set(nonces_of(50_000))) == 50_000


def test_threads_never_share_a_nonce() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = [nonce for batch in pool.map(nonces_of, [10_000] * 8) for nonce in batch]
    assert len(set(found)) == len(found) == 80_000


_FORK = """
import os
from patrimoine_gui.crypto import field_token
write = field_token.encryptor(bytes(32), 1, "asset.name", 16)
write(b"")  # the store is full now
end, begin = os.pipe()
child = os.fork()
mine = [write(b"")[2:14].hex() for _time in range(1000)]
if not child:
    os.write(begin, "".join(mine).encode())
    os._exit(0)
os.close(begin)
with open(end) as pipe:
    found = pipe.read()
os.waitpid(child, 0)
theirs = {found[start : start + 24] for start in range(0, len(found), 24)}
print(len(theirs), len(theirs & set(mine)))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_child_of_a_fork_never_takes_a_nonce_of_its_parent() -> None:
    found = subprocess.run([sys.executable, "-c", _FORK], capture_output=True, check=True)
    assert found.stdout.split() == [b"1000", b"0"]


def test_nonce_has_twelve_bytes() -> None:
    assert {len(nonces.refill()) for _time in range(3)} == {12}
    assert len(nonces.take()) == 12


# --- mistakes of the program ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["", "asset", "asset.", ".name", "Asset.name", "asset.name2", "a.b.c", "a b.c", "é.e"]
)
def test_label_of_another_form_is_a_mistake(label: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        FIELDS.encryptor(label, 32)
    with pytest.raises(ValueError, match=r"^"):
        FIELDS.decryptor(label)


def test_label_has_at_most_64_characters() -> None:
    FIELDS.encryptor("a." + "b" * 62, 32)
    with pytest.raises(ValueError, match=r"^"):
        FIELDS.encryptor("a." + "b" * 63, 32)


@pytest.mark.parametrize("number", [-1, 0, 256])
def test_key_id_is_a_byte_and_not_zero(number: int) -> None:
    with pytest.raises(ValueError, match=r"^"):
        field_token.encryptor(bytes(32), number, LABEL, 32)
    with pytest.raises(ValueError, match=r"^"):
        field_token.decryptor({number: bytes(32)}, LABEL)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match=r"^"):
        field_token.encryptor(bytes(length), 1, LABEL, 32)
    with pytest.raises(ValueError, match=r"^"):
        field_token.decryptor({1: bytes(length)}, LABEL)


@pytest.mark.parametrize("block", [0, 1, 8, 17, 128])
def test_block_is_one_of_three(block: int) -> None:
    with pytest.raises(ValueError, match=r"^"):
        FIELDS.encryptor(LABEL, block)


def test_active_key_must_be_there() -> None:
    with pytest.raises(ValueError, match=r"^"):
        FieldKeys(3, KEYS)


@pytest.mark.parametrize("value", ["QX text where a token should be", b"QX bytes", b"\x02QX"])
def test_refusal_keeps_nothing_of_what_it_refused(value: bytes | str) -> None:
    with pytest.raises(UserError) as caught:
        field_token.decryptor({1: bytes(32)}, "asset.name")(value)
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "Q" not in f"{chain!r} {chain.args!r}"
        chain = chain.__context__ or chain.__cause__
