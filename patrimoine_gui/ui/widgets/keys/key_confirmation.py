"""The recovery key typed back: the proof that it was noted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from patrimoine_gui.errors import RecoveryKeyMalformed
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.roles import set_role

_GROUP: Final = 4
_LOOK_ALIKE: Final = str.maketrans("OIL", "011", " -\u2010\u2011\u2012\u2013\u2014\u2212_.\t\n\r")


def cleaned(text: str) -> str:
    """Give the characters of a key as they are meant: "o1 l-i" gives "0111"."""
    return text.strip().upper().translate(_LOOK_ALIKE).replace("\u00a0", "")


def wrong_groups(typed: str, key: str) -> tuple[int, ...]:
    """Give the groups, from 1 on, in which two keys differ; short ones differ in the end."""
    one, other = cleaned(typed), cleaned(key)
    starts = range(0, len(other), _GROUP)
    return tuple(
        rank
        for rank, at in enumerate(starts, start=1)
        if one[at : at + _GROUP] != other[at : at + _GROUP]
    )


class RecoveryKeyEdit(QLineEdit):
    """A line for a recovery key; it knows whether its text was pasted."""

    pasted = Signal()
    """The text comes from the clipboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show letters of one width, as on the paper."""
        super().__init__(parent)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(max(font.pointSizeF(), self.font().pointSizeF()))
        self.setFont(font)
        hint = Qt.InputMethodHint
        self.setInputMethodHints(hint.ImhSensitiveData | hint.ImhNoPredictiveText)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Notice a paste by the keyboard."""
        is_paste = event.matches(QKeySequence.StandardKey.Paste)
        super().keyPressEvent(event)
        if is_paste:
            self.pasted.emit()


class KeyConfirmation(QWidget):
    """Asks for a key that was just shown, and says where it differs."""

    changed = Signal()
    """Something else stands in the line; see `correct`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Ask for nothing before a key is given."""
        super().__init__(parent)
        self.edit = RecoveryKeyEdit()
        self.message = InlineMessage()
        self.correct = False
        self._key = ""
        self._build()
        self.edit.textChanged.connect(self._on_changed)
        self.edit.pasted.connect(self._on_pasted)

    def _build(self) -> None:
        title = _("Type the key from what you have noted")
        self.edit.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(label(title, "strong"))
        layout.addWidget(label(_("It is hidden meanwhile, so that it comes from there."), "muted"))
        layout.addWidget(self.edit)
        layout.addWidget(self.message)
        self.setFocusProxy(self.edit)

    def ask_for(self, key: str) -> None:
        """Ask for a key; what was typed before counts no more."""
        self._key = key
        self.edit.setText("")
        self._on_changed("")

    def forget(self) -> None:
        """Empty the line, and forget the key."""
        self.ask_for("")

    @Slot(str)
    def _on_changed(self, typed: str) -> None:
        self.correct = bool(self._key) and self._is_right(typed)
        self._say(typed)
        self.edit.setAccessibleDescription(self.message.text)
        set_role(self.edit, "bad" if self._is_whole(typed) and not self.correct else "")
        self.changed.emit()

    @Slot()
    def _on_pasted(self) -> None:
        if self.correct:
            text = _("This is the right key. Make sure that it is also kept outside this computer.")
            self.message.say(text, "good")

    def _is_whole(self, typed: str) -> bool:
        return bool(self._key) and len(cleaned(typed)) >= len(cleaned(self._key))

    def _is_right(self, typed: str) -> bool:
        from patrimoine_gui.crypto.recovery_key import RecoveryKey

        try:
            return RecoveryKey.parse(typed).text() == self._key
        except RecoveryKeyMalformed:
            return False

    def _say(self, typed: str) -> None:
        if self.correct:
            self.message.say(_("This is the right key."), "good")
        elif self._is_whole(typed):
            self.message.say(_difference(typed, self._key))
        elif typed:
            count, total = len(cleaned(typed)), len(cleaned(self._key))
            text = _("{done} of {total} characters. Capitals and dashes do not matter.")
            self.message.say(text.format(done=count, total=total), "info")
        else:
            self.message.say("")


def _difference(typed: str, key: str) -> str:
    groups = wrong_groups(typed, key)
    if not groups or len(groups) > len(cleaned(key)) // _GROUP // 2:
        return _("This is not the key above. Begin again from what you have noted.")
    text = ngettext("Look again at group {which}.", "Look again at groups {which}.", len(groups))
    return text.format(which=", ".join(map(str, groups)))
