"""One choice out of many, found by typing a part of its name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_KEY: Final = Qt.ItemDataRole.UserRole
_WORDS: Final = Qt.ItemDataRole.UserRole + 1
_MOVES: Final = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen.

    Attributes:
        key: what the program calls it.
        text: what the user reads.
        group: under which title it stands.
        words: further words by which it is found.
    """

    key: str
    text: str
    group: str
    words: str = ""


class SearchEdit(QLineEdit):
    """A line whose arrows move in the list below it, and whose Enter goes on to the next field."""

    moved = Signal(object)
    """A `QKeyEvent` for the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave the arrows to the list."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.moved.emit(event)
        elif key in _ENTER:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class ChoiceList(QWidget):
    """A list under titles, with a line above it that leaves in it what it is to find."""

    chosen = Signal(object)
    """The key of what is chosen now, "" for nothing."""

    def __init__(
        self, title: str, choices: tuple[Choice, ...], parent: QWidget | None = None
    ) -> None:
        """Show all choices, none of them chosen.

        Args:
            title: what is chosen.
            choices: in the order of the list, those of a group together.
            parent: widget that holds it.
        """
        super().__init__(parent)
        self.search = SearchEdit()
        self.view = QListView()
        self.message = InlineMessage()
        self._model = QStandardItemModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._fill(choices)
        self._build(title)
        self.search.textChanged.connect(self._on_searched)
        self.search.moved.connect(self._on_moved)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)

    def key(self) -> str:
        """Give the key of what is chosen, "" for nothing."""
        found = self.view.currentIndex().data(_KEY)
        return found if isinstance(found, str) else ""

    def choose(self, key: str) -> None:
        """Choose something by its key."""
        for rank in range(self._shown.rowCount()):
            index = self._shown.index(rank, 0)
            if index.data(_KEY) == key:
                self.view.setCurrentIndex(index)

    def check(self) -> bool:
        """Tell whether something is chosen; if not, ask for it."""
        is_chosen = bool(self.key())
        self.message.say("" if is_chosen else _("Choose one in the list."))
        return is_chosen

    def _build(self, title: str) -> None:
        self._shown.setSourceModel(self._model)
        self._shown.setFilterRole(_WORDS)
        self.view.setModel(self._shown)
        self.view.setProperty("role", "list")
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(title)
        self.search.setAccessibleName(_("Search: {title}").format(title=title))
        self.search.setPlaceholderText(_("Type a part of its name"))
        self.search.setClearButtonEnabled(True)
        layout = column(label(title, "strong"), self.search, self.view, self.message, spacing=5)
        layout.setStretchFactor(self.view, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.search)

    def _fill(self, choices: tuple[Choice, ...]) -> None:
        groups = dict.fromkeys(choice.group for choice in choices)
        for group in groups:
            inside = [choice for choice in choices if choice.group == group]
            self._model.appendRow(_title(group, "\n".join(map(_words, inside))))
            for choice in inside:
                item = QStandardItem(f"    {choice.text}")
                item.setData(choice.key, _KEY)
                item.setData(_words(choice), _WORDS)
                item.setData(choice.text, Qt.ItemDataRole.AccessibleTextRole)
                self._model.appendRow(item)

    def _on_searched(self, text: str) -> None:
        """Leave what fits, and choose the best of it."""
        wanted = folded(text)
        self._shown.setFilterFixedString(wanted)
        fitting = [self._shown.index(rank, 0) for rank in range(self._shown.rowCount())]
        items = [index for index in fitting if index.data(_KEY)]
        items.sort(key=lambda index: not str(index.data(_WORDS)).startswith(wanted))
        self.view.setCurrentIndex(items[0] if items and wanted else QModelIndex())
        self.message.say("" if items else _("Nothing in the list is called so."), "warn")

    def _on_moved(self, event: QKeyEvent) -> None:
        self.view.keyPressEvent(event)

    def _on_current_changed(self, _now: _Index, _before: _Index) -> None:
        if self.key():
            self.message.say("")
        self.chosen.emit(self.key())


_Index = QModelIndex | QPersistentModelIndex


def folded(text: str) -> str:
    """Give a text as it is searched for: without capitals, accents or blanks at its ends."""
    decomposed = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _words(choice: Choice) -> str:
    return folded(f"{choice.text} {choice.words} {choice.group}")


def _title(group: str, words: str) -> QStandardItem:
    item = QStandardItem(group)
    font = QFont()
    font.setBold(True)
    item.setFont(font)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setData(words, _WORDS)
    return item
