"""The tour and the smoke test: a real upgrade through the real windows, without a display."""

from __future__ import annotations

import faulthandler
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWizard

from patrimoine_gui import formats, i18n
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.ui import icons, theme
from patrimoine_gui.ui.selftest.key_robot import (
    LIGHT,
    Camera,
    change_keys,
    give_new_keys,
    open_panel,
    unseen,
)
from patrimoine_gui.ui.selftest.robot import (
    Press,
    RobotError,
    Write,
    app_in,
    press,
    private_home,
    settle,
    to_wizard,
    wait_for,
    without_noise,
)
from patrimoine_gui.ui.selftest.tour_key_files import KeyFilesTour
from patrimoine_gui.ui.wizards.result_page import SHOWN_BUCKETS, bucket_name
from patrimoine_gui.wording import change_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.progress import Progress
    from patrimoine_gui.ui.controllers.app_controller import AppController
    from patrimoine_gui.ui.wizards.upgrade.upgrade_wizard import UpgradeWizard

TOUR_SECONDS: Final = 240
SMOKE_SECONDS: Final = 120
FAILED: Final = 1
_SMALL: Final = (640, 460)
_CHART_MS: Final = 350

Look = tuple[str, str]
"""A language and a theme."""

LOOKS: Final[tuple[Look, ...]] = (
    ("fr", "light"),
    ("fr", "dark"),
    ("en", "light"),
    ("en", "dark"),
)


def take_tour(
    application: QApplication,
    folder: Path,
    write: Write,
    looks: tuple[Look, ...] = LOOKS,
) -> int:
    """Go through the upgrade of the example in every language and theme, saving pictures.

    Args:
        application: on the offscreen platform.
        folder: where the pictures go.
        write: takes the statement, line by line.
        looks: languages and themes, some of `LOOKS`.

    Returns:
        0 when all went well.
    """
    if theme.fonts_missing():
        write("No font was found: apt-get install fonts-dejavu-core")
        return FAILED
    folder.mkdir(parents=True, exist_ok=True)
    outcome: Outcome | None = None
    with _time_limit(TOUR_SECONDS), without_noise():
        try:
            for language, theme_name in looks:
                way = _UpgradeTour(application, folder, language, theme_name)
                outcome = outcome or way.outcome
                way.go()
                outcome = way.outcome or outcome
            KeyFilesTour(application, folder).go(looks)
        except (RobotError, OSError) as error:
            write(f"The tour stopped: {type(error).__name__} {error}")
            return FAILED
    icons.forget()
    return _finish(outcome, folder, write)


def looks_of(language: str, theme_name: str) -> tuple[Look, ...]:
    """Give the looks of a language and a theme; "" stands for all of them."""
    return tuple(
        look for look in LOOKS if language in {"", look[0]} and theme_name in {"", look[1]}
    )


def _finish(outcome: Outcome | None, folder: Path, write: Write) -> int:
    if outcome is None:
        write("The tour stopped: no upgrade took place")
        return FAILED
    i18n.set_language(i18n.preferred_language())
    for line in statement(outcome):
        write(line)
    count = len(list(folder.glob("*.png")))
    write(f"{count} pictures in {folder}")
    return 0


def smoke_test(application: QApplication, write: Write) -> int:
    """Upgrade the example through the real wizard, lock it, unlock it, and read it again.

    Returns:
        0 when the net worth is the same at every date.
    """
    with _time_limit(SMOKE_SECONDS), without_noise():
        try:
            found = _upgrade_once(application)
        except (RobotError, OSError) as error:
            write(f"smoke test failed: {type(error).__name__} {error}")
            return FAILED
    icons.forget()
    write(f"smoke test passed: {found} year ends the same after the upgrade, backup verified")
    return 0


def _upgrade_once(application: QApplication) -> int:
    with private_home(), app_in(application, "fr", "light") as app:
        wizard = to_wizard(app)
        outcome = _upgrade(wizard)
        before = [(item.on, item.cents) for item in outcome.proof.before.year_ends]
        wait_for(app.settled, wizard.accept, "open the upgraded file")
        open_panel(app, unseen)
        if app.main is None:
            raise RobotError("main window")
        index = ValueIndex(app.main.household)
        after = [(item.on, item.net) for item in index.year_ends()]
        if not after or after != before:
            raise RobotError("net worth differs")
        return len(after)


def _upgrade(wizard: UpgradeWizard) -> Outcome:
    """Press the buttons of the wizard up to the result."""
    press(wizard, QWizard.WizardButton.NextButton)
    press(wizard, QWizard.WizardButton.NextButton)
    give_new_keys(wizard)
    commit = QWizard.WizardButton.CommitButton
    wait_for(wizard.ended, Press(wizard, commit).press, "upgrade")
    if wizard.outcome is None or wizard.outcome.backup is None:
        raise RobotError(f"upgrade: {type(wizard.error).__name__}")
    return wizard.outcome


class _ProgressPicture(QObject):
    """Takes one picture in the middle of the work."""

    def __init__(self, wizard: UpgradeWizard, target: Path) -> None:
        super().__init__()
        self._wizard = wizard
        self._target = target
        self._taken = False

    @Slot(object)
    def watch(self, progress: Progress) -> None:
        """Take it, once half of the work is done."""
        if not self._taken and progress.fraction >= 0.5:  # noqa: PLR2004
            self._taken = True
            self._wizard.grab().save(str(self._target))


class _UpgradeTour:
    """One way through the windows, in one language and one theme."""

    def __init__(
        self, application: QApplication, folder: Path, language: str, theme_name: str
    ) -> None:
        self._application = application
        self._camera = Camera(folder, f"{language}-{theme_name}")
        self._look = (language, theme_name)
        self.outcome: Outcome | None = None

    def go(self) -> None:
        """Take the pictures of this way."""
        snap = self._camera.snap
        with private_home(), app_in(self._application, *self._look, policy=LIGHT) as app:
            app.begin()
            snap(app.start, "01-start")
            wizard = to_wizard(app)
            self._plan_pictures(wizard)
            self._work_pictures(wizard)
            wait_for(app.settled, wizard.accept, "open the upgraded file")
            self._main_pictures(app)
            change_keys(app, snap)
            open_panel(app, snap)

    def _plan_pictures(self, wizard: UpgradeWizard) -> None:
        snap = self._camera.snap
        snap(wizard, "02-welcome")
        press(wizard, QWizard.WizardButton.NextButton)
        snap(wizard, "03-changes")
        wizard.changes.details.unfold()
        snap(wizard, "04-changes-details")
        whole = wizard.size()
        wizard.resize(*_SMALL)
        snap(wizard, "04-changes-small")
        wizard.resize(whole)
        press(wizard, QWizard.WizardButton.NextButton)
        give_new_keys(wizard, snap)

    def _work_pictures(self, wizard: UpgradeWizard) -> None:
        snap = self._camera.snap
        watcher = _ProgressPicture(wizard, self._camera.target("07-progress"))
        wizard.jobs.progressed.connect(watcher.watch)
        commit = QWizard.WizardButton.CommitButton
        wait_for(wizard.ended, Press(wizard, commit).press, "upgrade")
        snap(wizard, "07-result")
        self._proof(wizard, "07-result-proof")
        whole = wizard.size()
        wizard.resize(wizard.minimumSize())
        wizard.result_page.area.verticalScrollBar().setValue(0)
        snap(wizard, "07-result-small")
        self._proof(wizard, "07-result-small-proof")
        wizard.resize(whole)
        self.outcome = wizard.outcome
        if self.outcome is None:
            raise RobotError(f"upgrade: {type(wizard.error).__name__}")

    def _proof(self, wizard: UpgradeWizard, name: str) -> None:
        if wizard.result_page.table is not None:
            wizard.result_page.show_part(wizard.result_page.table)
        self._camera.snap(wizard, name)

    def _main_pictures(self, app: AppController) -> None:
        snap, main = self._camera.snap, app.main
        if main is None:
            raise RobotError("main window")
        history = main.page.history
        if history.chart is None:
            wait_for(history.drawn, history.update, "chart")
        settle(_CHART_MS)
        snap(main, "08-main")
        main.page.tree.select_asset(main.household.assets[0].id)
        snap(main, "09-asset")
        history.tabs.setCurrentIndex(1)
        main.menus.hide_action.setChecked(True)
        snap(main, "10-table-hidden")
        main.menus.hide_action.setChecked(False)
        history.tabs.setCurrentIndex(0)
        whole = main.size()
        main.resize(main.minimumSize())
        snap(main, "11-main-small")
        main.resize(whole)


def statement(outcome: Outcome) -> list[str]:
    """Give the before-and-after statement, line by line."""
    proof = outcome.proof
    after = {item.on: item.cents for item in proof.after.year_ends}
    lines = [_("Net worth before and after the upgrade"), ""]
    lines.append(f"{_('Date'):<22}{_('Before'):>18}{_('After'):>18}")
    lines += [
        _line(formats.day(item.on), item.cents, after.get(item.on))
        for item in proof.before.year_ends
    ]
    if proof.before.latest_on is not None:
        day = formats.day(proof.before.latest_on)
        lines.append(_line(day, proof.before.latest, proof.after.latest))
    lines.append("")
    lines += [
        f"{bucket_name(name):<22}{proof.before.bucket(name).rows:>18}"
        f"{proof.after.bucket(name).rows:>18}"
        for name in SHOWN_BUCKETS
    ]
    lines += [f"- {change_sentence(change)}" for change in proof.changes]
    lines += ["", _("Backup verified: {name}").format(name=outcome.backup and outcome.backup.name)]
    return lines


def _line(day: str, before: int, after: int | None) -> str:
    same = "=" if before == after else "!"
    right = formats.UNKNOWN if after is None else formats.money(after)
    return f"{day:<22}{formats.money(before):>18}{right:>18}  {same}"


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """End the process, with where it stood, if it is still here after a time."""
    with tempfile.TemporaryFile("w") as stream:
        faulthandler.dump_traceback_later(seconds, exit=True, file=cast("IO[str]", stream))
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
