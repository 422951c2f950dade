"""Which exit status belongs to which error."""

from __future__ import annotations

from typing import Final

from patrimoine_gui import errors
from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.migration import authoring

STATUS_OF: Final[dict[type[errors.UserError], ExitStatus]] = {
    errors.TargetUnknown: ExitStatus.USAGE,
    authoring.DescriptionUnusable: ExitStatus.USAGE,
    errors.KeyRequired: ExitStatus.KEY_REQUIRED,
    errors.FileTooNew: ExitStatus.TOO_NEW,
    errors.FileDamaged: ExitStatus.DAMAGED,
    errors.VerifyFailed: ExitStatus.DAMAGED,
    errors.ResultUnread: ExitStatus.DAMAGED,
    errors.FileBusy: ExitStatus.BUSY,
    errors.NoSpace: ExitStatus.NO_SPACE,
    errors.FileUnreachable: ExitStatus.REFUSED,
    errors.NotAHouseholdFile: ExitStatus.REFUSED,
    errors.RevisionUnknown: ExitStatus.REFUSED,
    errors.LockObstructed: ExitStatus.REFUSED,
    errors.FileReadOnly: ExitStatus.REFUSED,
    errors.FolderReadOnly: ExitStatus.REFUSED,
    errors.FileHasOtherNames: ExitStatus.REFUSED,
    errors.FileExists: ExitStatus.REFUSED,
    errors.HostileObject: ExitStatus.REFUSED,
    errors.ConsentRequired: ExitStatus.REFUSED,
    errors.PlanOutdated: ExitStatus.REFUSED,
    errors.BackupFailed: ExitStatus.REFUSED,
    errors.UpgradeFailed: ExitStatus.REFUSED,
    errors.ProofFailed: ExitStatus.REFUSED,
    errors.Cancelled: ExitStatus.REFUSED,
    authoring.RevisionsUnwritable: ExitStatus.REFUSED,
    authoring.RevisionsForked: ExitStatus.REFUSED,
    authoring.NothingToMigrate: ExitStatus.REFUSED,
}
"""One entry per class of `UserError`; a test holds the two together."""
