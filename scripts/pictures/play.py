"""Plays one scene in one language: `python -m scripts.pictures.play SCENE LANGUAGE`.

A scene has a process of its own, as a user's day has: windows are made and destroyed by the dozen,
and what one leaves behind must not be seen in the next.

Exit status: 0 its pictures are taken; 1 they are not; 3 this system cannot produce it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from patrimoine_gui.app import new_application
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.selftest.robot import RobotError, app_in, private_home, without_noise
from scripts.pictures import (
    day_scenes,
    home,
    page_scenes,
    refusal_scenes,
    restore_scenes,
    watch_scenes,
)
from scripts.pictures.situations import FOLDER, SITUATIONS
from scripts.pictures.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

DONE, FAILED, IMPOSSIBLE = 0, 1, 3

_THEME: Final = "light"
_MODULES: Final = (page_scenes, restore_scenes, day_scenes, watch_scenes, refusal_scenes)


def scene(name: str) -> Callable[[Stage], None]:
    """Give the function that plays a scene."""
    found = (getattr(module, name, None) for module in _MODULES)
    playing: Callable[[Stage], None] = next(item for item in found if item is not None)
    return playing


def _settle_in(place: Path) -> None:
    """Let nothing of the real user be seen or touched."""
    os.environ["HOME"] = str(place)
    os.environ["XDG_DATA_HOME"] = str(place / ".local" / "share")


def _play(application: QApplication, name: str, language: str) -> None:
    """Play a scene in a fresh home, and see that it took its pictures."""
    folder = FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    with private_home() as place, app_in(application, language, _THEME, home.QUICK) as app:
        _settle_in(place)
        stage = Stage(app, home.furnish(place), folder)
        scene(name)(stage)
    if tuple(stage.taken) != SITUATIONS[name]:
        raise RobotError(*stage.taken)


def main(name: str, language: str) -> int:
    """Play a scene; see the top of this file for what it returns."""
    application = new_application()
    try:
        with without_noise():
            _play(application, name, language)
    except PermissionError:
        return IMPOSSIBLE
    except RobotError as error:
        sys.stderr.write(f"{name} ({language}): {error}\n")
        return FAILED
    icons.forget()
    return DONE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
