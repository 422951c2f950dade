"""Tells what this machine lacks before Python or Qt would say it less clearly.

Only the standard library is imported here, because it also runs before anything is installed:

    python3 scripts/check_system.py python     is this Python recent and complete enough?
    .venv/bin/python scripts/check_system.py offscreen    can Qt draw without a display?
    .venv/bin/python scripts/check_system.py window       can Qt open a window here?

Exit status: 0 yes, 1 no (what is missing has been written to standard error), 3 no display
answers, though nothing is missing (`window` only).
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OK, MISSING, NO_DISPLAY = 0, 1, 3

# What carries each library on Debian and Ubuntu. On the newest releases a name may have become
# an alias ("libglib2.0-0" of "libglib2.0-0t64"), which apt-get accepts.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}
FONTS = "fonts-dejavu-core"

# Qt always lists a few families, such as "Serif"; without a font file, none of them has a name.
_NAME_FONT = """
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication
from PySide6 import QtPrintSupport, QtSvg, QtWidgets
application = QGuiApplication([])
print(QFontInfo(QFont()).family())
"""
_OPEN_DISPLAY = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"


def missing_libraries(listing: str) -> set[str]:
    """Read the libraries that a linker's listing (`ldd`) did not find; Qt's own are left out."""
    absent = re.findall(r"^\s*(\S+) => not found", listing, re.MULTILINE)
    return {
        name for name in absent if not name.startswith(("libQt6", "libpyside6", "libshiboken6"))
    }


def apt_line(libraries: set[str], *, fonts: bool = False) -> str:
    """Give the one command that brings libraries on Debian, "" if no package is known."""
    names = {PACKAGES[library] for library in libraries if library in PACKAGES}
    if fonts:
        names.add(FONTS)
    return f"apt-get install -y {' '.join(sorted(names))}" if names else ""


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines if line))


def check_python() -> int:
    """Check the interpreter that will make the environment."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(str(part) for part in OLDEST_PYTHON)
        _say(
            f"Patrimoine needs Python {oldest} or newer; {sys.executable} is Python {found}.",
            "Name another one like this: make PYTHON=python3.12 run",
        )
        return MISSING
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        _say(
            f"Python {found} cannot make a virtual environment: its venv module is missing.",
            "    apt-get install -y python3-venv",
        )
        return MISSING
    return OK


def _qt_files(platform: str) -> list[Path]:
    found = importlib.util.find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        return []
    root = Path(next(iter(found.submodule_search_locations)))
    modules = [root / f"{name}.abi3.so" for name in ("QtWidgets", "QtSvg", "QtPrintSupport")]
    return [*modules, root / "Qt" / "plugins" / "platforms" / f"libq{platform}.so"]


def _absent(platform: str) -> set[str]:
    """Ask the linker; where there is no `ldd`, Qt itself will be asked."""
    linker = shutil.which("ldd")
    files = [str(file) for file in _qt_files(platform) if file.exists()]
    if linker is None or not files:
        return set()
    done = subprocess.run([linker, *files], capture_output=True, text=True, check=False)  # noqa: S603
    return missing_libraries(done.stdout)


def _ask_qt(code: str, platform: str = "") -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, QT_QPA_PLATFORM=platform) if platform else dict(os.environ)
    try:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return subprocess.CompletedProcess(error.cmd, MISSING, "", "Qt did not answer in 60 s.\n")


def _name_missing(libraries: set[str], *, fonts: bool = False) -> int:
    if libraries:
        _say("Qt needs system libraries that are not on this machine:")
        _say(*(f"    {library}" for library in sorted(libraries)))
    if fonts:
        _say("Qt finds no font on this machine: no text could be drawn.")
    line = apt_line(libraries, fonts=fonts)
    if line:
        _say("On Debian or Ubuntu, this line (as root) brings what is missing:", f"    {line}")
    return MISSING


def check_offscreen() -> int:
    """Check that Qt can draw in memory: libraries, then fonts."""
    absent = _absent("offscreen")
    if absent:
        return _name_missing(absent)
    answer = _ask_qt(_NAME_FONT, "offscreen")
    if answer.returncode != 0:
        unloaded = set(re.findall(r"(\S+\.so[.\d]*): cannot open shared object", answer.stderr))
        if unloaded:
            return _name_missing(unloaded)
        _say("Qt does not start:", answer.stderr.strip())
        return MISSING
    return OK if answer.stdout.strip() else _name_missing(set(), fonts=True)


def _display_platform() -> str:
    """Name the platform plugin of the display that this session announces, "" if none."""
    asked = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if asked in {"offscreen", "minimal"}:
        return ""
    if os.environ.get("WAYLAND_DISPLAY") and not os.environ.get("DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else ""


def check_window() -> int:
    """Check that a window can be opened; macOS and Windows always have a display."""
    if sys.platform in {"darwin", "win32"}:
        return OK
    platform = _display_platform()
    if platform:
        absent = _absent(platform)
        if absent:
            return _name_missing(absent)
        if _ask_qt(_OPEN_DISPLAY).returncode == 0:
            return OK
        _say("The display that this session names does not answer.")
    drawable = check_offscreen()
    return drawable if drawable != OK else NO_DISPLAY


CHECKS = {"python": check_python, "offscreen": check_offscreen, "window": check_window}


def main(arguments: list[str]) -> int:
    """Run one check, named by the only argument."""
    if len(arguments) != 1 or arguments[0] not in CHECKS:
        _say(f"usage: check_system.py {{{','.join(CHECKS)}}}")
        return 2
    return CHECKS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
