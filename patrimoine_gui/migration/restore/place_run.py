"""Makes a staged copy a file: a new one, or one in the place of a damaged one."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import (
    FileBusy,
    FileUnreachable,
    UnreachableReason,
    UpgradeStep,
    UserError,
)
from patrimoine_gui.migration.base_run import BaseRun
from patrimoine_gui.migration.copies.new_file import creation_error, refuse_taken
from patrimoine_gui.migration.outcome import Proof
from patrimoine_gui.migration.planning import preconditions
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.restore import place_file

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.restore.staged_copy import StagedCopy


@dataclass(kw_only=True)
class PlaceRun(BaseRun):
    """One restore to a place where no file is that could be opened.

    What is measured is the very copy whose bytes are then synced, read again from the disk,
    compared and named: there is nothing to measure a second time.

    Attributes:
        copy: what becomes the file.
        set_aside: where the bytes of a damaged file are, once another has its place.
    """

    copy: StagedCopy = field(repr=False)
    set_aside: Path | None = field(default=None, init=False)

    def as_new(self) -> Outcome:
        """Make a new file; nothing that exists is replaced.

        Raises:
            FileExists: something stands there, or a journal that SQLite would replay into it.
            UserError: whatever stopped it; nothing is left.
        """
        file = self.plan.file
        if is_name_too_long(file):
            raise FileUnreachable(file, UnreachableReason.NAME_TOO_LONG)
        refuse_taken(file)
        return replace(self.recorded(self._new), keyring=self.copy.keyring)

    def over_damaged(self) -> Outcome:
        """Take the place of a damaged file, whose bytes are kept beside it.

        Raises:
            UserError: whatever stopped it; the damaged file is what it was.
        """
        done = self.recorded(self._over)
        return replace(done, set_aside=self.set_aside, keyring=self.copy.keyring)

    def _new(self) -> Proof:
        found = self._measured()
        try:
            place_file.put_new(self.copy.file, self.plan.file, self.meter.tick)
        except OSError as error:
            raise self._refusal(error) from None
        return found

    def _over(self) -> Proof:
        file = self.plan.file
        self.meter.begin(UpgradeStep.LOCK, 1, Unit.CHECKS)
        preconditions.check_writable(file, names=1 + len(place_file.set_aside(file)))
        with self.source.reserved():
            _refuse_used(file)
            found = self._measured()
            try:
                self.set_aside = place_file.put_over_damaged(self.copy.file, file, self.meter.tick)
            except OSError as error:
                raise self._refusal(error) from None
        return found

    def _measured(self) -> Proof:
        self.remarks += self.copy.put_in_order(
            self.plan.file, self.environment.migrations, self.meter
        )
        self.copy.put_keys()
        measures = self.copy.measured(self.meter, UpgradeStep.MEASURE_BEFORE)
        self.remarks += self.copy.unreadable(measures)
        size = self.copy.file.stat().st_size
        self.sizes = size, size
        self.meter.begin(UpgradeStep.PUBLISH, size, Unit.BYTES)
        return Proof(measures, measures)

    def _refusal(self, error: OSError) -> UserError:
        return creation_error(self.plan.file, error, self.sizes[1])


def _refuse_used(file: Path) -> None:
    """Refuse a damaged file that another program works on, as far as SQLite can tell.

    Raises:
        FileBusy: one does.
    """
    try:
        with connections.live(file):
            pass
    except FileBusy:
        raise
    except (UserError, sqlite3.Error):  # what is wrong with it is known
        return
