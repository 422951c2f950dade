"""What every page of a wizard has: a title, an introduction, room that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget, QWizard, QWizardPage

from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, row
from patrimoine_gui.ui.widgets.scroll_area import scrolled


class WizardPage(QWizardPage):
    """A page with a heading; subclasses fill `body`."""

    def __init__(self, title: str, introduction: str = "", parent: QWidget | None = None) -> None:
        """Show a title and an introduction above an empty body."""
        super().__init__(parent)
        self.heading: QLabel = label(title, "title")
        self.introduction: QLabel = label(introduction, "muted")
        self.body = QVBoxLayout()
        self._wanted: QWidget | None = None
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

    def commit_with(self, text: str) -> None:
        """Make this the page whose button begins the work; `text` is what the button says."""
        self.setCommitPage(True)
        self.setButtonText(QWizard.WizardButton.CommitButton, text)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll as little as it takes to see a part, once it has its place."""
        self._wanted = part
        QTimer.singleShot(0, self, self._on_placed)

    @Slot()
    def _on_placed(self) -> None:
        if self._wanted is not None:
            self.area.ensureWidgetVisible(self._wanted, 0, SPACE)
            self._wanted = None

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
