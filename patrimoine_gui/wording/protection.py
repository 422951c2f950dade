"""What the keys of a file protect at the present format, and what they leave readable."""

from __future__ import annotations

from patrimoine_gui.i18n import _


def still_readable() -> str:
    """Say what can be read in a protected file without its keys."""
    return _(
        "Names, notes, amounts and quantities are encrypted. Dates, groups, currencies, shares, "
        "and public prices and rates stay readable."
    )


def backups_are_whole() -> str:
    """Say what can be read in a backup without its keys: nothing."""
    return _("The backups are encrypted whole.")
