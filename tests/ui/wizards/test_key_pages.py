"""Choosing a passphrase, and the page that makes keys of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import WrongPassphrase
from patrimoine_gui.ui.widgets.keys import passphrase_strength
from patrimoine_gui.ui.widgets.keys.passphrase_fields import PassphraseFields
from patrimoine_gui.ui.widgets.keys.passphrase_strength import Strength, Weakness, advice, assess
from patrimoine_gui.ui.wizards.new_key_pages import PassphrasePage
from tests.keys import PASSPHRASE, QUICK
from tests.ui.conftest import LIMIT_MS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.wizards.key_tasks import NewKeys


FILE = Path("/somewhere/maison.patrimoine")
STRONG = "tracteur violet sous la pluie"


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
        ("", "", "Choose a passphrase: this field is empty."),
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
    messages = [field.message.text for field in (fields.first, fields.second)]
    assert told in " ".join(messages)
    wrong = fields.first if fields.first.message.text else fields.second
    assert wrong.edit.accessibleDescription() == wrong.message.text


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


def test_asked_again_a_weak_passphrase_leads_to_where_it_is_agreed_to(
    fields: PassphraseFields, qtbot: QtBot
) -> None:
    fields.activateWindow()
    qtbot.waitActive(fields)
    typed(fields, "Marseille13").focus_first()
    assert not fields.check()
    assert not fields.agree.hasFocus()
    assert not fields.check()
    assert fields.agree.hasFocus()


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


def test_the_keyboard_shows_both_lines_from_either_of_them(
    fields: PassphraseFields, qtbot: QtBot
) -> None:
    mode = QLineEdit.EchoMode
    with qtbot.waitActive(fields):
        fields.activateWindow()
    for field, expected in ((fields.first, mode.Normal), (fields.second, mode.Password)):
        field.edit.setFocus()
        qtbot.keyClick(field.edit, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        assert [part.edit.echoMode() for part in (fields.first, fields.second)] == [expected] * 2


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
    assert passphrase_strength.LONGEST == 100


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
    qtbot: QtBot, new_keys: NewKeys
) -> None:
    page = PassphrasePage(FILE, QUICK, earlier=new_keys.keyring.header)
    qtbot.addWidget(page)
    assert make(qtbot, page, PASSPHRASE).keyring.mk_id == new_keys.keyring.mk_id


def test_another_passphrase_than_at_the_earlier_attempt_makes_new_keys(
    qtbot: QtBot, new_keys: NewKeys
) -> None:
    page = PassphrasePage(FILE, QUICK, earlier=new_keys.keyring.header)
    qtbot.addWidget(page)
    assert make(qtbot, page, STRONG).keyring.mk_id != new_keys.keyring.mk_id


def test_a_page_that_forgot_does_not_listen_to_its_job(page: PassphrasePage, qtbot: QtBot) -> None:
    typed(page.fields, STRONG)
    page.validatePage()
    page.forget()
    with qtbot.assertNotEmitted(page.made, wait=300):
        pass
    assert page.keys is None
    assert not page.busy
