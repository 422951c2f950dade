"""The page of a restore that compares: what the present file has that the backup has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.comparison.lines import ChangeKind
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.widgets.comparison_panel import ComparisonPanel
from patrimoine_gui.ui.widgets.layouts import clear, column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.wizards.restore.restore_tasks import CompareResult, NotCompared
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.portfolio.comparison.households import Comparison

_PANEL_HEIGHT: Final = 300


class ComparisonPage(WizardPage):
    """Says what was entered since the backup, and what each of the two is worth."""

    def __init__(self, *, hidden: bool, parent: QWidget | None = None) -> None:
        """Show nothing before `show_compared`.

        Args:
            hidden: whether amounts are hidden.
            parent: widget that holds it.
        """
        introduction = _("Nothing is decided yet: your present file has not been changed.")
        super().__init__(_("Compared with your present file"), introduction, parent)
        self._amounts = Amounts(hidden)
        self.panel: ComparisonPanel | None = None
        self._notice = column()
        self._place = column()
        self.body.addLayout(self._notice)
        self.body.addLayout(self._place, 1)

    def show_compared(self, compared: CompareResult) -> None:
        """Show a comparison, or why there is none."""
        self.forget()
        if compared.comparison is not None:
            self._show(compared.comparison)
        elif compared.why_not is not None:
            self._notice.addWidget(banner("info", _why_not(compared.why_not)))
            self._place.addStretch(1)

    def forget(self) -> None:
        """Show no amount any more."""
        if self.panel is not None:
            self.panel.forget()
        self.panel = None
        clear(self._notice)
        clear(self._place)

    def _show(self, found: Comparison) -> None:
        if not found.is_empty:
            self._notice.addWidget(_losses(found))
        self.panel = ComparisonPanel(_("In the backup"), _("In your present file"))
        self.panel.show_comparison(found, self._amounts)
        if found.is_empty:
            self._place.addWidget(self.panel, 0, Qt.AlignmentFlag.AlignTop)
            self._place.addStretch(1)
        else:
            self.panel.setMinimumHeight(_PANEL_HEIGHT)
            self._place.addWidget(self.panel, 1)


def _losses(found: Comparison) -> QWidget:
    """Say what the restored file will not have."""
    is_lost = bool(found.count(ChangeKind.ADDED) or found.count(ChangeKind.CHANGED))
    if is_lost:
        text = _(
            "What was added or changed since the backup will not be in the restored file; what was"
            " removed since will be there again."
        )
        return banner("warn", text, _("The restored file will be the one of that day"))
    return banner("info", _("What was removed since the backup will be there again."))


def _why_not(reason: NotCompared) -> str:
    return {
        NotCompared.NO_FILE: _(
            "The present file of this backup is not known on this computer: there is nothing to"
            " compare it with."
        ),
        NotCompared.FOREIGN: _(
            "This backup is of another household than the one that is open: they are not compared."
        ),
        NotCompared.OTHER_KEYS: _(
            "The keys of your file have changed since this backup. Open your file first to compare"
            " them."
        ),
        NotCompared.UNREADABLE: _(
            "Your present file cannot be read at the moment: they could not be compared."
        ),
        NotCompared.BUSY: _(
            "Another window or program has your present file open: they could not be compared."
        ),
    }[reason]
