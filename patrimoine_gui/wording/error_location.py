"""Where an error took place: for the window and the command line, never for a report."""

from __future__ import annotations

from pathlib import Path

from patrimoine_gui.errors import FileBusy, HostileObject
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.names import holder_process, object_kind


def places(error: BaseException) -> list[tuple[str, str]]:
    """Give the file, the folder, the backup or the object that an error is about, with its name."""
    found = []
    for name, title in (("file", _("File")), ("folder", _("Folder")), ("backup", _("Backup"))):
        place = getattr(error, name, None)
        if isinstance(place, Path):
            found.append((title, str(place)))
    if isinstance(error, HostileObject) and error.name:
        found.append((object_kind(error.kind), error.name))
    return found


def process(error: BaseException) -> list[tuple[str, str]]:
    """Give the process that holds the file, where that is what stopped the work."""
    held = holder_process(error.holder) if isinstance(error, FileBusy) else ""
    return [(_("Process"), held)] if held else []
