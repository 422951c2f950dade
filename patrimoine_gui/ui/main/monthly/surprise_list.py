"""What surprises in a statement that is about to be saved, each with a way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui.main.pages.asset_tree import asset_name
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column
from patrimoine_gui.wording.portfolio.statement_surprises import surprise_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.portfolio.monthly_statement.surprises import Surprise

_ROLE: Final = Qt.ItemDataRole.UserRole
_MOST_LINES: Final = 3


class SurpriseList(QFrame):
    """Hidden while nothing surprises."""

    chosen = Signal(object)
    """The number of the asset or the loan whose value is to be looked at again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.heading = label()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Surprising values"))
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        self.setProperty("role", "warn")
        self.setLayout(column(self.heading, self.list, spacing=SPACE // 2, margin=SPACE))
        self.hide()

    def show_surprises(self, surprises: Sequence[Surprise], household: Household) -> None:
        """List what surprises; nothing is put away."""
        names = {owned.id: asset_name(owned) for owned in household.owned}
        self.list.clear()
        for surprise in surprises:
            other = names.get(surprise.other_id, "")
            sentence = surprise_sentence(surprise, names[surprise.owned_id], other)
            item = QListWidgetItem(sentence, self.list)
            item.setData(_ROLE, surprise.owned_id)
        text = ngettext(
            "One value surprises. Enter goes there; save again if it is right.",
            "{count} values surprise. Enter goes there; save again if they are right.",
            len(surprises),
        )
        self.heading.setText(text.format(count=len(surprises)))
        lines = min(max(len(surprises), 1), _MOST_LINES)
        self.list.setFixedHeight(lines * (self.list.sizeHintForRow(0) + 2) + SPACE)
        self.list.setCurrentRow(0)
        self.setVisible(bool(surprises))

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_ROLE))
