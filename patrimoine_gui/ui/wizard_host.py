"""Keeps the wizard that leads to a file: the upgrade of an old one, or the keys of a new one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui.ui.wizards.new_file import NewFileWizard
from patrimoine_gui.ui.wizards.upgrade import UpgradeWizard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.ui.opening import Opener, Proposed


@dataclass(frozen=True, slots=True)
class WizardEnd:
    """How a wizard ended.

    Attributes:
        file: the file that is ready to be opened, None where the user left.
        keyring: its keys, made or unlocked by the wizard.
    """

    file: Path | None = None
    keyring: Keyring | None = field(default=None, repr=False)


class WizardHost(QObject):
    """Shows one wizard at a time; knows no keys once it is over."""

    ended = Signal(object)
    """The wizard is closed: a `WizardEnd`."""

    def __init__(self, opener: Opener, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._opener = opener
        self._file: Path | None = None
        self.shown: UpgradeWizard | NewFileWizard | None = None

    @property
    def holds_keys(self) -> bool:
        """Whether the keys of a file are open in the wizard of its upgrade."""
        return isinstance(self.shown, UpgradeWizard) and self.shown.keyring is not None

    def propose(self, file: Path, proposed: Proposed, window: QWidget) -> UpgradeWizard:
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

    def leave_upgrade(self) -> Path | None:
        """Close the wizard of an upgrade, for its file is being locked; no work may be running.

        A wizard without keys, or one that makes a new file, holds nothing yet that could be
        locked: it stays.

        Returns:
            The file that it has upgraded, None where there is none.
        """
        wizard = self.shown
        if not (isinstance(wizard, UpgradeWizard) and self.holds_keys):
            return None
        self.shown = None
        wizard.leave()
        wizard.keyring = None
        wizard.deleteLater()
        return self._file if wizard.outcome is not None else None

    def _keep(self, wizard: UpgradeWizard | NewFileWizard, file: Path) -> None:
        self._file = file
        self.shown = wizard
        wizard.finished.connect(self._on_finished)

    @Slot(int)
    def _on_finished(self, _code: int) -> None:
        wizard, self.shown = self.shown, None
        if wizard is None:
            return
        end = WizardEnd(self._file, wizard.keyring) if _is_done(wizard) else WizardEnd()
        wizard.keyring = None
        wizard.deleteLater()
        self.ended.emit(end)


def _is_done(wizard: UpgradeWizard | NewFileWizard) -> bool:
    """Tell whether the file of a wizard is ready to be opened."""
    if isinstance(wizard, UpgradeWizard):
        return wizard.outcome is not None
    return wizard.created
