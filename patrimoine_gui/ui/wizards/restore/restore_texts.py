"""What the pages of a restore say where they are those of an upgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.wizards.progress_page import ProgressTexts
from patrimoine_gui.ui.wizards.result_page import ResultTexts
from patrimoine_gui.ui.wizards.step_wizard import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHECKS = (
    (UpgradeStep.SNAPSHOT, UpgradeStep.LOCK),
    (UpgradeStep.VERIFY, UpgradeStep.CLEAN),
)
_UPGRADES = (
    (UpgradeStep.SNAPSHOT, UpgradeStep.LOCK, UpgradeStep.BACKUP),
    (UpgradeStep.MEASURE_BEFORE,),
    (UpgradeStep.MIGRATE,),
    (UpgradeStep.VERIFY,),
    (UpgradeStep.MEASURE_AFTER,),
    (UpgradeStep.PUBLISH, UpgradeStep.FINALISE, UpgradeStep.CLEAN),
)
_AS_NEW = (
    (UpgradeStep.MEASURE_BEFORE, UpgradeStep.LOCK, UpgradeStep.SNAPSHOT, UpgradeStep.BACKUP),
    (UpgradeStep.PUBLISH, UpgradeStep.FINALISE, UpgradeStep.MIGRATE),
    (UpgradeStep.VERIFY, UpgradeStep.MEASURE_AFTER, UpgradeStep.CLEAN),
)
_REPLACES = (
    (UpgradeStep.LOCK, UpgradeStep.SNAPSHOT),
    (UpgradeStep.BACKUP,),
    (UpgradeStep.MEASURE_BEFORE, UpgradeStep.MIGRATE),
    (UpgradeStep.PUBLISH, UpgradeStep.FINALISE),
    (UpgradeStep.VERIFY, UpgradeStep.MEASURE_AFTER, UpgradeStep.CLEAN),
)


def steps() -> tuple[str, ...]:
    """Give the steps of a restore, as the rail names them."""
    return (
        _("The backup"),
        _("Verification"),
        _("Upgrade, if needed"),
        _("Comparison"),
        _("Where to"),
        _("Restore"),
        _("Result"),
    )


def check_work() -> ProgressTexts:
    """Give what is said while a backup is verified."""
    return ProgressTexts(
        title=_("The backup is being verified"),
        told=_(
            "Every byte is read and compared with what was written that day. Your file is not"
            " touched."
        ),
        stop=_("Stop the verification"),
        stopping=_("Nothing has been changed."),
        bar=_("Progress of the verification"),
        lines=_CHECKS,
    )


def check_steps() -> Mapping[UpgradeStep, str]:
    """Name the steps of a verification."""
    return {
        UpgradeStep.SNAPSHOT: _("Reading of the backup, byte by byte"),
        UpgradeStep.VERIFY: _("Check of what is in it"),
    }


def copy_work() -> ProgressTexts:
    """Give what is said while the private copy is upgraded."""
    return ProgressTexts(
        title=_("What comes out of the backup is being upgraded"),
        told=_("The work is done on a private copy. Neither your file nor the backup is at risk."),
        stop=_("Cancel the restore"),
        stopping=_("Your file and the backup stay exactly as they are."),
        bar=_("Progress of the upgrade"),
        lines=_UPGRADES,
    )


def copy_texts() -> ResultTexts:
    """Give what is said of the upgrade of the private copy."""
    return ResultTexts(
        title=_("The copy is up to date"),
        took=_("The upgrade took {duration}."),
        same=_("The net worth of the backup is the same"),
        proved=_("Every figure was compared before and after, to the cent."),
        kept=_("The backup itself has not been changed"),
        leads=_("&Next"),
    )


def restore_work() -> ProgressTexts:
    """Give what is said while a new file is made."""
    return ProgressTexts(
        title=_("Restore in progress"),
        told=_("Your present file is not touched."),
        stop=_("Cancel the restore"),
        stopping=_("Your present file stays exactly as it is."),
        bar=_("Progress of the restore"),
        lines=_AS_NEW,
    )


def replace_work() -> ProgressTexts:
    """Give what is said while the present file is saved, then replaced."""
    return ProgressTexts(
        title=_("Restore in progress"),
        told=_("Your present file is saved first. It is replaced at once, at the very end."),
        stop=_("Cancel the restore"),
        stopping=_("Your present file stays exactly as it is."),
        bar=_("Progress of the restore"),
        lines=_REPLACES,
    )


def restore_steps(*, replaces: bool) -> Mapping[UpgradeStep, str]:
    """Name the steps of a restore."""
    last = _("Figures read again and compared")
    if replaces:
        return {
            UpgradeStep.LOCK: _("Copy of your present file"),
            UpgradeStep.BACKUP: _("Verified backup of your present file"),
            UpgradeStep.MEASURE_BEFORE: _("Figures of the backup"),
            UpgradeStep.PUBLISH: _("Replacement of the file"),
            UpgradeStep.VERIFY: last,
            UpgradeStep.MEASURE_AFTER: last,
        }
    return {
        UpgradeStep.MEASURE_BEFORE: _("Figures of the backup"),
        UpgradeStep.PUBLISH: _("Writing of the new file"),
        UpgradeStep.VERIFY: last,
        UpgradeStep.MEASURE_AFTER: last,
    }


def restored_texts(leads: str) -> ResultTexts:
    """Give what is said of a backup that was restored."""
    return ResultTexts(
        title=_("Your backup is restored"),
        took=_("The restore took {duration}."),
        same=_("The restored file is worth what the backup was"),
        proved=_("Every figure was read again in the restored file and compared, to the cent."),
        kept=_("Where everything is"),
        leads=leads,
    )


def stop_check() -> Question:
    """Ask before a verification is stopped."""
    return Question(
        _("Stop the verification"),
        _("Do you want to stop the verification?"),
        _("Nothing has been changed. You can restore this backup whenever you like."),
        _("&Go on with the verification"),
        _("Stop the verification"),
    )


def stop_restore() -> Question:
    """Ask before a restore is cancelled."""
    return Question(
        _("Cancel the restore"),
        _("Do you want to cancel the restore?"),
        _("Your file and the backup stay exactly as they are."),
        _("&Go on with the restore"),
        _("Cancel the restore"),
    )


def undone_texts() -> ResultTexts:
    """Give what is said of a restore that was undone."""
    return ResultTexts(
        title=_("The restore is undone"),
        took=_("It took {duration}."),
        same=_("Your file is worth what it was before the restore"),
        proved=_("Every figure was read again in the file and compared, to the cent."),
        kept=_("Where everything is"),
        leads=_("&Open my file"),
    )
