"""What is asked before a backup is deleted, or is written so that anybody can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.ui import icons
from patrimoine_gui.ui.widgets.top_level import close_by_keys
from patrimoine_gui.wording.backup_words import kind_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from patrimoine_gui.backup.catalog import CatalogEntry


def before_deletion(entry: CatalogEntry, parent: QWidget) -> QMessageBox:
    """Ask whether one backup is to be deleted; the usual answer keeps it."""
    told = _(
        "Your file and your other backups are not touched. What only this backup holds cannot be"
        " brought back."
    )
    text = _("Delete the backup of {name}?").format(name=_named(entry))
    return _question(parent, text, told, (_("&Keep it"), _("&Delete")))


def before_readable_copy(entry: CatalogEntry, parent: QWidget) -> QMessageBox:
    """Warn of a copy that is not protected; the usual answer writes none."""
    told = _(
        "Such a copy is not encrypted: whoever gets hold of it reads every name and every amount."
        " It serves to take your data to another program. Your file and your backups stay"
        " protected."
    )
    text = _("Write the backup of {name} as a copy that anybody can read?")
    text = text.format(name=_named(entry))
    return _question(parent, text, told, (_("&Cancel"), _("Choose a &place…")))


def _question(parent: QWidget, text: str, told: str, answers: tuple[str, str]) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIconPixmap(icons.pixmap("patrimoine", "", 40))
    box.setWindowTitle(_("Backups and integrity"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(formats.visible(text))
    box.setInformativeText(told)
    stay = box.addButton(answers[0], QMessageBox.ButtonRole.RejectRole)
    box.addButton(answers[1], QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    close_by_keys(box)
    return box


def _named(entry: CatalogEntry) -> str:
    """Name a backup by its day and its reason, or by its file where it says neither."""
    if entry.backup is None:
        return entry.file.name
    return f"{formats.moment(entry.backup.created)} ({kind_name(entry.backup.kind).lower()})"
