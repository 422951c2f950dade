"""Colours, fonts and style sheet, as functions of an explicit theme.

Nothing here asks the system behind the caller's back: `resolve` is the one place where
"system" becomes "light" or "dark", so both themes can be drawn and tested on any machine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from patrimoine_gui.paths import resources_folder
from patrimoine_gui.ui.stylesheet import STYLE_SHEET

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

THEMES: Final = ("light", "dark")
_POINTS: Final = 10.5
_STYLED: Final = "patrimoine_styled"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as "#rrggbb".

    Every text colour reaches a contrast of 4.5:1 on every ground it is used on; a test
    computes it.
    """

    window: str
    card: str
    sunken: str
    border: str
    control: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    selection: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str


LIGHT: Final = Colours(
    window="#f4f6f5",
    card="#ffffff",
    sunken="#eaeeec",
    border="#d8dedc",
    control="#85928e",
    text="#16211e",
    muted="#53615d",
    faint="#8b9793",
    accent="#0b6b5f",
    accent_hover="#08574d",
    on_accent="#ffffff",
    accent_soft="#e1f0ed",
    selection="#cfe7e1",
    good="#17683a",
    good_soft="#e4f3e9",
    warn="#7d4b00",
    warn_soft="#fbf0dc",
    bad="#a02c24",
    bad_soft="#fbeae8",
)

DARK: Final = Colours(
    window="#121716",
    card="#1b2220",
    sunken="#232c29",
    border="#333e3b",
    control="#72807b",
    text="#e9efed",
    muted="#a9b5b1",
    faint="#75827d",
    accent="#5cc9b4",
    accent_hover="#7dd8c7",
    on_accent="#06201b",
    accent_soft="#1d3530",
    selection="#24483f",
    good="#7fd29c",
    good_soft="#1a3224",
    warn="#ebb967",
    warn_soft="#382c17",
    bad="#f3a198",
    bad_soft="#3d211e",
)


class _Current:
    """The colours in use; one theme for the process."""

    theme = "light"


def theme() -> str:
    """Give the theme in use, "light" or "dark"."""
    return _Current.theme


def colours(name: str = "") -> Colours:
    """Give the colours of a theme, of the one in use by default."""
    return DARK if (name or _Current.theme) == "dark" else LIGHT


def resolve(setting: str, application: QApplication) -> str:
    """Turn "light", "dark" or "system" into "light" or "dark"."""
    if setting in THEMES:
        return setting
    scheme = application.styleHints().colorScheme()
    return "dark" if scheme == Qt.ColorScheme.Dark else "light"


def palette(shown: Colours) -> QPalette:
    """Make the palette of a theme."""
    role = QPalette.ColorRole
    pairs = {
        role.Window: shown.window,
        role.WindowText: shown.text,
        role.Base: shown.card,
        role.AlternateBase: shown.window,
        role.Text: shown.text,
        role.Button: shown.card,
        role.ButtonText: shown.text,
        role.BrightText: shown.bad,
        role.Highlight: shown.selection,
        role.HighlightedText: shown.text,
        role.Link: shown.accent,
        role.LinkVisited: shown.accent,
        role.ToolTipBase: shown.card,
        role.ToolTipText: shown.text,
        role.PlaceholderText: shown.muted,
        role.Accent: shown.accent,
        role.Light: shown.card,
        role.Midlight: shown.sunken,
        role.Mid: shown.border,
        role.Dark: shown.border,
    }
    result = QPalette()
    for key, colour in pairs.items():
        result.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(shown.faint))
    return result


def style_sheet(shown: Colours) -> str:
    """Make the style sheet of a theme."""
    bright = contrast(shown.on_accent, "#ffffff") < contrast(shown.on_accent, "#000000")
    name = "tick-light.svg" if bright else "tick-dark.svg"
    tick = (resources_folder() / "marks" / name).as_posix()
    return Template(STYLE_SHEET).substitute(asdict(shown), tick=tick)


def apply(application: QApplication, name: str) -> None:
    """Draw the whole application in a theme, "light" or "dark"."""
    _Current.theme = name
    if not application.property(_STYLED):
        application.setStyle("Fusion")
        application.setFont(_font(application))
        application.setProperty(_STYLED, True)  # noqa: FBT003  (Qt's own signature)
    sheet = style_sheet(colours())
    if sheet != application.styleSheet():
        application.setPalette(palette(colours()))
        application.setStyleSheet(sheet)


def _font(application: QApplication) -> QFont:
    font = QFont(application.font())
    families = QFontDatabase.families()
    for family in ("Inter", "Segoe UI", "Cantarell", "Noto Sans", "DejaVu Sans"):
        if font.family() in {"Sans Serif", "Sans", "Monospace"} and family in families:
            font.setFamily(family)
    font.setPointSizeF(_POINTS)
    return font


def fonts_missing() -> bool:
    """Tell whether this system has no font at all: Qt would then draw no letter."""
    return not QFontDatabase.families()


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21, by the formula of WCAG 2."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = []
    for rank in (1, 3, 5):
        part = int(colour[rank : rank + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
