"""Files that do not open, or are only looked at."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from patrimoine_gui.ui.opening.access import AccessKind
from patrimoine_gui.ui.selftest.robot import RobotError, press, type_into, wait_for, wizard_of
from patrimoine_gui.ui.wizards.recover.recover_wizard import RecoverWizard
from scripts.pictures import home
from scripts.pictures.situations import ROOT
from scripts.pictures.stage import COMMIT, NEXT
from tests.faults.household import execute

if TYPE_CHECKING:
    from scripts.pictures.stage import Stage

_PAGE: Final = 4096
_TALL: Final = (900, 720)


def newer(stage: Stage) -> None:
    """Open a file that a version of the future has written."""
    header = "UPDATE file_header SET writer_version = '2.4.0', min_app_version = '2.1.0'"
    execute(stage.file, header, "PRAGMA user_version = 99")
    stage.refused(stage.file)
    stage.app.start.resize(*_TALL)
    stage.snap(stage.app.start, "newer-file")


def damaged(stage: Stage) -> None:
    """Open a file of which the disk lost a page, and read what is left of it."""
    content = stage.file.read_bytes()
    middle = len(content) // 2 // _PAGE * _PAGE
    stage.file.write_bytes(content[:middle] + bytes(_PAGE) + content[middle + _PAGE :])
    stage.refused(stage.file)
    app = stage.app
    app.start.resize(_TALL[0], 1040)
    stage.snap(app.start, "damaged-file")
    if app.start.diagnosis is None:
        raise RobotError("diagnosis")
    wait_for(app.settled, app.start.diagnosis.recover.click, "rescue")
    if not isinstance(app.wizard, RecoverWizard) or app.wizard.unlock is None:
        raise RobotError("rescue")
    _rescue(stage, app.wizard)


def _rescue(stage: Stage, wizard: RecoverWizard) -> None:
    stage.snap(wizard, "rescue-proposed")
    press(wizard, NEXT)
    if wizard.unlock is not None:
        type_into(wizard.unlock.form.passphrase.edit, home.PHRASE)
    wait_for(wizard.ended, partial(press, wizard, COMMIT), "read")
    stage.snap(wizard, "rescue-done")


def interrupted(stage: Stage) -> None:
    """Open a file whose upgrade was killed in the middle."""
    file = home.example(stage.file.parent.parent, "Ancien fichier.patrimoine")
    command = [sys.executable, "-m", "scripts.pictures.killed_upgrade", str(file)]
    subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603  (this very program)
    wait_for(stage.app.settled, partial(stage.app.begin, file), "open")
    wizard = wizard_of(stage.app)
    wizard.resize(860, 720)
    stage.snap(wizard, "upgrade-interrupted")


def old_file(stage: Stage) -> None:
    """Open a file of an old format, and only look at it."""
    file = home.example(stage.file.parent.parent, "Ancien fichier.patrimoine")
    wait_for(stage.app.settled, partial(stage.app.begin, file), "open")
    wizard = wizard_of(stage.app)
    stage.snap(wizard, "old-file-proposed")
    wait_for(stage.app.settled, wizard.look.click, "look")
    stage.snap(stage.looked_at(), "old-file-consulted")


def backup_looked_at(stage: Stage) -> None:
    """Open a backup read-only, beside the file."""
    stage.open()
    look = partial(
        stage.app.read_only_controller.look_at, stage.household.backups[-1], AccessKind.BACKUP
    )
    wait_for(stage.app.settled, look, "look")
    stage.snap(stage.looked_at(), "backup-consulted")


# --- a forgotten passphrase -----------------------------------------------------------------------


def forgotten(stage: Stage) -> None:
    """Say that the passphrase is forgotten; there is a recovery key."""
    _say_forgotten(stage)
    stage.snap(stage.app.start, "passphrase-forgotten")


def forgotten_for_good(stage: Stage) -> None:
    """Say that the passphrase is forgotten, of a file that nothing else opens."""
    file = home.example(stage.file.parent.parent)
    manager = stage.household.manager
    for backup in stage.household.backups:
        backup.unlink()
    manager.upgrade(manager.plan(file), home.without_recovery_key())
    _say_forgotten(stage)
    stage.snap(stage.app.start, "passphrase-forgotten-no-recovery-key")


def _say_forgotten(stage: Stage) -> None:
    app = stage.app
    wait_for(app.settled, partial(app.begin, stage.file), "open")
    if app.start.unlock is None:
        raise RobotError("unlock")
    app.start.resize(900, 640)
    wait_for(app.forgotten_controller.options_shown, app.start.unlock.forgotten.click, "forgotten")
