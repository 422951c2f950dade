"""Shows what differs between two households, and what each of them is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHeaderView,
    QLabel,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.comparison_model import DETAIL, WHAT, ComparisonModel
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label, title_of
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.top_level import close_by_keys, size_within_screen
from patrimoine_gui.wording import comparison_words

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.comparison.households import Comparison
    from patrimoine_gui.ui.amounts import Amounts

_SIZE: Final = (880, 600)
_SMALLEST: Final = (520, 400)
_OPEN_BELOW: Final = 12
_WIDEST: Final = 280


class ComparisonPanel(QWidget):
    """Net worth of both, the difference, and the list of what was added, changed and removed."""

    def __init__(self, before: str, after: str, parent: QWidget | None = None) -> None:
        """Show nothing yet.

        Args:
            before: names the first household, such as "In the backup".
            after: names the second, such as "In the file".
            parent: owner.
        """
        super().__init__(parent)
        self.before = label("", "figure", wrap=False)
        self.after = label("", "figure", wrap=False)
        self.difference = label("", "figure", wrap=False)
        self.counts = label("", "strong")
        self.unreadable = label("", "muted")
        self.model = ComparisonModel(self)
        self.tree = QTreeView()
        self._build(before, after)

    def _build(self, before: str, after: str) -> None:
        figures = row(spacing=3 * SPACE)
        for title, figure in (
            (before, self.before),
            (after, self.after),
            (_("Difference"), self.difference),
        ):
            figures.addLayout(column(label(title, "muted", wrap=False), figure, spacing=2))
            figure.setAccessibleName(title)
        figures.addStretch(1)
        self._build_tree()
        layout: QVBoxLayout = column(frame(figures), self.counts, self.unreadable)
        layout.addWidget(self.tree, 1)
        layout.addStretch(0)
        self.setLayout(layout)

    def _build_tree(self) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setAccessibleName(_("What differs"))
        tree.setFrameShape(QFrame.Shape.NoFrame)
        tree.setUniformRowHeights(True)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setTabKeyNavigation(False)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setMaximumSectionSize(_WIDEST)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(_OPEN_BELOW)
        header.setSectionResizeMode(DETAIL, QHeaderView.ResizeMode.Stretch)

    def show_comparison(self, comparison: Comparison, amounts: Amounts) -> None:
        """Show what differs; what is long stays folded."""
        self.before.setText(amounts.exact(comparison.before.net))
        self.after.setText(amounts.exact(comparison.after.net))
        self.difference.setText(_signed(comparison.difference, amounts))
        self.counts.setText(comparison_words.counts(comparison))
        told = " ".join(
            filter(
                None,
                (comparison_words.unreadable(comparison), comparison_words.uncounted(comparison)),
            )
        )
        self.unreadable.setText(told)
        self.unreadable.setVisible(bool(told))
        self.model.show_comparison(comparison, amounts)
        self.tree.setVisible(not comparison.is_empty)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):  # without a list nothing is spread over its room
            layout.setStretch(layout.count() - 1, int(comparison.is_empty))
        for rank, line in enumerate(comparison.lines):
            if len(line.items) <= _OPEN_BELOW and len(comparison.lines) <= _OPEN_BELOW:
                self.tree.expand(self.model.index(rank, WHAT))

    def forget(self) -> None:
        """Show nothing any more."""
        for figure in (self.before, self.after, self.difference):
            figure.setText(formats.UNKNOWN)


def _signed(cents: int, amounts: Amounts) -> str:
    """Write a difference to the cent: one cent must not be told as nothing."""
    sign = "+" if cents > 0 and not amounts.hidden else ""
    return sign + amounts.exact(cents)


class ComparisonDialog(QDialog):
    """Compares a backup with the file as it is now."""

    def __init__(
        self,
        title: str,
        comparison: Comparison,
        amounts: Amounts,
        parent: QWidget | None = None,
        *,
        names: tuple[str, str] | None = None,
    ) -> None:
        """Show what happened since a backup.

        Args:
            title: which backup.
            comparison: of the backup, first, and the file.
            amounts: how amounts are written.
            parent: the window above which this stands.
            names: what the two are called, where it is no backup that is compared.
        """
        super().__init__(parent)
        self.panel = ComparisonPanel(*(names or (_("In the backup"), _("In your file"))))
        self.close_button = button(_("Close"), "primary")
        heading: QLabel = label(title, "title")
        buttons = row()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        safe = label(_("Comparing changes nothing: both stay exactly as they are."), "muted")
        layout = column(heading, safe, spacing=SPACE, margin=2 * SPACE)
        layout.addWidget(self.panel, 1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self.setWindowTitle(title_of(title))
        size_within_screen(self, _SIZE, _SMALLEST)
        close_by_keys(self)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        self.panel.show_comparison(comparison, amounts)
