"""Both themes are legible: every text on every ground it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPalette

from patrimoine_gui.paths import resources_folder
from patrimoine_gui.ui import icons, theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("styled")

LEGIBLE = 4.5
VISIBLE = 3.0
TEXTS = [
    *((text, ground) for text in ("text", "muted") for ground in ("window", "card", "sunken")),
    ("text", "selection"),
    ("muted", "selection"),
    ("accent", "window"),
    ("accent", "card"),
    ("accent", "sunken"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("text", "accent_soft"),
    ("muted", "accent_soft"),
    ("good", "card"),
    ("good", "good_soft"),
    ("warn", "warn_soft"),
    ("warn", "window"),
    ("bad", "bad_soft"),
    ("bad", "card"),
    ("bad", "window"),
]


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_is_legible(name: str, text: str, ground: str) -> None:
    shown = theme.colours(name)
    assert theme.contrast(getattr(shown, text), getattr(shown, ground)) >= LEGIBLE


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_frame_of_a_control_is_visible(name: str) -> None:
    shown = theme.colours(name)
    assert theme.contrast(shown.control, shown.card) >= VISIBLE


def test_contrast_follows_its_definition() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert theme.contrast("#ffffff", "#ffffff") == 1


@pytest.mark.parametrize("name", theme.THEMES)
def test_a_theme_is_applied_by_its_argument_alone(qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name)
    shown = theme.colours()
    assert theme.theme() == name
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == shown.window
    assert shown.accent in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()


def test_an_explicit_theme_is_not_asked_of_the_system(qapp: QApplication) -> None:
    assert theme.resolve("dark", qapp) == "dark"
    assert theme.resolve("light", qapp) == "light"
    assert theme.resolve("system", qapp) in theme.THEMES


def test_every_icon_can_be_drawn_in_every_colour(qapp: QApplication) -> None:
    assert qapp is not None
    folder = resources_folder() / "icons"
    names = [file.stem for file in folder.glob("*.svg")]
    assert len(names) > 20
    for name in names:
        image = icons.pixmap(name, "#123456", 24).toImage()
        painted = any(
            image.pixelColor(x, y).alpha()
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        )
        assert painted, name
