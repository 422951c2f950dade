"""Asks for the passphrase, or for the recovery key, of a protected file."""

from __future__ import annotations

import math
import time
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from patrimoine_gui.errors import PassphraseUnusable, RecoveryKeyMalformed, WrongPassphrase
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.secret import OneTimeSecret, Unlocking
from patrimoine_gui.ui.widgets.busy_line import BusyLine
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.keys.key_confirmation import RecoveryKeyEdit
from patrimoine_gui.ui.widgets.keys.retry_delay import RETRY_DELAY, RetryDelay, Tries
from patrimoine_gui.ui.widgets.keys.secret_field import SecretField
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.typed_field import TypedField
from patrimoine_gui.wording import explain

_TICK_MS: Final = 250


class UnlockForm(QWidget):
    """One field, the other way in, and what went wrong; the work runs in a background job."""

    unlocked = Signal(object)
    """What the task returned."""
    failed = Signal(object)
    """The error that the task raised; it is already shown."""
    state_changed = Signal()
    """See `busy` and `can_submit`."""

    def __init__(
        self,
        unlocking: Unlocking,
        parent: QWidget | None = None,
        *,
        retry_delay: RetryDelay = RETRY_DELAY,
    ) -> None:
        """Ask for a passphrase first.

        Args:
            unlocking: makes the task from what was typed.
            parent: widget that holds it.
            retry_delay: how long to wait after failures.
        """
        super().__init__(parent)
        self._unlocking = unlocking
        self._retry_delay = retry_delay
        self._jobs = JobRunner(self)
        self._failures = 0
        self._not_before = 0.0
        self._tick = QTimer(self)
        self.wrong_passphrase = ""
        self.wrong_key = ""
        self.passphrase = SecretField(_("Passphrase"))
        self.recovery = TypedField(_("Recovery key"), RecoveryKeyEdit())
        self.other_way = button("", "link")
        self.hint = label("", "muted")
        self.trouble = QWidget()
        self.busy_line = BusyLine(_("Opening the keys… This takes a second or two, on purpose."))
        self._build()
        self._connect()

    def _build(self) -> None:
        self.other_way.setAutoDefault(False)
        self.trouble.setLayout(column())
        self.trouble.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for part in (self.passphrase, self.recovery, self.hint):
            layout.addWidget(part)
        layout.addWidget(self.other_way, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.trouble)
        layout.addWidget(self.busy_line)
        self._show_way(recovery=False)

    def _connect(self) -> None:
        self.other_way.clicked.connect(self._on_other_way)
        for field in (self.passphrase, self.recovery):
            field.changed.connect(self._on_changed)
        self._tick.timeout.connect(self._on_tick)

    # --- what is asked --------------------------------------------------------------------------

    @property
    def by_recovery_key(self) -> bool:
        """Whether the recovery key is asked for."""
        return self.passphrase.isHidden()

    @property
    def field(self) -> TypedField:
        """The field that is shown."""
        return self.recovery if self.by_recovery_key else self.passphrase

    @property
    def busy(self) -> bool:
        """Whether the keys are being opened."""
        return self._jobs.is_running

    @property
    def can_submit(self) -> bool:
        """Whether another try may begin now."""
        return not self.busy and not self._tick.isActive()

    @property
    def tries(self) -> Tries:
        """The failures so far, to be resumed by another form of the same file."""
        return Tries(self._failures, self._not_before)

    def resume(self, tries: Tries) -> None:
        """Go on from the failures of an earlier form: leaving the page does not forget them."""
        self._failures, self._not_before = tries.failures, tries.not_before
        if self._not_before > time.monotonic():
            self._tick.start(_TICK_MS)
            self._on_tick()

    def focus_first(self) -> None:
        """Give the keyboard to the field."""
        self.field.edit.setFocus()
        self.field.edit.selectAll()

    def forget(self) -> None:
        """Empty the fields; a task that still runs is not listened to any more."""
        self._jobs.abandon()
        self._tick.stop()
        self.passphrase.forget()
        self.recovery.forget()
        self._show_busy(busy=False)

    def _show_way(self, *, recovery: bool) -> None:
        self.passphrase.setHidden(recovery)
        self.recovery.setHidden(not recovery)
        text = _("Use the passphrase") if recovery else _("Use the recovery key")
        self.other_way.setText(text)
        self.other_way.setAccessibleName(text)
        self.hint.setText(_("34 characters. Capitals, spaces and dashes do not matter."))
        self.hint.setVisible(recovery)
        self.setFocusProxy(self.field)

    @Slot()
    def _on_other_way(self) -> None:
        self._show_trouble(None)
        self.field.forget()
        self._show_way(recovery=not self.by_recovery_key)
        self.focus_first()

    @Slot()
    def _on_changed(self) -> None:
        self._show_trouble(None)

    # --- the work -------------------------------------------------------------------------------

    def submit(self) -> None:
        """Try what was typed, unless a try runs or has to wait."""
        if not self.can_submit:
            return
        text = self.field.text()
        if not text.strip() and (self.by_recovery_key or not text):
            self._refuse(_("Type it first."))
            return
        self.passphrase.reveal(shown=False)
        self._show_trouble(None)
        secret = OneTimeSecret(text, is_recovery_key=self.by_recovery_key)
        self._jobs.run(self._unlocking(secret), self._on_unlocked, self._on_failed)
        self._show_busy(busy=True)

    def _show_busy(self, *, busy: bool) -> None:
        self.busy_line.setVisible(busy)
        if busy:
            self.busy_line.setFocus()  # else Cancel would get it, from the field that goes off
        for part in (self.passphrase, self.recovery, self.other_way):
            part.setEnabled(not busy)
        self.state_changed.emit()

    def _on_unlocked(self, value: object) -> None:
        self._failures = 0
        self._show_busy(busy=False)
        self.unlocked.emit(value)

    def _on_failed(self, error: BaseException) -> None:
        self._show_busy(busy=False)
        self._explain(error)
        self.failed.emit(error)

    def _explain(self, error: BaseException) -> None:
        if isinstance(error, PassphraseUnusable):
            self._refuse(explain(error).what)
        elif isinstance(error, WrongPassphrase):
            self._failures += 1
            self._refuse(self._wrong())
            self._wait()
        elif isinstance(error, RecoveryKeyMalformed):
            self._refuse(_("A character is missing or wrong: compare it group by group."))
        else:
            self._show_trouble(error)

    def _wrong(self) -> str:
        if self.by_recovery_key:
            return self.wrong_key or _("This recovery key is not the one of this file.")
        if self.wrong_passphrase:
            return self.wrong_passphrase
        return _("This is not the passphrase of this file. Check capitals and accents.")

    def _refuse(self, text: str) -> None:
        self.field.show_error(text)
        self.focus_first()

    def _show_trouble(self, error: BaseException | None) -> None:
        """Show what is not the fault of what was typed: the file is said to be safe."""
        layout = self.trouble.layout()
        if layout is None:
            return
        clear(layout)
        self.trouble.setVisible(error is not None)
        if error is not None:
            told = explain(error)
            text = f"{told.what}\n{told.safe}\n{told.next}"
            layout.addWidget(banner("bad", text, told.title))

    # --- after failures -------------------------------------------------------------------------

    def _wait(self) -> None:
        seconds = self._retry_delay.seconds(self._failures)
        if seconds:
            self._not_before = time.monotonic() + seconds
            self._tick.start(_TICK_MS)
            self._on_tick()

    @Slot()
    def _on_tick(self) -> None:
        left = self._not_before - time.monotonic()
        if left <= 0:
            self._tick.stop()
            self.hint.setVisible(self.by_recovery_key)
            self.hint.setText(_("34 characters. Capitals, spaces and dashes do not matter."))
        else:
            whole = math.ceil(left)
            text = ngettext("Try again in {count} second.", "Try again in {count} seconds.", whole)
            self.hint.setText(text.format(count=whole))
            self.hint.show()
        self.state_changed.emit()
