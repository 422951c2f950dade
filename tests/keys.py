"""The keys that the tests open and make files with: real ones, quickly derived."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from patrimoine_gui.crypto.kdf import KdfPolicy
from patrimoine_gui.crypto.keyring import Keyring

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Cancel, Report

PASSPHRASE = "Élodie & Marc, trois chats 2026"  # noqa: S105  (of test files)
"""Passphrase of every file that a test protects."""

OTHER = "une tout autre phrase, 2027"
"""Passphrase of a file whose keys were renewed."""

QUICK = KdfPolicy.for_tests()
"""Sixty-four KiB instead of as many MiB: the same code, a thousandth of the time."""


@lru_cache(maxsize=1)
def new_keyring() -> Keyring:
    """Give the keys with which this process of tests protects files, made once."""
    return Keyring.create(PASSPHRASE, QUICK)[0]


@lru_cache(maxsize=1)
def new_keyring_of_others() -> Keyring:
    """Give the keys of another household, which the same passphrase opens."""
    return Keyring.create(PASSPHRASE, QUICK)[0]


@lru_cache(maxsize=64)
def unlocked(header: FileHeader, passphrase: str = PASSPHRASE) -> Keyring:
    """Open the keys of a file."""
    return Keyring.unlock(header, passphrase, QUICK)


@lru_cache(maxsize=1)
def new_real_keyring() -> Keyring:
    """Give keys derived as the program derives them, which the command line opens too."""
    return Keyring.create(PASSPHRASE)[0]


def keyring_for(plan: Plan, passphrase: str = PASSPHRASE) -> Keyring:
    """Give the keys that a plan asks for."""
    if plan.header is not None:
        return unlocked(plan.header, passphrase)
    return new_keyring() if plan.earlier is None else unlocked(plan.earlier)


def upgrade(
    manager: MigrationManager,
    plan: Plan,
    report: Report | None = None,
    cancel: Cancel | None = None,
) -> Outcome:
    """Run a plan that goes up, with the keys that it asks for."""
    told, stop = report or _nobody, cancel or _never
    return manager.upgrade(plan, keyring_for(plan), told, stop)


def downgrade(
    manager: MigrationManager,
    plan: Plan,
    *,
    consent: bool = False,
    report: Report | None = None,
    cancel: Cancel | None = None,
) -> Outcome:
    """Run a plan that goes down, with the keys that it asks for."""
    told, stop = report or _nobody, cancel or _never
    keyring = keyring_for(plan)
    return manager.downgrade(plan, keyring, consent=consent, report=told, cancel=stop)


def _nobody(_progress: object) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False
