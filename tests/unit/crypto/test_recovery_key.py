"""The recovery key: copied from paper by a person, and every slip is found."""

from __future__ import annotations

import copy
import pickle
import re
from itertools import pairwise

import hypothesis
import pytest
from hypothesis import strategies as st

from patrimoine_gui.crypto.recovery_key import RecoveryKey
from patrimoine_gui.errors import RecoveryKeyMalformed

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEYS = [RecoveryKey(bytes(20)), RecoveryKey(b"\xff" * 20), RecoveryKey(bytes(range(96, 116)))]
TEXTS = [key.text() for key in KEYS]


def refused(text: str) -> bool:
    try:
        RecoveryKey.parse(text)
    except RecoveryKeyMalformed:
        return True
    return False


@hypothesis.given(st.binary(min_size=20, max_size=20))
def test_key_survives_its_text(secret: bytes) -> None:
    text = RecoveryKey(secret).text()
    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{8}}[{ALPHABET}]{{2}}", text)
    assert RecoveryKey.parse(text).secret == secret


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        str.swapcase,
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " "),
        lambda text: text.replace("-", "\u2013"),
        lambda text: text.replace("-", "\u00a0\u2014\u202f"),
        lambda text: f"\n  {text}\t\r\n",
        " ".join,
        lambda text: text.replace("0", "O").replace("1", "I"),
        lambda text: text.replace("0", "o").replace("1", "l"),
        lambda text: text.replace("1", "i"),
        lambda text: text.replace("1", "L"),
    ],
)
@pytest.mark.parametrize("key", KEYS)
def test_case_spaces_dashes_and_lookalikes_are_free(key: RecoveryKey, typed: object) -> None:
    assert callable(typed)
    assert RecoveryKey.parse(typed(key.text())) == key


@pytest.mark.parametrize("text", TEXTS)
def test_every_slip_on_one_character_is_found(text: str) -> None:
    for place, right in enumerate(text):
        if right == "-":
            continue
        for wrong in ALPHABET.replace(right, ""):
            assert refused(text[:place] + wrong + text[place + 1 :])


@pytest.mark.parametrize("text", TEXTS)
def test_every_swap_of_neighbours_is_found(text: str) -> None:
    plain = text.replace("-", "")
    for place, (first, second) in enumerate(pairwise(plain)):
        if first != second:
            assert refused(plain[:place] + second + first + plain[place + 2 :])


@pytest.mark.parametrize("text", TEXTS)
def test_every_length_but_the_right_one_is_refused(text: str) -> None:
    plain = text.replace("-", "")
    assert all(refused(plain[:length]) for length in range(len(plain)))
    assert all(refused(plain + "0" * more) for more in range(1, 20))
    assert all(refused(plain[:place] + plain[place + 1 :]) for place in range(len(plain)))


@pytest.mark.parametrize("wrong", [*"Uu!é*,.;:/\\'\"", "\0", "\ud800", "ſ", "ı", "\uff11", "😀"])
def test_foreign_characters_are_refused(wrong: str) -> None:
    assert refused(wrong + TEXTS[2][1:])
    assert refused(TEXTS[2] + wrong)


def test_check_that_no_key_has_is_refused() -> None:
    # Ten bits hold 1024 numbers and a check is below 1021: zero would also be written 1021.
    zero = RecoveryKey(bytes(20)).text()
    assert zero.endswith("-00")
    assert refused(zero[:-2] + "ZX")


@hypothesis.given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    if not refused(text):
        assert RecoveryKey.parse(RecoveryKey.parse(text).text()) == RecoveryKey.parse(text)


def test_new_keys_differ() -> None:
    assert len({RecoveryKey.new().text() for _time in range(100)}) == 100


@pytest.mark.parametrize("length", [0, 19, 21, 32])
def test_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(RecoveryKeyMalformed):
        RecoveryKey(bytes(length))


def test_key_equals_its_like_only() -> None:
    assert RecoveryKey(bytes(20)) == RecoveryKey(bytes(20))
    assert RecoveryKey(bytes(20)) != RecoveryKey(bytes(19) + b"\1")
    assert RecoveryKey(bytes(20)) != bytes(20)


def test_key_never_shows_itself() -> None:
    key = RecoveryKey.new()
    for shown in (repr(key), str(key), f"{key}", repr([key]), repr(copy.deepcopy(key))):
        assert key.text() not in shown
        assert key.secret.hex() not in shown
        assert repr(key.secret) not in shown
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(key, protocol)
    assert copy.copy(key) is key
    assert copy.deepcopy(key) is key
    with pytest.raises(TypeError):
        vars(key)


def test_refusal_repeats_nothing_of_what_was_typed() -> None:
    with pytest.raises(RecoveryKeyMalformed) as error:
        RecoveryKey.parse(TEXTS[2][:-1])
    assert str(error.value) == "RecoveryKeyMalformed()"
    assert error.value.__context__ is None
