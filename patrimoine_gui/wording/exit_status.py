"""The exit statuses of the command line, and what they mean."""

from __future__ import annotations

from enum import IntEnum

from patrimoine_gui.i18n import _


class ExitStatus(IntEnum):
    """Exit statuses; except for 0 and `UNCONFIRMED`, nothing was changed."""

    OK = 0
    FOUND = 1
    USAGE = 2
    KEY_REQUIRED = 3
    WRONG_PASSPHRASE = 4
    TOO_NEW = 5
    DAMAGED = 6
    BUSY = 7
    NO_SPACE = 8
    REFUSED = 9
    UNCONFIRMED = 10


def meaning(status: ExitStatus) -> str:
    """Say what a status means, for `--help`."""
    return {
        ExitStatus.OK: _("done, or nothing to do"),
        ExitStatus.FOUND: _("a check found something to mend"),
        ExitStatus.USAGE: _("the command is wrong, or the version asked for does not exist"),
        ExitStatus.KEY_REQUIRED: _("a passphrase is needed"),
        ExitStatus.WRONG_PASSPHRASE: _("the passphrase or the recovery key is wrong"),
        ExitStatus.TOO_NEW: _("the file was written by a newer version"),
        ExitStatus.DAMAGED: _("the file or the backup is damaged"),
        ExitStatus.BUSY: _("the file is in use"),
        ExitStatus.NO_SPACE: _("not enough free space"),
        ExitStatus.REFUSED: _("refused, stopped or failed; nothing was changed"),
        ExitStatus.UNCONFIRMED: _("done, or perhaps done: the disk did not confirm it"),
    }[status]
