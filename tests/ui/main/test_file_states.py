"""Every state of a file has its own page, in both languages, without a traceback."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import config
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.errors import HostileObject
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.outcome import RemarkKind
from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard
from patrimoine_gui.wording import explain
from patrimoine_gui.wording.remarks import intention_sentence
from tests.faults import household as files
from tests.faults.writers import Writer
from tests.ui.conftest import LIMIT_MS, texts, unlocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from patrimoine_gui.ui.controllers.app_controller import AppController

USER_VERSION_AT = 60
FORBIDDEN = ("Traceback", "sqlite", "SQL", "alembic", "Alembic", "None", "Errno", "{", "0x")
DELETING = ("delete", "erase", "supprim", "effac", "réinitialis")


def _bytes(content: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        file.write_bytes(content(file.read_bytes()))

    return make


def _newer(content: bytes) -> bytes:
    version = (99).to_bytes(4, "big")
    return content[:USER_VERSION_AT] + version + content[USER_VERSION_AT + 4 :]


def _unknown(file: Path) -> None:
    files.execute(
        file, "UPDATE alembic_version SET version_num = 'abcd'", "PRAGMA user_version = 2"
    )


def _unversioned(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
        connection.commit()


def _other(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.commit()


def _loaded_again(file: Path) -> None:
    content = file.with_name("content")
    file.rename(content)
    with closing(sqlite3.connect(content)) as old, closing(sqlite3.connect(file)) as new:
        new.executescript("\n".join(old.iterdump()))
    content.unlink()


def _missing(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _broken_link(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_name("gone"))


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


CASES: dict[str, tuple[FileState, Callable[[Path], None]]] = {
    "newer": (FileState.TOO_NEW, _bytes(_newer)),
    "unknown revision": (FileState.UNKNOWN_REVISION, _unknown),
    "unversioned": (FileState.UNVERSIONED, _unversioned),
    "letter": (FileState.NOT_OURS, _bytes(lambda _old: b"Dear family, " * 50)),
    "other program": (FileState.NOT_OURS, _other),
    "loaded again": (FileState.UNMARKED, _loaded_again),
    "truncated": (FileState.DAMAGED, _bytes(lambda old: old[: len(old) // 2])),
    "empty": (FileState.EMPTY, _bytes(lambda _old: b"")),
    "missing": (FileState.UNREACHABLE, _missing),
    "folder": (FileState.UNREACHABLE, _folder),
    "broken link": (FileState.UNREACHABLE, _broken_link),
    "pipe": (FileState.UNREACHABLE, _pipe),
}


@pytest.fixture
def opened(app: AppController, qtbot: QtBot) -> Iterator[Callable[[Path], None]]:
    def open_file(file: Path) -> None:
        app.begin()
        with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
            app.opening_controller.open(file)

    yield open_file
    app.start.close()


def assert_calm(app: AppController) -> None:
    """The page of an error answers its questions and offers nothing dangerous."""
    page = app.start.diagnosis
    assert page is not None
    assert app.start.pages.currentWidget() is page
    shown = texts(page)
    told = explain(page.error)
    for sentence in (told.title, *told.sentences()):
        assert sentence
        assert sentence in shown
    answers = "\n".join((told.title, *told.sentences()))
    assert not [word for word in FORBIDDEN if word in answers]
    assert not [word for word in DELETING if word in shown.lower()]


@pytest.mark.parametrize("case", CASES)
def test_each_state_has_its_page(
    app: AppController,
    opened: Callable[[Path], None],
    current: files.Household,
    each_language: str,
    case: str,
) -> None:
    assert each_language in {"fr", "en"}
    state, spoil = CASES[case]
    spoil(current.file)
    assert app.manager.inspect(current.file).state is state
    opened(current.file)
    assert_calm(app)
    assert not current.beside() - {"gone"}


def test_every_state_that_cannot_be_opened_is_tried_here() -> None:
    tried = {state for state, _spoil in CASES.values()} | {FileState.BUSY}
    assert tried == set(FileState) - {FileState.CURRENT, FileState.OUTDATED}


def test_a_file_in_use_says_by_whom_and_can_be_tried_again(
    app: AppController, opened: Callable[[Path], None], current: files.Household, qtbot: QtBot
) -> None:
    with FileLock(current.file, "patrimoine-migrate"):
        opened(current.file)
        assert_calm(app)
        page = app.start.diagnosis
        assert page is not None
        assert "command line" in texts(page)
        assert str(os.getpid()) not in texts(page)
        assert page.retry.isVisible()
        assert page.retry.property("role") == "primary"
        assert page.retry.hasFocus() or not page.isActiveWindow()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        page.retry.click()
    assert unlocked(app, qtbot).isVisible()


def test_pages_of_different_states_say_different_things(
    app: AppController, current: files.Household, tmp_path: Path, each_language: str
) -> None:
    assert each_language in {"fr", "en"}
    titles = {}
    for rank, (case, (_state, spoil)) in enumerate(CASES.items()):
        household = files.again(current, tmp_path / str(rank))
        spoil(household.file)
        error = app.manager.inspect(household.file).error
        assert error is not None
        titles[case] = (explain(error).title, explain(error).what)
    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_what_stands_in_a_journal_is_no_damage_at_the_first_opening(
    app: AppController, opened: Callable[[Path], None], tmp_path: Path, mode: str
) -> None:
    household = files.golden("0001-large", tmp_path / "old")
    writer = Writer(household.file, mode)
    writer.until_written()
    writer.kill()
    opened(household.file)
    assert isinstance(app.wizard, UpgradeWizard)
    app.wizard.reject()


def test_a_file_never_opened_before_is_examined_first(
    app: AppController, opened: Callable[[Path], None], current: files.Household
) -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON valuation BEGIN DELETE FROM asset; END"
    opened(current.file)
    assert app.start.unlock is not None
    planted = files.again(current, current.file.parent / "elsewhere")
    files.execute(planted.file, trigger)
    before = planted.digest()
    opened(planted.file)
    page = app.start.diagnosis
    assert page is not None
    assert isinstance(page.error, HostileObject)
    assert planted.digest() == before
    assert str(planted.file) not in app.settings.current.recent


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("what", ["marks", "view"])
def test_what_another_program_did_is_put_in_order_once_agreed(  # noqa: PLR0913, PLR0917
    app: AppController,
    opened: Callable[[Path], None],
    current: files.Household,
    tmp_path: Path,
    qtbot: QtBot,
    what: str,
    is_old: bool,  # noqa: FBT001
) -> None:
    home = files.golden("0001-rich", tmp_path / "old") if is_old else current
    if what == "marks":
        _loaded_again(home.file)
    else:
        files.execute(home.file, "CREATE VIEW total AS SELECT 1")
    before = home.digest()
    opened(home.file)
    page = app.start.diagnosis
    assert page is not None
    assert page.mend.isVisible()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        page.mend.click()
    assert isinstance(app.wizard, UpgradeWizard)
    (found,) = app.wizard.plan.mending
    assert found.kind is (RemarkKind.MARKS if what == "marks" else RemarkKind.LEFT_OUT)
    assert bool(app.wizard.plan.revisions) == is_old
    app.wizard.next()
    assert intention_sentence(found) in texts(app.wizard)
    app.wizard.reject()
    assert home.digest() == before


def test_back_leads_to_the_list(
    app: AppController, opened: Callable[[Path], None], tmp_path: Path
) -> None:
    opened(tmp_path / "missing.patrimoine")
    assert app.start.diagnosis is not None
    app.start.diagnosis.back.click()
    assert app.start.pages.currentIndex() == 0
    assert app.start.diagnosis is None


@pytest.mark.expected_warnings("patrimoine_gui.ui.background")
def test_a_bug_is_explained_too(
    app: AppController, qtbot: QtBot, current: files.Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("patrimoine_gui.ui.opening.opener.find_holder", broken)
    app.begin()
    with qtbot.waitSignal(app.settled, timeout=LIMIT_MS):
        app.opening_controller.open(current.file)
    assert_calm(app)
    assert app.start.diagnosis is not None
    assert "a secret" not in texts(app.start.diagnosis)
    with FileLock(current.file, "test"):
        pass
