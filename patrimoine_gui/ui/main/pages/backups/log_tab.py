"""What was done to the file: its upgrades, and what proved that nothing was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration import revisions
from patrimoine_gui.ui import addresses
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.main.pages.backups.placeholder import Placeholder
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.disclosure import Disclosure
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.roles import tone_colour
from patrimoine_gui.ui.widgets.scroll_area import scrolled
from patrimoine_gui.wording.log_words import run_details, run_result, run_title

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QFrame

    from patrimoine_gui.migration.log.upgrade_log_reader import Journal, Run
    from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupTasks

_MOST = 200
_SIGN = 20


class LogTab(QWidget):
    """One card a run, newest first; what the proof counted is folded under "Details"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.blank = Placeholder()
        self.note = label("", "muted")
        self.folder_button = button(_("Open the &reports"), icon="folder")
        self.cards = column(spacing=SPACE)
        self._reports: Path | None = None
        self._jobs = JobRunner(self)
        self._build()
        self.folder_button.clicked.connect(self._on_folder)

    def _build(self) -> None:
        top = row()
        top.addWidget(self.note, 1)
        top.addWidget(self.folder_button)
        inside = QWidget()
        stack = column(spacing=SPACE)
        stack.addLayout(self.cards)
        stack.addStretch(1)
        inside.setLayout(stack)
        self.area = scrolled(inside)
        layout = column(top, self.blank, self.area, spacing=SPACE)
        layout.setContentsMargins(0, SPACE, 0, 0)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def read(self, work: BackupTasks) -> None:
        """Read the log, in the background."""
        if self._jobs.is_running:
            return
        self._reports = work.manager.folders.reports
        self.folder_button.setEnabled(self._reports.is_dir())
        self._jobs.run(work.reading_journal(), self.show_journal, self._on_failed)

    def show_journal(self, journal: Journal) -> None:
        """Show the runs, newest first; of very many, the newest ones."""
        clear(self.cards)
        runs = list(reversed(journal.runs))[:_MOST]
        for run in runs:
            self.cards.addWidget(_card(run))
        self.blank.setVisible(not runs)
        self.area.setVisible(bool(runs))
        hint = _("They appear here, with what proves that nothing was lost.")
        self.blank.say(_("No upgrade of this file yet"), hint)
        self.note.setText(_damaged(journal.damaged))

    def _on_failed(self, _error: BaseException) -> None:
        self.area.hide()
        self.blank.show()
        self.blank.show_unreadable(_("The log of the upgrades cannot be read"))
        self.blank.again.hide()

    @Slot()
    def _on_folder(self) -> None:
        if self._reports is not None:
            addresses.open_folder(self._reports)


def _card(run: Run) -> QFrame:
    index = revisions.load()
    is_done = run.entry.status == "done"
    sign, tone = ("circle-check", "good") if is_done else ("circle-info", "info")
    words = column(
        label(run_title(run, index), "strong"),
        label(run_result(run), "muted"),
        label(_facts(run), "small"),
        spacing=2,
    )
    if run.entry.details or run.entry.backup:
        lines = [*run_details(run), f"{run.entry.from_revision} → {run.entry.to_revision}"]
        lines += [run.entry.backup] if run.entry.backup else []
        details = label("\n".join(lines), "small", select=True)
        words.addWidget(Disclosure(_("Details"), details))
    inside = row(spacing=SPACE + 4)
    mark = picture(sign, _SIGN, tone_colour(tone, colours()))
    inside.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    inside.addLayout(words, 1)
    return frame(inside, margin=SPACE + 4)


def _facts(run: Run) -> str:
    kept = _("backup made and verified before") if run.entry.backup else _("no backup")
    return " · ".join(
        (formats.moment(run.at), formats.duration(run.entry.seconds), f"Patrimoine {run.app}", kept)
    )


def _damaged(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "{count} line of this log cannot be read; your file is not concerned.",
        "{count} lines of this log cannot be read; your file is not concerned.",
        count,
    )
    return text.format(count=count)
