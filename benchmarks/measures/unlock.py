"""The time from a passphrase to the keys of a file, against Argon2id alone."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from benchmarks.table import Line
from patrimoine_gui.crypto.header import parse_body
from patrimoine_gui.crypto.kdf import normalise
from patrimoine_gui.crypto.keyring import Keyring

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.run import Run

BOUND_MS = 50
PASSPHRASE = "a passphrase of benchmarks"  # noqa: S105  (of a header that is thrown away)


def measure(run: Run) -> list[Line]:
    """Compare medians of rounds that alternate, with the parameters that this computer gets."""
    header = Keyring.create(PASSPHRASE)[0].header
    slot = parse_body(header).slots[0]
    secret = normalise(PASSPHRASE)

    def unlock() -> object:
        return Keyring.unlock(header, PASSPHRASE)

    def argon2id() -> object:
        return Argon2id(
            salt=slot.salt, length=32, iterations=slot.t, lanes=slot.p, memory_cost=slot.m
        ).derive(secret)

    differences, mine, theirs = [], [], []
    for _round in run.budget.rounds():
        theirs.append(_milliseconds(argon2id))
        mine.append(_milliseconds(unlock))
        differences.append(mine[-1] - theirs[-1])
    more = statistics.median(differences)
    ours, alone = statistics.median(mine), statistics.median(theirs)
    return [
        Line(
            f"unlock, Argon2id of {slot.m // 1024} MiB",
            "Argon2id alone, same parameters",
            f"{more:+.1f} ms ({ours:.0f} ms / {alone:.0f} ms)",
            f"at most {BOUND_MS} ms more",
            more <= BOUND_MS,
            len(differences),
        )
    ]


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
