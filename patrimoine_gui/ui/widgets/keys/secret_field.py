"""A line for a passphrase: hidden until it is asked for, and aware of Caps Lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.typed_field import TypedField

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
