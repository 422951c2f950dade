"""What every page of a wizard has: a title, an introduction, room that scrolls."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget, QWizardPage

from patrimoine_gui.ui.elements import SPACE, label, row, scrolled


class Page(QWizardPage):
    """A page with a heading; subclasses fill `body`."""

    def __init__(self, title: str, introduction: str = "", parent: QWidget | None = None) -> None:
        """Show a title and an introduction above an empty body."""
        super().__init__(parent)
        self.heading: QLabel = label(title, "title")
        self.introduction: QLabel = label(introduction, "muted")
        self.body = QVBoxLayout()
        self._frame_body()
        self.set_introduction(introduction)

    def _frame_body(self) -> None:
        self.body.setSpacing(2 * SPACE)
        self.body.setContentsMargins(0, 0, SPACE, 0)
        self._content = QWidget()
        self._content.setLayout(self.body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 3 * SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(row(self.heading))
        layout.addWidget(self.introduction)
        layout.addSpacing(SPACE)
        self.area = scrolled(self._content)
        layout.addWidget(self.area, 1)

    def show_part(self, part: QWidget) -> None:
        """Scroll to the top of a part of the page."""
        top = part.mapTo(self._content, part.rect().topLeft()).y()
        self.area.verticalScrollBar().setValue(top)

    def set_introduction(self, text: str) -> None:
        """Say something else below the title."""
        self.introduction.setText(text)
        self.introduction.setVisible(bool(text))
        self.setAccessibleName(self.heading.text())
        self.setAccessibleDescription(text)
