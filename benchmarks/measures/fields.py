"""Fields through the types, both ways, against a bare loop of AES-256-GCM."""

from __future__ import annotations

import os
import statistics
import time
from typing import TYPE_CHECKING, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects import sqlite

from benchmarks.table import Line
from patrimoine_gui.crypto.keyring import FieldKeys
from patrimoine_gui.database.encrypted_types import EncryptedString, give_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.run import Run

BATCH = 50_000
BOUND = 1.6
LABEL = "asset.name"


def measure(run: Run) -> list[Line]:
    """Compare the two over batches that alternate: a pause of the machine hits both alike."""
    ratios, mine, theirs = [], [], []
    ours, bare = _through_the_types(), _bare_loop()
    for rank in run.budget.rounds():
        first = rank * BATCH
        names = [f"Livret A de la famille {number}" for number in range(first, first + BATCH)]
        values = [name.encode() for name in names]
        theirs.append(bare(values))
        mine.append(ours(names))
        ratios.append(mine[-1] / theirs[-1])
    ratio = statistics.median(ratios)
    ours_us, theirs_us = (statistics.mean(found) / BATCH * 1e6 for found in (mine, theirs))
    return [
        Line(
            f"fields through the types, both ways, {BATCH:,} a round",
            "os.urandom + AESGCM.encrypt, AESGCM.decrypt",
            f"{ratio:.2f} x ({ours_us:.2f} µs / {theirs_us:.2f} µs a field)",
            f"at most {BOUND} x",
            ratio <= BOUND,
            len(ratios),
        )
    ]


def _through_the_types() -> Callable[[list[str]], float]:
    """Give what times the functions that SQLAlchemy calls for each value of a column."""
    dialect = sqlite.dialect()
    give_keys(dialect, FieldKeys(1, {1: os.urandom(32)}, os.urandom(32)))
    column = EncryptedString(LABEL)
    write = cast("Callable[[str], bytes]", column.bind_processor(dialect))
    read = cast("Callable[[bytes], str]", column.result_processor(dialect, None))

    def seconds(names: list[str]) -> float:
        started = time.perf_counter()
        tokens = [write(name) for name in names]
        found = [read(token) for token in tokens]
        spent = time.perf_counter() - started
        if found != names:
            raise AssertionError
        return spent

    return seconds


def _bare_loop() -> Callable[[list[bytes]], float]:
    cipher, aad = AESGCM(os.urandom(32)), LABEL.encode()

    def seconds(values: list[bytes]) -> float:
        seal, unseal, random = cipher.encrypt, cipher.decrypt, os.urandom
        started = time.perf_counter()
        tokens = []
        for value in values:
            nonce = random(12)
            tokens.append((nonce, seal(nonce, value, aad)))
        found = [unseal(nonce, sealed, aad) for nonce, sealed in tokens]
        spent = time.perf_counter() - started
        if found != values:
            raise AssertionError
        return spent

    return seconds
