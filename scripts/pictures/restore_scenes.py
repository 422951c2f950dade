"""Restoring, undoing it, and going back to before an upgrade: the real wizards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.ui.selftest.robot import RobotError, press, settle, wait_for
from patrimoine_gui.ui.wizards.restore.undo_wizard import UndoWizard
from scripts.pictures import home
from scripts.pictures.slow_disk import slow_disk
from scripts.pictures.stage import COMMIT, NEXT, following, rest, until

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.ui.wizards.restore.restore_wizard import RestoreWizard
    from scripts.pictures.stage import Stage

_PIECES: Final = 1


def restore_as_new(stage: Stage) -> None:
    """Choose a backup of the open file, and restore it beside."""
    stage.open().menus.restore_asked.emit()
    wizard = stage.restoring()
    wizard.pages.choice.table.selectRow(1)
    stage.snap(wizard, "restore-choose")
    until(wizard, NEXT)
    stage.snap(wizard, "restore-what-it-is")
    with slow_disk(_PIECES) as disk:
        wait_for(disk.reached, partial(press, wizard, NEXT), "verify")
        settle()
        stage.keep(wizard, "restore-verification")
    stage.snap(wizard, "restore-comparison")
    following(wizard)
    stage.snap(wizard, "restore-where-to")
    until(wizard, COMMIT)
    stage.snap(wizard, "restore-done")


def restore_of_other_keys(stage: Stage) -> None:
    """Restore a backup from before the keys were renewed."""
    found = stage.household
    backup = found.backups[-1]
    renewed = Keyring.renewed(found.keyring, home.PHRASE, home.QUICK)[0]
    found.manager.keys.renew(stage.file, found.keyring, renewed)
    stage.open()
    wizard = _asked(stage, backup)
    following(wizard)
    stage.snap(wizard, "restore-passphrase-of-that-day")


def _asked(stage: Stage, backup: Path) -> RestoreWizard:
    """Open a backup as a double click does."""
    wait_for(stage.app.settled, partial(stage.app.opening_controller.open, backup), "open a backup")
    return stage.restoring()


def restore_of_old_format(stage: Stage) -> None:
    """Restore a backup of an old format over the open file, then undo that."""
    stage.open()
    wizard = _asked(stage, stage.household.backups[0])
    until(wizard, NEXT)
    stage.snap(wizard, "restore-old-changes")
    until(wizard, COMMIT)
    stage.snap(wizard, "restore-old-upgraded")
    following(wizard)
    following(wizard)
    wizard.pages.target.replace.setChecked(True)
    stage.snap(wizard, "restore-replace")
    until(wizard, COMMIT)
    stage.snap(wizard, "restore-replaced")
    wait_for(stage.app.settled, wizard.accept, "open what was restored")
    rest()
    _undo(stage)


def _undo(stage: Stage) -> None:
    stage.app.restore_controller.undo()
    wizard = stage.app.wizard
    if not isinstance(wizard, UndoWizard):
        raise RobotError("undo")
    stage.snap(wizard, "undo-restore")
    until(wizard, COMMIT)
    stage.snap(wizard, "undo-restore-done")


def revert(stage: Stage) -> None:
    """Go back to before the upgrade, in the format of then."""
    stage.open()
    rest()
    stage.app.restore_controller.revert()
    wizard = stage.restoring()
    stage.snap(wizard, "revert-what-it-is")
    until(wizard, NEXT)
    stage.snap(wizard, "revert-comparison")
    following(wizard)
    stage.snap(wizard, "revert-where-to")
    until(wizard, COMMIT)
    stage.snap(wizard, "revert-done")
