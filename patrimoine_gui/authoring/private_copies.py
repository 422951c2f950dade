"""Copies of household files to try revisions on, and the keys of those copies."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patrimoine_gui import files
from patrimoine_gui.database import connections
from patrimoine_gui.paths import UserFolders

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.plan import Plan


def copied(file: Path, copy: Path) -> Path:
    """Copy a file as SQLite does, with what its journal holds; nobody else can read the copy.

    Raises:
        UserError: the file cannot be read.
    """
    os.close(files.created(copy))
    with connections.reading(file, whole=True) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def folders_in(folder: Path) -> UserFolders:
    """Give user folders that stand in a folder of ours: backups and logs of a trial go with it."""
    return UserFolders(folder / "data", folder / "settings", folder / "logs")


@dataclass(slots=True)
class CopyKeys:
    """The keys of copies, each asked for once.

    Attributes:
        ask: gives the keys of a file that is protected. Copies of files that anybody can read get
            keys of ours, quickly derived, that are thrown away.
    """

    ask: Callable[[Plan], Keyring]
    asked: dict[Path, Keyring] = field(default_factory=dict, repr=False)
    own: Keyring | None = field(default=None, repr=False)

    def of(self, file: Path, plan: Plan) -> Keyring:
        """Give the keys that a plan for a copy of a file asks for."""
        own = self._thrown_away()
        if plan.header is None or plan.header.household_id == own.header.household_id:
            return own
        if file not in self.asked:
            self.asked[file] = self.ask(plan)
        return self.asked[file]

    def _thrown_away(self) -> Keyring:
        if self.own is None:
            from patrimoine_gui.crypto.kdf import KdfPolicy
            from patrimoine_gui.crypto.keyring import Keyring

            self.own = Keyring.create("thrown away", KdfPolicy.for_tests())[0]
        return self.own
