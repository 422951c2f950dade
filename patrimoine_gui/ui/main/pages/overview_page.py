"""The page of the whole household: what it is worth, of what, since when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.entities import Loan
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.ui.amounts import Amounts
from patrimoine_gui.ui.main.pages import household_notices
from patrimoine_gui.ui.main.pages.asset_tree import AssetTree, asset_context, asset_name
from patrimoine_gui.ui.main.pages.history_panel import HistoryPanel
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.notices import Notice
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.roles import set_role

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from patrimoine_gui.portfolio.snapshot import Snapshot

_YEAR: Final = timedelta(days=365)
_WIDTHS: Final = [560, 560]
_COMPACT: Final = 900
_ROOMY: Final = 1160
_GAP: Final = 5 * SPACE


class OverviewPage(QWidget):
    """Header, assets and debts, history."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.net = label("", "display", wrap=False)
        self.as_of = label("", "muted", wrap=False)
        self.gross = label("", "figure", wrap=False)
        self.debts = label("", "figure", wrap=False)
        self.change = label("", "figure", wrap=False)
        self.notices = QVBoxLayout()
        self._figures = row(spacing=_GAP)
        self.tree = AssetTree()
        self.history = HistoryPanel()
        self.parts = QStackedWidget()
        self.first_asset = button(_("Add the first asset…"), "primary", "plus")
        self._index = ValueIndex(Household())
        self._amounts = Amounts()
        self._compact = False
        self._closed: set[str] = set()
        self._build()
        self._connect()

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(2 * SPACE)
        splitter.addWidget(frame(column(self.tree), margin=SPACE))
        splitter.addWidget(frame(column(self.history)))
        splitter.setSizes(_WIDTHS)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setStyleSheet("QTreeView { border: none; }")
        self.parts.addWidget(splitter)
        self.parts.addWidget(frame(column(_nothing_yet(self.first_asset))))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        self._head = self._header()
        layout.addWidget(self._head)
        layout.addLayout(self.notices)
        layout.addWidget(self.parts, 1)

    def _header(self) -> QFrame:
        first = column(label(_("Net worth"), "muted", wrap=False), self.net, self.as_of, spacing=0)
        inside = self._figures
        inside.addLayout(first)
        inside.addStretch(1)
        for title, figure in (
            (_("What you own"), self.gross),
            (_("What you owe"), self.debts),
            (_("Over one year"), self.change),
        ):
            box = column(label(title, "muted", wrap=False), figure, spacing=2)
            figure.setAccessibleName(title)
            box.addStretch(1)
            inside.addLayout(box)
        return frame(inside, margin=2 * SPACE + 4)

    def _connect(self) -> None:
        self.tree.selected.connect(self._on_asset_selected)
        self.history.whole_asked.connect(self._on_whole_asked)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Give way where the window is narrow: smaller figures, fewer columns."""
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Take smaller figures where they would not fit whole."""
        narrow = self.width() < _COMPACT
        self.tree.show_dates(shown=not narrow, aged=self.width() >= _ROOMY)
        self._write_figures(compact=narrow)
        if not narrow and self._width_of_head() > self.width() - 4 * SPACE:
            self._write_figures(compact=True)

    def _width_of_head(self) -> int:
        """Measure anew: what is not shown yet has no style, and layouts keep what they found."""
        for part in self._head.findChildren(QLabel):
            part.ensurePolished()
        self._figures.activate()
        return self._head.minimumSizeHint().width()

    def _write_figures(self, *, compact: bool) -> None:
        if compact == self._compact:
            return
        self._compact = compact
        for figure in (self.gross, self.debts, self.change):
            set_role(figure, "strong" if compact else "figure")
        set_role(self.net, "figure" if compact else "display")
        self._figures.setSpacing(2 * SPACE if compact else _GAP)
        self.change.setText(self._year_change())
        self.as_of.setText(self._as_of())

    def show_snapshot(self, snapshot: Snapshot, amounts: Amounts) -> None:
        """Show the file as it is now."""
        household, today = snapshot.household, snapshot.today
        self._index, self._amounts = snapshot.index, amounts
        self._show_header()
        self._show_notices(household)
        self.parts.setCurrentIndex(0 if household.owned else 1)
        self.tree.show_assets(self._index, amounts, today)
        self._on_asset_selected(self.tree.selected_asset())

    @property
    def amounts(self) -> Amounts:
        """How amounts are written now."""
        return self._amounts

    def _show_header(self) -> None:
        amounts, span = self._amounts, self._index.span
        worth = self._index.net_worth(span[1]) if span else None
        self.net.setText(amounts.exact(worth.net if worth else None))
        self.net.setAccessibleName(_("Net worth {amount}").format(amount=self.net.text()))
        self.as_of.setText(self._as_of())
        self.gross.setText(amounts.exact(worth.gross if worth else None))
        self.debts.setText(amounts.exact(-worth.debts if worth else None))
        self.change.setText(self._year_change())
        self._give_way()

    def _as_of(self) -> str:
        """Say of which day the net worth is."""
        span = self._index.span
        if span is None:
            return _("no value yet")
        write = formats.short_day if self._compact else formats.day
        return _("as of {day}").format(day=write(span[1]))

    def _year_change(self) -> str:
        span = self._index.span
        if span is None or span[1] - _YEAR < span[0]:
            return formats.UNKNOWN
        now = self._index.net_worth(span[1]).net
        before = self._index.net_worth(span[1] - _YEAR).net
        text = self._amounts.change(now - before)
        if before > 0 and not self._amounts.hidden and not self._compact:
            text = f"{text}{formats.HARD_SPACE}({formats.percent((now - before) / before)})"
        return text

    def _show_notices(self, household: Household) -> None:
        while (item := self.notices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        span = self._index.span
        unpriced = self._index.net_worth(span[1]).unpriced if span else 0
        for kind, text in household_notices.about(household, unpriced):
            if text not in self._closed:
                notice = Notice(kind, text)
                notice.closed.connect(self._on_notice_closed)
                self.notices.addWidget(notice)

    @Slot(object)
    def _on_notice_closed(self, text: str) -> None:
        self._closed.add(text)

    @Slot(object)
    def _on_asset_selected(self, asset_id: int | None) -> None:
        household = self._index.household
        asset = next((item for item in household.owned if item.id == asset_id), None)
        if asset is None:
            series = tuple((worth.on, worth.net) for worth in self._index.monthly())
            self.history.show_series(_("Net worth"), series, self._amounts)
            return
        history = self._index.history_in_euros(asset.id)
        if isinstance(asset, Loan):  # what is owed: a positive number
            history = tuple((day, -cents) for day, cents in history)
        self.history.show_series(
            asset_name(asset),
            history,
            self._amounts,
            context=asset_context(household, asset),
        )

    @Slot()
    def _on_whole_asked(self) -> None:
        self.tree.clearSelection()
        self.tree.setCurrentIndex(self.tree.rootIndex())
        self._on_asset_selected(None)


def _nothing_yet(first_asset: QPushButton) -> QWidget:
    page = QWidget()
    layout = column(spacing=SPACE)
    layout.addStretch(1)
    sign = picture("immobilier", 48, colours().faint)
    layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
    for text, role in (
        (_("This file holds no asset yet"), "heading"),
        (_("It is ready: begin with an account, a home, or anything else that you own."), "muted"),
    ):
        words: QLabel = label(text, role)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(words)
    layout.addSpacing(SPACE)
    layout.addWidget(first_asset, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addStretch(1)
    page.setLayout(layout)
    return page
