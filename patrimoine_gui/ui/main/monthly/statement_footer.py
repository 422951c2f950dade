"""Below the statement: the net worth before and after, and how far one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.monthly_statement.totals import totals
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row

if TYPE_CHECKING:
    from patrimoine_gui.ui.amounts import Amounts
    from patrimoine_gui.ui.main.monthly.statement_model import StatementModel


class StatementFooter(QWidget):
    """Adds up what is typed."""

    def __init__(self, amounts: Amounts) -> None:
        """Show nothing yet."""
        super().__init__()
        self._amounts = amounts
        self.before = _figure()
        self.after = _figure()
        self.change = _figure()
        self.missing = label("", "said-warn")
        self.counts = label("", "muted")
        figures = row(
            *(_titled(_("Net worth before"), self.before), _titled(_("After"), self.after)),
            _titled(_("Change"), self.change),
            spacing=4 * SPACE,
        )
        figures.addStretch(1)
        told = column(self.counts, self.missing, spacing=2)
        layout = row(spacing=2 * SPACE)
        layout.addLayout(figures)
        layout.addLayout(told, 1)
        self.setLayout(layout)

    def show_totals(self, model: StatementModel) -> None:
        """Add up what is typed now."""
        values = model.new_values
        found = totals(model.index_of_values, model.day, values)
        self.before.setText(self._amounts.rounded(found.before))
        self.after.setText(self._amounts.rounded(found.after))
        self.change.setText(self._amounts.change(found.after - found.before))
        text = ngettext("{count} value is missing", "{count} values are missing", found.missing)
        self.missing.setText(text.format(count=formats.integer(found.missing)))
        self.missing.setVisible(found.missing > 0)
        confirmed = sum(value.is_confirmed for value in values)
        done = {value.row.owned.id for value in values}
        left = sum(item.is_input and item.owned_id not in done for item in model.entered)
        counts = _("Typed: {typed} · Confirmed: {confirmed} · Left: {left}")
        self.counts.setText(
            counts.format(typed=len(values) - confirmed, confirmed=confirmed, left=left)
        )


def _figure() -> QLabel:
    return label("", "figure", wrap=False)


def _titled(title: str, figure: QLabel) -> QWidget:
    part = QWidget()
    part.setLayout(column(label(title, "small", wrap=False), figure, spacing=0))
    figure.setAccessibleName(title)
    return part
