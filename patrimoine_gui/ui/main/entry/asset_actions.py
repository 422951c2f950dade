"""What can be done to an asset or a debt of the open file, from the menu, the keys, the tree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from patrimoine_gui import formats
from patrimoine_gui.i18n import _
from patrimoine_gui.portfolio.entities import Asset
from patrimoine_gui.portfolio.enums import ValuationMode
from patrimoine_gui.ui.main.entry import deletion
from patrimoine_gui.ui.main.entry.closing_dialog import ClosingDialog, reopening
from patrimoine_gui.ui.main.entry.new_asset_dialog import NewAssetDialog
from patrimoine_gui.ui.main.entry.rename_dialog import RenameDialog
from patrimoine_gui.ui.main.entry.value_dialog import ValueDialog
from patrimoine_gui.ui.main.pages.asset_tree import asset_name

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

    from patrimoine_gui.portfolio.entities import Loan
    from patrimoine_gui.ui.main.entry_menu import EntryMenu
    from patrimoine_gui.ui.main.household_editor import HouseholdEditor
    from patrimoine_gui.ui.main.pages.overview_page import OverviewPage
    from patrimoine_gui.ui.main.status_bar import StatusBar


class AssetActions(QObject):
    """Offers what can be done, and shows the dialog of each; one dialog at a time."""

    def __init__(
        self,
        editor: HouseholdEditor,
        page: OverviewPage,
        menu: EntryMenu,
        status_bar: StatusBar,
        window: QWidget,
    ) -> None:
        """Put the actions in the menu and at the tree.

        Args:
            editor: of the open file.
            page: what is selected in its tree is what the actions are about.
            menu: where they stand.
            status_bar: where it is told that something is in the bin.
            window: what the dialogs stand above.
        """
        super().__init__(window)
        self._editor = editor
        self._page = page
        self._tree = page.tree
        self._menu = menu
        self._status_bar = status_bar
        self._window = window
        self.shown: QDialog | None = None
        self._going: Asset | Loan | None = None
        self.new_asset = menu.add(_("&New asset…"), self._on_new_asset, "Ins", "plus")
        menu.menu.addSeparator()
        self.new_value = menu.add(_("New &value…"), self._on_new_value, "F2")
        self.rename = menu.add(_("&Rename…"), self._on_rename)
        self.end = menu.add("", self._on_end)
        self.delete = menu.add(_("&Delete"), self._on_delete, "Del", "trash")
        self._build_context_menu()
        self._tree.selected.connect(self._on_selected)
        self._tree.doubleClicked.connect(self._on_double_clicked)
        page.first_asset.clicked.connect(self.new_asset.trigger)
        self.new_asset.changed.connect(self._on_new_asset_changed)
        self._on_selected(self._tree.selected_asset())
        self._on_new_asset_changed()

    @property
    def about_one(self) -> tuple[QAction, ...]:
        """The actions on what is selected."""
        return self.new_value, self.rename, self.end, self.delete

    def close(self) -> None:
        """Close the dialog that is shown, without writing."""
        shown, self.shown = self.shown, None
        if shown is not None:
            shown.hide()
            shown.deleteLater()

    def _build_context_menu(self) -> None:
        self._tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for action in self.about_one:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._tree.addAction(action)

    def _selected(self) -> Asset | Loan | None:
        """Give the asset or the loan that is selected."""
        key = self._tree.selected_asset()
        owned = self._editor.snapshot.household.owned
        return next((item for item in owned if item.id == key), None)

    @Slot(object)
    def _on_selected(self, _key: int | None) -> None:
        """Offer what can be done to what is selected now."""
        owned = self._selected()
        self._menu.offer_about(self.about_one, chosen=owned is not None)
        is_closed = owned is not None and owned.closed_on is not None
        self.end.setText(_("&Open it again") if is_closed else _("&Close…"))
        if owned is not None and self._is_in_securities(owned):
            told = _(
                "It is worth what its securities are worth: a value of its own would not count."
            )
            self._menu.offer(self.new_value, told)

    def _is_in_securities(self, owned: Asset | Loan) -> bool:
        positions = self._editor.snapshot.household.positions
        return (
            isinstance(owned, Asset)
            and owned.mode is ValuationMode.POSITIONS
            and any(item.asset_id == owned.id for item in positions)
        )

    @Slot()
    def _on_new_asset_changed(self) -> None:
        """Let the button of an empty file say what the menu says."""
        button = self._page.first_asset
        button.setEnabled(self.new_asset.isEnabled())
        button.setToolTip("" if self.new_asset.isEnabled() else self.new_asset.toolTip())

    @Slot()
    def _on_new_asset(self) -> None:
        self._show(NewAssetDialog(self._editor, self._window))

    @Slot()
    def _on_double_clicked(self) -> None:
        if self._selected() is not None:
            self.new_value.trigger()

    @Slot()
    def _on_new_value(self) -> None:
        owned = self._selected()
        if owned is not None:
            self._show(ValueDialog(self._editor, owned, self._page.amounts, self._window))

    @Slot()
    def _on_end(self) -> None:
        """Ask for the last day; what has one already is opened again at once."""
        owned = self._selected()
        if owned is None:
            return
        if owned.closed_on is None:
            self._show(ClosingDialog(self._editor, owned, self._window))
        else:
            self._editor.execute(reopening(owned))

    @Slot()
    def _on_rename(self) -> None:
        owned = self._selected()
        if owned is not None:
            self._show(RenameDialog(self._editor, owned, self._window))

    @Slot()
    def _on_delete(self) -> None:
        """Put what is selected in the bin; ask first where other things hang on it."""
        self._going = owned = self._selected()
        if owned is None:
            return
        hanging = deletion.what_hangs_on(self._editor.snapshot.household, owned.id)
        if not hanging:
            self._delete(owned)
            return
        box = deletion.question(owned, hanging, self._window)
        box.accepted.connect(self._on_deletion_confirmed)
        self._show(box)

    @Slot()
    def _on_deletion_confirmed(self) -> None:
        if self._going is not None:
            self._delete(self._going)

    def _delete(self, owned: Asset | Loan) -> None:
        self._going = None
        self._editor.execute(deletion.command(owned), partial(self._on_deleted, owned))

    def _on_deleted(self, gone: Asset | Loan) -> None:
        told = _("“{name}” is in the bin. Ctrl+Z brings it back.")
        self._status_bar.say(told.format(name=formats.visible(asset_name(gone))))

    def _show(self, dialog: QDialog | QMessageBox) -> None:
        self.close()
        self.shown = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    @Slot()
    def _on_finished(self) -> None:
        shown, self.shown = self.shown, None
        if shown is not None:
            shown.deleteLater()
