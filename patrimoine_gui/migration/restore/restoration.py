"""Restores a backup: staged aside and verified first, then made a file or put in the place of one.

Nothing that exists is touched before the staged copy is what it must be. Afterwards the file is,
whatever happens, exactly the old one or exactly the new one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.errors import (
    FileDamaged,
    ForeignKind,
    ForeignRestore,
    HeaderMissing,
    HeaderTampered,
    HostileObject,
    KeyRequired,
    NotAHouseholdFile,
    UserError,
    WorkKind,
)
from patrimoine_gui.logs import file_tag
from patrimoine_gui.migration import upgrade_run
from patrimoine_gui.migration.estimates import Way
from patrimoine_gui.migration.log import upgrade_log
from patrimoine_gui.migration.meter import Meter
from patrimoine_gui.migration.outcome import RemarkKind
from patrimoine_gui.migration.plan import Direction, KeyNeed, Plan
from patrimoine_gui.migration.planning import planner, space
from patrimoine_gui.migration.progress import part_of
from patrimoine_gui.migration.restore.place_run import PlaceRun
from patrimoine_gui.migration.restore.replace_file import ReplaceRun
from patrimoine_gui.migration.restore.staged_copy import StagedCopy

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.lock import FileLock
    from patrimoine_gui.migration.copies.staging import Staged
    from patrimoine_gui.migration.environment import Environment
    from patrimoine_gui.migration.outcome import Outcome, Remark
    from patrimoine_gui.migration.progress import Cancel, Report

_DAMAGE = (FileDamaged, HostileObject, HeaderMissing, HeaderTampered)
"""What is wrong with a file of ours that no backup can be made of: its bytes are kept instead."""


_COUNTED_AGAIN = RemarkKind.UNREADABLE
"""What is said of the upgrade of a staged copy, and again of the file that it becomes."""

UPGRADE = 0.6
"""What an upgrade takes of the time of whatever it is a part of, roughly."""


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """What is to become of a staged copy.

    Attributes:
        destination: the file that it becomes.
        replaces: whether it may take the place of a file that is there.
        current_keyring: the keys of that file, needed where they are not those of the backup; for
            a new file, those whose passphrase is to open it too.
        held: the lock of the file, where the caller holds it.
        consent_foreign: whether it may take the place of another household's file.
        keep_format: whether it stays in the format that it has.
        kind: what the log of upgrades calls it.
    """

    destination: Path
    replaces: bool = False
    current_keyring: Keyring | None = field(default=None, repr=False)
    held: FileLock | None = field(default=None, repr=False)
    consent_foreign: bool = False
    keep_format: bool = False
    kind: str = upgrade_log.RESTORE


def restore(
    environment: Environment, staged: Staged, asked: RestoreRequest, report: Report, cancel: Cancel
) -> Outcome:
    """Make a staged copy a file, or put it in the place of one; see `RestoreManager.restore`."""
    diagnosis = environment.inspect(staged.file)
    remarks: tuple[Remark, ...] = ()
    if diagnosis.error is None and not asked.keep_format and diagnosis.revision != diagnosis.head:
        upgrading, report = part_of(report, 0.0, UPGRADE), part_of(report, UPGRADE, 1.0)
        plan = planner.plan(environment, staged)
        run = upgrade_run.over_revisions(environment, plan, staged.keyring, upgrading, cancel)
        upgraded = run.execute()
        remarks = tuple(item for item in upgraded.remarks if item.kind is not _COUNTED_AGAIN)
        diagnosis = environment.inspect(staged.file)
    if diagnosis.error is not None:
        raise diagnosis.error
    size = staged.file.stat().st_size
    weights = Way(size, (diagnosis.ordinal,), size // planner.BYTES_OF_A_ROW).seconds()
    work = _Restore(environment, staged, asked, diagnosis.revision, Meter(report, cancel, weights))
    outcome = work.replacing() if asked.replaces else work.as_new()
    return replace(outcome, remarks=remarks + outcome.remarks)


@dataclass(frozen=True, slots=True)
class _Restore:
    environment: Environment
    staged: Staged
    asked: RestoreRequest
    revision: str
    meter: Meter

    def as_new(self) -> Outcome:
        current = self.asked.current_keyring
        return self._arrival(None if current is None else current.header).as_new()

    def replacing(self) -> Outcome:
        """Take the place of the file, whatever has become of it."""
        file = self.asked.destination
        if not os.path.lexists(file):
            return self.as_new()
        error = self.environment.inspect(file).error
        if error is not None:
            return self._over_damaged(error, None)
        try:
            plan = planner.plan(self.environment, file, "+0", held=self.asked.held)
            work = self._replacement(plan)
        except _DAMAGE as damage:
            return self._over_damaged(damage, None)
        try:
            return work.execute()
        except _DAMAGE as damage:
            if work.backup is not None:
                raise
            return self._over_damaged(damage, plan.header)

    def _over_damaged(self, error: UserError, header: FileHeader | None) -> Outcome:
        """Take the place of a file that no backup can be made of, unless it is no damaged one."""
        if not _is_damage(error, self.asked.destination):
            raise error
        self._refuse_foreign(header)
        return self._arrival(header).over_damaged()

    def _replacement(self, plan: Plan) -> ReplaceRun:
        self._refuse_foreign(plan.header)
        keyring, after = self._keys_of(plan), self._keys_after(plan.header)
        target = self.environment.revisions.get(self.revision)
        size = self.staged.file.stat().st_size
        plan = replace(
            plan,
            target=self.revision,
            protected_after=target.protects,
            space=space.restore_needs(plan.file, size, self.environment.folders.backups),
        )
        copy = StagedCopy(self.staged.file, target, after)
        asked = self.asked
        return ReplaceRun(
            *(self.environment, plan, self.meter, keyring),
            held=asked.held,
            kind=asked.kind,
            work=WorkKind.RESTORE,
            copy=copy,
        )

    def _keys_of(self, plan: Plan) -> Keyring:
        """Give the keys that the backup of the present file is made with.

        Raises:
            KeyRequired: it has others than those that are known.
        """
        current = self.asked.current_keyring
        if plan.header is None:
            return current or self.staged.keyring
        for keyring in (current, self.staged.keyring):
            if keyring is not None:
                keyring_of_file = keyring.adopting_slots(plan.header)
                if keyring_of_file.header.has_same_keys(plan.header):
                    return keyring_of_file
        raise KeyRequired(plan.current)

    def _keys_after(self, current: FileHeader | None) -> Keyring:
        """Give the staged keys, with the slots of today where they are slots of the same keys."""
        if current is None:
            return self.staged.keyring
        try:
            return self.staged.keyring.adopting_slots(current)
        except HeaderTampered:  # nobody can be let in by them
            return self.staged.keyring

    def _refuse_foreign(self, current: FileHeader | None) -> None:
        """Ask before another household's file is replaced; a readable file knows none.

        Raises:
            ForeignRestore: the backup is of another.
        """
        header = self.staged.header
        if self.asked.consent_foreign or header is None or self.staged.backup is None:
            return
        if current is not None:
            is_ours = current.household_id == header.household_id
        else:
            is_ours = header.source == file_tag(self.asked.destination)
        if not is_ours:
            raise ForeignRestore(self.staged.backup)

    def _arrival(self, current: FileHeader | None) -> PlaceRun:
        target, asked = self.environment.revisions.get(self.revision), self.asked
        copy = StagedCopy(self.staged.file, target, self._keys_after(current))
        size = self.staged.file.stat().st_size
        plan = Plan(
            file=asked.destination,
            direction=Direction.UP,
            current=self.staged.header.schema_revision if self.staged.header else target.id,
            target=target.id,
            revisions=(),
            rows=0,
            size=size,
            space=(),
            estimate=0.0,
            backup_folder=self.environment.folders.backups,
            key_need=KeyNeed.UNLOCK if target.protects else KeyNeed.CREATE,
            protected_after=target.protects,
        )
        return PlaceRun(
            *(self.environment, plan, self.meter, self.staged.keyring),
            held=asked.held,
            kind=asked.kind,
            work=WorkKind.RESTORE,
            copy=copy,
        )


def _is_damage(error: UserError, file: Path) -> bool:
    """Tell a household file that was damaged from one that is something else."""
    if isinstance(error, NotAHouseholdFile):
        is_named_so = file.name.endswith(config.FILE_EXTENSION)
        return error.kind in {ForeignKind.EMPTY, ForeignKind.NOT_SQLITE} and is_named_so
    return isinstance(error, _DAMAGE)
