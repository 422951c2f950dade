"""The work on the backup that is selected: one piece at a time, beside the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from patrimoine_gui import local_time
from patrimoine_gui.errors import Cancelled
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.main.pages.backups import confirmations
from patrimoine_gui.ui.main.pages.backups.backup_actions import BackupActions
from patrimoine_gui.ui.main.pages.backups.backup_dialogs import BackupDialogs
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonDialog
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.progress_line import ProgressLine
from patrimoine_gui.wording import comparison_words, explain
from patrimoine_gui.wording.catalog_words import verified_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.backup.catalog import CatalogEntry
    from patrimoine_gui.portfolio.comparison.households import Comparison
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.background import Task
    from patrimoine_gui.ui.main.pages.backups.backup_table import BackupTable
    from patrimoine_gui.ui.main.pages.backups.backup_tasks import BackupTasks, VerifyResult

T = TypeVar("T")


class BackupCommands(QObject):
    """Connects the actions to what they do; says in its message how each ended."""

    restore_asked = Signal(object)
    """The user wants this backup restored: its `Path`."""
    look_asked = Signal(object)
    """The user wants to look at this backup, and change nothing: its `Path`."""
    read = Signal(object)
    """The list was read again: a `BackupListing`."""
    unread = Signal(object)
    """The list could not be read: the error."""
    done = Signal()
    """A piece of work is over, whatever came of it."""

    def __init__(self, table: BackupTable, parent: QWidget) -> None:
        """Work for a table.

        Args:
            table: tells which backup is selected.
            parent: what dialogs stand above.
        """
        super().__init__(parent)
        self._widget = parent
        self.table = table
        self.actions = BackupActions(self)
        self.line = ProgressLine()
        self.message = InlineMessage()
        self.dialogs = BackupDialogs(parent)
        self.dialog: ComparisonDialog | None = None
        self.amounts = Amounts()
        self.work: BackupTasks | None = None
        self.household: Household | None = None
        self._asked: CatalogEntry | None = None
        self._stale = False
        self._connect()

    def _connect(self) -> None:
        actions = self.actions
        for action, slot in (
            (actions.verify, self._on_verify),
            (actions.look, self._on_look),
            (actions.compare, self._on_compare),
            (actions.restore, self._on_restore),
            (actions.weigh, self._on_weigh),
            (actions.export, self._on_export),
            (actions.readable, self._on_readable),
            (actions.delete, self._on_delete),
        ):
            action.triggered.connect(slot)
        self.table.chosen.connect(self._allow)
        self.line.ended.connect(self._on_ended)
        self._allow()

    @Slot()
    def read_list(self) -> None:
        """Read the list again, now or once the work in progress is over."""
        if self.line.is_busy:
            self._stale = True
        elif self.work is not None:
            task = self.work.listing()
            self._begin(_("Reading the backups…"), task, self.read.emit, self.unread.emit)

    def forget(self) -> None:
        """Stop the work, and forget keys and household."""
        self.line.abandon()
        self.work = self.household = self._asked = None
        self.dialogs.close()
        if self.dialog is not None:
            self.dialog.reject()

    @Slot()
    def _allow(self) -> None:
        self.actions.allow(self.table.entry, busy=self.line.is_busy)

    # --- one piece of work -----------------------------------------------------------------------

    def _begin(
        self,
        text: str,
        task: Task[T],
        then: Callable[[T], None],
        on_failure: Callable[[BaseException], None] | None = None,
    ) -> None:
        self.line.begin(text, task, then, on_failure or self._show_failure)
        self._allow()

    def _show_failure(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            told = explain(error)
            self.message.say(f"{told.title}. {told.what} {told.safe} {told.next}", "warn")

    @Slot()
    def _on_ended(self) -> None:
        self._allow()
        if self._stale:
            self._stale = False
            self.read_list()
        self.done.emit()

    # --- the actions -----------------------------------------------------------------------------

    def _chosen(self) -> tuple[BackupTasks, CatalogEntry] | None:
        entry = self.table.entry
        if self.work is None or entry is None or self.line.is_busy:
            return None
        self.message.say("")
        return self.work, entry

    @Slot()
    def _on_verify(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._verify(chosen[0], (chosen[1],))

    @Slot()
    def verify_all(self) -> None:
        """Read every backup whole."""
        if (chosen := self._chosen()) is not None:
            self._verify(chosen[0], self.table.backups.entries)

    def _verify(self, work: BackupTasks, entries: tuple[CatalogEntry, ...]) -> None:
        self._stale = True
        self._begin(_("Verifying…"), work.verifying(entries), self._show_verified)

    def _show_verified(self, found: VerifyResult) -> None:
        bad = bool(found.damaged or found.left or found.newer)
        text = verified_sentence(found.sound, found.damaged, found.left, found.newer)
        self.message.say(text, "warn" if bad else "good")

    @Slot()
    def _on_weigh(self) -> None:
        if (chosen := self._chosen()) is not None:
            work, entry = chosen
            show = self.table.backups.show_worths
            self._begin(_("Reading this backup…"), work.weighing((entry,)), show)

    @Slot()
    def _on_compare(self) -> None:
        chosen = self._chosen()
        if chosen is not None and self.household is not None:
            work, self._asked = chosen
            today = local_time.today()
            task = work.comparing(self._asked, self.household, today)
            self._begin(_("Comparing…"), task, self._show_comparison)

    def _show_comparison(self, comparison: Comparison) -> None:
        entry = self._asked
        if entry is not None and entry.backup is not None:
            title = comparison_words.since(local_time.local(entry.backup.created).date())
            self.dialog = ComparisonDialog(title, comparison, self.amounts, self._widget.window())
            self.dialog.finished.connect(self._on_dialog_closed)
            self.dialog.open()

    @Slot()
    def _on_dialog_closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot()
    def _on_look(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.look_asked.emit(chosen[1].file)

    @Slot()
    def _on_restore(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.restore_asked.emit(chosen[1].file)

    @Slot()
    def _on_delete(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._asked = chosen[1]
            self.dialogs.ask(
                confirmations.before_deletion(chosen[1], self._widget), self._on_deletion_confirmed
            )

    @Slot()
    def _on_deletion_confirmed(self) -> None:
        if self.work is not None and self._asked is not None:
            self._stale = True
            self._begin(_("Deleting…"), self.work.deleting(self._asked), self._show_deleted)

    def _show_deleted(self, _nothing: None) -> None:
        self.message.say(_("The backup is deleted. Your file has not been touched."), "good")

    @Slot()
    def _on_export(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._asked = chosen[1]
            self.dialogs.choose(
                _("Copy the backup elsewhere"), chosen[1].file.name, self._on_export_chosen
            )

    @Slot(str)
    def _on_export_chosen(self, target: str) -> None:
        if self.work is not None and self._asked is not None:
            task = self.work.exporting(self._asked, Path(target))
            self._begin(_("Copying and verifying…"), task, self._show_exported)

    def _show_exported(self, found: Path) -> None:
        text = _("Copied and verified: {place}").format(place=found)
        self.message.say(text, "good")

    @Slot()
    def _on_readable(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._asked = chosen[1]
            self.dialogs.ask(
                confirmations.before_readable_copy(chosen[1], self._widget),
                self._on_readable_agreed,
            )

    @Slot()
    def _on_readable_agreed(self) -> None:
        if self._asked is not None:
            name = f"{self._asked.file.stem}.sqlite"
            self.dialogs.choose(_("Write a readable copy"), name, self._on_readable_chosen)

    @Slot(str)
    def _on_readable_chosen(self, target: str) -> None:
        if self.work is not None and self._asked is not None:
            task = self.work.writing_readable(self._asked, Path(target))
            self._begin(_("Writing the readable copy…"), task, self._show_readable)

    def _show_readable(self, found: Path) -> None:
        text = _("Written: {place}. It is not protected: delete it once it has served.")
        self.message.say(text.format(place=found), "warn")
