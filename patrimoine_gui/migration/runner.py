"""Runs Alembic on a connection, in one transaction, with ticks.

Alembic keeps the running migration in process-wide proxies: two at once crash. One lock for the
process, held while it runs.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.errors import PatrimoineError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from alembic.config import Config
    from alembic.runtime.migration import MigrationInfo
    from sqlalchemy import Engine

    from migrations.frozen.keys_v1 import KeysV1

alembic_lock = threading.RLock()


class TransactionLost(PatrimoineError):
    """A revision ended the transaction that it runs in; nothing of it may be kept."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run reports.

    Attributes:
        tick: called with (rows done, rows in all) inside a revision.
        reached: called after each revision with what the copy is at then.
        ordinal_of: gives the format number of a revision.
        keys: what encrypted values need.
    """

    tick: Callable[[int, int], None]
    reached: Callable[[str], None]
    ordinal_of: Callable[[str], int]
    keys: KeysV1


def config_for(migrations: Path) -> Config:
    """Give Alembic's configuration for a migrations folder; no file is read."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def engine_on(connection: sqlite3.Connection) -> Engine:
    """Give a SQLAlchemy engine whose only connection is `connection`; transactions are ours."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite://", creator=lambda: connection, poolclass=StaticPool, hide_parameters=True
    )

    def begin(link: object) -> None:
        link.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    event.listen(engine, "begin", begin)
    return engine


def run(
    connection: sqlite3.Connection,
    migrations: Path,
    target: str,
    *,
    down: bool,
    options: RunOptions,
) -> None:
    """Bring an open private copy to a revision, up or down: all in one transaction.

    `alembic_version` and `user_version` change together. Foreign keys must be off already.

    Raises:
        TransactionLost: a revision committed or rolled back by itself.
        Exception: whatever a revision raised; the transaction has been rolled back.
    """
    from alembic import command

    def on_version_apply(*, step: MigrationInfo, **_rest: object) -> None:
        if not connection.in_transaction:
            raise TransactionLost
        reached = step.up_revision_id if step.is_upgrade else step.down_revision_ids[0]
        connection.execute(f"PRAGMA user_version = {options.ordinal_of(str(reached))}")
        options.reached(str(reached))

    link_engine = engine_on(connection)  # never disposed: the connection is the caller's
    config = config_for(migrations)
    with alembic_lock, link_engine.connect() as link, link.begin():
        config.attributes["connection"] = link
        config.attributes["options"] = {
            "transactional_ddl": True,
            "on_version_apply": on_version_apply,
            "tick": options.tick,
            "keys": options.keys,
        }
        (command.downgrade if down else command.upgrade)(config, target)
        if not connection.in_transaction:
            raise TransactionLost
