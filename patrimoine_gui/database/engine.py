"""The application's own SQLAlchemy engines: one for each open file, with that file's keys.

Migrations have connections of their own (`database.connections`) and never use one of these.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from patrimoine_gui.database import connections, file_header
from patrimoine_gui.database.encrypted_types import give_keys
from patrimoine_gui.errors import HeaderTampered, Locked, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, ExceptionContext

    from patrimoine_gui.crypto.header import FileHeader
    from patrimoine_gui.crypto.keyring import FieldKeys

_LOGGER: Final = "sqlalchemy.engine.Engine"


class HouseholdEngine:
    """An engine on a file, as long as its keys are given; forgets them when it is locked.

    Each connection is opened when it is asked for and closed when it is given back: between two
    uses nothing holds the file. Links between rows are enforced, a transaction that writes is
    alone from its beginning, and an error of SQLite comes as one of ours.

    Attributes:
        file: the file.
        engine: to be used as any other; hides parameters, writes no row to a log.
    """

    def __init__(
        self,
        file: Path,
        keys: FieldKeys,
        *,
        writing: bool = True,
        header: FileHeader | None = None,
    ) -> None:
        """Give an engine on a file; nothing is opened yet.

        Args:
            file: a file at head.
            keys: what its tokens need.
            writing: False for an engine whose every attempt to write is refused.
            header: the closed keys that the file had when `keys` were opened. Nothing is written
                once it has others: nobody could read that again.
        """
        self.file = file
        self._writing = writing
        self._header = header
        self.engine = create_engine(
            "sqlite://", creator=self._open, poolclass=NullPool, hide_parameters=True
        )
        give_keys(self.engine.dialect, keys)
        event.listen(self.engine, "begin", self._begin)
        event.listen(self.engine, "handle_error", self._named, retval=True)
        _silence_rows()

    def lock(self) -> None:
        """Forget the keys: from now on whatever is encrypted raises `Locked`.

        A connection still in use keeps working for what is clear. Unlocking makes a new engine.
        """
        give_keys(self.engine.dialect, None)
        self.engine.clear_compiled_cache()  # a statement keeps the values that it was made with
        self.engine.dispose()

    def _open(self) -> sqlite3.Connection:
        return connections.shared(self.file, writing=self._writing)

    def _begin(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if self._writing else "BEGIN")
        if self._writing and not self._has_its_keys(connection):
            connection.exec_driver_sql("ROLLBACK")
            raise Locked

    def _has_its_keys(self, connection: Connection) -> bool:
        """Tell whether a file that nobody else can write now still has the keys of this engine."""
        driver = connection.connection.driver_connection
        header = None
        if isinstance(driver, sqlite3.Connection):
            with suppress(HeaderTampered):
                header = file_header.read(driver)
        if header is None or self._header is None:
            return header is self._header
        return header.has_same_keys(self._header)

    def _named(self, context: ExceptionContext) -> UserError | None:
        """Give our own error in place of SQLAlchemy's, which carries parameters."""
        error = context.original_exception
        if isinstance(error, UserError):
            return replace(error)  # it is raised "from" the first, which cannot be itself
        if isinstance(error, sqlite3.Error):
            return connections.user_error(self.file, error)
        return None


class _NoRows(logging.Filter):
    """Drops what SQLAlchemy logs at DEBUG: rows, decrypted, whatever level somebody has set."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep statements, whose parameters are hidden."""
        return record.levelno > logging.DEBUG


_NO_ROWS: Final = _NoRows()


def _silence_rows() -> None:
    logging.getLogger(_LOGGER).addFilter(_NO_ROWS)
