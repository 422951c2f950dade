"""What the keys of a file protect at the present format, and what they do not yet."""

from __future__ import annotations

from patrimoine_gui.i18n import _


def not_encrypted_yet() -> str:
    """Say what can be read in a protected file without its keys."""
    return _("Amounts, dates and the groups of assets are not encrypted yet.")


def backups_are_whole() -> str:
    """Say what can be read in a backup without its keys: nothing."""
    return _("The backups are encrypted whole.")
