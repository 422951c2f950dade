"""A line for a passphrase: hidden until it is asked for, and aware of Caps Lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import row
from patrimoine_gui.ui.widgets.roles import set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

REVEAL_KEYS: Final = "Ctrl+H"
"""Show what is typed, or hide it: no key that a passphrase can hold does that."""


class SecretEdit(QLineEdit):
    """A line that no dictionary, prediction or clipboard of the system gets to read."""

    caps_seen = Signal(bool)
    """Whether Caps Lock seems to be on, as far as the keys that were pressed tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hide what is typed."""
        super().__init__(parent)
        self.caps: bool | None = None
        self.setEchoMode(QLineEdit.EchoMode.Password)
        hint = Qt.InputMethodHint
        self.setInputMethodHints(
            hint.ImhHiddenText
            | hint.ImhSensitiveData
            | hint.ImhNoPredictiveText
            | hint.ImhNoAutoUppercase
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Notice a capital without Shift, or the contrary: Qt has no other way to know."""
        if event.key() == Qt.Key.Key_CapsLock and self.caps is not None:
            self._notice(caps=not self.caps)
        text = event.text()
        if len(text) == 1 and text.lower() != text.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._notice(caps=text.isupper() is not shift)
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        """Forget what was known: Caps Lock may have been pressed elsewhere."""
        super().focusInEvent(event)
        self._notice(caps=None)

    def _notice(self, *, caps: bool | None) -> None:
        self.caps = caps
        self.caps_seen.emit(bool(caps))


class TypedField(QWidget):
    """A title, a line, and a message below it where something is wrong."""

    changed = Signal()
    """Something else stands in the line."""
    submitted = Signal()
    """Enter was pressed in the line."""

    def __init__(self, title: str, edit: QLineEdit, parent: QWidget | None = None) -> None:
        """Put a line under its title."""
        super().__init__(parent)
        self.edit = edit
        self.edit.setAccessibleName(title)
        self.message = InlineMessage()
        self.line = row(self.edit, spacing=4)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(5)
        self.lines.addWidget(label(title, "strong"))
        self.lines.addLayout(self.line)
        self.lines.addWidget(self.message)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self.submitted)

    def text(self) -> str:
        """Give what was typed, as it was typed."""
        return self.edit.text()

    def show_error(self, text: str) -> None:
        """Say what is wrong, below the line and to a screen reader; "" puts it away."""
        self.message.say(text)
        self.edit.setAccessibleDescription(text)
        set_role(self.edit, "bad" if text else "")

    def forget(self) -> None:
        """Empty the line, with its history: `clear` would leave it to be undone."""
        self.edit.setText("")
        self.show_error("")

    @Slot()
    def _on_edited(self) -> None:
        self.show_error("")
        self.changed.emit()


class SecretField(TypedField):
    """A field whose text is hidden, with an eye beside it and a hint about Caps Lock.

    The eye is out of the way of Tab: whoever types a passphrase twice goes from line to line, and
    the blanks of a passphrase must not press it. `REVEAL_KEYS` does what the eye does.
    """

    revealed = Signal(bool)
    """Whether what is typed can now be read."""

    def __init__(self, title: str, parent: QWidget | None = None, *, eye: bool = True) -> None:
        """Ask for a secret.

        Args:
            title: what is asked for.
            parent: widget that holds it.
            eye: whether it has a button of its own that shows what is typed.
        """
        self.secret_line = SecretEdit()
        super().__init__(title, self.secret_line, parent)
        self.eye = QToolButton()
        self.caps = InlineMessage()
        self.eye.setCheckable(True)
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.eye.setVisible(eye)
        self._name_eye()
        self.line.addWidget(self.eye)
        self.lines.insertWidget(2, self.caps)
        self.secret_line.caps_seen.connect(self._on_caps_seen)
        self.eye.toggled.connect(self.reveal)
        keys = QShortcut(QKeySequence(REVEAL_KEYS), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.eye.toggle)

    def forget(self) -> None:
        """Empty the line and hide what is typed next."""
        super().forget()
        self.eye.setChecked(False)

    @Slot(bool)
    def reveal(self, shown: bool) -> None:  # noqa: FBT001  (a signal's payload)
        """Show what is typed, or hide it."""
        if shown is (self.edit.echoMode() is QLineEdit.EchoMode.Normal):
            return
        mode = QLineEdit.EchoMode
        self.edit.setEchoMode(mode.Normal if shown else mode.Password)
        self.eye.setChecked(shown)
        self._name_eye()
        self.revealed.emit(shown)

    def _name_eye(self) -> None:
        shown = self.eye.isChecked()
        text = _("Hide what is typed") if shown else _("Show what is typed")
        self.eye.setIcon(icons.icon("eye-off" if shown else "eye", colours().accent))
        keys = QKeySequence(REVEAL_KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        self.eye.setToolTip(f"{text} ({keys})")
        self.eye.setAccessibleName(text)

    @Slot(bool)
    def _on_caps_seen(self, caps: bool) -> None:  # noqa: FBT001  (a signal's payload)
        self.caps.say(_("Caps Lock seems to be on.") if caps else "", "warn")
