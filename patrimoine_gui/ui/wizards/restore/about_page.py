"""Second page of a restore: what the backup says of itself, before any passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.widgets.disclosure import Disclosure
from patrimoine_gui.ui.widgets.facts import facts
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import SPACE, clear, column
from patrimoine_gui.ui.widgets.notices import banner
from patrimoine_gui.ui.wizards.restore.restore_context import Relation, RestoreContext, backup_title
from patrimoine_gui.ui.wizards.wizard_page import WizardPage
from patrimoine_gui.wording.backup_words import kind_name

if TYPE_CHECKING:
    from patrimoine_gui.backup.backups import Backup
    from patrimoine_gui.migration.revisions import RevisionSet


class AboutPage(WizardPage):
    """Shows the clear header of a backup; asks before another household is restored."""

    def __init__(
        self, context: RestoreContext, revisions: RevisionSet, parent: QWidget | None = None
    ) -> None:
        """Show nothing before `show_backup`.

        Args:
            context: what is open, and what was opened here.
            revisions: the formats that this version knows.
            parent: widget that holds it.
        """
        told = _("What the backup says of itself, without any passphrase. Nothing is changed yet.")
        super().__init__("", told, parent)
        self._context = context
        self._revisions = revisions
        self.consent: QCheckBox | None = None

    def show_backup(self, backup: Backup, *, keeps_format: bool = False) -> None:
        """Show a backup.

        Args:
            backup: what was read of it.
            keeps_format: whether it is restored in its own format, however old.
        """
        clear(self.body)
        self.consent = None
        self.heading.setText(backup_title(backup.header))
        self.setAccessibleName(self.heading.text())
        self.body.addWidget(frame(column(facts(self._facts(backup)), self._details(backup))))
        for notice in self._notices(backup, keeps_format=keeps_format):
            self.body.addWidget(notice)
        if self._context.relation(backup.header) is Relation.FOREIGN:
            self.body.addWidget(self._question())
        self.body.addStretch(1)
        self.completeChanged.emit()

    def isComplete(self) -> bool:  # noqa: N802  (Qt's name)
        """Tell whether the restore may go on: another household's is asked about."""
        return self.consent is None or self.consent.isChecked()

    @property
    def consents(self) -> bool:
        """Whether the user wants the backup of another household."""
        return self.consent is not None and self.consent.isChecked()

    def _facts(self, backup: Backup) -> list[tuple[str, str]]:
        header = backup.header
        return [
            (_("Made on"), formats.moment(header.created)),
            (_("Reason"), kind_name(header.kind)),
            (_("Household"), self._household(backup)),
            (_("Made by"), _("Patrimoine {version}").format(version=header.app_version)),
            (_("Format"), self._format(backup)),
            (_("Size"), formats.size(backup.size)),
        ]

    def _household(self, backup: Backup) -> str:
        source = self._context.named_source(backup.header)
        name = source.name if source is not None else ""
        relation = self._context.relation(backup.header)
        if relation is Relation.SAME:
            if name and source == self._context.open_file:
                return _("the one that is open, {file}").format(file=name)
            return _("the one that is open, from another place or under another name")
        if relation is Relation.FOREIGN:
            return _("another one than the one that is open")
        if relation is Relation.KNOWN:
            return _("that of {file}").format(file=name)
        return _("of a file that was never opened here")

    def _format(self, backup: Backup) -> str:
        known = self._revisions.by_ordinal(backup.ordinal)
        version = known.app_version if known is not None else backup.app_version
        if known is self._revisions.head:
            return _("that of version {version}, the present one").format(version=version)
        return _("that of version {version}, an earlier one").format(version=version)

    def _details(self, backup: Backup) -> Disclosure:
        content = QWidget()
        pairs = (
            (_("Backup"), str(backup.file)),
            (_("Step"), backup.revision),
            (_("SQLite"), backup.header.sqlite_version),
        )
        inside = column(facts(pairs))
        inside.setContentsMargins(4 * SPACE, 0, 0, 0)
        content.setLayout(inside)
        return Disclosure(_("Details"), content)

    def _notices(self, backup: Backup, *, keeps_format: bool) -> list[QFrame]:
        is_old = backup.ordinal < self._revisions.head.ordinal
        if not is_old:
            return []
        if keeps_format:
            return [banner("warn", self._goes_back(backup), _("The file goes back to this format"))]
        text = _(
            "What comes out of it is upgraded on a private copy, with the same proof as for a file."
            " The backup itself stays as it is."
        )
        return [banner("info", text, _("This backup comes from an earlier version"))]

    def _goes_back(self, backup: Backup) -> str:
        known = self._revisions.by_ordinal(backup.ordinal)
        version = known.app_version if known is not None else backup.app_version
        sentences = [
            _(
                "Patrimoine {version} opens it. The present version opens it only after upgrading"
                " it again, which it proposes."
            ).format(version=version)
        ]
        if known is not None and not known.protects:
            clear_text = _("It will not be encrypted: anybody who uses this computer can read it.")
            sentences.append(clear_text)
        return "\n".join(sentences)

    def _question(self) -> QFrame:
        self.consent = QCheckBox(_("&Restore it all the same, as a file of its own"))
        self.consent.toggled.connect(self._on_consent)
        card = column(
            label(_("This backup is of another household"), "heading"),
            label(
                _(
                    "It was made from another file than the one that is open. It cannot replace"
                    " that one; your open file stays as it is."
                )
            ),
            self.consent,
        )
        return frame(card, "warn")

    @Slot()
    def _on_consent(self) -> None:
        self.completeChanged.emit()
