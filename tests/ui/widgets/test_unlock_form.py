"""Unlocking by the passphrase or the recovery key, and what is said when it fails."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import HeaderTampered
from patrimoine_gui.ui.widgets.keys.retry_delay import RetryDelay
from patrimoine_gui.ui.widgets.keys.unlock_form import UnlockForm
from patrimoine_gui.ui.wizards import key_tasks
from tests.keys import PASSPHRASE, QUICK
from tests.ui.conftest import LIMIT_MS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.ui.wizards.key_tasks import NewKeys

HASTE = RetryDelay(free=2, first=0.01, most=0.01)


# --- unlocking ------------------------------------------------------------------------------------


@pytest.fixture
def form(qtbot: QtBot, new_keys: NewKeys) -> UnlockForm:
    return shown_form(qtbot, new_keys.keyring.header)


def shown_form(qtbot: QtBot, header: FileHeader, retry_delay: RetryDelay = HASTE) -> UnlockForm:
    made = UnlockForm(partial(key_tasks.unlock, header, QUICK), retry_delay=retry_delay)
    qtbot.addWidget(made)
    made.show()
    return made


def try_with(qtbot: QtBot, form: UnlockForm, text: str) -> None:
    form.field.edit.setText(text)
    with qtbot.waitSignal(form.failed, timeout=LIMIT_MS):
        form.submit()


def test_the_passphrase_opens_the_keys(form: UnlockForm, new_keys: NewKeys, qtbot: QtBot) -> None:
    form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(form.unlocked, timeout=LIMIT_MS) as opened:
        form.submit()
        assert form.busy
    assert opened.args is not None
    assert opened.args[0].mk_id == new_keys.keyring.mk_id


def test_the_recovery_key_opens_the_keys(form: UnlockForm, new_keys: NewKeys, qtbot: QtBot) -> None:
    form.other_way.click()
    form.field.edit.setText(new_keys.recovery.lower().replace("-", " "))
    with qtbot.waitSignal(form.unlocked, timeout=LIMIT_MS) as opened:
        form.submit()
    assert opened.args is not None
    assert opened.args[0].mk_id == new_keys.keyring.mk_id


@pytest.mark.usefixtures("each_language")
def test_a_wrong_passphrase_is_said_below_the_line_and_can_be_typed_over(
    form: UnlockForm, qtbot: QtBot
) -> None:
    try_with(qtbot, form, "not this one")
    assert form.passphrase.message.text
    assert form.trouble.isHidden()
    assert form.passphrase.edit.selectedText()
    assert form.can_submit


def test_a_malformed_recovery_key_is_not_a_wrong_one(
    form: UnlockForm, new_keys: NewKeys, qtbot: QtBot
) -> None:
    form.other_way.click()
    try_with(qtbot, form, new_keys.recovery[:-1])
    malformed = form.recovery.message.text
    try_with(qtbot, form, Keyring.create("x", QUICK)[1].text())
    assert form.recovery.message.text not in {"", malformed}


def test_nothing_typed_is_not_tried(form: UnlockForm) -> None:
    form.submit()
    assert not form.busy
    assert form.passphrase.message.text == "Type it first."


def test_damaged_keys_are_not_taken_for_a_wrong_passphrase(qtbot: QtBot, new_keys: NewKeys) -> None:
    from dataclasses import replace

    header = new_keys.keyring.header
    form = shown_form(qtbot, replace(header, mac=bytes(32)))
    form.passphrase.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(form.failed, timeout=LIMIT_MS) as failed:
        form.submit()
    assert failed.args is not None
    assert isinstance(failed.args[0], HeaderTampered)
    assert form.trouble.isVisible()
    assert not form.passphrase.message.text


def test_the_third_failure_has_to_wait_and_nobody_is_locked_out(
    qtbot: QtBot, new_keys: NewKeys
) -> None:
    form = shown_form(qtbot, new_keys.keyring.header)
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
    waits = [RetryDelay().seconds(failures) for failures in range(12)]
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
