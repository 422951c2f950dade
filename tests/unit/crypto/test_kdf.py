"""From a passphrase to a key: what is accepted, what is refused before any work, what is chosen."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf import argon2

from patrimoine_gui.crypto import kdf
from patrimoine_gui.crypto.kdf import POLICY, KdfParams, KdfPolicy
from patrimoine_gui.errors import (
    KdfMemory,
    KdfParamsRefused,
    KdfUnsupported,
    PassphraseFault,
    PassphraseUnusable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

QUICK = KdfPolicy.for_tests()
SALT = bytes(range(16))
QUICK_PARAMS = KdfParams("argon2id", 64, 1, 1, SALT)
PARAMS = KdfParams("argon2id", 65_536, 3, 4, SALT)
GIBIBYTE = 1 << 30


# --- the passphrase -------------------------------------------------------------------------------


def test_accents_give_the_same_key_however_they_were_typed() -> None:
    typed = ("E\u0301lodie \u212b", "\u00c9lodie \u00c5", "\u00c9lodie A\u030a")
    assert len({kdf.normalise(text) for text in typed}) == 1
    assert len({kdf.derive(text, QUICK_PARAMS, QUICK) for text in typed}) == 1


def test_nothing_but_accents_is_made_alike() -> None:
    typed = ("a b", "a\u00a0b", "A b", " a b", "a b ", "\uff41 b", "a b\0", "a\ufb01", "afi")
    assert len({kdf.normalise(text) for text in typed}) == len(typed)


@pytest.mark.parametrize("text", ["a", "\0", " ", "é" * 512, "x" * 1024, "😀" * 256])
def test_passphrase_of_one_to_1024_bytes_is_usable(text: str) -> None:
    assert kdf.normalise(text) == text.encode()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", PassphraseFault.EMPTY),
        ("x" * 1025, PassphraseFault.TOO_LONG),
        ("é" * 513, PassphraseFault.TOO_LONG),
        ("😀" * 257, PassphraseFault.TOO_LONG),
        ("half \ud83d", PassphraseFault.NOT_TEXT),
        ("\udc80", PassphraseFault.NOT_TEXT),
    ],
)
def test_other_passphrases_are_refused_with_their_fault(text: str, fault: PassphraseFault) -> None:
    with pytest.raises(PassphraseUnusable) as refused:
        kdf.normalise(text)
    assert refused.value.fault is fault
    assert refused.value.__context__ is None  # an error of Python would hold the passphrase


def test_length_counts_after_normalisation() -> None:
    assert len(kdf.normalise("E\u0301" * 512)) == 1024


# --- what is refused before any work --------------------------------------------------------------


class Counted:
    """Stands where OpenSSL's own Argon2id is, and counts how often it is asked for anything."""

    asked = 0

    def __init__(self, **_parameters: object) -> None:
        type(self).asked += 1


@pytest.fixture
def no_derivation(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail if the derivation is as much as prepared, of either kind."""
    Counted.asked = 0
    monkeypatch.setattr(argon2, "Argon2id", Counted)
    monkeypatch.setattr("hashlib.scrypt", Counted)
    yield
    assert Counted.asked == 0


@pytest.mark.usefixtures("no_derivation")
@pytest.mark.parametrize(
    "change",
    [
        {"m": 19_455},
        {"m": 1_048_577},
        {"m": 0},
        {"m": -65_536},
        {"m": 2**31 - 1},
        {"t": 0},
        {"t": 11},
        {"t": 4, "m": 1_048_576},
        {"t": 2**31 - 1},
        {"p": 0},
        {"p": 17},
        {"salt": b""},
        {"salt": SALT[:15]},
        {"salt": SALT + b"\0"},
        {"kdf": "scrypt", "t": 1, "m": 65_537},
        {"kdf": "scrypt", "t": 2},
        {"kdf": "scrypt", "t": 1, "m": 16_384},
        {"kdf": "scrypt", "t": 1, "m": 2_097_152},
        {"kdf": "scrypt", "t": 1, "p": 17},
        {"kdf": "scrypt", "t": 1, "m": 1_048_576, "p": 4},
    ],
)
def test_parameters_out_of_range_are_refused_before_deriving(change: dict[str, object]) -> None:
    policy = replace(POLICY, memory=lambda: 64 * GIBIBYTE)
    with pytest.raises(KdfParamsRefused):
        kdf.derive("x", replace(PARAMS, **change), policy)  # type: ignore[arg-type]


@pytest.mark.usefixtures("no_derivation")
def test_more_than_half_the_memory_is_refused_before_deriving() -> None:
    policy = replace(POLICY, memory=lambda: 2 * 65_536 * 1024 - 1)
    with pytest.raises(KdfMemory) as refused:
        kdf.derive("x", PARAMS, policy)
    assert refused.value.needed == 65_536 * 1024


@pytest.mark.usefixtures("no_derivation")
@pytest.mark.parametrize("name", ["argon2i", "argon2d", "pbkdf2", "", "ARGON2ID", "hkdf-sha256"])
def test_unknown_derivation_is_not_supported(name: str) -> None:
    with pytest.raises(KdfUnsupported) as refused:
        kdf.derive("x", replace(PARAMS, kdf=name))
    assert refused.value.name == name


@pytest.mark.usefixtures("no_derivation")
def test_unusable_passphrase_is_refused_before_deriving() -> None:
    with pytest.raises(PassphraseUnusable):
        kdf.derive("", PARAMS)


@pytest.mark.parametrize(
    ("m", "t", "p"),
    [(19_456, 1, 1), (19_456, 10, 16), (19_456, 3, 4), (1_048_576, 3, 16)],
)
def test_bounds_themselves_are_accepted(m: int, t: int, p: int) -> None:
    assert POLICY.accepts(KdfParams("argon2id", m, t, p, SALT))


def test_exactly_half_the_memory_is_accepted() -> None:
    policy = replace(QUICK, memory=lambda: 2 * 64 * 1024)
    assert len(kdf.derive("x", QUICK_PARAMS, policy)) == 32


def test_policy_of_tests_keeps_argon2_above_eight_blocks_a_lane() -> None:
    with pytest.raises(KdfParamsRefused):
        kdf.derive("x", replace(QUICK_PARAMS, p=9), QUICK)


_STARVED = """
import resource, sys
from patrimoine_gui.crypto import kdf
from patrimoine_gui.errors import KdfMemory
params = kdf.KdfParams(sys.argv[1], 262144, 1, 1, bytes(16))
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (128 << 20), resource.RLIM_INFINITY))
try:
    kdf.derive("x", params)
except KdfMemory as error:
    print(error.needed)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the memory of a process")
@pytest.mark.parametrize("name", ["argon2id", "scrypt"])
def test_memory_that_runs_out_is_told(name: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", _STARVED, name], capture_output=True, text=True, check=True
    )
    assert int(found.stdout) == 262_144 * 1024


# --- where OpenSSL has no Argon2 ------------------------------------------------------------------


@pytest.fixture
def no_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the library say what it says where OpenSSL was built without Argon2."""

    def lacking(**_parameters: object) -> None:
        raise UnsupportedAlgorithm("This version of OpenSSL does not support argon2id")

    monkeypatch.setattr(argon2, "Argon2id", lacking)


@pytest.mark.usefixtures("no_argon2")
def test_scrypt_is_chosen_and_recorded() -> None:
    params = kdf.choose()
    assert (params.kdf, params.m, params.t, params.p) == ("scrypt", 131_072, 1, 1)
    assert POLICY.accepts(params)
    assert kdf.derive("x", params) == kdf.derive("x", params)


@pytest.mark.usefixtures("no_argon2")
def test_argon2_slot_is_not_supported() -> None:
    with pytest.raises(KdfUnsupported) as refused:
        kdf.derive("x", PARAMS)
    assert refused.value.name == "argon2id"


@pytest.mark.usefixtures("no_argon2")
def test_system_without_either_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("hashlib.scrypt")
    with pytest.raises(KdfUnsupported) as refused:
        kdf.derive("x", kdf.choose())
    assert refused.value.name == "scrypt"


@pytest.mark.usefixtures("no_argon2")
def test_scrypt_too_stays_within_half_the_memory() -> None:
    with pytest.raises(KdfMemory):
        kdf.choose(replace(POLICY, memory=lambda: 2 * 131_072 * 1024 - 1))


# --- calibration ----------------------------------------------------------------------------------

MEMORIES = (64, 128, 256)


class Clock:
    """Tells a time in which each derivation took what is said, and how many were measured."""

    def __init__(self, *seconds: float) -> None:
        self._ticks = [tick for spent in seconds for tick in (0.0, spent)]

    def __call__(self) -> float:
        return self._ticks.pop(0)

    @property
    def left(self) -> int:
        return len(self._ticks) // 2


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ((0.25, 1.0), 256),  # four times as long is just within the budget
        ((0.25, 1.01, 0.5), 128),  # it was not, once measured
        ((0.25, 1.01, 1.01), 64),
        ((0.26, 0.52), 128),  # 256 would take 1.04: not even tried
        ((0.5, 1.0), 128),
        ((0.51,), 64),  # 128 would take 1.02
        ((30.0,), 64),  # the least, however slow
    ],
)
def test_largest_memory_within_the_budget_is_chosen_and_no_other_is_measured(
    seconds: tuple[float, ...], expected: int
) -> None:
    clock = Clock(*seconds)
    policy = replace(QUICK, memories=MEMORIES, clock=clock)
    assert kdf.choose(policy).m == expected
    assert clock.left == 0


def test_memory_that_half_the_computer_has_not_is_neither_chosen_nor_measured() -> None:
    clock = Clock(0.01, 0.02)
    policy = replace(QUICK, memories=MEMORIES, clock=clock, memory=lambda: 2 * 255 * 1024)
    assert kdf.choose(policy).m == 128
    assert clock.left == 0


def test_computer_without_memory_for_the_least_is_told() -> None:
    with pytest.raises(KdfMemory):
        kdf.choose(replace(QUICK, memory=lambda: 2 * 64 * 1024 - 1))


def test_policy_of_tests_measures_nothing() -> None:
    assert kdf.choose(replace(QUICK, clock=Clock())).m == 64


def test_real_choice_is_one_of_three_and_within_what_is_read() -> None:
    params = kdf.choose()
    assert params.m in {65_536, 131_072, 262_144}
    assert (params.kdf, params.t, params.p, len(params.salt)) == ("argon2id", 3, 4, 16)
    assert POLICY.accepts(params)


def test_salt_is_new_each_time() -> None:
    assert len({kdf.choose(QUICK).salt for _time in range(20)}) == 20


def test_parameters_show_no_salt() -> None:
    assert SALT.hex() not in repr(PARAMS)
    assert repr(SALT) not in repr(PARAMS)


# --- HKDF -----------------------------------------------------------------------------------------


def test_hkdf_is_that_of_rfc_5869() -> None:
    # Test case 1, its pseudorandom key and info; the first 32 of its 42 bytes.
    key = bytes.fromhex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
    expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert kdf.hkdf(key, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")).hex() == expected
