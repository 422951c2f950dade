"""Obtains the keys of a household: chosen for a file without, opened for a protected one.

Nothing has been written to the file when this asks. A secret is neither kept, logged nor put
into an answer; a new recovery key is shown on the terminal once, or written where it was asked.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from patrimoine_gui.cli import key_sources
from patrimoine_gui.cli.arguments import UsageError
from patrimoine_gui.cli.prompts import ask, ask_hidden
from patrimoine_gui.errors import (
    KeyRequired,
    PassphraseUnusable,
    RecoveryKeyMalformed,
    WrongKey,
    WrongPassphrase,
)
from patrimoine_gui.i18n import _
from patrimoine_gui.wording import explain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.cli.key_sources import KeySources
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.crypto.recovery_key import RecoveryKey
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan

Make: TypeAlias = "Callable[[str], tuple[Keyring, RecoveryKey]]"

TRIES: Final = 3
"""How often a person is asked for the passphrase of a file; then the command ends."""


# --- what a command works on -------------------------------------------------------------------


def of_plan(
    manager: MigrationManager, plan: Plan, sources: KeySources, terminal: Terminal
) -> Keyring:
    """Give the keys of the file of a plan: opened, or made where it has none."""
    if plan.header is None:
        return create(sources, terminal, partial(manager.keys.new, plan))
    return unlock(plan.header, sources, terminal)


def of_backup(
    backup: Path, header: ContainerHeader, sources: KeySources, terminal: Terminal
) -> Keyring:
    """Open the keys of a backup.

    Raises:
        WrongKey: they are those of another day, which is told.
    """
    try:
        return unlock(header.file_header, sources, terminal)
    except WrongPassphrase:
        raise WrongKey(backup, header.created) from None


# --- a protected file ---------------------------------------------------------------------------


def unlock(header: FileHeader, sources: KeySources, terminal: Terminal) -> Keyring:
    """Open the keys of a file, by what the command line names or by asking.

    Raises:
        KeyRequired: nothing was given, and nobody can be asked.
        WrongPassphrase: what was given, or the third answer, does not open it.
        UserError: the keys are damaged, or cannot be opened here.
    """
    if sources.has_passphrase:
        return _by_passphrase(header, key_sources.passphrase(sources, terminal), terminal)
    if sources.recovery_key_file is not None:
        return _by_recovery_key(header, key_sources.recovery_key(sources, terminal), terminal)
    if not terminal.interactive:
        raise KeyRequired
    return _retried(lambda: _asked(header, terminal), terminal)


def _asked(header: FileHeader, terminal: Terminal) -> Keyring:
    typed = ask_hidden(terminal, _("Passphrase (nothing typed: use the recovery key):"))
    if typed:
        return _by_passphrase(header, typed, terminal)
    return _by_recovery_key(header, ask(terminal, _("Recovery key:")), terminal)


def _by_passphrase(header: FileHeader, passphrase: str, terminal: Terminal) -> Keyring:
    from patrimoine_gui.crypto.keyring import Keyring

    terminal.remark(_("Checking the passphrase…"))
    return Keyring.unlock(header, passphrase)


def _by_recovery_key(header: FileHeader, text: str, terminal: Terminal) -> Keyring:
    from patrimoine_gui.crypto.keyring import Keyring

    terminal.remark(_("Checking the recovery key…"))
    return Keyring.unlock_with_recovery_key(header, text)


def _retried(attempt: Callable[[], Keyring], terminal: Terminal) -> Keyring:
    for _again in range(TRIES - 1):
        try:
            return attempt()
        except (WrongPassphrase, RecoveryKeyMalformed, PassphraseUnusable) as error:
            terminal.remark(f"{explain(error).title}.")
    return attempt()


# --- a file without keys ------------------------------------------------------------------------


def create(sources: KeySources, terminal: Terminal, make: Make | None = None) -> Keyring:
    """Make the keys of a household, and see to it that its recovery key is in safe hands.

    Args:
        sources: where the command line says that secrets are, or are to be.
        terminal: where a person is asked.
        make: makes the keys from a passphrase; by default new ones.

    Raises:
        KeyRequired: no passphrase was given, and nobody can be asked.
        UsageError: nobody can be shown the recovery key, and no file is named for it.
        PassphraseUnusable: the passphrase that was given is empty or too long.
        FileExists, FileUnreachable, FolderReadOnly, NoSpace: it cannot be written there.
    """
    _refuse_early(sources, terminal)
    if sources.has_passphrase:
        passphrase = _usable(key_sources.passphrase(sources, terminal))
    else:
        passphrase = _chosen(terminal)
    terminal.remark(_("Making the keys…"))
    keyring, recovery_key = (make or _new)(passphrase)
    if sources.recovery_key_file is None:
        _show(recovery_key, terminal)
    else:
        key_sources.keep(recovery_key, sources)
    return keyring


def _refuse_early(sources: KeySources, terminal: Terminal) -> None:
    """Refuse before anybody has typed anything."""
    key_sources.refuse_taken(sources)
    if terminal.interactive:
        return
    if not sources.has_passphrase:
        raise KeyRequired
    if sources.recovery_key_file is None:
        raise UsageError(
            _("--recovery-key-file is needed: nobody is at a terminal to note the recovery key"), ""
        )


def _new(passphrase: str) -> tuple[Keyring, RecoveryKey]:
    from patrimoine_gui.crypto.keyring import Keyring

    return Keyring.create(passphrase)


def _chosen(terminal: Terminal) -> str:
    """Ask for a new passphrase, twice, until both are the same."""
    terminal.say(_introduction())
    while True:
        try:
            first = _usable(ask_hidden(terminal, _("New passphrase:")))
        except PassphraseUnusable as error:
            terminal.remark(explain(error).what)
            continue
        if ask_hidden(terminal, _("The same again:")) == first:
            return first
        terminal.remark(_("They are not the same: choose again."))


def _usable(passphrase: str) -> str:
    from patrimoine_gui.crypto.kdf import normalise

    normalise(passphrase)
    return passphrase


def _introduction() -> str:
    lines = (
        _("This file has no passphrase yet. From now on one protects it and its backups."),
        _("Choose several words. Nothing is shown while you type; Ctrl-C stops without risk."),
    )
    return "".join(f"{line}\n" for line in lines)


def _show(key: RecoveryKey, terminal: Terminal) -> None:
    """Show a recovery key once, and wait until it has been copied without a slip."""
    from patrimoine_gui.crypto.recovery_key import RecoveryKey

    lines = (
        "",
        _("Your recovery key opens the file if you forget the passphrase. It is shown only now:"),
        "",
        f"    {key.text()}",
        "",
        _("Write it on paper, and keep it away from this computer."),
        _("Without passphrase and recovery key, nobody can ever read the file again."),
    )
    terminal.say("".join(f"{line}\n" for line in lines))
    while True:
        try:
            if RecoveryKey.parse(ask(terminal, _("Type it here, from your paper:"))) == key:
                return
            terminal.remark(_("This is another recovery key: compare it group by group."))
        except RecoveryKeyMalformed as error:
            terminal.remark(f"{explain(error).title}.")
