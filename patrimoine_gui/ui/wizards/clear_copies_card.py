"""Clear copies that earlier versions of Patrimoine left: listed, and removed on demand only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QMessageBox, QVBoxLayout, QWidget

from patrimoine_gui import formats, local_time
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label, tip
from patrimoine_gui.ui.widgets.layouts import clear, column, row
from patrimoine_gui.ui.widgets.top_level import close_by_keys

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.clear_copies import ClearCopy
    from patrimoine_gui.migration.progress import Cancel, Report


class ClearCopiesCard(QWidget):
    """Hidden while there is no such copy; nothing is removed without a choice and a question."""

    looked = Signal()
    """The folder was read: see `copies`."""
    removed = Signal()
    """What was chosen is gone, or could not be removed: see `message`."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Look into a folder of backups, once asked to."""
        super().__init__(parent)
        self._folder = folder
        self._tag = ""
        self._kept = ""
        self.copies: tuple[ClearCopy, ...] = ()
        self.boxes: list[QCheckBox] = []
        self.question: QMessageBox | None = None
        self._jobs = JobRunner(self)
        self.remove_button = button(_("&Remove the chosen copies…"))
        self.message = InlineMessage()
        self._told = QWidget()
        self._rows = column(spacing=4)
        self._build()
        self.remove_button.clicked.connect(self._on_remove)

    def _build(self) -> None:
        text = _(
            "Earlier versions made these backups without encryption: anybody who uses this"
            " computer could read them. Choose those that you no longer need."
        )
        buttons = row(self.remove_button)
        buttons.addStretch(1)
        told = column(
            label(_("Some earlier backups are not encrypted"), "heading"), label(text, "muted")
        )
        self._told.setLayout(told)
        inside = column(self._told)
        inside.addLayout(self._rows)
        inside.addWidget(self.message)
        inside.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame(inside))
        self.hide()

    def look(self, file: Path, kept: Path | None) -> None:
        """Read the folder beside the window, and appear if a clear copy stands there.

        Args:
            file: the household file that was upgraded; copies of others are not chosen for
                the user.
            kept: its verified, encrypted backup; without one nothing is offered.
        """
        if kept is not None:
            self._tag, self._kept = file_tag(file), kept.name
            self._jobs.run(partial(_look, self._folder), self._on_looked, self._on_failed)

    def chosen(self) -> tuple[ClearCopy, ...]:
        """Give the copies that are ticked."""
        pairs = zip(self.copies, self.boxes, strict=True)
        return tuple(copy for copy, box in pairs if box.isChecked())

    def _on_looked(self, copies: tuple[ClearCopy, ...]) -> None:
        self._show(copies)
        self.looked.emit()

    def _show(self, copies: tuple[ClearCopy, ...]) -> None:
        clear(self._rows)
        self.copies = copies
        self.boxes = [self._box(copy) for copy in copies]
        for box in self.boxes:
            self._rows.addWidget(box)
        for part in (self._told, self.remove_button):
            part.setVisible(bool(copies))
        self.setVisible(bool(copies) or bool(self.message.text))
        self._on_ticked()

    def _box(self, copy: ClearCopy) -> QCheckBox:
        ours = copy.source == self._tag
        text = _("{day}, {size}") if ours else _("{day}, {size}, perhaps of another file")
        day = formats.day(local_time.local(copy.created).date())
        box = QCheckBox(text.format(day=day, size=formats.size(copy.size)))
        box.setToolTip(tip(copy.file.name))
        box.setChecked(ours)
        box.toggled.connect(self._on_ticked)
        return box

    @Slot()
    def _on_ticked(self) -> None:
        self.remove_button.setEnabled(bool(self.chosen()))

    # --- removal --------------------------------------------------------------------------------

    @Slot()
    def _on_remove(self) -> None:
        count = len(self.chosen())
        box = QMessageBox(self)
        box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
        box.setWindowTitle(_("Backups that are not encrypted"))
        text = ngettext("Remove {count} copy?", "Remove {count} copies?", count)
        box.setText(text.format(count=count))
        told = _(
            "Kept: your file, and its encrypted backup made and verified today, {name}. What the"
            " copies hold of earlier days cannot be brought back."
        )
        box.setInformativeText(told.format(name=self._kept))
        keep = box.addButton(_("&Keep them"), QMessageBox.ButtonRole.RejectRole)
        box.addButton(_("&Remove"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        close_by_keys(box)
        box.accepted.connect(self._on_confirmed)
        box.finished.connect(self._on_question_closed)
        self.question = box
        box.open()

    @Slot()
    def _on_question_closed(self) -> None:
        if self.question is not None:
            self.question.deleteLater()
            self.question = None

    @Slot()
    def _on_confirmed(self) -> None:
        self.remove_button.setEnabled(False)
        task = partial(_remove, self._folder, self.chosen())
        self._jobs.run(task, self._on_removed, self._on_failed)

    def _on_removed(self, copies: tuple[ClearCopy, ...]) -> None:
        rest = {copy.file for copy in copies}
        failures = sum(copy.file in rest for copy in self.chosen())
        removals = len(self.chosen()) - failures
        if failures:
            text = ngettext(
                "{count} copy could not be removed: another program may hold it.",
                "{count} copies could not be removed: another program may hold them.",
                failures,
            )
            self.message.say(text.format(count=failures), "warn")
        else:
            text = ngettext("{count} copy removed.", "{count} copies removed.", removals)
            self.message.say(text.format(count=removals), "good")
        self._show(copies)
        self.removed.emit()

    def _on_failed(self, _error: BaseException) -> None:
        self.message.say(_("The folder of the backups could not be read."), "warn")
        self._show(())
        self.looked.emit()


def _look(folder: Path, _report: Report, _cancel: Cancel) -> tuple[ClearCopy, ...]:
    from patrimoine_gui.backup.clear_copies import clear_copies

    return clear_copies(folder)


def _remove(
    folder: Path, copies: tuple[ClearCopy, ...], _report: Report, _cancel: Cancel
) -> tuple[ClearCopy, ...]:
    from patrimoine_gui.backup.clear_copies import clear_copies, remove_clear_copies

    remove_clear_copies(folder, copies)
    return clear_copies(folder)
