"""One error of every kind, and of every reason that it may name."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from patrimoine_gui import errors
from patrimoine_gui.errors import (
    Cancelled,
    ConsentRequired,
    ContainerPart,
    DamageKind,
    Difference,
    FileBusy,
    FileDamaged,
    FileTooNew,
    FileUnreachable,
    ForeignKind,
    Holder,
    NoSpace,
    NotAHouseholdFile,
    PassphraseFault,
    ProofFailed,
    UnreachableReason,
    UpgradeFailed,
    UpgradeStep,
    UserError,
)
from patrimoine_gui.migration import authoring, branch_problems

SECRET = Path("/home/elodie.martin/Comptes Élodie/famille.patrimoine")
"""A path that no sentence may show."""

UNREADABLE = (
    errors.TokenTruncated,
    errors.TokenVersionUnsupported,
    errors.TokenKeyUnknown,
    errors.TokenAuthFailed,
)

ONLY_OF_BACKUPS = {
    ForeignKind.HOUSEHOLD,
    ForeignKind.ZIP,
    ForeignKind.TEXT,
    ForeignKind.TEXT_MODE,
}
"""A file that is opened as a household's is never said to be one of these."""

EXAMPLES: tuple[UserError, ...] = (
    *(FileUnreachable(SECRET, reason) for reason in UnreachableReason),
    *(NotAHouseholdFile(SECRET, kind) for kind in ForeignKind if kind not in ONLY_OF_BACKUPS),
    *(FileDamaged(SECRET, kind) for kind in DamageKind),
    FileDamaged(SECRET, DamageKind.LINKS, ("valuation 1", "valuation 2"), 2),
    FileTooNew(SECRET, 9, 3),
    FileTooNew(SECRET, 9, 3, "1.2", "1.1"),
    errors.RevisionUnknown(SECRET),
    FileBusy(SECRET),
    FileBusy(SECRET, Holder(12, "ordi", "patrimoine")),
    errors.LockObstructed(SECRET, SECRET.with_name(".famille.patrimoine.lock")),
    errors.FileReadOnly(SECRET),
    errors.FolderReadOnly(SECRET.parent),
    errors.FileHasOtherNames(SECRET, 2),
    errors.FileExists(SECRET),
    NoSpace(SECRET.parent, 3_000_000, 1_000_000),
    errors.HostileObject(SECRET, "trigger"),
    errors.HostileObject(SECRET, "table"),
    errors.TargetUnknown("0099"),
    errors.NoVersionBelow("base", lowest="0001"),
    errors.KeyedStatements(("0004",)),
    errors.KeyedStatements(("0004", "0006")),
    errors.ReadableCopyUnconfirmed(),
    errors.KeyRequired("0004"),
    errors.Locked(),
    errors.WrongPassphrase(),
    errors.WrongPassphrase(recovery=True),
    errors.RecoveryKeyMalformed(),
    *(errors.PassphraseUnusable(fault) for fault in PassphraseFault),
    errors.HeaderMissing(SECRET),
    errors.HeaderTampered(),
    errors.HeaderTampered(SECRET),
    errors.KeysTooNew(3, 2),
    errors.KeysTooNew(3, 2, "9.0", "8.5"),
    errors.KdfUnsupported("argon2id"),
    errors.KdfParamsRefused(),
    errors.KdfMemory(),
    errors.KdfMemory(1 << 30),
    *(kind("asset.name") for kind in UNREADABLE),
    errors.EncryptedComparison("asset.name"),
    errors.PlaintextTooLarge("asset.note", 1 << 20),
    errors.ValueUnencodable("asset.note"),
    *(errors.NotABackup(SECRET, kind) for kind in ForeignKind),
    errors.ContainerTooNew(SECRET, 2),
    errors.ContainerTruncated(SECRET),
    *(errors.ContainerCorrupted(SECRET, part) for part in ContainerPart),
    errors.TooLarge(SECRET, 5 << 40, 64 << 30),
    errors.WrongKey(SECRET, datetime(2021, 3, 14, 15, 9, tzinfo=UTC)),
    errors.ForeignHousehold(SECRET),
    errors.RevisionMismatch(SECRET),
    ConsentRequired(("0003",)),
    errors.PlanOutdated(SECRET),
    errors.BackupFailed(SECRET.parent),
    errors.VerifyFailed(SECRET),
    *(UpgradeFailed(step) for step in UpgradeStep),
    UpgradeFailed(UpgradeStep.MIGRATE, "0002", SECRET, "IntegrityError"),
    UpgradeFailed(UpgradeStep.MIGRATE, "0004", SECRET, "RowUnreadableV1", "asset 3"),
    ProofFailed(
        (Difference("net worth", "2024-12-31"), Difference("rows: merged + values", "", 3, 2))
    ),
    ProofFailed((Difference("links to nothing", "", None, 25),)),
    errors.ResultUnread(SECRET, SECRET),
    Cancelled(UpgradeStep.BACKUP),
    *(errors.InputRefused(fault, "asset", "name") for fault in errors.InputFault),
    errors.InputRefused(errors.InputFault.NAME_MISSING),
    errors.EntityMissing("asset"),
    errors.EntityExists("valuation"),
    errors.EntityInUse("security", "position", 3),
    errors.EntityInUse("member"),
    errors.ChangedSince("loan"),
    errors.NothingToUndo(),
    errors.NothingToUndo(redo=True),
    errors.ParameterMissing("ifi.scale", date(2017, 12, 31)),
    errors.ParameterMalformed("ifi.scale", date(2018, 1, 1)),
    branch_problems.BranchProblem(("a.py",)),
    branch_problems.BranchAmbiguous(("20261122_0004_a.py", "20261123_0004_b.py")),
    branch_problems.BranchLanded(("20261122_0004_a.py",)),
    branch_problems.BranchUnknown(("0042",)),
    branch_problems.NothingToRebase(()),
    authoring.RevisionsUnwritable(SECRET.parent),
    authoring.RevisionsForked(("20261122_0004_a.py", "20261123_0004_b.py")),
    authoring.NothingToMigrate(),
    authoring.LabelChanged(("asset.name",)),
    authoring.DescriptionUnusable(),
)
