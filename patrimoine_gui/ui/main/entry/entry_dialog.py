"""A dialog that writes what was typed by one command, and stays until it is written."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QWidget

from patrimoine_gui.errors import InputRefused
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import title_of
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.scroll_area import scrolled
from patrimoine_gui.ui.widgets.top_level import close_by_keys, size_within_screen
from patrimoine_gui.wording import explain
from patrimoine_gui.wording.input_errors import input_fault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

    from patrimoine_gui.ui.main.household_editor import Command, HouseholdEditor
    from patrimoine_gui.ui.widgets.fields.entry_row import EntryRow

_SMALLEST = (360, 240)


class EntryDialog(QDialog):
    """Holds fields; what cannot be kept is told at its field, and nothing typed is ever lost."""

    def __init__(
        self, editor: HouseholdEditor, title: str, accept: str, parent: QWidget | None = None
    ) -> None:
        """Ask for nothing yet.

        Args:
            editor: of the open file.
            title: what is done here.
            accept: the button that does it.
            parent: the window of the file.
        """
        super().__init__(parent)
        self._editor = editor
        self._rows: dict[EntryRow, tuple[str, ...]] = {}
        self.is_writing = False
        self.message = InlineMessage()
        self.accept_button = button(accept, "primary")
        self.cancel_button = button(_("Cancel"))
        self.setWindowTitle(title_of(title))
        self.setWindowIcon(icons.app_icon())
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.accept_button.clicked.connect(self._on_accepted)
        self.cancel_button.clicked.connect(self.reject)

    @abstractmethod
    def command(self) -> Command:
        """Give what writes what was typed; every field has been checked."""
        raise NotImplementedError

    @property
    def fields(self) -> tuple[EntryRow, ...]:
        """What is checked before anything is written."""
        return tuple(self._rows)

    def hold(self, field: EntryRow, *attributes: str) -> EntryRow:
        """Check a field before anything is written, and tell there what the file refuses.

        Args:
            field: one of this dialog.
            attributes: what it is of, such as "asset.name".
        """
        self._rows[field] = attributes
        return field

    def lay_out(
        self, content: QLayout, size: tuple[int, int], smallest: tuple[int, int] = _SMALLEST
    ) -> None:
        """Put a content, which scrolls where it has to, above the buttons."""
        holder = QWidget()
        content.setContentsMargins(0, 0, SPACE, 0)
        holder.setLayout(content)
        buttons = row(spacing=SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.accept_button)
        layout = column(scrolled(holder), self.message, buttons, spacing=SPACE, margin=2 * SPACE)
        self.setLayout(layout)
        self.accept_button.setDefault(True)
        size_within_screen(self, size, smallest)
        close_by_keys(self)

    def reject(self) -> None:
        """Close without writing; not while something is being written."""
        if not self.is_writing:
            super().reject()

    def check(self) -> bool:
        """Tell whether every field can be kept; if not, go to the first that cannot."""
        wrong = [field for field in self._rows if not field.check()]
        if wrong:
            wrong[0].edit.setFocus()
        return not wrong

    @Slot()
    def _on_accepted(self) -> None:
        """Write, unless a field says why not."""
        if self.check() and not self.is_writing:
            self.message.say("")
            self._wait(writing=True)
            self._editor.execute(self.command(), self._on_written, self._on_failed)

    def _wait(self, *, writing: bool) -> None:
        self.is_writing = writing
        self.accept_button.setEnabled(not writing)
        self.cancel_button.setEnabled(not writing)

    def _on_written(self) -> None:
        self._wait(writing=False)
        self.accept()

    def _on_failed(self, error: BaseException) -> None:
        """Say why nothing was written, at the field that it is about where it is about one."""
        self._wait(writing=False)
        field = self._field_of(error)
        if field is not None and isinstance(error, InputRefused):
            field.show_error(input_fault(error))
            field.edit.setFocus()
        else:
            told = explain(error)
            self.message.say(" ".join((f"{told.title}.", *told.sentences())))

    def _field_of(self, error: BaseException) -> EntryRow | None:
        if not isinstance(error, InputRefused):
            return None
        place = f"{error.entity}.{error.attribute}"
        return next((field for field, places in self._rows.items() if place in places), None)
