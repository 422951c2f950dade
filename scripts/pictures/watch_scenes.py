"""What becomes of a file while it is open."""

from __future__ import annotations

import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

from patrimoine_gui.ui.main.banners import BannerAction
from patrimoine_gui.ui.selftest.robot import RobotError, wait_for
from scripts.pictures.stage import rest
from tests.faults.household import execute
from tests.faults.small_disks import make_read_only, small_disk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.ui.main.main_window import MainWindow
    from scripts.pictures.stage import Stage


def _noticed(window: MainWindow) -> None:
    """Look now, as the slow timer does."""
    rest()
    if window.file_monitor.watcher is None:
        raise RobotError("watch")
    window.file_monitor.watcher.look()


def _after(stage: Stage, name: str, change: Callable[[], object]) -> None:
    """Take the picture of an open file to which something happens."""
    window = stage.open()
    wait_for(window.file_monitor.file_changed, change, name)
    stage.snap(window, name)


def _put(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    file.rename(target)


def moved(stage: Stage) -> None:
    """Move the open file to another folder."""
    target = stage.file.parent.parent / "Archives" / "2026" / stage.file.name
    _after(stage, "file-moved", partial(_put, stage.file, target))


def deleted(stage: Stage) -> None:
    """Throw the open file into the trash."""
    trash = stage.file.parent.parent / ".local" / "share" / "Trash" / "files" / stage.file.name
    trash.parent.mkdir(parents=True)
    _after(stage, "file-deleted", partial(_put, stage.file, trash))


def renamed(stage: Stage) -> None:
    """Give the open file another name."""
    target = stage.file.with_name("Notre foyer.patrimoine")
    _after(stage, "file-renamed", partial(_put, stage.file, target))


def changed(stage: Stage) -> None:
    """Let a synchronised folder put another version in the place of the open file."""
    other = stage.file.with_name("other")
    shutil.copyfile(stage.file, other)
    execute(other, "DELETE FROM valuation WHERE id = (SELECT max(id) FROM valuation)")
    _after(stage, "file-changed", partial(os.replace, other, stage.file))


def conflict(stage: Stage) -> None:
    """Open a file beside which a synchronised folder has put a copy in conflict, and compare."""
    copy = stage.file.with_name(
        f"{stage.file.stem}.sync-conflict-20261128-101500-ABCDEF7{stage.file.suffix}"
    )
    shutil.copyfile(stage.file, copy)
    execute(copy, "DELETE FROM valuation WHERE id = (SELECT min(id) FROM valuation)")
    window = stage.open()
    stage.snap(window, "conflict-copy")
    compare = next(
        button
        for banner in window.file_monitor.banners.shown.values()
        for button, offer in zip(banner.buttons, banner.told.offers, strict=True)
        if offer.action is BannerAction.COMPARE
    )
    wait_for(stage.app.settled, compare.click, "compare")
    if stage.app.state.dialogs.shown is None:
        raise RobotError("comparison")
    stage.snap(stage.app.state.dialogs.shown, "conflict-comparison")


# --- disks ----------------------------------------------------------------------------------------


def _on(disk: Path, stage: Stage) -> Path:
    file = disk / stage.file.name
    shutil.copyfile(stage.file, file)
    return file


def disk_gone(stage: Stage) -> None:
    """Pull out the disk of the open file."""
    with small_disk(stage.file.parent.parent / "USB", "size=16m") as disk:
        window = stage.open(_on(disk, stage))
    wait_for(window.file_monitor.file_changed, partial(_noticed, window), "disk gone")
    stage.snap(window, "disk-gone")


def read_only_medium(stage: Stage) -> None:
    """Open a file on a disk that cannot be written."""
    with small_disk(stage.file.parent.parent / "DVD", "size=16m") as disk:
        file = _on(disk, stage)
        make_read_only(disk)
        window = stage.open(file)
        stage.snap(window, "read-only-medium")
        window.retire()
        stage.app.state.main = None
        rest()
