"""What is offered as a backup and is none that can be restored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.ui.selftest.robot import press, wait_for
from scripts.pictures import home
from scripts.pictures.stage import NEXT

if TYPE_CHECKING:
    from scripts.pictures.stage import Stage


def _spoilt(whole: bytes) -> dict[str, bytes]:
    """Give what may be taken for a backup, by the end of the name of its picture."""
    newer = bytearray(whole)
    newer[9] = 2
    newer[16] ^= 1  # so that its digest is not the one of this version
    half = len(whole) // 2
    return {
        "truncated": whole[:half],
        "newer": bytes(newer),
        "zip": b"PK\x03\x04" + bytes(500),
        "text": b"Bonjour,\n" * 40,
        "text-mode": whole.replace(b"\r\n", b"\n"),
        "damaged": whole[:half] + bytes(40) + whole[half + 40 :],
    }


def refused(stage: Stage) -> None:
    """Open each of them."""
    stage.open()
    folder = stage.file.parent
    for name, content in _spoilt(stage.household.backups[-1].read_bytes()).items():
        file = folder / f"Sauvegarde de la clé USB{config.BACKUP_EXTENSION}"
        file.write_bytes(content)
        wait_for(stage.app.settled, partial(stage.app.opening_controller.open, file), name)
        wizard = stage.restoring()
        if name == "damaged":
            wait_for(wizard.ended, partial(press, wizard, NEXT), name)
        stage.snap(wizard, f"refused-{name}")
        wizard.reject()


def foreign(stage: Stage) -> None:
    """Open a backup of another household while this one is open."""
    keyring = Keyring.create(home.PHRASE, home.QUICK)[0]
    other = stage.file.with_name("Succession.patrimoine")
    manager = stage.household.manager
    manager.create(other, keyring)
    backup = manager.backups.make(other, keyring).file
    stage.open()
    wait_for(stage.app.settled, partial(stage.app.opening_controller.open, backup), "open")
    stage.snap(stage.restoring(), "refused-foreign")
