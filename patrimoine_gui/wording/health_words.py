"""What a check of a file found, in words that say whether the data is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.health_check import CheckKind

if TYPE_CHECKING:
    from patrimoine_gui.migration.health_check import Check, Health


def check_name(kind: CheckKind) -> str:
    """Name what was looked at."""
    return {
        CheckKind.PAGES: _("The file can be read from end to end"),
        CheckKind.INDEXES: _("What is looked up agrees with the records"),
        CheckKind.STRUCTURE: _("It is built as this version builds it"),
        CheckKind.LINKS: _("What refers to something finds it"),
        CheckKind.KEYS: _("Your keys are those of the file"),
        CheckKind.VALUES: _("Every protected value opens"),
        CheckKind.AMOUNTS: _("Every value is what its field holds"),
        CheckKind.BACKUP: _("There is a verified backup"),
    }[kind]


def check_result(check: Check, health: Health) -> str:
    """Say what was found, in a few words."""
    if check.kind is CheckKind.BACKUP:
        return _backup(health)
    if check.is_good:
        return _good(check)
    text = ngettext(
        "{count} is not as it should be", "{count} are not as they should be", check.bad
    )
    return text.format(count=formats.integer(check.bad))


def _good(check: Check) -> str:
    if check.kind not in {CheckKind.VALUES, CheckKind.AMOUNTS} or not check.count:
        return _("in order")
    text = ngettext("{count} value, all in order", "{count} values, all in order", check.count)
    return text.format(count=formats.integer(check.count))


def _backup(health: Health) -> str:
    if health.backup is None:
        return _("none: make one now")
    return formats.moment(health.backup.created)


def verdict(health: Health) -> tuple[str, str, str]:
    """Give the tone ("good", "warn", "bad"), the title and the advice."""
    if health.is_mendable:
        told = _(
            "Nothing has been changed. To renew the keys of the file, or “upgrade --mend” on the"
            " command line, makes what is looked up anew from the records."
        )
        return "warn", _("Your records can be read, and what looks them up is damaged"), told
    if not health.is_sound:
        told = (
            _(
                "Nothing has been changed. Your newest verified backup is of {day}: compare it with"
                " the file, or restore it as a new file."
            ).format(day=formats.moment(health.backup.created))
            if health.backup
            else _("Nothing has been changed. Keep a copy of this file as it is before anything.")
        )
        return "bad", _("Something in this file is not as it should be"), told
    if health.backup is None:
        told = _("The file is sound, and no backup of it is verified: make one now.")
        return "warn", _("Your file is in order, without a backup"), told
    told = _("Nothing is missing, and a verified backup stands ready.")
    return "good", _("Your file is in order"), told
