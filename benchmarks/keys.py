"""The keys with which the benchmarks protect files: real ones, derived at once.

What the derivation of a passphrase costs is measured by itself (`unlock`): here it would only add
the same second to each side.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from patrimoine_gui.crypto.kdf import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.migration.plan import Plan

PASSPHRASE = "a passphrase of benchmarks"  # noqa: S105  (of files that are thrown away)
QUICK = KdfPolicy.for_tests()


@cache
def new_keyring() -> Keyring:
    """Give the keys of this process, made once."""
    return Keyring.create(PASSPHRASE, QUICK)[0]


@cache
def unlocked(header: FileHeader) -> Keyring:
    """Open the keys of a file of the benchmarks."""
    return Keyring.unlock(header, PASSPHRASE, QUICK)


def keyring_for(plan: Plan) -> Keyring:
    """Give the keys that a plan asks for."""
    return new_keyring() if plan.header is None else unlocked(plan.header)
