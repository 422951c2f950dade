"""The style sheet; `$name` stands for a colour of the theme."""

from __future__ import annotations

from typing import Final

STYLE_SHEET: Final = """
QWidget { color: $text; }
QMainWindow, QDialog, QWizard, QWizardPage, QMessageBox, QWidget[role="notice"] {
  background: $window;
}
QToolTip { background: $card; color: $text; border: 1px solid $border; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[role="display"] { font-size: 25pt; font-weight: 600; }
QLabel[role="title"] { font-size: 17pt; font-weight: 600; }
QLabel[role="heading"] { font-size: 11.5pt; font-weight: 600; }
QLabel[role="figure"] { font-size: 14pt; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: 9pt; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="good"] { color: $good; font-weight: 600; }
QLabel[role="bad"] { color: $bad; font-weight: 600; }
QLabel[role="said-bad"] { color: $bad; font-weight: 600; }
QLabel[role="said-warn"] { color: $warn; font-weight: 600; }
QLabel[role="said-good"] { color: $good; font-weight: 600; }
QLabel[role="key"] { font-size: 15pt; font-weight: 600; padding: 4px 6px; border-radius: 6px; }
QLabel[role="key"]:focus { background: $accent_soft; }

QFrame[role="card"] { background: $card; border: 1px solid $border; border-radius: 10px; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="info"] { background: $accent_soft; border: none; border-radius: 8px; }
QFrame[role="good"] { background: $good_soft; border: none; border-radius: 8px; }
QFrame[role="warn"] { background: $warn_soft; border: none; border-radius: 8px; }
QFrame[role="bad"] { background: $bad_soft; border: none; border-radius: 8px; }
QFrame[role="info"] QLabel { color: $accent; }
QFrame[role="good"] QLabel { color: $good; }
QFrame[role="warn"] QLabel { color: $warn; }
QFrame[role="bad"] QLabel { color: $bad; }
QFrame[role="rail"] { background: transparent; border: none; }
QFrame[role="side"] { background: $card; border: none; border-right: 1px solid $border; }

QPushButton {
  background: $card; color: $text; border: 1px solid $control; border-radius: 7px;
  padding: 7px 16px; min-height: 18px;
}
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 15px; }
QPushButton:disabled { color: $faint; border-color: $border; background: $window; }
QPushButton[role="primary"], QPushButton[role="leads"]:default,
QWizard QMessageBox QPushButton:default {
  background: $accent; color: $on_accent; border: 1px solid $accent;
}
QPushButton[role="primary"]:hover, QPushButton[role="leads"]:default:hover,
QWizard QMessageBox QPushButton:default:hover {
  background: $accent_hover; border-color: $accent_hover;
}
QPushButton[role="primary"]:focus, QPushButton[role="leads"]:default:focus,
QWizard QMessageBox QPushButton:default:focus {
  border: 2px solid $text; padding: 6px 15px;
}
QPushButton[role="primary"]:disabled, QPushButton[role="leads"]:default:disabled,
QWizard QMessageBox QPushButton:default:disabled {
  background: $sunken; color: $faint; border-color: $border;
}
QPushButton[role="link"] { background: transparent; color: $accent; border: none; padding: 4px 0;
  font-weight: 600; text-align: left; }
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus { text-decoration: underline; }
QPushButton[role="link"]:disabled { color: $faint; }
QPushButton[role="action"] {
  text-align: left; padding: 12px 14px; min-height: 40px; border: 1px solid $border;
  border-radius: 10px;
}
QPushButton[role="action"]:hover { border-color: $accent; background: $accent_soft; }
QPushButton[role="action"]:focus { border: 2px solid $accent; padding: 11px 13px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 5px 8px; color: $text; }
QToolButton:hover { background: $sunken; }
QToolButton:focus { border-color: $accent; }
QToolButton[role="link"] { color: $accent; padding: 4px 3px; font-weight: 600; }
QToolButton[role="rail"] { padding: 9px 12px; font-weight: 600; color: $muted; text-align: left; }
QToolButton[role="rail"]:hover { color: $text; }
QToolButton[role="rail"]:checked { background: $accent_soft; color: $accent; }
QToolButton[role="rail"]:focus { border: 2px solid $accent; padding: 8px 11px; }
QToolButton[role="tool"] { background: $card; border: 1px solid $control; border-radius: 7px;
  padding: 6px 11px; }
QToolButton[role="tool"]:hover { background: $sunken; }
QToolButton[role="tool"]:focus { border: 2px solid $accent; padding: 5px 10px; }
QToolButton[role="tool"]:disabled { border-color: $border; background: $window; }
QToolButton::menu-indicator { image: none; }
QToolButton:disabled { color: $faint; }

QLineEdit {
  background: $card; color: $text; border: 1px solid $control; border-radius: 7px;
  padding: 7px 9px; min-height: 18px;
  selection-background-color: $selection; selection-color: $text;
}
QLineEdit:focus { border: 2px solid $accent; padding: 6px 8px; }
QLineEdit[role="bad"] { border: 1px solid $bad; }
QLineEdit[role="bad"]:focus { border: 2px solid $bad; }
QLineEdit[role="cell"] { border: 1px solid $accent; border-radius: 0; padding: 0 4px; }
QLineEdit:disabled { color: $faint; border-color: $border; background: $window; }

QListWidget, QTreeView, QTableView, QTextEdit, QPlainTextEdit, QListView[role="list"] {
  background: $card; border: 1px solid $border; border-radius: 8px;
  selection-background-color: $selection; selection-color: $text; outline: 0;
}
QTextEdit[role="fact"] { background: transparent; border: none; border-radius: 0; padding: 0; }
QPlainTextEdit { padding: 6px; }
QTreeView, QTableView { alternate-background-color: $window; gridline-color: $border; }
QTreeView::item, QTableView::item { padding: 5px 6px; border: none; }
QTreeView::item:selected, QTableView::item:selected { background: $selection; color: $text; }
QTreeView::item:hover:!selected { background: $sunken; }
QListWidget::item { border: none; border-radius: 8px; }
QListWidget::item:selected { background: $selection; color: $text; }
QListWidget::item:hover:!selected { background: $sunken; }
QListWidget:focus, QTreeView:focus, QTableView:focus, QListView[role="list"]:focus
{ border: 1px solid $accent; }
QHeaderView { background: $card; border: none; }
QHeaderView::section {
  background: $card; color: $muted; border: none; border-bottom: 1px solid $border;
  padding: 7px 6px; font-weight: 600;
}
QTableCornerButton::section { background: $card; border: none; }

QProgressBar { background: $sunken; border: none; border-radius: 5px; min-height: 10px;
  max-height: 10px; }
QProgressBar::chunk { background: $accent; border-radius: 5px; }
QProgressBar[role="bad"]::chunk { background: $bad; }
QProgressBar[role="warn"]::chunk { background: $warn; }
QProgressBar[role="good"]::chunk { background: $good; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 7px 4px; margin-right: 18px;
  border: none; border-bottom: 2px solid transparent; font-weight: 600; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; }
QTabBar::tab:hover:!selected { color: $text; }
QTabBar::tab:focus { color: $text; border-bottom: 2px solid $text; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 11px; margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 11px; margin: 1px; }
QScrollBar::handle { background: $border; border-radius: 4px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $control; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenuBar { background: $window; padding: 2px 6px; }
QMenuBar::item { padding: 5px 10px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: $sunken; }
QMenu { background: $card; border: 1px solid $border; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 24px; border-radius: 5px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QStatusBar { background: $card; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; font-size: 9pt; padding: 2px 8px; }
QStatusBar QToolButton { color: $muted; font-size: 9pt; padding: 2px 8px; }
QSplitter::handle { background: transparent; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator, QRadioButton::indicator, QListWidget::indicator {
  width: 14px; height: 14px; background: $card;
  border: 1px solid $control; }
QCheckBox::indicator, QListWidget::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent;
  width: 12px; height: 12px; }
QCheckBox::indicator:checked, QListWidget::indicator:checked {
  background: $accent; border-color: $accent;
  image: url("$tick"); }
QCheckBox::indicator:checked:focus { border-color: $text; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }
QRadioButton::indicator:checked:focus { border: 5px solid $accent; width: 6px; height: 6px;
  background: $text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window;
  border-color: $faint; }
QCheckBox::indicator:checked:disabled { background: $faint; }
"""
