"""What a run does to its shadow: bring it to another revision, or give it other keys."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from patrimoine_gui import __version__
from patrimoine_gui.database import file_header, uncounted
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration import revision_keys, runner
from patrimoine_gui.migration.file_check import leftovers
from patrimoine_gui.migration.measuring import tokens, verification
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.progress import Unit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.database.uncounted import Uncounted
    from patrimoine_gui.migration.meter import Meter
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.revisions import Revision, RevisionSet


class Transformation(Protocol):
    """One kind of work on a shadow."""

    @property
    def revision(self) -> str:
        """The revision that runs, "" when none does."""

    @property
    def header(self) -> FileHeader | None:
        """The keys that the file must carry afterwards, None for a readable file."""

    @property
    def keyring_after(self) -> Keyring:
        """The keys that open the values afterwards."""

    @property
    def scrubs(self) -> bool:
        """Whether what is left in free pages must go."""

    def apply(self, connection: sqlite3.Connection, passing: Callable[[str], None]) -> None:
        """Do the work on an open shadow; whatever it raises, nothing of it is kept.

        Args:
            connection: the shadow.
            passing: told each revision that the shadow is at on its way, but the last.
        """


@dataclass
class RevisionsTransformation:
    """Runs the revisions of a plan; see `Transformation`."""

    plan: Plan
    migrations: Path
    revisions: RevisionSet
    keyring: Keyring
    meter: Meter
    revision: str = ""
    _done: int = field(default=0, repr=False)

    @property
    def keyring_after(self) -> Keyring:
        """The same keys: revisions may encrypt, they never change keys."""
        return self.keyring

    @property
    def header(self) -> FileHeader | None:
        """The keys of the file, with the version that wrote it and the oldest that opens it."""
        if not self.plan.protected_after:
            return None
        target = self.revisions.get(self.plan.target)
        return signed_by_us(self.keyring.header, target)

    @property
    def scrubs(self) -> bool:
        """Whether a revision says that it leaves clear text in free pages."""
        return any(revision.scrub_after for revision in self._run())

    def apply(self, connection: sqlite3.Connection, passing: Callable[[str], None]) -> None:
        """Run the revisions, then write the keys of the file or take them away."""
        self.meter.begin(UpgradeStep.MIGRATE, 0, Unit.ROWS)  # each revision tells its own total
        path = self.revisions.path(self.plan.current, self.plan.target)
        leftovers.drop(
            connection, leftovers.find(connection, self.plan.file, self.migrations, path)
        )
        self._enter(0)
        options = runner.RunOptions(
            tick=self.meter.tick,
            reached=lambda revision: self._reached(revision, passing),
            ordinal_of=lambda revision: self.revisions.get(revision).ordinal,
            keys=revision_keys.of(self.keyring),
        )
        down = self.plan.direction is Direction.DOWN
        lost = self._lost_before(connection)
        with self.meter.watching(connection), verification.checks_put_off(connection):
            runner.run(connection, self.migrations, self.plan.target, down=down, options=options)
        self.revision = ""
        self._put_lost(connection, lost)
        put_header(connection, self.header)

    def _lost_before(self, connection: sqlite3.Connection) -> Uncounted:
        """Take out what an earlier rescue could not read: formats keep it in different places."""
        settings = tokens.has_settings(self.revisions.get(self.plan.current))
        return uncounted.take(connection, self.keyring.fields, settings=settings)

    def _put_lost(self, connection: sqlite3.Connection, lost: Uncounted) -> None:
        settings = tokens.has_settings(self.revisions.get(self.plan.target))
        fields = self.keyring.fields if self.plan.protected_after else None
        uncounted.put(connection, fields, lost, settings=settings)

    def _run(self) -> tuple[Revision, ...]:
        return self.revisions.between(self.plan.current, self.plan.target)

    def _enter(self, rank: int) -> None:
        if rank < len(self.plan.revisions):
            self.revision = self.plan.revisions[rank].id
            self.meter.within(rank, len(self.plan.revisions), self.revision)

    def _reached(self, revision: str, passing: Callable[[str], None]) -> None:
        self._done += 1
        if revision != self.plan.target:
            passing(revision)
        self._enter(self._done)
        self.meter.check()


@dataclass
class RenewalTransformation:
    """Encrypts every value again under other keys; see `Transformation`."""

    current: Revision
    keyring: Keyring
    renewed: Keyring
    meter: Meter
    revision: str = ""

    @property
    def keyring_after(self) -> Keyring:
        """The new keys."""
        return self.renewed

    @property
    def header(self) -> FileHeader | None:
        """The new keys, closed."""
        return signed_by_us(self.renewed.header, self.current)

    @property
    def scrubs(self) -> bool:
        """What the old keys open must not stay in free pages."""
        return True

    def apply(self, connection: sqlite3.Connection, passing: Callable[[str], None]) -> None:
        """Encrypt every value again, compare each with what it was, then change the keys."""
        from migrations.frozen.reencrypt_v1 import reencrypt_columns_v1

        del passing  # it stays where it is
        self.meter.begin(UpgradeStep.MIGRATE, 0, Unit.ROWS)
        columns = importlib.import_module(self.current.measures).ENCRYPTED
        old, new = revision_keys.of(self.keyring), revision_keys.of(self.renewed)
        with self.meter.watching(connection):
            connection.execute("BEGIN IMMEDIATE")
            reencrypt_columns_v1(connection, columns, old, new, self.meter.tick)
            put_header(connection, self.header)
            connection.execute("COMMIT")


def signed_by_us(header: FileHeader, revision: Revision) -> FileHeader:
    """Note in closed keys who wrote the file, and which is the oldest version that opens it."""
    return replace(header, writer_version=__version__, min_app_version=revision.app_version)


def put_header(connection: sqlite3.Connection, header: FileHeader | None) -> None:
    """Make a shadow carry these keys, or none; in the caller's transaction if there is one."""
    if header is None:
        file_header.drop(connection)
        return
    file_header.create(connection)
    file_header.write(connection, header)
