"""Tasks that make or open keys, for the background thread: a derivation takes a second. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.kdf import KdfPolicy
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.progress import Cancel, Report
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.secret import OneTimeSecret


@dataclass(frozen=True, slots=True)
class NewKeys:
    """Keys that protect nothing yet.

    Attributes:
        keyring: the keys.
        recovery: the recovery key, in groups with dashes.
    """

    keyring: Keyring = field(repr=False)
    recovery: str = field(repr=False)


def create(
    passphrase: str, policy: KdfPolicy | None, earlier: FileHeader | None = None
) -> Task[NewKeys]:
    """Make new keys and their recovery key; gives `NewKeys`.

    Args:
        passphrase: opens them.
        policy: None for the one of every day.
        earlier: keys that an attempt before this one made; the same passphrase opens them again,
            so that the backup of that attempt serves again.
    """
    return partial(_create, passphrase, policy, earlier)


def with_passphrase(keys: NewKeys, passphrase: str, policy: KdfPolicy | None) -> Task[NewKeys]:
    """Protect keys by another passphrase, so that a recovery key already noted stays good."""
    return partial(_with_passphrase, keys, passphrase, policy)


def unlock(header: FileHeader, policy: KdfPolicy | None, secret: OneTimeSecret) -> Task[Keyring]:
    """Open the keys of a file with what was typed; gives a `Keyring`."""
    return partial(_unlock, header, policy, secret)


def _policy(policy: KdfPolicy | None) -> KdfPolicy:
    from patrimoine_gui.crypto import kdf

    return policy or kdf.POLICY


def _create(
    passphrase: str,
    policy: KdfPolicy | None,
    earlier: FileHeader | None,
    _report: Report,
    _cancel: Cancel,
) -> NewKeys:
    from patrimoine_gui.migration import revision_keys

    keyring, recovery = revision_keys.made(passphrase, _policy(policy), earlier)
    return NewKeys(keyring, recovery.text())


def _with_passphrase(
    keys: NewKeys, passphrase: str, policy: KdfPolicy | None, _report: Report, _cancel: Cancel
) -> NewKeys:
    return NewKeys(keys.keyring.with_passphrase(passphrase, _policy(policy)), keys.recovery)


def _unlock(
    header: FileHeader,
    policy: KdfPolicy | None,
    secret: OneTimeSecret,
    _report: Report,
    _cancel: Cancel,
) -> Keyring:
    from patrimoine_gui.crypto.keyring import Keyring

    by_recovery_key = secret.is_recovery_key
    opened = Keyring.unlock_with_recovery_key if by_recovery_key else Keyring.unlock
    return opened(header, secret.take(), _policy(policy))
