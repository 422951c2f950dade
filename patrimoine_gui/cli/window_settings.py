"""What the command line uses of the window's settings."""

from __future__ import annotations

import os

from patrimoine_gui import files

_LARGEST = 1024 * 1024


def read(folder: str) -> tuple[str, str]:
    """Give the last file opened and the language, "" for what is not there.

    An unreadable or odd file counts as none.
    """
    try:
        place = files.kept_at(os.path.join(folder, "settings.json"))  # noqa: PTH118  (texts)
        return _understood(files.read(place, _LARGEST))
    except (OSError, ValueError):  # a NUL in the path is a wrong value too
        return "", ""


def _understood(content: bytes) -> tuple[str, str]:
    import json

    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(found, dict):
        return "", ""
    recent = found.get("recent")
    first = recent[0] if isinstance(recent, list) and recent else ""
    language = found.get("language")
    return (
        first if isinstance(first, str) and "\0" not in first else "",
        language if isinstance(language, str) else "",
    )
