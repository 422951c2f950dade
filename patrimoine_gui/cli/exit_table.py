"""Which exit status belongs to which error."""

from __future__ import annotations

from typing import Final

from patrimoine_gui import errors
from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.migration import authoring

STATUS_OF: Final[dict[type[errors.UserError], ExitStatus]] = {
    errors.TargetUnknown: ExitStatus.USAGE,
    errors.NoVersionBelow: ExitStatus.USAGE,
    errors.KeyedStatements: ExitStatus.KEY_REQUIRED,
    authoring.DescriptionUnusable: ExitStatus.USAGE,
    errors.KeyRequired: ExitStatus.KEY_REQUIRED,
    errors.Locked: ExitStatus.KEY_REQUIRED,
    errors.PassphraseUnusable: ExitStatus.KEY_REQUIRED,
    errors.WrongPassphrase: ExitStatus.WRONG_PASSPHRASE,
    errors.RecoveryKeyMalformed: ExitStatus.WRONG_PASSPHRASE,
    errors.WrongKey: ExitStatus.WRONG_PASSPHRASE,
    errors.FileTooNew: ExitStatus.TOO_NEW,
    errors.ContainerTooNew: ExitStatus.TOO_NEW,
    errors.TokenVersionUnsupported: ExitStatus.TOO_NEW,
    errors.FileDamaged: ExitStatus.DAMAGED,
    errors.VerifyFailed: ExitStatus.DAMAGED,
    errors.ResultUnread: ExitStatus.DAMAGED,
    errors.HeaderMissing: ExitStatus.DAMAGED,
    errors.HeaderTampered: ExitStatus.DAMAGED,
    errors.KdfParamsRefused: ExitStatus.DAMAGED,
    errors.TokenTruncated: ExitStatus.DAMAGED,
    errors.TokenAuthFailed: ExitStatus.DAMAGED,
    errors.TokenKeyUnknown: ExitStatus.DAMAGED,
    errors.ContainerTruncated: ExitStatus.DAMAGED,
    errors.ContainerCorrupted: ExitStatus.DAMAGED,
    errors.RevisionMismatch: ExitStatus.DAMAGED,
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
    errors.ReadableCopyUnconfirmed: ExitStatus.REFUSED,
    errors.PlanOutdated: ExitStatus.REFUSED,
    errors.BackupFailed: ExitStatus.REFUSED,
    errors.UpgradeFailed: ExitStatus.REFUSED,
    errors.ProofFailed: ExitStatus.REFUSED,
    errors.Cancelled: ExitStatus.REFUSED,
    errors.KdfUnsupported: ExitStatus.REFUSED,
    errors.KdfMemory: ExitStatus.REFUSED,
    errors.PlaintextTooLarge: ExitStatus.REFUSED,
    errors.ValueUnencodable: ExitStatus.REFUSED,
    errors.EncryptedComparison: ExitStatus.REFUSED,
    errors.NotABackup: ExitStatus.REFUSED,
    errors.TooLarge: ExitStatus.REFUSED,
    errors.ForeignHousehold: ExitStatus.REFUSED,
    authoring.RevisionsUnwritable: ExitStatus.REFUSED,
    authoring.RevisionsForked: ExitStatus.REFUSED,
    authoring.NothingToMigrate: ExitStatus.REFUSED,
    authoring.LabelChanged: ExitStatus.REFUSED,
}
"""One entry per class of `UserError`; a test holds the two together."""
