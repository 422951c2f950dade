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
    base = os.environ.get(variable) or f"{home().rstrip('/')}/{default}"
    if base[:1] != "/" or base[:2] == "//" or base != os.path.normpath(base):
        return ""
    return os.path.join(base, config.APP_ID, below).rstrip("/")  # noqa: PTH118  (texts)


NOWHERE = "/nonexistent"
"""Stands for the home folder of whoever has none, as Debian calls it; nothing can be made there."""


def home() -> str:
    """Give the home folder of this user, `NOWHERE` where neither HOME nor the system knows one."""
    value = os.environ.get("HOME", "") if os.name == "posix" else os.path.expanduser("~")  # noqa: PTH111
    folder = value if os.path.isabs(value) else _home_of_account()  # noqa: PTH117  (texts)
    return folder if os.path.isabs(folder) else NOWHERE  # noqa: PTH117


def _home_of_account() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):  # not POSIX, or a number that no account has
        return ""


def named_file(argument: str) -> str:
    """Give the path that an argument names: itself, or what a `file://` address stands for.

    A path that exists, or whose folder does, is itself, whatever it begins with.
    """
    if argument[:5].lower() != "file:" or os.path.lexists(argument):
        return argument
    is_path = os.path.isdir(os.path.dirname(argument))  # noqa: PTH112, PTH120  (texts)
    return argument if is_path else path_of_address(argument) or argument


def path_of_address(address: str) -> str:
    """Give the local path that a `file:` address stands for, "" for any other address.

    Its bytes may be any: they are percent-encoded, and need not be UTF-8.
    """
    from urllib.parse import unquote_to_bytes

    scheme, _colon, rest = address.partition(":")
    host = ""
    if rest[:2] == "//":
        host, slash, path = rest[2:].partition("/")
        rest = slash + path
    is_here = host.lower() in {"", "localhost", _host()}
    found = os.fsdecode(unquote_to_bytes(os.fsencode(rest)))
    if scheme.lower() != "file" or not is_here or found[:1] != "/" or "\0" in found:
        return ""
    is_drive = os.name == "nt" and found[2:3] == ":"
    return found[1:] if is_drive else found


def _host() -> str:
    return os.uname().nodename.lower() if os.name == "posix" else ""


def file_tag(file: str) -> str:
    """Name a file without its path, which may hold a name: 8 hexadecimal digits."""
    import hashlib

    return hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:8]
