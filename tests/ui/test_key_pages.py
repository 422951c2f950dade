"""Choosing a passphrase, keeping a recovery key, unlocking: the pages, without a household file."""

from __future__ import annotations

import stat
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLineEdit

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import FileExists, HeaderTampered, WrongPassphrase
from patrimoine_gui.ui.keys import key_jobs, strength
from patrimoine_gui.ui.keys.key_jobs import NewKeys
from patrimoine_gui.ui.keys.new_key_pages import PassphrasePage
from patrimoine_gui.ui.keys.passphrase_fields import PassphraseFields
from patrimoine_gui.ui.keys.patience import Patience
from patrimoine_gui.ui.keys.recovery_card import RecoveryCard
from patrimoine_gui.ui.keys.recovery_sheet import Sheet, as_text, lines_of, paint, save
from patrimoine_gui.ui.keys.strength import Strength, Weakness, advice, assess
from patrimoine_gui.ui.keys.typed_back import TypedBack, wrong_groups
from patrimoine_gui.ui.keys.unlock_form import UnlockForm
from tests.keys import PASSPHRASE, QUICK
from tests.ui.conftest import LIMIT_MS, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.crypto.header import FileHeader

FILE = Path("/somewhere/maison.patrimoine")
STRONG = "tracteur violet sous la pluie"
KEY = "91JP-RVVF-AXQM-N7AK-2WPD-48CH-T6Q3-K5YZ-M0"
HASTE = Patience(free=2, first=0.01, most=0.01)


@pytest.fixture(scope="module")
def keys() -> NewKeys:
    keyring, recovery = Keyring.create(PASSPHRASE, QUICK)
    return NewKeys(keyring, recovery.text())


def typed(fields: PassphraseFields, first: str, second: str | None = None) -> PassphraseFields:
    fields.first.edit.setText(first)
    fields.first.edit.textEdited.emit(first)
    fields.second.edit.setText(first if second is None else second)
    return fields


# --- a new passphrase -----------------------------------------------------------------------------


@pytest.fixture
def fields(qtbot: QtBot) -> PassphraseFields:
    made = PassphraseFields(("maison",))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_strong_passphrase_typed_twice_is_taken(fields: PassphraseFields) -> None:
    assert typed(fields, STRONG).check()
    assert fields.passphrase() == STRONG


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("", "", "It is empty"),
        (STRONG, "", "Type the same passphrase once more."),
        (STRONG, STRONG + "!", "The two are not the same. Type one of them again."),
        ("x" * 1025, "x" * 1025, "It is too long"),
    ],
    ids=["empty", "once", "different", "too long"],
)
def test_what_cannot_be_used_is_said_below_the_line(
    fields: PassphraseFields, first: str, second: str, told: str
) -> None:
    assert not typed(fields, first, second).check()
    remarks = [field.remark.text for field in (fields.first, fields.second)]
    assert told in " ".join(remarks)
    wrong = fields.first if fields.first.remark.text else fields.second
    assert wrong.edit.accessibleDescription() == wrong.remark.text


def test_an_accent_typed_in_two_ways_is_the_same(fields: PassphraseFields) -> None:
    assert typed(fields, "é" + STRONG, "e\N{COMBINING ACUTE ACCENT}" + STRONG).check()


def test_a_weak_passphrase_needs_another_click(fields: PassphraseFields, qtbot: QtBot) -> None:
    typed(fields, "Marseille13")
    assert not fields.check()
    assert not fields.check()
    assert fields.warning.isVisible()
    with qtbot.waitSignal(fields.agreed, timeout=LIMIT_MS):
        fields.agree.click()
    assert fields.check()


def test_agreeing_to_one_weak_passphrase_is_not_agreeing_to_another(
    fields: PassphraseFields,
) -> None:
    assert not typed(fields, "Marseille13").check()
    fields.agree.click()
    assert not typed(fields, "Marseille14").check()


def test_the_eye_shows_both_lines_and_hides_them_again(fields: PassphraseFields) -> None:
    mode = QLineEdit.EchoMode
    for expected in (mode.Normal, mode.Password):
        fields.first.eye.click()
        assert [part.edit.echoMode() for part in (fields.first, fields.second)] == [expected] * 2
        assert fields.first.eye.accessibleName()


def test_the_strength_is_a_word_and_a_bar(fields: PassphraseFields, qtbot: QtBot) -> None:
    qtbot.keyClicks(fields.first.edit, "soleil")
    qtbot.waitUntil(lambda: "weak" in fields.strength.word.text(), timeout=LIMIT_MS)
    assert fields.strength.bar.accessibleName() == fields.strength.word.text()
    assert fields.strength.advice.text()


def test_a_capital_without_shift_means_caps_lock(fields: PassphraseFields, qtbot: QtBot) -> None:
    qtbot.keyClick(fields.first.edit, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not fields.first.caps.text
    qtbot.keyClick(fields.first.edit, "A")
    assert fields.first.caps.text
    qtbot.keyClick(fields.first.edit, Qt.Key.Key_CapsLock)
    assert not fields.first.caps.text


def test_nothing_can_be_undone_after_forgetting(fields: PassphraseFields) -> None:
    typed(fields, STRONG).forget()
    for field in (fields.first, fields.second):
        assert not field.text()
        assert not field.edit.isUndoAvailable()
        field.edit.undo()
        assert not field.text()


# --- its strength ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passphrase", "weakness"),
    [
        ("motdepasse", Weakness.COMMON),
        ("jennifer", Weakness.COMMON),
        ("azertyuiop", Weakness.COMMON),
        ("lmkjhgfds", Weakness.KEYBOARD),
        ("zeze zeze zeze", Weakness.REPEATED),
        ("defghijkl", Weakness.SEQUENCE),
        ("14/07/1989", Weakness.DATE),
        ("xq7$", Weakness.SHORT),
        ("tilleuls", Weakness.ABOUT),
    ],
)
@pytest.mark.usefixtures("each_language")
def test_each_weakness_has_its_advice(passphrase: str, weakness: Weakness) -> None:
    found = assess(passphrase, ("Les Tilleuls",))
    assert found.strength.weak
    assert found.weakness in {weakness, Weakness.COMMON, Weakness.NAME}
    assert advice(found)


def test_words_that_do_not_belong_are_strong_and_need_no_advice() -> None:
    found = assess(STRONG)
    assert found.strength is Strength.VERY_STRONG
    assert not advice(found)


@pytest.mark.parametrize("passphrase", ["é" * 5000, "ab12" * 400, "\ud800" * 3, "\x00\x00", " "])
def test_any_text_can_be_assessed(passphrase: str) -> None:
    assert assess(passphrase).strength in Strength


def test_an_assessment_never_holds_the_passphrase() -> None:
    assert STRONG not in repr(assess(STRONG))
    assert strength.LONGEST == 100


# --- the page that makes the keys -----------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot) -> PassphrasePage:
    made = PassphrasePage(FILE, QUICK)
    qtbot.addWidget(made)
    made.show()
    return made


def make(qtbot: QtBot, page: PassphrasePage, passphrase: str) -> NewKeys:
    typed(page.fields, passphrase)
    with qtbot.waitSignal(page.made, timeout=LIMIT_MS) as made:
        assert not page.validatePage()
        assert page.busy
        assert not page.busy_line.isHidden()
        assert not page.isComplete()
    assert made.args is not None
    return cast("NewKeys", made.args[0])


def test_keys_are_made_beside_the_window(page: PassphrasePage, qtbot: QtBot) -> None:
    made = make(qtbot, page, STRONG)
    assert page.validatePage()
    header = made.keyring.header
    assert Keyring.unlock(header, STRONG, QUICK).mk_id == made.keyring.mk_id
    opened = Keyring.unlock_with_recovery_key(header, made.recovery.lower(), QUICK)
    assert opened.mk_id == made.keyring.mk_id


def test_another_passphrase_keeps_the_recovery_key_already_noted(
    page: PassphrasePage, qtbot: QtBot
) -> None:
    first = make(qtbot, page, STRONG)
    second = make(qtbot, page, STRONG + " encore")
    assert second.recovery == first.recovery
    assert Keyring.unlock(second.keyring.header, STRONG + " encore", QUICK)
    with pytest.raises(WrongPassphrase):
        Keyring.unlock(second.keyring.header, STRONG, QUICK)


def test_the_passphrase_of_an_earlier_attempt_opens_its_keys_again(
    qtbot: QtBot, keys: NewKeys
) -> None:
    page = PassphrasePage(FILE, QUICK, earlier=keys.keyring.header)
    qtbot.addWidget(page)
    assert make(qtbot, page, PASSPHRASE).keyring.mk_id == keys.keyring.mk_id


def test_another_passphrase_than_at_the_earlier_attempt_makes_new_keys(
    qtbot: QtBot, keys: NewKeys
) -> None:
    page = PassphrasePage(FILE, QUICK, earlier=keys.keyring.header)
    qtbot.addWidget(page)
    assert make(qtbot, page, STRONG).keyring.mk_id != keys.keyring.mk_id


def test_a_page_that_forgot_does_not_listen_to_its_job(page: PassphrasePage, qtbot: QtBot) -> None:
    typed(page.fields, STRONG)
    page.validatePage()
    page.forget()
    with qtbot.assertNotEmitted(page.made, wait=300):
        pass
    assert page.keys is None
    assert not page.busy


# --- the recovery key -----------------------------------------------------------------------------


@pytest.fixture
def card(qtbot: QtBot, keys: NewKeys, tmp_path: Path) -> RecoveryCard:
    made = RecoveryCard(tmp_path / "maison.patrimoine")
    qtbot.addWidget(made)
    made.show_key(keys.recovery)
    made.show()
    return made


def test_the_key_is_shown_in_groups_and_can_be_selected(card: RecoveryCard, keys: NewKeys) -> None:
    assert card.shown_key.text().split() == keys.recovery.split("-")
    assert card.shown_key.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert keys.recovery in card.shown_key.accessibleName()


def test_typing_covers_the_key_and_the_eye_shows_it_again(
    card: RecoveryCard, keys: NewKeys, qtbot: QtBot
) -> None:
    qtbot.keyClicks(card.typed.edit, keys.recovery[:2])
    assert card.covered
    assert keys.recovery[:4] not in card.shown_key.text()
    assert keys.recovery[:4] not in card.shown_key.accessibleName()
    card.cover.click()
    assert keys.recovery[:4] in card.shown_key.text()


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
    card: RecoveryCard, keys: NewKeys, change: Callable[[str], str]
) -> None:
    card.typed.edit.setText(change(keys.recovery))
    assert card.confirmed
    assert "right key" in card.typed.remark.text


def test_a_slip_is_found_and_its_group_named(card: RecoveryCard, keys: NewKeys) -> None:
    slip = "2" if keys.recovery[5] != "2" else "3"
    card.typed.edit.setText(keys.recovery[:5] + slip + keys.recovery[6:])
    assert not card.confirmed
    assert card.typed.remark.text == "Look again at group 2."


def test_another_key_is_not_the_right_one(card: RecoveryCard) -> None:
    other = Keyring.create(PASSPHRASE, QUICK)[1].text()
    card.typed.edit.setText(other)
    assert not card.confirmed
    assert "not the key" in card.typed.remark.text


def test_a_key_that_is_not_whole_yet_is_no_mistake(card: RecoveryCard, keys: NewKeys) -> None:
    card.typed.edit.setText(keys.recovery[:9])
    assert "8 of 34" in card.typed.remark.text
    assert card.typed.edit.property("role") != "bad"


def test_a_pasted_key_is_taken_with_a_word_of_warning(
    card: RecoveryCard, keys: NewKeys, qtbot: QtBot
) -> None:
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == keys.recovery
    qtbot.keyClick(card.typed.edit, "v", Qt.KeyboardModifier.ControlModifier)
    assert card.confirmed
    assert "outside this computer" in card.typed.remark.text


def test_forgetting_empties_every_place_and_the_clipboard(
    card: RecoveryCard, keys: NewKeys
) -> None:
    card.copy_button.click()
    card.typed.edit.setText(keys.recovery)
    card.forget()
    assert not card.typed.edit.text()
    assert not card.shown_key.text()
    assert not card.shown_key.accessibleName()
    assert not card.confirmed
    assert keys.recovery[:4] not in texts(card)
    assert QGuiApplication.clipboard().text() != keys.recovery


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
    back = TypedBack()
    qtbot.addWidget(back)
    back.edit.setText(KEY)
    assert not back.correct


# --- on paper and in a file -----------------------------------------------------------------------

SHEET = Sheet("maison.patrimoine", date(2026, 11, 22), KEY)
LONG = Sheet("Patrimoine d'Élodie et Marc " * 8 + ".patrimoine", date(2026, 11, 22), KEY)


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
def test_the_page_is_printed_on_one_sheet(tmp_path: Path, sheet: Sheet) -> None:
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
def test_nothing_is_drawn_outside_the_margins(sheet: Sheet) -> None:
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


def test_printing_says_how_it_went(card: RecoveryCard, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    assert card.print_on(printer)
    assert "Printed" in card.remark.text
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")


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
        assert card.remark.text
        assert card.remark.sign.isVisible()
    assert not (tmp_path / "missing").exists()


def test_a_key_saved_beside_the_file_is_warned_about(card: RecoveryCard, tmp_path: Path) -> None:
    card.save_as(tmp_path / "key.txt")
    assert "beside the household file" in card.remark.text
    (tmp_path / "stick").mkdir()
    card.save_as(tmp_path / "stick" / "key.txt")
    assert card.remark.text == "Saved as key.txt. Keep it away from this computer."


# --- unlocking ------------------------------------------------------------------------------------


@pytest.fixture
def form(qtbot: QtBot, keys: NewKeys) -> UnlockForm:
    return shown_form(qtbot, keys.keyring.header)


def shown_form(qtbot: QtBot, header: FileHeader, patience: Patience = HASTE) -> UnlockForm:
    made = UnlockForm(partial(key_jobs.unlock, header, QUICK), patience=patience)
    qtbot.addWidget(made)
    made.show()
    return made


def try_with(qtbot: QtBot, form: UnlockForm, text: str) -> None:
    form.field.edit.setText(text)
    with qtbot.waitSignal(form.failed, timeout=LIMIT_MS):
        form.submit()


def test_the_passphrase_opens_the_keys(form: UnlockForm, keys: NewKeys, qtbot: QtBot) -> None:
    form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(form.unlocked, timeout=LIMIT_MS) as opened:
        form.submit()
        assert form.busy
    assert opened.args is not None
    assert opened.args[0].mk_id == keys.keyring.mk_id


def test_the_recovery_key_opens_the_keys(form: UnlockForm, keys: NewKeys, qtbot: QtBot) -> None:
    form.other_way.click()
    form.field.edit.setText(keys.recovery.lower().replace("-", " "))
    with qtbot.waitSignal(form.unlocked, timeout=LIMIT_MS) as opened:
        form.submit()
    assert opened.args is not None
    assert opened.args[0].mk_id == keys.keyring.mk_id


@pytest.mark.usefixtures("each_language")
def test_a_wrong_passphrase_is_said_below_the_line_and_can_be_typed_over(
    form: UnlockForm, qtbot: QtBot
) -> None:
    try_with(qtbot, form, "not this one")
    assert form.passphrase.remark.text
    assert form.trouble.isHidden()
    assert form.passphrase.edit.selectedText()
    assert form.can_submit


def test_a_malformed_recovery_key_is_not_a_wrong_one(
    form: UnlockForm, keys: NewKeys, qtbot: QtBot
) -> None:
    form.other_way.click()
    try_with(qtbot, form, keys.recovery[:-1])
    malformed = form.recovery.remark.text
    try_with(qtbot, form, Keyring.create("x", QUICK)[1].text())
    assert form.recovery.remark.text not in {"", malformed}


def test_nothing_typed_is_not_tried(form: UnlockForm) -> None:
    form.submit()
    assert not form.busy
    assert form.passphrase.remark.text == "Type it first."


def test_damaged_keys_are_not_taken_for_a_wrong_passphrase(qtbot: QtBot, keys: NewKeys) -> None:
    from dataclasses import replace

    header = keys.keyring.header
    form = shown_form(qtbot, replace(header, mac=bytes(32)))
    form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(form.failed, timeout=LIMIT_MS) as failed:
        form.submit()
    assert failed.args is not None
    assert isinstance(failed.args[0], HeaderTampered)
    assert form.trouble.isVisible()
    assert not form.passphrase.remark.text


def test_the_third_failure_has_to_wait_and_nobody_is_locked_out(
    qtbot: QtBot, keys: NewKeys
) -> None:
    form = shown_form(qtbot, keys.keyring.header)
    for _time in range(3):
        try_with(qtbot, form, "not this one")
    assert not form.can_submit
    assert "Try again in" in form.hint.text()
    qtbot.waitUntil(lambda: form.can_submit, timeout=LIMIT_MS)
    assert form.hint.isHidden()
    form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(form.unlocked, timeout=LIMIT_MS):
        form.submit()


def test_waiting_grows_and_stays_bearable() -> None:
    waits = [Patience().seconds(failures) for failures in range(12)]
    assert waits[:6] == [0, 0, 0, 2, 4, 8]
    assert max(waits) == 30


def test_an_error_that_is_kept_holds_nothing_that_was_typed(form: UnlockForm, qtbot: QtBot) -> None:
    form.passphrase.edit.setText("not this one")
    with qtbot.waitSignal(form.failed, timeout=LIMIT_MS) as failed:
        form.submit()
    assert failed.args is not None
    trace = failed.args[0].__traceback__
    while trace is not None:
        assert "not this one" not in repr(trace.tb_frame.f_locals)
        trace = trace.tb_next


def test_a_form_that_forgot_is_empty_and_does_not_listen(form: UnlockForm, qtbot: QtBot) -> None:
    form.passphrase.edit.setText(PASSPHRASE)
    form.submit()
    form.forget()
    with qtbot.assertNotEmitted(form.unlocked, wait=300):
        pass
    assert not form.passphrase.text()
    assert not form.busy
