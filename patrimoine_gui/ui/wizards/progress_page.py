"""The page of long work, such as an upgrade, with its real progress."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget, QWizard

from patrimoine_gui import formats
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.progress import Progress, Unit
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording import step_name

if TYPE_CHECKING:
    from collections.abc import Mapping

Lines = tuple[tuple[UpgradeStep, ...], ...]
"""The lines of the list: the step each is named after, and those it also stands for."""

_SHOWN: Final[Lines] = (
    (UpgradeStep.SNAPSHOT, UpgradeStep.LOCK),
    (UpgradeStep.BACKUP,),
    (UpgradeStep.MEASURE_BEFORE,),
    (UpgradeStep.MIGRATE,),
    (UpgradeStep.VERIFY,),
    (UpgradeStep.MEASURE_AFTER,),
    (UpgradeStep.PUBLISH, UpgradeStep.FINALISE, UpgradeStep.CLEAN),
)

_SCALE: Final = 1000
_SIGN: Final = 18
_CLOCK_MS: Final = 250


@dataclass(frozen=True, slots=True)
class ProgressTexts:
    """What the page says of the work; translated.

    Attributes:
        title: the work, under way.
        told: that nothing is at risk.
        stop: the button that stops it.
        stopping: what stopping means.
        bar: name of the bar, for a screen reader.
        lines: the steps that are shown.
    """

    title: str
    told: str
    stop: str
    stopping: str
    bar: str
    lines: Lines = _SHOWN


def upgrade_work() -> ProgressTexts:
    """Give what is said of the upgrade of a file."""
    return ProgressTexts(
        title=_("Upgrade in progress"),
        told=_("You can go on using your computer. Your file is not at risk."),
        stop=_("Cancel the upgrade"),
        stopping=_("Your file stays exactly as it is."),
        bar=_("Progress of the upgrade"),
    )


class ProgressPage(WizardPage):
    """Shows where the upgrade is, and asks for it to begin when the page appears."""

    started = Signal()
    """The page is shown: the work may begin."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        named: Mapping[UpgradeStep, str] | None = None,
        words: ProgressTexts | None = None,
    ) -> None:
        """Show work that has not begun.

        Args:
            parent: window that holds it.
            named: what a step is called where it is not an upgrade.
            words: what is said of the work; None for the upgrade of a file.
        """
        self._words = words or upgrade_work()
        super().__init__(self._words.title, self._words.told, parent)
        self.bar = QProgressBar()
        self.percent = label("", "figure", wrap=False)
        self.step = label(_("Preparation"), "strong", wrap=False)
        self.units = label("", "muted", wrap=False)
        self.clock = label("", "muted", wrap=False)
        self.remaining = label("", "muted", wrap=False)
        self.stopping = banner("warn", self._words.stopping, _("Stopping…"))
        self.last: Progress | None = None
        self._named = named or {}
        self._signs: list[QLabel] = []
        self._names: list[QLabel] = []
        self._line = -1
        self._began = 0.0
        self._timer = QTimer(self)
        self._build()
        self._timer.timeout.connect(self._on_tick)

    def _build(self) -> None:
        self.setButtonText(QWizard.WizardButton.CancelButton, self._words.stop)
        self.bar.setRange(0, _SCALE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self._words.bar)
        top = _ends(self.step, self.percent)
        card = column(top, self.bar, _ends(self.units, self.remaining), spacing=10)
        card.addWidget(self.clock)
        self.body.addWidget(self.stopping)
        self.body.addWidget(frame(card))
        steps = column(spacing=10)
        for named, *_others in self._words.lines:
            steps.addLayout(self._step_line(named))
        self.body.addWidget(frame(steps))
        self.body.addStretch(1)
        self.stopping.hide()

    def _step_line(self, step: UpgradeStep) -> QHBoxLayout:
        sign, name = QLabel(), label(self._name(step), "muted")
        sign.setFixedSize(_SIGN, _SIGN)
        sign.setPixmap(icons.pixmap("circle", colours().faint, _SIGN))
        self._signs.append(sign)
        self._names.append(name)
        inside = row(spacing=10)
        inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(name, 1)
        return inside

    def _name(self, step: UpgradeStep) -> str:
        return self._named.get(step) or capitalised(step_name(step))

    def initializePage(self) -> None:  # noqa: N802  (Qt's name)
        """Begin, once more maybe: called by the wizard when the page is about to be shown."""
        self._line = -1
        self.bar.setValue(0)
        self.stopping.hide()
        for sign in self._signs:
            sign.setPixmap(icons.pixmap("circle", colours().faint, _SIGN))
        self._began = time.monotonic()
        self._timer.start(_CLOCK_MS)
        self._on_tick()
        self.started.emit()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell the wizard that only the end of the work leads on."""
        return False

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Show where the work stands; cheap, for it is called twenty times a second."""
        self.last = progress
        self.bar.setValue(round(progress.fraction * _SCALE))
        self.percent.setText(f"{progress.fraction * 100:.0f}{formats.NARROW_SPACE}%")
        self.units.setText(_units(progress))
        self.remaining.setText(_remaining(progress))
        self._show_line(progress.step)

    def show_stopping(self) -> None:
        """Say that the cancel was heard and what it means."""
        self.stopping.show()

    def stop_clock(self) -> None:
        """Stop counting: the work is over."""
        self._timer.stop()

    def _show_line(self, step: UpgradeStep) -> None:
        lines = enumerate(self._words.lines)
        line = next((rank for rank, steps in lines if step in steps), self._line)
        if line == self._line:
            return
        self._line = line
        self.step.setText(self._name(step))
        shown = colours()
        for rank, (sign, name) in enumerate(zip(self._signs, self._names, strict=True)):
            if rank < line:
                sign.setPixmap(icons.pixmap("circle-check", shown.good, _SIGN))
            elif rank == line:
                sign.setPixmap(icons.pixmap("circle-dot", shown.accent, _SIGN))
            name.setEnabled(rank <= line)

    @Slot()
    def _on_tick(self) -> None:
        elapsed = time.monotonic() - self._began
        self.clock.setText(_("Elapsed time: {duration}").format(duration=formats.duration(elapsed)))


def capitalised(text: str) -> str:
    """Begin a noun phrase with a capital letter."""
    return text[:1].upper() + text[1:]


def _ends(left: QWidget, right: QWidget) -> QHBoxLayout:
    result = row(left)
    result.addStretch(1)
    result.addWidget(right)
    return result


def _units(progress: Progress) -> str:
    if not progress.total:
        return ""
    if progress.unit is Unit.BYTES:
        done, total = formats.size(progress.done), formats.size(progress.total)
        return _("{done} of {total}").format(done=done, total=total)
    done, total = formats.integer(progress.done), formats.integer(progress.total)
    if progress.unit is Unit.ROWS:
        text = ngettext("{done} row of {total}", "{done} rows of {total}", progress.done)
    else:
        text = ngettext("{done} check of {total}", "{done} checks of {total}", progress.done)
    return text.format(done=done, total=total)


def _remaining(progress: Progress) -> str:
    if progress.remaining is None:
        return ""
    if progress.remaining < 1:
        return _("less than a second left")
    return _("about {duration} left").format(duration=formats.duration(progress.remaining))
