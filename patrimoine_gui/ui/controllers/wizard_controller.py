"""Keeps the wizard that leads to a file: an upgrade, the keys of a new one, a restore."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.ui.wizards.new_file.new_file_wizard import NewFileWizard
from patrimoine_gui.ui.wizards.recover.recover_wizard import RecoverWizard
from patrimoine_gui.ui.wizards.restore.restore_wizard import RestoreWizard
from patrimoine_gui.ui.wizards.restore.undo_wizard import UndoWizard
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.opening.opener import Opener, ProposedUpgrade
    from patrimoine_gui.ui.wizards.recover.recover_task import RecoverTask
    from patrimoine_gui.ui.wizards.restore.restore_tasks import RestoreTasks
    from patrimoine_gui.ui.wizards.restore.undo_wizard import UndoTasks

Wizard = UpgradeWizard | NewFileWizard | RestoreWizard | UndoWizard | RecoverWizard
"""One of them is shown at a time."""


@dataclass(frozen=True, slots=True)
class WizardResult:
    """How a wizard ended.

    Attributes:
        file: the file that is ready to be opened, None where the user left.
        keyring: its keys, made or unlocked by the wizard.
        replaced: whether the file that is open is another one now, and has to be read again.
        looked_at: the older file that the user wants to look at, and not to change.
    """

    file: Path | None = None
    keyring: Keyring | None = field(default=None, repr=False)
    replaced: bool = False
    looked_at: Path | None = None


class WizardController(QObject):
    """Shows one wizard at a time; knows no keys once it is over."""

    ended = Signal(object)
    """The wizard is closed: a `WizardResult`."""

    def __init__(self, opener: Opener, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._opener = opener
        self._file: Path | None = None
        self.shown: Wizard | None = None

    @property
    def holds_keys(self) -> bool:
        """Whether the wizard that is shown knows the keys of a file that is there."""
        if isinstance(self.shown, RestoreWizard):
            return self.shown.holds_keys
        may_hold = isinstance(self.shown, UpgradeWizard | RecoverWizard)
        holds = may_hold and self.shown is not None and self.shown.keyring is not None
        return holds or isinstance(self.shown, UndoWizard)

    def propose(self, file: Path, proposed: ProposedUpgrade, window: QWidget) -> UpgradeWizard:
        """Make the wizard of an upgrade, above a window; it is not open yet."""
        opener = self._opener
        wizard = UpgradeWizard(opener.manager, proposed.plan, window, policy=opener.policy)
        if proposed.interrupted:
            wizard.welcome.show_interrupted()
        self._keep(wizard, file)
        return wizard

    def create(self, file: Path, window: QWidget) -> NewFileWizard:
        """Make the wizard of a new file, above a window; it is not open yet."""
        opener = self._opener
        wizard = NewFileWizard(opener.manager, file, window, policy=opener.policy)
        self._keep(wizard, file)
        return wizard

    def restore(self, work: RestoreTasks, backup: Path | None, window: QWidget) -> RestoreWizard:
        """Make the wizard of a restore, above a window; it is not open yet.

        Args:
            work: knows what is open.
            backup: what is restored, None to ask.
            window: the one above which it stands.
        """
        wizard = RestoreWizard(work, backup, window, policy=self._opener.policy)
        self._keep(wizard, None)
        return wizard

    def undo(self, work: UndoTasks, window: QWidget) -> UndoWizard:
        """Make the wizard that undoes a restore, above a window; it is not open yet."""
        wizard = UndoWizard(work, window)
        self._keep(wizard, None)
        return wizard

    def recover(self, task: RecoverTask, window: QWidget) -> RecoverWizard:
        """Make the wizard that reads a damaged file, above a window; it is not open yet."""
        wizard = RecoverWizard(task, window, self._opener.policy)
        self._keep(wizard, None)
        return wizard

    def leave_upgrade(self) -> Path | None:
        """Close a wizard that knows keys, for files are being locked; no work may be running.

        A wizard without keys, or one that makes a new file, holds nothing yet that could be
        locked: it stays.

        Returns:
            The file that it has made or changed, None where there is none.
        """
        wizard = self.shown
        if wizard is None or isinstance(wizard, NewFileWizard) or not self.holds_keys:
            return None
        self.shown = None
        wizard.leave()
        end = _end_of(wizard, self._file)
        wizard.deleteLater()
        return end.file

    def _keep(self, wizard: Wizard, file: Path | None) -> None:
        self._file = file
        self.shown = wizard
        wizard.finished.connect(self._on_finished)

    @Slot(int)
    def _on_finished(self, _code: int) -> None:
        wizard, self.shown = self.shown, None
        if wizard is None:
            return
        end = _end_of(wizard, self._file)
        wizard.deleteLater()
        self.ended.emit(end)


def _end_of(wizard: Wizard, file: Path | None) -> WizardResult:
    """Tell how a wizard ended, and take its keys from it."""
    if isinstance(wizard, UndoWizard):
        outcome = wizard.outcome
        return (
            WizardResult(outcome.file, outcome.keyring, replaced=True)
            if outcome
            else WizardResult()
        )
    keyring, wizard.keyring = wizard.keyring, None
    if isinstance(wizard, UpgradeWizard) and wizard.looks:
        return WizardResult(looked_at=file)
    if isinstance(wizard, NewFileWizard | RecoverWizard):
        made = _made(wizard, file)
        return WizardResult(made, keyring) if made is not None else WizardResult()
    if wizard.outcome is None:
        return WizardResult()
    if isinstance(wizard, UpgradeWizard):
        return WizardResult(file, keyring)
    opened_file = wizard.outcome.file if wizard.opens else None
    return WizardResult(opened_file, keyring if wizard.opens else None, replaced=wizard.replaced)


def _made(wizard: NewFileWizard | RecoverWizard, file: Path | None) -> Path | None:
    """Give the new file that a wizard has made, None where it made none."""
    if isinstance(wizard, NewFileWizard):
        return file if wizard.created else None
    return wizard.recovered.file if wizard.recovered is not None else None
