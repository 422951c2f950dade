"""Second page of the upgrade: what changes, and what it needs."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003
from functools import partial
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.background import JobRunner
from patrimoine_gui.ui.widgets.buttons import button
from patrimoine_gui.ui.widgets.disclosure import Disclosure
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column, row
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording import explain
from patrimoine_gui.wording.remarks import intention_sentence

if TYPE_CHECKING:
    from patrimoine_gui.migration.plan import Plan, PlannedRevision, SpaceNeed
    from patrimoine_gui.migration.progress import Cancel, Report


class ChangesPage(WizardPage):
    """The consent: sentences first, details on demand."""

    planned = Signal(object)
    """The page shows another `Plan`: room was made, or an obstacle is gone."""

    def __init__(
        self,
        plan: Plan,
        parent: QWidget | None = None,
        *,
        backup: Path | None = None,
        replan: Callable[[], Plan] | None = None,
    ) -> None:
        """Present what a plan does and needs.

        Args:
            plan: what is proposed.
            parent: widget that holds it.
            backup: where what is upgraded came out of; None for a file, which is backed up first.
            replan: makes the plan anew, beside the window; None where nobody can.
        """
        super().__init__(
            _("What will change"),
            _("Your net worth stays the same, to the cent. This is what changes in the file."),
            parent,
        )
        self._plan = plan
        self._backup = backup
        self._replan = replan
        self._jobs = JobRunner(self)
        self.again = self._again_button()
        self.details = Disclosure(_("Details"), self._details())
        self._build()

    def _build(self) -> None:
        for notice in self._notices():
            self.body.addWidget(notice)
        if self._replan is not None and not self.isComplete():
            self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(frame(self._sentences()))
        self.body.addWidget(frame(self._needs()))
        self.body.addStretch(1)

    def _again_button(self) -> QPushButton:
        again = button(_("&Try again"), "", "refresh")
        again.setToolTip(_("Look again whether the upgrade can begin"))
        again.clicked.connect(self._on_again)
        return again

    @Slot()
    def _on_again(self) -> None:
        if not self._jobs.is_running and self._replan is not None:
            self.again.setEnabled(False)
            task = partial(_planned_by, self._replan)
            self._jobs.run(task, self._on_planned, self._on_not_planned)

    def _on_planned(self, plan: Plan) -> None:
        self._plan = plan
        clear(self.body)
        self.again = self._again_button()
        self.details = Disclosure(_("Details"), self._details())
        self._build()
        self.planned.emit(plan)
        self.completeChanged.emit()

    def _on_not_planned(self, error: BaseException) -> None:
        """Say why, above the plan that was shown."""
        self.again.setEnabled(True)
        told = explain(error)
        self.body.insertWidget(0, banner("bad", f"{told.what}\n{told.next}", told.title))

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether the upgrade can begin: nothing refuses it, and every disk has room."""
        return self._plan.obstacle is None and all(need.enough for need in self._plan.space)

    def _sentences(self) -> QVBoxLayout:
        layout = column(spacing=12)
        sentences = [
            *map(intention_sentence, self._plan.mending),
            *(_(revision.sentence) for revision in self._plan.told),
        ]
        for sentence in sentences:
            inside = row(spacing=12)
            inside.addWidget(picture("arrow-right", 20), 0, Qt.AlignmentFlag.AlignTop)
            inside.addWidget(label(sentence), 1)
            layout.addLayout(inside)
        if self._plan.revisions:
            layout.addWidget(self.details)
        return layout

    def _details(self) -> QWidget:
        content = QWidget()
        layout = column(spacing=12)
        for revision in self._plan.told:
            layout.addLayout(_detail(revision))
        layout.setContentsMargins(4 * SPACE, 0, 0, 0)
        content.setLayout(layout)
        return content

    def _needs(self) -> QVBoxLayout:
        plan = self._plan
        pairs = [
            (_("Duration"), _expected(plan.estimate)),
            (_("Backup in"), str(plan.backup_folder))
            if self._backup is None
            else (_("Backup"), str(self._backup)),
            *((_("Free space"), _space_sentence(need)) for need in plan.space),
        ]
        return column(label(_("What it needs"), "heading"), facts(pairs), spacing=12)

    def _notices(self) -> list[QFrame]:
        plan = self._plan
        notices = [
            banner(
                "bad",
                _("Make room on this disk by moving other files elsewhere, then open it again."),
                _("{missing} more are needed").format(missing=formats.size(need.missing)),
            )
            for need in plan.space
            if not need.enough
        ]
        if plan.obstacle is not None:
            told = explain(plan.obstacle)
            notices.insert(0, banner("bad", f"{told.what}\n{told.next}", told.title))
        if plan.synchronised_by:
            notices.append(
                banner(
                    "warn",
                    _("Pause it for the time of the upgrade, so that it copies a finished file."),
                    _("This folder is synchronised by {name}").format(name=plan.synchronised_by),
                )
            )
        return notices


def _planned_by(replan: Callable[[], Plan], _report: Report, _cancel: Cancel) -> Plan:
    return replan()


def _detail(revision: PlannedRevision) -> QVBoxLayout:
    title = _("Version {version} (step {id})")
    layout = column(
        label(title.format(version=revision.app_version, id=revision.id), "small"), spacing=3
    )
    for sentence in revision.details:
        layout.addWidget(label(_(sentence), "muted"))
    if revision.loses:
        lost = _("Going back would lose: {what}")
        layout.addWidget(label(lost.format(what=_(revision.loses)), "muted"))
    return layout


def _expected(seconds: float) -> str:
    if seconds < 1:
        return _("less than a second")
    return _("about {duration}").format(duration=formats.duration(seconds))


def _space_sentence(need: SpaceNeed) -> str:
    needed = formats.size(need.needed)
    if need.free is None:
        text = _("{needed} needed; the disk does not tell what is free ({folder})")
        return text.format(needed=needed, folder=need.folder)
    text = _("{needed} needed, {free} free ({folder})")
    return text.format(needed=needed, free=formats.size(need.free), folder=need.folder)
