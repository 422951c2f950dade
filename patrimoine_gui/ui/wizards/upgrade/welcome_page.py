"""First page of the upgrade: which file, from which version to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from patrimoine_gui import formats
from patrimoine_gui.errors import FileReadOnly, FolderReadOnly
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.plan import Plan  # noqa: TC001
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame, line
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.wizards.wizard_page import WizardPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def version_before(plan: Plan) -> str:
    """Give the version of Patrimoine that wrote the file, "0.1"."""
    return revisions.load().get(plan.current).app_version


def version_after(plan: Plan) -> str:
    """Give the version of Patrimoine that the file will have, "0.3"."""
    return plan.revisions[-1].app_version if plan.revisions else version_before(plan)


class WelcomePage(WizardPage):
    """Says what is about to be proposed, and that nothing has happened yet."""

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        """Present a plan."""
        title, introduction = _title(plan)
        super().__init__(title, introduction, parent)
        self._plan = plan
        self._build()

    def _build(self) -> None:
        self.body.addWidget(self._file_card())
        self.body.addLayout(self._promises())
        self.body.addStretch(1)
        if isinstance(self._plan.obstacle, FileReadOnly | FolderReadOnly):
            self.body.insertWidget(0, banner("warn", _read_only()))
        self.body.addWidget(
            banner(
                "info",
                _("Nothing is changed before you press “Upgrade now”."),
            )
        )

    def show_interrupted(self) -> None:
        """Say that an earlier upgrade was interrupted, and that it cost nothing."""
        told = _(
            "The power was cut, or the program was ended, before the new version of the file was in"
            " place. Nothing of it is lost: the file is exactly what it was before, and what the"
            " upgrade had left beside it has been cleared away."
        )
        title = _("An upgrade had been interrupted: your file is intact.")
        self.body.insertWidget(0, banner("good", told, title))

    def _file_card(self) -> QFrame:
        plan = self._plan
        before = _version_box(_("Version of the file"), version_before(plan))
        after = _version_box(_("After the upgrade"), version_after(plan))
        arrow = picture("arrow-right", 26, colours().muted)
        versions = row(spacing=3 * SPACE)
        versions.addLayout(before)
        if plan.revisions:
            versions.addWidget(arrow, 0, Qt.AlignmentFlag.AlignVCenter)
            versions.addLayout(after)
        versions.addStretch(1)
        about = facts(
            (
                (_("File"), plan.file.name),
                (_("Folder"), str(plan.file.parent)),
                (_("Size"), formats.size(plan.size)),
            )
        )
        return frame(column(versions, line(), about, spacing=2 * SPACE))

    def _promises(self) -> QVBoxLayout:
        promises = (
            ("archive", _("A verified backup of your file is made first.")),
            ("copy", _("The work is done on a copy; your file is replaced only at the end.")),
            ("shield", _("Your net worth is compared before and after, to the cent.")),
        )
        return column(*(_promise(sign, text) for sign, text in promises), spacing=10)


def _title(plan: Plan) -> tuple[str, str]:
    if plan.revisions:
        return (
            _("Your file comes from an earlier version"),
            _("It has to be upgraded once before it can be opened."),
        )
    return (
        _("Your file has to be put in order"),
        _("It is done once, before it can be opened."),
    )


def _read_only() -> str:
    return _(
        "This file cannot be written where it is, so it cannot be upgraded here. You can look at"
        " it; to upgrade it, copy it to a folder of yours and open the copy."
    )


def _version_box(title: str, version: str) -> QVBoxLayout:
    return column(
        label(title, "small", wrap=False), label(version, "figure", wrap=False), spacing=2
    )


def _promise(sign: str, text: str) -> QFrame:
    inside = row(spacing=12)
    inside.addWidget(picture(sign, 20), 0, Qt.AlignmentFlag.AlignTop)
    inside.addWidget(label(text), 1)
    return frame(inside, "", 0)
