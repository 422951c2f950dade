"""A recovery key: shown, typed back, printed, saved, forgotten."""

from __future__ import annotations

import stat
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import FileExists
from patrimoine_gui.ui.widgets.keys.key_confirmation import KeyConfirmation, wrong_groups
from patrimoine_gui.ui.widgets.keys.recovery_card import RecoveryCard
from patrimoine_gui.ui.widgets.keys.recovery_sheet import (
    RecoverySheet,
    as_text,
    lines_of,
    paint,
    save,
)
from tests.keys import PASSPHRASE, QUICK
from tests.ui.conftest import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.wizards.key_tasks import NewKeys

pytestmark = pytest.mark.usefixtures("styled")


KEY = "91JP-RVVF-AXQM-N7AK-2WPD-48CH-T6Q3-K5YZ-M0"


# --- the recovery key -----------------------------------------------------------------------------


@pytest.fixture
def card(qtbot: QtBot, new_keys: NewKeys, tmp_path: Path) -> RecoveryCard:
    made = RecoveryCard(tmp_path / "maison.patrimoine")
    qtbot.addWidget(made)
    made.show_key(new_keys.recovery)
    made.show()
    return made


def test_the_key_is_shown_in_groups_and_can_be_selected(
    card: RecoveryCard, new_keys: NewKeys, qtbot: QtBot
) -> None:
    assert card.shown_key.text().split() == new_keys.recovery.split("-")
    for key in ("a", "c"):
        qtbot.keyClick(card.shown_key, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split() == new_keys.recovery.split("-")
    assert card.shown_key.focusPolicy() is Qt.FocusPolicy.StrongFocus
    assert new_keys.recovery in card.shown_key.accessibleName()


def test_no_cursor_invites_to_type_in_the_key(card: RecoveryCard, qtbot: QtBot) -> None:
    card.activateWindow()
    qtbot.waitActive(card)
    card.shown_key.setFocus()
    assert card.shown_key.hasFocus()
    keyboard = Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert not card.shown_key.textInteractionFlags() & keyboard


def test_typing_covers_the_key_and_the_eye_shows_it_again(
    card: RecoveryCard, new_keys: NewKeys, qtbot: QtBot
) -> None:
    qtbot.keyClicks(card.typed.edit, new_keys.recovery[:2])
    assert card.covered
    assert new_keys.recovery[:4] not in card.shown_key.text()
    assert new_keys.recovery[:4] not in card.shown_key.accessibleName()
    card.cover.click()
    assert new_keys.recovery[:4] in card.shown_key.text()


@pytest.mark.parametrize(
    "change",
    [
        str,
        str.lower,
        lambda text: text.replace("-", " "),
        lambda text: text.replace("-", ""),
        lambda text: text.replace("0", "O").replace("1", "l"),
        lambda text: f"  {text}\n",
    ],
    ids=["exact", "lower", "spaces", "nothing between", "look-alikes", "around"],
)
def test_the_key_may_be_typed_back_in_many_ways(
    card: RecoveryCard, new_keys: NewKeys, change: Callable[[str], str]
) -> None:
    card.typed.edit.setText(change(new_keys.recovery))
    assert card.confirmed
    assert "right key" in card.typed.message.text


def test_a_slip_is_found_and_its_group_named(card: RecoveryCard, new_keys: NewKeys) -> None:
    slip = "2" if new_keys.recovery[5] != "2" else "3"
    card.typed.edit.setText(new_keys.recovery[:5] + slip + new_keys.recovery[6:])
    assert not card.confirmed
    assert card.typed.message.text == "Look again at group 2."


def test_another_key_is_not_the_right_one(card: RecoveryCard) -> None:
    other = Keyring.create(PASSPHRASE, QUICK)[1].text()
    card.typed.edit.setText(other)
    assert not card.confirmed
    assert "not the key" in card.typed.message.text


def test_a_key_that_is_not_whole_yet_is_no_mistake(card: RecoveryCard, new_keys: NewKeys) -> None:
    card.typed.edit.setText(new_keys.recovery[:9])
    assert "8 of 34" in card.typed.message.text
    assert card.typed.edit.property("role") != "bad"


def test_a_pasted_key_is_taken_with_a_word_of_warning(
    card: RecoveryCard, new_keys: NewKeys, qtbot: QtBot
) -> None:
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == new_keys.recovery
    qtbot.keyClick(card.typed.edit, "v", Qt.KeyboardModifier.ControlModifier)
    assert card.confirmed
    assert "outside this computer" in card.typed.message.text


def test_forgetting_empties_every_place_and_the_clipboard(
    card: RecoveryCard, new_keys: NewKeys
) -> None:
    card.copy_button.click()
    card.typed.edit.setText(new_keys.recovery)
    card.forget()
    assert not card.typed.edit.text()
    assert not card.shown_key.text()
    assert not card.shown_key.accessibleName()
    assert not card.confirmed
    assert new_keys.recovery[:4] not in texts(card)
    assert QGuiApplication.clipboard().text() != new_keys.recovery


def test_a_key_selected_and_copied_by_hand_leaves_the_clipboard_too(card: RecoveryCard) -> None:
    QGuiApplication.clipboard().setText(card.shown_key.text())
    card.forget()
    assert not QGuiApplication.clipboard().text()


def test_what_the_user_copied_since_stays_on_the_clipboard(card: RecoveryCard) -> None:
    card.copy_button.click()
    QGuiApplication.clipboard().setText("a shopping list")
    card.forget()
    assert QGuiApplication.clipboard().text() == "a shopping list"


def test_groups_are_counted_from_one() -> None:
    assert wrong_groups(KEY.lower().replace("-", " "), KEY) == ()
    assert wrong_groups(KEY[:-2] + "A0", KEY) == (9,)
    assert wrong_groups("", KEY) == tuple(range(1, 10))


def test_nothing_is_right_where_no_key_was_asked_for(qtbot: QtBot) -> None:
    back = KeyConfirmation()
    qtbot.addWidget(back)
    back.edit.setText(KEY)
    assert not back.correct


# --- on paper and in a file -----------------------------------------------------------------------

SHEET = RecoverySheet("maison.patrimoine", date(2026, 11, 22), KEY)
LONG = RecoverySheet("Patrimoine d'Élodie et Marc " * 8 + ".patrimoine", date(2026, 11, 22), KEY)


def test_the_key_stands_on_two_lines() -> None:
    first, second = lines_of(KEY)
    assert (first + " " + second).split() == KEY.split("-")
    assert len(first.split()) == 4


@pytest.mark.usefixtures("each_language")
def test_the_text_holds_what_is_needed_on_a_bad_day() -> None:
    text = as_text(SHEET)
    assert KEY in text
    assert "maison.patrimoine" in text
    assert "2026" in text


def test_a_sheet_never_shows_its_key_by_accident() -> None:
    assert KEY not in repr(SHEET)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("sheet", [SHEET, LONG], ids=["short", "long"])
def test_the_page_is_printed_on_one_sheet(tmp_path: Path, sheet: RecoverySheet) -> None:
    target = tmp_path / "page.pdf"
    writer = QPdfWriter(str(target))
    painter = QPainter(writer)
    paint(painter, QRectF(painter.viewport()), sheet)
    painter.end()
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == 1


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("sheet", [SHEET, LONG], ids=["short", "long"])
def test_nothing_is_drawn_outside_the_margins(sheet: RecoverySheet) -> None:
    picture = QImage(620, 877, QImage.Format.Format_RGB32)
    picture.setDotsPerMeterX(2953)
    picture.setDotsPerMeterY(2953)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    paint(painter, QRectF(picture.rect()), sheet)
    painter.end()
    dark = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).lightness() < 200
    ]
    assert len(dark) > 500
    assert min(x for x, _y in dark) >= 40
    assert max(x for x, _y in dark) <= 580
    assert max(y for _x, y in dark) <= 840


def pdf_printer(target: Path) -> QPrinter:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    return printer


@pytest.mark.parametrize("before", [None, 0o644], ids=["new", "replaced"])
def test_a_page_printed_to_a_file_is_for_its_owner_alone(
    card: RecoveryCard, tmp_path: Path, before: int | None
) -> None:
    target = tmp_path / "stick" / "key.pdf"
    target.parent.mkdir()
    if before is not None:
        target.touch(before)
    assert card.print_on(pdf_printer(target))
    assert card.message.text == (
        f"Saved as PDF in {target.parent}. Move this file away from this computer."
    )
    assert target.read_bytes().startswith(b"%PDF")
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_page_printed_beside_the_file_is_warned_about(card: RecoveryCard, tmp_path: Path) -> None:
    assert card.print_on(pdf_printer(tmp_path / "key.pdf"))
    assert "beside the household file" in card.message.text


@pytest.mark.qt_log_ignore("Returned false", extend=True)
def test_a_page_that_cannot_be_printed_leaves_nothing(card: RecoveryCard, tmp_path: Path) -> None:
    assert not card.print_on(pdf_printer(tmp_path / "missing" / "key.pdf"))
    assert "did not take" in card.message.text
    assert not (tmp_path / "missing").exists()


def test_once_the_key_is_kept_the_keyboard_is_where_it_is_typed(
    card: RecoveryCard, qtbot: QtBot, tmp_path: Path
) -> None:
    card.activateWindow()
    qtbot.waitActive(card)
    for way in (
        card.copy_button.click,
        lambda: card.save_as(tmp_path / "key.txt"),
        lambda: card.print_on(pdf_printer(tmp_path / "key.pdf")),
    ):
        card.save_button.setFocus()
        way()
        assert card.typed.edit.hasFocus()
    card.save_button.setFocus()
    card.save_as(tmp_path / "key.txt")  # refused: it stands there
    assert card.save_button.hasFocus()


def test_what_is_said_below_the_buttons_moves_nothing(card: RecoveryCard, qtbot: QtBot) -> None:
    card.resize(900, 500)
    qtbot.waitExposed(card)
    before = card.typed.edit.mapTo(card, card.rect().topLeft())
    card.copy_button.click()
    qtbot.waitUntil(lambda: bool(card.message.text))
    QCoreApplication.sendPostedEvents()  # the layout takes its turn
    assert card.typed.edit.mapTo(card, card.rect().topLeft()) == before


def test_what_is_saved_is_named_after_the_household(card: RecoveryCard) -> None:
    card.save_button.click()
    assert card.chooser is not None
    assert [Path(name).name for name in card.chooser.selectedFiles()] == [
        "Recovery key - maison.txt"
    ]
    card.chooser.reject()


def test_the_file_is_for_its_owner_alone_and_never_overwrites(tmp_path: Path) -> None:
    target = tmp_path / "key.txt"
    save(SHEET, target)
    assert KEY in target.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.write_text("something else", encoding="utf-8")
    with pytest.raises(FileExists):
        save(SHEET, target)
    assert target.read_text(encoding="utf-8") == "something else"


@pytest.mark.usefixtures("each_language")
def test_a_file_that_cannot_be_written_is_told(card: RecoveryCard, tmp_path: Path) -> None:
    (tmp_path / "taken.txt").write_bytes(b"")
    for name in ("taken.txt", "missing/key.txt"):
        card.save_as(tmp_path / name)
        assert card.message.text
        assert card.message.sign.isVisible()
    assert not (tmp_path / "missing").exists()


def test_a_key_saved_beside_the_file_is_warned_about(card: RecoveryCard, tmp_path: Path) -> None:
    card.save_as(tmp_path / "key.txt")
    assert "beside the household file" in card.message.text
    (tmp_path / "stick").mkdir()
    card.save_as(tmp_path / "stick" / "key.txt")
    assert card.message.text == (
        f"Saved as “key.txt” in {tmp_path / 'stick'}. Move this file away from this computer."
    )
