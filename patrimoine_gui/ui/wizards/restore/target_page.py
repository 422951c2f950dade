"""The page of a restore that asks where to: a new file, or in the place of the present one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from patrimoine_gui import paths
from patrimoine_gui.formats import visible
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.facts import fact
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.inline_message import InlineMessage
from patrimoine_gui.ui.widgets.labels import label, tip
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.wizards.restore.restore_context import Relation, free_name
from patrimoine_gui.ui.wizards.restore.restore_tasks import NotCompared, RestoreTarget
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

_LONGEST: Final = 40
"""Letters of a name in a sentence or beside a choice; its tool tip has the whole."""


class TargetPage(WizardPage):
    """A new file unless the user says otherwise; nothing is ever overwritten unsaved."""

    place_asked = Signal()
    """The user wants another name or another folder."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Propose nothing before `propose`."""
        super().__init__(
            _("Where should it be restored to?"),
            _("Nothing has been changed so far: all this was read from a private copy."),
            parent,
        )
        self.commit_with(_("&Restore now"))
        self.as_new = QRadioButton(_("As a &new file (advised)"))
        self.replace = QRadioButton(_("In the place of the &present file"))
        self.place = button(_("Choose another n&ame or folder…"), icon="folder")
        self.message = InlineMessage()
        self.file: Path | None = None
        self._path = column()
        self._beside = label("", "muted")
        self._told = label("", "muted")
        self._saved = banner("info", _("So this can be undone: File menu, “Undo the restore”."))
        self._why_not = label("", "muted")
        self._group = QButtonGroup(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.as_new.setChecked(True)
        for choice in (self.as_new, self.replace):
            choice.setProperty("role", "choice")
            self._group.addButton(choice)
        places = row(self.place)
        places.addStretch(1)
        self.body.addWidget(frame(column(self.as_new, _below(self._beside, self._path, places))))
        inside = _below(self._told, self._why_not)
        inside.addWidget(self._saved)
        self.body.addWidget(frame(column(self.replace, inside)))
        self.body.addWidget(self.message)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.place.clicked.connect(self.place_asked)
        self._group.buttonToggled.connect(self._on_chosen)

    def propose(
        self, file: Path, present: Path | None, answer: Replaceable, *, replace: bool = False
    ) -> None:
        """Propose both ways.

        Args:
            file: the new file.
            present: the file that may be replaced, None where there is none.
            answer: whether it can be replaced.
            replace: whether it was to be replaced from the beginning.
        """
        why_not = answer.why_not
        self.show_file(file)
        may = present is not None and not why_not
        name = _shortened(present.name) if present is not None else ""
        self.replace.setToolTip(tip(present.name) if present is not None else "")
        self.replace.setText(
            _("In the place of the &present file, {file}").format(file=name.replace("&", "&&"))
            if name
            else _("In the place of the &present file")
        )
        both = _("Your present file stays as it is, beside it. Both can be opened.")
        self._beside.setText(both if present is not None else _("Nothing is ever overwritten."))
        self.replace.setEnabled(may)
        set_aside = _("It cannot be read: every byte of it is kept beside it, under another name.")
        backed_up = _("A verified backup of {file} as it is now is made first.").format(file=name)
        self._told.setText(set_aside if answer.is_damaged else backed_up)
        self._told.setVisible(may)
        self._saved.setVisible(may and not answer.is_damaged)
        self._why_not.setText(why_not)
        self._why_not.setVisible(not may)
        (self.replace if replace and may else self.as_new).setChecked(True)

    def show_file(self, file: Path, refused: str = "") -> None:
        """Show where the new file will stand.

        Args:
            file: its path.
            refused: what is to be said of a choice that could not be taken.
        """
        self.file = file
        clear(self._path)
        self._path.addWidget(fact(str(file)))
        self.as_new.setAccessibleDescription(str(file))
        self.message.say(refused, "info")

    def take(self, file: Path) -> None:
        """Take another place; a name that is taken is replaced by one that is free."""
        free = free_name(file)
        said = _("{file} exists already, and nothing is overwritten: another name is proposed.")
        self.show_file(free, "" if free == file else said.format(file=file.name))
        self.as_new.setChecked(True)

    @property
    def replaces(self) -> bool:
        """Whether the present file is replaced."""
        return self.replace.isChecked()

    def chosen(self, present: Path | None, consents: bool) -> RestoreTarget:  # noqa: FBT001  (a setting)
        """Give what the user chose.

        Args:
            present: the file that may be replaced, None where there is none.
            consents: whether the user agreed to what was said of the backup.
        """
        if self.replaces and present is not None:
            return RestoreTarget(present, replaces=True)
        if self.file is None:
            raise AssertionError
        return RestoreTarget(self.file, consents=consents)

    @Slot()
    def _on_chosen(self) -> None:
        self.place.setEnabled(self.as_new.isChecked())


def documents_folder() -> Path:
    """Give the folder in which a new file is proposed when no other is known."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    documents = Path(QStandardPaths.writableLocation(place))
    return documents if documents.is_dir() else paths.home()


def _shortened(name: str) -> str:
    """Give a name that fits on a line: a long one without its middle."""
    shown, ends = visible(name), _LONGEST // 2
    return shown if len(shown) <= _LONGEST else f"{shown[:ends]}…{shown[-ends:]}"


def _below(*parts: object) -> QVBoxLayout:
    layout = column(*parts)  # type: ignore[arg-type]
    layout.setContentsMargins(3 * SPACE, 0, 0, 0)
    return layout


@dataclass(frozen=True, slots=True)
class Replaceable:
    """Whether the present file can be replaced.

    Attributes:
        why_not: why it cannot, translated; "" where it can.
        is_damaged: whether it cannot be read, and so not be backed up.
    """

    why_not: str = ""
    is_damaged: bool = False


def replaceable(
    relation: Relation, present: Path | None, why_not: NotCompared | None
) -> Replaceable:
    """Tell whether the present file can be replaced.

    Args:
        relation: of the backup to what is open.
        present: the present file, None where it is not known.
        why_not: why the two were not compared, None where they were.
    """
    if relation is Relation.FOREIGN:
        told = _("Not possible: this backup is of another household than the one that is open.")
        return Replaceable(told)
    if present is None:
        told = _("Not possible: the present file of this backup is not known on this computer.")
        return Replaceable(told)
    if why_not is NotCompared.OTHER_KEYS:
        told = _("Open {file} first: its keys have changed since, and it is backed up first.")
        return Replaceable(told.format(file=present.name))
    if why_not is NotCompared.BUSY:
        told = _("Not possible: another window or program has {file} open. Close it there first.")
        return Replaceable(told.format(file=present.name))
    return Replaceable(is_damaged=why_not is NotCompared.UNREADABLE)
