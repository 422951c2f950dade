"""Last page of an upgrade that took place: the proof comes first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
    QWizard,
)

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.outcome import Outcome, Proof  # noqa: TC001
from patrimoine_gui.ui import addresses
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame, line
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.report_button import ReportButton, technical_details
from patrimoine_gui.ui.wizards.clear_copies_card import ClearCopiesCard
from patrimoine_gui.ui.wizards.proof_model import ProofModel
from patrimoine_gui.ui.wizards.proof_table import ProofTable
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording import change_sentence
from patrimoine_gui.wording.protection import backups_are_whole, still_readable
from patrimoine_gui.wording.remarks import remark_sentence

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SHOWN_BUCKETS = ("assets", "values", "set aside", "merged")
"""The kinds of rows that are shown, in this order."""


@dataclass(frozen=True, slots=True)
class ResultTexts:
    """What the page says of the work that was done; translated.

    Attributes:
        title: what is now true.
        took: how long it took, with `{duration}`.
        same: the heading of the proof.
        proved: what was compared.
        kept: the heading above the backup.
        leads: the button that goes on.
    """

    title: str
    took: str
    same: str
    proved: str
    kept: str
    leads: str


def upgrade_texts() -> ResultTexts:
    """Give what is said of the upgrade of a file."""
    return ResultTexts(
        title=_("Your file is up to date"),
        took=_("The upgrade took {duration}."),
        same=_("Your net worth is the same"),
        proved=_("Every figure was compared before and after, to the cent."),
        kept=_("The file as it was is kept in a verified backup"),
        leads=_("&Open my file"),
    )


class ResultPage(WizardPage):
    """Says what changed and where the backup is, then shows net worth at each date."""

    folder_opened = Signal(object)
    """The user asked for the folder of the backup, a `Path`."""

    def __init__(
        self, backups: Path, parent: QWidget | None = None, *, words: ResultTexts | None = None
    ) -> None:
        """Show nothing until an outcome is given.

        Args:
            backups: folder of the backups, where clear copies of earlier versions may stand.
            parent: widget that holds it.
            words: what it says; None for the upgrade of a file.
        """
        self._words = words or upgrade_texts()
        super().__init__(self._words.title, "", parent)
        self.setFinalPage(True)
        self.setButtonText(QWizard.WizardButton.FinishButton, self._words.leads)
        self.outcome: Outcome | None = None
        self.copies = ClearCopiesCard(backups)
        self._protected = False
        self.table: ProofTable | None = None

    def show_outcome(self, outcome: Outcome, *, protected: bool = False) -> None:
        """Show what a finished upgrade did; `show_details` adds the proof.

        Two calls, so that the window never stands still for long between two turns of its loop.

        Args:
            outcome: what was done.
            protected: whether anybody could read the file before, and nobody can now.
        """
        self.copies.setParent(None)
        clear(self.body)
        self.outcome = outcome
        self.set_introduction(self._words.took.format(duration=_took(outcome.seconds)))
        self.body.addWidget(banner("good", self._words.proved, self._words.same))
        self._protected = protected
        if protected:
            self.body.addWidget(_encrypted())
        if outcome.proof.changes:
            self.body.addWidget(frame(_changes(outcome.proof)))
        if outcome.remarks:
            self.body.addWidget(frame(_remarks(outcome)))
        self.body.addWidget(frame(self._backup(outcome)))

    def show_details(self) -> None:
        """Add the figures, date by date, right below what they prove, and the report."""
        outcome = self.outcome
        if outcome is None:
            return
        if self._protected:
            self.body.addWidget(self.copies)
            self.copies.look(outcome.file, outcome.backup)
        self.body.insertWidget(1, frame(self._proof(outcome.proof)))
        self.body.addWidget(technical_details(outcome))
        self.body.addStretch(1)

    def _proof(self, proof: Proof) -> QVBoxLayout:
        self.table = ProofTable(ProofModel(proof))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        _heads(grid, _("Rows of the file"))
        for bucket in SHOWN_BUCKETS:
            rows = proof.before.bucket(bucket).rows, proof.after.bucket(bucket).rows
            if any(rows):
                _figures(grid, bucket_name(bucket), rows)
        return column(self.table, line(), grid, spacing=12)

    def _backup(self, outcome: Outcome) -> QVBoxLayout:
        pairs = [(_("Backup"), str(outcome.backup))] if outcome.backup else []
        if outcome.report:
            pairs.append((_("Report"), str(outcome.report)))
        opened = button(_("Open the &folder"), icon="folder")
        opened.clicked.connect(self._on_folder_asked)
        buttons: QHBoxLayout = row(opened, ReportButton(outcome))
        buttons.addStretch(1)
        title = label(self._words.kept, "heading")
        return column(title, facts(pairs), buttons, spacing=12)

    @Slot()
    def _on_folder_asked(self) -> None:
        if self.outcome is None or self.outcome.backup is None:
            return
        folder = self.outcome.backup.parent
        self.folder_opened.emit(folder)
        addresses.open_folder(folder)


def _encrypted() -> QFrame:
    sentences = (
        _("It opens with your passphrase, or with your recovery key. So do its backups."),
        still_readable(),
        backups_are_whole(),
    )
    return banner("good", "\n".join(sentences), _("Your file is now protected"))


def _took(seconds: float) -> str:
    return _("less than a second") if seconds < 1 else formats.duration(seconds)


def _heads(grid: QGridLayout, title: str) -> None:
    rank = grid.rowCount()
    grid.addWidget(label(title, "heading", wrap=False), rank, 0)
    for place, text in ((1, _("Before")), (2, _("After"))):
        head = label(text, "small", wrap=False)
        grid.addWidget(head, rank, place, _RIGHT)


def _figures(grid: QGridLayout, name: str, rows: tuple[int, int]) -> None:
    rank = grid.rowCount()
    grid.addWidget(label(name, wrap=False), rank, 0)
    for place, text in enumerate(map(formats.integer, rows), start=1):
        figure: QLabel = label(text, wrap=False, select=True)
        figure.setAccessibleName(f"{name}: {text}")
        grid.addWidget(figure, rank, place, _RIGHT)
    same = rows[0] == rows[1]
    sign = picture("check" if same else "circle-info", 16, "" if not same else colours().good)
    sign.setAccessibleName(_("the same") if same else _("different, as announced"))
    sign.setToolTip(sign.accessibleName())
    grid.addWidget(sign, rank, 3, _RIGHT)


def bucket_name(name: str) -> str:
    """Name a kind of rows."""
    return {
        "assets": _("Assets and debts"),
        "values": _("Dated values"),
        "set aside": _("Set aside, unreadable"),
        "merged": _("Duplicates put together"),
    }[name]


def _changes(proof: Proof) -> QVBoxLayout:
    card = column(label(_("What was put in order"), "heading"))
    for change in proof.changes:
        inside = row(spacing=10)
        inside.addWidget(picture("circle-info", 18), 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(label(change_sentence(change)), 1)
        card.addLayout(inside)
    return card


def _remarks(outcome: Outcome) -> QVBoxLayout:
    """Tell what was amiss with the file before, or is still."""
    card = column(label(_("What to know of this file"), "heading"))
    for remark in outcome.remarks:
        inside = row(spacing=10)
        inside.addWidget(picture("warning", 18, colours().warn), 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(label(remark_sentence(remark), select=True), 1)
        card.addLayout(inside)
    return card
