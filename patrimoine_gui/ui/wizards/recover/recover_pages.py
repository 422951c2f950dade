"""The pages that recover a damaged file: what it does, and what it gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWizard

from patrimoine_gui import formats, local_time
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.wizards.progress_page import ProgressTexts
from patrimoine_gui.ui.wizards.restore.restore_context import free_name
from patrimoine_gui.ui.wizards.step_wizard import Question
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording import salvage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.migration.recover.recovery import RecoveredTable, RecoveryResult
    from patrimoine_gui.ui.wizards.recover.recover_task import RecoverTask

_SIGN = 18


def recover_texts() -> ProgressTexts:
    """Give what is said while a damaged file is read."""
    return ProgressTexts(
        title=_("Reading what can be read"),
        told=_("You can go on using your computer. The damaged file is only read."),
        stop=_("Stop reading"),
        stopping=_("The damaged file stays as it is, and no new file is made."),
        bar=_("Progress of the reading"),
        lines=(
            (UpgradeStep.SNAPSHOT,),
            (UpgradeStep.READ,),
            (UpgradeStep.VERIFY,),
            (UpgradeStep.PUBLISH,),
            (UpgradeStep.MIGRATE,),
        ),
    )


def recover_steps() -> Mapping[UpgradeStep, str]:
    """Name the steps of the reading."""
    return {
        UpgradeStep.SNAPSHOT: _("Copy of what the disk still gives"),
        UpgradeStep.READ: _("Reading of every part that is whole"),
        UpgradeStep.VERIFY: _("Verification of the new file"),
        UpgradeStep.PUBLISH: _("Writing of the new file"),
        UpgradeStep.MIGRATE: _("Upgrade of the new file, if its format is an older one"),
    }


def stop_recover() -> Question:
    """Ask before the reading is stopped."""
    return Question(
        _("Stop reading"),
        _("Do you want to stop reading?"),
        _("The damaged file stays as it is, and no new file is made."),
        _("&Go on reading"),
        _("Stop reading"),
    )


class RecoverWelcomePage(WizardPage):
    """Says what will be done, where the new file goes, and that the damaged one is only read."""

    place_asked = Signal()
    """The user wants another name or another folder."""

    def __init__(self, task: RecoverTask, target: Path, parent: QWidget | None = None) -> None:
        """Propose to read a damaged file into a new one."""
        super().__init__(
            _("Read what can be read"),
            _("Everything that is still readable is written into a new file."),
            parent,
        )
        self.target = target
        self.place = button(_("Choose another n&ame or folder…"), icon="folder")
        self.place.clicked.connect(self.place_asked)
        self.message = InlineMessage()
        self._facts = column()
        self._task = task
        self._build()

    def _build(self) -> None:
        places = row(self.place)
        places.addStretch(1)
        self.body.addWidget(frame(column(self._facts, places, self.message, spacing=12)))
        for sign, text in (
            ("shield", _("The damaged file is never written: it stays for another attempt.")),
            ("copy", _("The new file is verified before it is given its name.")),
            ("circle-info", _("You are told afterwards what was read and what was lost.")),
        ):
            inside = row(picture(sign, 20), spacing=12)
            inside.addWidget(label(text), 1)
            self.body.addLayout(inside)
        if self._task.lent is not None:
            self.body.addWidget(banner("warn", _lent(self._task)))
        self.body.addStretch(1)
        self._show_places()

    def _show_places(self) -> None:
        clear(self._facts)
        pairs = (
            (_("Damaged file"), str(self._task.file)),
            (_("New file"), str(self.target)),
        )
        self._facts.addLayout(facts(pairs))

    def take(self, file: Path) -> None:
        """Take another place; a name that is taken is replaced by one that is free."""
        self.target = free_name(file)
        said = _("{file} exists already, and nothing is overwritten: another name is proposed.")
        self.message.say("" if self.target == file else said.format(file=file.name), "info")
        self._show_places()


def _lent(task: RecoverTask) -> str:
    day = formats.day(local_time.local(task.lent).date()) if task.lent else ""
    text = _(
        "The keys of this file are damaged too. Those of the backup of {day} open it: the"
        " passphrase of that day is asked for."
    )
    return text.format(day=day)


class RecoverResultPage(WizardPage):
    """Says what was read and what was lost, thing by thing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing before `show_recovered`."""
        super().__init__(_("What was read"), "", parent)
        self.setFinalPage(True)
        self.setButtonText(QWizard.WizardButton.FinishButton, _("&Open the new file"))

    def show_recovered(self, salvaged: RecoveryResult) -> None:
        """Show what a rescue gave."""
        clear(self.body)
        whole = salvaged.is_whole
        self.heading.setText(_("Everything was read") if whole else _("What could be read"))
        sentence = salvage.read_sentence(salvaged.read)
        if salvaged.lost:
            sentence = f"{sentence} — {salvage.lost_sentence(salvaged.lost)}"
        self.set_introduction(sentence)
        safe = _("The damaged file is exactly what it was; keep it, and keep your backups.")
        self.body.addWidget(banner("good", safe))
        self.body.addWidget(_table(salvaged.tables))
        pairs = ((_("New file"), str(salvaged.file)), (_("Damaged file"), str(salvaged.source)))
        self.body.addWidget(frame(column(facts(pairs))))
        if not whole:
            advice = _(
                "Compare the new file with your last backup before you go on with it: what one has"
                " lost, the other may still have."
            )
            self.body.addWidget(banner("info", advice))
        self.body.addStretch(1)


def _table(tables: tuple[RecoveredTable, ...]) -> QFrame:
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    grid.setColumnStretch(3, 1)
    for rank, (name, rows, missing) in enumerate(_merged(tables)):
        sign, tint = ("warning", colours().warn) if missing else ("circle-check", colours().good)
        count = label(formats.integer(rows), "strong", wrap=False)
        state = label(missing or _("all read"), "said-warn" if missing else "muted")
        grid.addWidget(picture(sign, _SIGN, tint), rank, 0)
        grid.addWidget(label(name, wrap=False), rank, 1)
        grid.addWidget(count, rank, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(state, rank, 3)
    return frame(grid)


def _merged(tables: tuple[RecoveredTable, ...]) -> list[tuple[str, int, str]]:
    """Give name, rows read and what is missing, with the things of one name together.

    What something is missing of comes first.
    """
    merged: dict[str, tuple[int, list[str]]] = {}
    for table in sorted(tables, key=lambda item: (item.is_whole, salvage.rank(item.table))):
        rows, missing = merged.setdefault(salvage.thing_name(table.table), (0, []))
        sentence = salvage.table_sentence(table)
        merged[salvage.thing_name(table.table)] = (
            rows + table.read,
            [*missing, *([sentence] * bool(sentence))],
        )
    return [(name, rows, ", ".join(missing)) for name, (rows, missing) in merged.items()]
