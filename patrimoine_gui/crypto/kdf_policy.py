"""Which derivations are written, which are read, and how long they may take."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ARGON2ID: Final = "argon2id"
SCRYPT: Final = "scrypt"
SALT_LENGTH: Final = 16

_PASSES = range(1, 11)
_LANES = range(1, 17)
_LEAST_PER_LANE = 8  # RFC 9106, section 3.1: at least 8 KiB a lane


@dataclass(frozen=True, slots=True)
class KdfParams:
    """One way to derive a key; everything but the salt decides how long it takes.

    Attributes:
        kdf: "argon2id" or "scrypt".
        m: memory in KiB; with scrypt, also its cost N (blocks of 1 KiB).
        t: passes; 1 with scrypt.
        p: lanes.
        salt: 16 random bytes.
    """

    kdf: str
    m: int
    t: int
    p: int
    salt: bytes = field(repr=False)

    @property
    def work(self) -> int:
        """How much has to be computed: KiB filled once.

        The memory of Argon2 is shared by its lanes; scrypt fills its own anew for each.
        """
        return self.m * self.t * (self.p if self.kdf == SCRYPT else 1)


def installed_memory() -> int:
    """Give the bytes of memory that this computer has."""
    if sys.platform == "win32":
        return _installed_on_windows()
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _installed_on_windows() -> int:
    # MEMORYSTATUSEX: two DWORDs, then seven DWORDLONGs of which the first is the total.
    status = (ctypes.c_ulonglong * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_ulong))[0] = ctypes.sizeof(status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status[1])


@dataclass(frozen=True, slots=True)
class KdfPolicy:
    """What may be written and what may be read.

    Attributes:
        memories: KiB that a new slot may ask for, ascending; the largest within `budget` is taken.
        passes: passes of a new slot.
        lanes: lanes of a new slot.
        budget: seconds that the derivation of a new slot may take.
        scrypt_memory: KiB of a new slot where the system has no Argon2.
        least: KiB that a slot must ask for at least, to be read.
        most: KiB that it may ask for at most.
        work: KiB x passes that all the slots of a header may ask for together, to be read.
        rounds: iterations of PBKDF2 that are read, from the first to the second; one number was
            ever written.
        memory: gives the bytes of memory of the computer; half of it may be asked for.
        clock: gives the seconds of a clock that only goes forward.
    """

    memories: tuple[int, ...] = (65_536, 131_072, 262_144)
    passes: int = 3
    lanes: int = 4
    budget: float = 1.0
    scrypt_memory: int = 131_072
    least: int = 19_456
    most: int = 1_048_576
    work: int = 3 * 1_048_576
    rounds: tuple[int, int] = (600_000, 600_000)
    memory: Callable[[], int] = installed_memory
    clock: Callable[[], float] = time.perf_counter

    @classmethod
    def for_tests(cls) -> KdfPolicy:
        """Give a policy of 64 KiB, one pass and no calibration: quick, and worth nothing."""
        return cls(memories=(64,), passes=1, lanes=1, scrypt_memory=64, least=64, rounds=(1, 10**6))

    def accepts(self, params: KdfParams) -> bool:
        """Tell whether every parameter of a known derivation is within its range."""
        if len(params.salt) != SALT_LENGTH or not self.least <= params.m <= self.most:
            return False
        if params.p not in _LANES or params.t not in _PASSES:
            return False
        if params.kdf == SCRYPT:
            return params.t == 1 and params.m.bit_count() == 1 and self.affords([params])
        return params.m >= _LEAST_PER_LANE * params.p and self.affords([params])

    def affords(self, derivations: Iterable[KdfParams]) -> bool:
        """Tell whether derivations may be asked for together, each of which may be tried.

        One that is out of its own range counts as well: whoever asks for it wrote the others too.
        One that is unknown here does not: it is never computed.
        """
        computable = [params for params in derivations if params.kdf in {ARGON2ID, SCRYPT}]
        return (
            all(params.m <= self.most for params in computable)
            and sum(params.work for params in computable) <= self.work
        )

    def accepts_rounds(self, iterations: int) -> bool:
        """Tell whether a number of iterations of PBKDF2 is one that we read."""
        return self.rounds[0] <= iterations <= self.rounds[1]


POLICY: Final = KdfPolicy()


def calibrate(least: KdfParams, policy: KdfPolicy, spend: Callable[[KdfParams], None]) -> int:
    """Give the largest memory, in KiB, whose derivation stays within the budget.

    The least is measured; the time of the others follows from it (Argon2 is linear in its
    memory), and only a candidate is measured, the largest first.
    """
    fitting = [m for m in policy.memories[1:] if m * 1024 <= policy.memory() // 2]
    if not fitting:
        return least.m
    each = _seconds(least, policy, spend) / least.m
    for m in reversed(fitting):
        if each * m <= policy.budget and _seconds(replace(least, m=m), policy, spend) <= (
            policy.budget
        ):
            return m
    return least.m


def _seconds(params: KdfParams, policy: KdfPolicy, spend: Callable[[KdfParams], None]) -> float:
    started = policy.clock()
    spend(params)
    return policy.clock() - started
