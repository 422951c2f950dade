"""Who owns something: one tick for each member, all ticked ones in equal parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.portfolio.enums import Role
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.portfolio.entities import Member

_KEY: Final = Qt.ItemDataRole.UserRole
_MOST: Final = 4
_ADULTS: Final = frozenset({Role.SELF, Role.PARTNER})


class OwnerList(QWidget):
    """Proposes the owner or the owners that are usual, until somebody ticks another."""

    changed = Signal()
    """Other members are ticked."""

    def __init__(self, members: Sequence[Member], parent: QWidget | None = None) -> None:
        """Tick nobody yet.

        Args:
            members: of the household, in the order of lists.
            parent: widget that holds it.
        """
        super().__init__(parent)
        self.list = QListWidget()
        self.message = InlineMessage()
        self._members = tuple(members)
        self._is_proposed = True
        for member in members:
            item = QListWidgetItem(formats.visible(member.name) or _("(no name)"), self.list)
            item.setData(_KEY, member.id)
            item.setCheckState(Qt.CheckState.Unchecked)
        self._build()
        self.list.itemChanged.connect(self._on_changed)

    def propose(self, *, personal: bool) -> None:
        """Tick who usually owns such a thing, unless somebody was ticked by hand.

        Args:
            personal: whether the law gives it to one person.
        """
        if not self._is_proposed:
            return
        adults = [item.id for item in self._members if item.role in _ADULTS]
        usual = adults or [item.id for item in self._members]
        self._tick(usual[:1] if personal else usual)
        self._is_proposed = True

    def owners(self) -> tuple[int, ...]:
        """Give the numbers of the members that are ticked."""
        items = (self.list.item(rank) for rank in range(self.list.count()))
        return tuple(
            int(item.data(_KEY)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _tick(self, members: Sequence[int]) -> None:
        for rank in range(self.list.count()):
            item = self.list.item(rank)
            ticked = item.data(_KEY) in members
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _build(self) -> None:
        title = _("Who owns it")
        self.list.setAccessibleName(title)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTabKeyNavigation(False)
        shown = min(len(self._members), _MOST)
        self.list.ensurePolished()
        self.list.setFixedHeight(shown * (self.list.sizeHintForRow(0) + 6) + 12)
        self.message.keep_room()
        self.setLayout(column(label(title, "strong"), self.list, self.message, spacing=5))
        self.setFocusProxy(self.list)
        self._tell()

    def _on_changed(self) -> None:
        self._is_proposed = False
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        count = len(self.owners())
        told = ngettext("Owns the whole.", "Each owns 1/{count}.", count)
        self.message.say(told.format(count=count) if count else _("Nobody is ticked."), "info")
