"""A new passphrase, typed twice, with its strength."""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from patrimoine_gui.errors import UserError
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.keys.passphrase_strength import Assessment, assess
from patrimoine_gui.ui.widgets.keys.secret_field import SecretField
from patrimoine_gui.ui.widgets.keys.strength_bar import StrengthBar
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.wording import explain

_PAUSE_MS: Final = 180


class PassphraseFields(QWidget):
    """Two lines, a bar, the rules; says what is wrong where it is wrong."""

    changed = Signal()
    """Something else stands in one of the lines."""
    warned = Signal()
    """The passphrase is weak: `warning` has appeared."""
    agreed = Signal()
    """The user wants this weak passphrase all the same."""

    def __init__(self, about: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        """Ask for a new passphrase.

        Args:
            about: words that must not be the passphrase, such as the name of the file.
            parent: widget that holds it.
        """
        super().__init__(parent)
        self._about = about
        self._agreed_to = ""
        self.first = SecretField(_("New passphrase"))
        self.second = SecretField(_("Type it once more"), eye=False)
        self.strength = StrengthBar()
        self.agree = button(_("&Use it all the same"))
        self.warning = self._weak_warning()
        self._pause = QTimer(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        rules = column(spacing=3)
        rules.addWidget(
            label(_("Several words that you remember are better than a single odd one."))
        )
        rules.addWidget(label(_("Capitals, accents and spaces count."), "muted"))
        card = column(rules, self.first, self.strength, self.second, spacing=2 * SPACE)
        layout.addWidget(frame(card))
        layout.addWidget(self.warning)
        self.warning.hide()

    def _weak_warning(self) -> QFrame:
        self.agree.setAutoDefault(False)  # Enter twice must not be enough
        title = _("This passphrase is easy to guess")
        text = _("Somebody who gets hold of the file could find it by trying.")
        buttons = row(self.agree)
        buttons.addStretch(1)
        words = column(label(title, "strong"), label(text), spacing=3)
        words.addSpacing(SPACE)
        words.addLayout(buttons)
        inside = row(spacing=12)
        sign = picture("warning", 22, colours().warn)
        inside.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        result = frame(inside, "warn", 12)
        result.setAccessibleName(f"{title} {text}")
        return result

    def _connect(self) -> None:
        self.first.changed.connect(self._on_first_changed)
        self.second.changed.connect(self.changed)
        self.first.revealed.connect(self.second.reveal)
        self.second.revealed.connect(self.first.reveal)
        self._pause.timeout.connect(self._on_pause)
        self.agree.clicked.connect(self._on_agree)

    def passphrase(self) -> str:
        """Give what stands in the first line."""
        return self.first.text()

    def assessment(self) -> Assessment | None:
        """Estimate what stands in the first line, None where it is empty."""
        text = self.passphrase()
        return assess(text, self._about) if text else None

    def check(self) -> bool:
        """Tell whether the passphrase can be used; else say why, and lead the keyboard there.

        A weak one is refused until the user presses "Use it all the same"; asked again, the
        keyboard goes to that button.
        """
        refusal = _refusal(self.passphrase())
        if refusal:
            return self._refuse(self.first, refusal)
        if not self.second.text():
            return self._refuse(self.second, _("Type the same passphrase once more."))
        if _normal(self.second.text()) != _normal(self.passphrase()):
            return self._refuse(self.second, _("The two are not the same. Type one of them again."))
        found = self.assessment()
        self.strength.show_assessment(found)
        weak = found is not None and found.strength.weak
        if weak and self._agreed_to != self.passphrase():
            if self.warning.isHidden():
                self.warning.show()
            else:
                self.agree.setFocus()  # Next pressed again: show where the answer is
            self.warned.emit()
            return False
        self.warning.hide()
        return True

    def focus_first(self) -> None:
        """Give the keyboard to the first line."""
        self.first.edit.setFocus()

    def forget(self) -> None:
        """Empty both lines and what is known of them."""
        self._pause.stop()
        self._agreed_to = ""
        self.first.forget()
        self.second.forget()
        self.strength.show_assessment(None)
        self.warning.hide()

    def _refuse(self, field: SecretField, text: str) -> bool:
        field.show_error(text)
        field.edit.setFocus()
        field.edit.selectAll()
        return False

    @Slot()
    def _on_first_changed(self) -> None:
        self._agreed_to = ""
        self.warning.hide()
        self._pause.start()
        self.changed.emit()

    @Slot()
    def _on_pause(self) -> None:
        self.strength.show_assessment(self.assessment())

    @Slot()
    def _on_agree(self) -> None:
        self._agreed_to = self.passphrase()
        self.warning.hide()
        self.agreed.emit()


def _normal(text: str) -> str:
    """Give the form that keys are made of: an accent typed in two ways is the same accent."""
    return unicodedata.normalize("NFC", text)


def _refusal(passphrase: str) -> str:
    """Say why a passphrase cannot be used at all, "" when it can."""
    from patrimoine_gui.crypto import kdf

    if not passphrase:
        return _("Choose a passphrase: this field is empty.")
    try:
        kdf.normalise(passphrase)
    except UserError as error:
        return explain(error).what
    return ""
