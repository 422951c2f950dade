"""Where things are, as texts: what `paths` knows, for whoever must answer before it is loaded."""

from __future__ import annotations

import os
import sys

from patrimoine_gui import config

_BASES = (
    ("XDG_DATA_HOME", ".local/share", ""),
    ("XDG_CONFIG_HOME", ".config", ""),
    ("XDG_STATE_HOME", ".local/state", "log"),
)
"""Variable, default below the home folder, and folder below ours: data, settings, logs."""


def resources() -> str:
    """Folder of the icons, the catalogues and the example household."""
    package = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120  (texts)
    inside = os.path.join(package, "resources")  # noqa: PTH118
    if os.path.isdir(inside):  # noqa: PTH112
        return inside
    return os.path.join(os.path.dirname(package), "resources")  # noqa: PTH118, PTH120


def user_folders() -> tuple[str, str, str] | None:
    """Give the folders of data, settings and logs; None where only platformdirs can tell.

    The rules are those of platformdirs for Linux, which a test holds them to; any other system,
    and variables that are odd, are left to it.
    """
    home = os.environ.get(config.ENV_HOME)
    if home:
        data, settings, logs = (f"{home.rstrip('/')}/{name}" for name in _OF_ONE_HOME)
        return data, settings, logs
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return None
    found = [_xdg(*base) for base in _BASES]
    return (found[0], found[1], found[2]) if all(found) else None


_OF_ONE_HOME = ("data", "settings", "logs")


def _xdg(variable: str, default: str, below: str) -> str:
    """Give a folder of ours by the rules of XDG, "" where a variable is set to anything odd."""
    base = os.environ.get(variable) or os.path.expanduser(f"~/{default}")  # noqa: PTH111
    if base[:1] != "/" or base[:2] == "//" or base != os.path.normpath(base):
        return ""
    return os.path.join(base, config.APP_ID, below).rstrip("/")  # noqa: PTH118  (texts)


def file_tag(file: str) -> str:
    """Name a file without its path, which may hold a name: 8 hexadecimal digits."""
    import hashlib

    return hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:8]
