"""What the command line uses of the window's settings."""

from __future__ import annotations

import os

_LARGEST = 1024 * 1024


def read(folder: str) -> tuple[str, str]:
    """Give the last file opened and the language, "" for what is not there.

    An unreadable or odd file counts as none.
    """
    try:
        with open(os.path.join(folder, "settings.json"), "rb") as stream:  # noqa: PTH118, PTH123
            content = stream.read(_LARGEST)
    except OSError:
        return "", ""
    return _understood(content)


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
        first if isinstance(first, str) else "",
        language if isinstance(language, str) else "",
    )
