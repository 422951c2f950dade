"""A new recovery key: shown, kept by the user, typed back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QPainter
from PySide6.QtWidgets import QFileDialog, QLabel, QToolButton, QVBoxLayout, QWidget

from patrimoine_gui import local_time, paths
from patrimoine_gui.errors import UserError
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.keys.clipboard import copy_secret, take_back
from patrimoine_gui.ui.widgets.keys.key_confirmation import KeyConfirmation
from patrimoine_gui.ui.widgets.keys.recovery_sheet import (
    RecoverySheet,
    keep_private,
    lines_of,
    paint,
    save,
)
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.wording import explain

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

_VEIL = "•"


class RecoveryCard(QWidget):
    """Shows a recovery key, lets it be copied, printed and saved, and asks for it again.

    The key is covered as soon as the user begins to type it, so that it comes from the paper.
    """

    confirmed_changed = Signal()
    """See `confirmed`."""

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        """Prepare for the key of a file.

        Args:
            file: the household file; its name stands on the paper.
            parent: widget that holds it.
        """
        super().__init__(parent)
        self._file = file
        self._key = ""
        self._printer: QPrinter | None = None
        self._dialog: QPrintDialog | None = None
        self.chooser: QFileDialog | None = None
        self.shown_key: QLabel = label("", "key", wrap=False, select=True)
        self.cover = QToolButton()
        self.print_button = button(_("&Print…"), icon="printer")
        self.save_button = button(_("&Save…"), icon="save")
        self.copy_button = button(_("&Copy"), icon="copy")
        self.message = InlineMessage()
        self.typed = KeyConfirmation()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.shown_key.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        flags = Qt.TextInteractionFlag
        self.shown_key.setTextInteractionFlags(flags.TextSelectableByMouse)  # or a cursor blinks
        self.shown_key.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cover.setCheckable(True)
        top = row(self.shown_key, spacing=SPACE)
        top.addStretch(1)
        top.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        buttons = row(self.print_button, self.save_button, self.copy_button)
        buttons.addStretch(1)
        self.message.keep_room(lines=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(frame(column(top, buttons, self.message, spacing=12)))
        layout.addWidget(frame(column(self.typed)))
        self._show(covered=False)

    def _say(self, text: str, tone: str = "bad") -> None:
        """Say how it went; once the key is kept, lead the keyboard to where it is typed."""
        self.message.say(text, tone)
        if tone != "bad":
            self.typed.edit.setFocus()

    def _connect(self) -> None:
        self.cover.toggled.connect(self._on_cover)
        self.print_button.clicked.connect(self._on_print)
        self.save_button.clicked.connect(self._on_save)
        self.copy_button.clicked.connect(self._on_copy)
        self.typed.changed.connect(self._on_typed)
        self.typed.edit.textEdited.connect(self._on_begun)

    @property
    def confirmed(self) -> bool:
        """Whether the key was typed back correctly."""
        return self.typed.correct

    @property
    def covered(self) -> bool:
        """Whether the key is hidden."""
        return self.cover.isChecked()

    def show_key(self, key: str) -> None:
        """Show a key, in groups with dashes; the same key again changes nothing."""
        if key != self._key:
            self._key = key
            self.message.say("")
            self.typed.ask_for(key)
            self.cover.setChecked(False)
            self._show(covered=False)

    def sheet(self) -> RecoverySheet:
        """Give what is printed and saved."""
        return RecoverySheet(self._file.name, local_time.today(), self._key)

    def forget(self) -> None:
        """Empty everything that showed the key; the clipboard too, where it still holds it."""
        take_back(self._key)
        self._key = ""
        self.typed.forget()
        self.message.say("")
        self.shown_key.clear()
        self.shown_key.setAccessibleName("")

    def _show(self, *, covered: bool) -> None:
        text = "\n".join(lines_of(self._key))
        mask = "".join(_VEIL if sign.isalnum() else sign for sign in text)
        self.shown_key.setText(mask if covered else text)
        notice = _("The recovery key is hidden while you type it.")
        self.shown_key.setAccessibleName(notice if covered else self._key)
        name = _("Show the key again") if covered else _("Hide the key")
        self.cover.setIcon(icons.icon("eye" if covered else "eye-off", colours().accent))
        self.cover.setToolTip(name)
        self.cover.setAccessibleName(name)

    @Slot(bool)
    def _on_cover(self, covered: bool) -> None:  # noqa: FBT001  (a signal's payload)
        self._show(covered=covered)

    @Slot(str)
    def _on_begun(self, typed: str) -> None:
        if len(typed) == 1:
            self.cover.setChecked(True)

    @Slot()
    def _on_typed(self) -> None:
        self.confirmed_changed.emit()

    @Slot()
    def _on_copy(self) -> None:
        copy_secret(self._key)
        self._say(
            _(
                "Copied. Paste it into your password manager: it leaves the clipboard with this"
                " window."
            ),
            "info",
        )

    # --- paper ----------------------------------------------------------------------------------

    @Slot()
    def _on_print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName(self._document_name())
        self._dialog = QPrintDialog(self._printer, self)
        self._dialog.finished.connect(self._on_print_answered)
        self._dialog.setModal(True)
        self._dialog.show()

    @Slot(int)
    def _on_print_answered(self, code: int) -> None:
        printer, dialog = self._printer, self._dialog
        self._printer = self._dialog = None
        if dialog is not None:
            dialog.deleteLater()
        if code and printer is not None:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> bool:
        """Print the key on one page; says below the key how it went.

        A page that goes to a file instead, such as a PDF, is for its owner alone.

        Returns:
            Whether the printer took it.
        """
        name = printer.outputFileName()
        target = Path(name).absolute() if name else None
        with keep_private(target):
            is_printed = self._paint_on(printer)
        if not is_printed:
            self._say(_("The printer did not take the page. Save the key, or note it."))
        elif target is None:
            self._say(_("Printed. Keep the page away from this computer."), "good")
        else:
            text = _("Saved as PDF in {folder}. Move this file away from this computer.")
            self._say_saved(text, target)
        return is_printed

    def _paint_on(self, printer: QPrinter) -> bool:
        painter = QPainter()
        if not painter.begin(printer):
            return False
        paint(painter, QRectF(painter.viewport()), self.sheet())
        return painter.end()

    # --- text file ------------------------------------------------------------------------------

    @Slot()
    def _on_save(self) -> None:
        chooser = QFileDialog(self, _("Save the recovery key"), str(self._proposed_folder()))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setOption(QFileDialog.Option.DontConfirmOverwrite)
        chooser.setNameFilters([_("Text files") + " (*.txt)", _("All files") + " (*)"])
        kind = QFileDialog.DialogLabel
        for which, text in (
            (kind.LookIn, _("Folder:")),
            (kind.FileName, _("File name:")),
            (kind.FileType, _("Kind of file:")),
            (kind.Accept, _("Save")),
            (kind.Reject, _("Cancel")),
        ):
            chooser.setLabelText(which, text)
        chooser.setDefaultSuffix("txt")
        chooser.selectFile(f"{self._document_name()}.txt")
        chooser.fileSelected.connect(self._on_file_chosen)
        chooser.finished.connect(self._on_chooser_closed)
        self.chooser = chooser
        chooser.open()

    def _document_name(self) -> str:
        return _("Recovery key - {file}").format(file=self._file.stem)

    def _proposed_folder(self) -> Path:
        """Propose a folder that is not the one of the file."""
        place = QStandardPaths.StandardLocation.DocumentsLocation
        documents = Path(QStandardPaths.writableLocation(place))
        usable = documents.is_dir() and documents.resolve() != self._file.parent.resolve()
        return documents if usable else paths.home()

    @Slot()
    def _on_chooser_closed(self) -> None:
        if self.chooser is not None:
            self.chooser.deleteLater()
            self.chooser = None

    @Slot(str)
    def _on_file_chosen(self, file: str) -> None:
        self.save_as(Path(file))

    def save_as(self, target: Path) -> None:
        """Save the key as a new text file; says below the key how it went."""
        try:
            save(self.sheet(), target)
        except UserError as error:
            told = explain(error)
            self._say(f"{told.what} {told.next}")
            return
        text = _("Saved as “{name}” in {folder}. Move this file away from this computer.")
        self._say_saved(text, target)

    def _say_saved(self, text: str, target: Path) -> None:
        if target.parent.resolve() == self._file.parent.resolve():
            self._say(
                _(
                    "Saved, but beside the household file: move it to another place, such as a USB"
                    " stick."
                ),
                "warn",
            )
        else:
            self._say(text.format(name=target.name, folder=target.parent), "good")
