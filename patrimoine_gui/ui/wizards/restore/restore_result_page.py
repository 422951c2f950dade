"""Last page of a restore: the proof, and where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column, row
from patrimoine_gui.ui.widgets.report_button import ReportButton
from patrimoine_gui.ui.wizards.result_page import ResultPage, ResultTexts

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from patrimoine_gui.migration.outcome import Outcome


class RestoreResultPage(ResultPage):
    """The proof of an upgrade, told of a restored file."""

    def __init__(self, backups: Path, words: ResultTexts, parent: QWidget | None = None) -> None:
        """Show nothing until an outcome is given; see `ResultPage`."""
        super().__init__(backups, parent, words=words)
        self.source: Path | None = None
        self.replaced = False
        self.keeps_format = False

    def _backup(self, outcome: Outcome) -> QVBoxLayout:
        pairs = [(_("File"), str(outcome.file))]
        if self.source is not None:
            pairs.append((_("Restored from"), str(self.source)))
        if self.replaced and outcome.backup is not None:
            pairs.append((_("Backup of the file as it was"), str(outcome.backup)))
        if outcome.set_aside is not None:
            pairs.append((_("The damaged file"), str(outcome.set_aside)))
        if outcome.report is not None:
            pairs.append((_("Report"), str(outcome.report)))
        layout = column(label(self._words.kept, "heading"), facts(pairs), spacing=12)
        if outcome.set_aside is not None:
            text = _(
                "The file as it was could not be read, so it could not be backed up. Every byte of"
                " it is kept under another name."
            )
        elif self.replaced and self.keeps_format:
            text = _(
                "To come back to the file as it was just before, restore the backup named above."
            )
        elif self.replaced:
            text = _(
                "You can undo this restore: File menu, “Undo the restore”. The backup that you"
                " restored stays where it is."
            )
        else:
            text = _("Nothing else has changed: the backup and your other files are as they were.")
        layout.addWidget(label(text, "muted"))
        buttons = row()
        if self.replaced and outcome.backup is not None:
            opened = button(_("Open the &folder"), icon="folder")
            opened.clicked.connect(self._on_folder_asked)
            buttons.addWidget(opened)
        buttons.addWidget(ReportButton(outcome))
        buttons.addStretch(1)
        layout.addLayout(buttons)
        return layout
