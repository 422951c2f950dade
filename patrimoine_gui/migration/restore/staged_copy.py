"""What is done to a staged copy before it becomes somebody's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.database import connections, file_header
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration import revision_keys
from patrimoine_gui.migration.measuring import proof, tokens
from patrimoine_gui.migration.mending import private_copy
from patrimoine_gui.migration.progress import Unit
from patrimoine_gui.migration.transformation import put_header, signed_by_us

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.outcome import Measures, Remark
    from patrimoine_gui.migration.revisions import Revision


@dataclass(frozen=True, slots=True)
class StagedCopy:
    """A staged copy that is about to be published.

    Attributes:
        file: where it is.
        revision: what it is at.
        keyring: what opens it once it is published.
    """

    file: Path
    revision: Revision
    keyring: Keyring

    def put_in_order(self, file: Path, migrations: Path, meter: Meter) -> tuple[Remark, ...]:
        """Put in order what was amiss with what the backup holds, and say what it was.

        Raises:
            FileDamaged: its rows are hit.
        """
        return private_copy.put_in_order(self.file, file, migrations, self.revision, meter)

    def unreadable(self, measures: Measures) -> tuple[Remark, ...]:
        """Say where the values are that do not open."""
        with connections.private(self.file) as connection:
            return tokens.unreadable(connection, self.revision, self.keyring, measures)

    def put_keys(self) -> None:
        """Give it the slots that it is to have; a file that anybody can read gets none."""
        header = signed_by_us(self.keyring.header, self.revision)
        with connections.private(self.file) as connection:
            found = file_header.read(connection)
            if found is not None and not found.has_same_keys(header):
                put_header(connection, header)

    def measured(self, meter: Meter, step: UpgradeStep) -> Measures:
        """Open every value, and add up."""
        with connections.private(self.file) as connection:
            return self.measured_in(connection, meter, step)

    def measured_in(
        self, connection: sqlite3.Connection, meter: Meter, step: UpgradeStep
    ) -> Measures:
        """Measure what was made of it, through an open connection."""
        is_published = step is UpgradeStep.CLEAN
        meter.begin(step, 0, Unit.CHECKS, cancellable=not is_published)
        with meter.watching(connection):
            return proof.measure(
                connection, self.revision, meter.tick, revision_keys.of(self.keyring)
            )
