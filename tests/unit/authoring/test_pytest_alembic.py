"""pytest-alembic's own tests, on our revisions.

It is imported, not loaded as a plugin (pyproject.toml says why). Its functions are collected here
and get the runner that this file makes: ours gives `env.py` what the engine gives it.
"""

from __future__ import annotations

import importlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from pytest_alembic import Config, MigrationContext, runner
from pytest_alembic.plugin.error import AlembicTestFailure
from pytest_alembic.tests import (
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from pytest_alembic.tests.experimental import (
    test_all_models_register_on_metadata as every_model_is_registered,
)
from pytest_alembic.tests.experimental import (
    test_downgrade_leaves_no_trace as a_downgrade_leaves_no_trace,
)

from migrations.frozen.keys_v1 import random_keys_v1
from patrimoine_gui import database
from patrimoine_gui.authoring import autogenerate, index
from patrimoine_gui.database.models import Base
from patrimoine_gui.migration.runner import alembic_lock, config_for, engine_on

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "test_model_definitions_match_ddl",
    "test_single_head_revision",
    "test_up_down_consistency",
    "test_upgrade",
]

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
CHAIN = [item.id for item in index.read_chain(ROOT / "migrations")]

# A household of version 0.1, so that the revisions have something to move, to read and to encrypt.
ROWS = [
    {"__tablename__": "account", "id": 1, "name": "Livret", "type": "Livret A", "balance": 10.5},
    {
        "__tablename__": "account",
        "id": 2,
        "name": "Prêt",
        "type": "Crédit",
        "note": "jusqu'en 2031",
    },
    {"__tablename__": "balance_history", "account_id": 1, "date": "31/12/2024", "balance": 10.5},
    {"__tablename__": "balance_history", "account_id": 1, "date": "29/02/2021", "balance": 9.0},
]

# What the library runs in a clean interpreter to learn which tables env.py alone registers, but
# asking for a comparison: a household file is no business of the stock command, and env.py refuses.
BARE_IMPORT = """
import sys
from pathlib import Path

from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from pytest_alembic.tests.experimental import collect_clean_alembic_environment as collector

from patrimoine_gui.migration.runner import config_for

config = config_for(Path(sys.argv[1]))
script = ScriptDirectory.from_config(config)
fn = collector.environment_context_fn
with EnvironmentContext(config, script, fn=fn, revision_context=None):
    script.run_env()
"""


class Told:
    """Notes what a run tells."""

    def __init__(self) -> None:
        self.ticks: list[tuple[int, int]] = []
        self.reached: list[str] = []

    def tick(self, done: int, total: int) -> None:
        self.ticks.append((done, total))

    def on_version_apply(self, **rest: Any) -> None:
        self.reached.append(str(rest["step"].up_revision_id))


def options(told: Told, models: sa.MetaData) -> dict[str, Any]:
    """Give what the engine gives to `env.py`, and the models beside it."""
    return {
        **autogenerate.options(),
        "target_metadata": models,
        "transactional_ddl": True,
        "on_version_apply": told.on_version_apply,
        "keys": random_keys_v1(),
        "tick": told.tick,
    }


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def models() -> sa.MetaData:
    return Base.metadata


def running(migrations: Path, told: Told, models: sa.MetaData) -> Iterator[MigrationContext]:
    """Give the library a database in memory, in one transaction, as the engine would."""
    config = config_for(migrations)
    config.attributes["options"] = options(told, models)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        engine = engine_on(raw)
        with (
            alembic_lock,
            engine.connect() as link,
            link.begin(),
            runner(
                Config(alembic_config=config, at_revision_data={CHAIN[0]: ROWS}), link
            ) as context,
        ):
            yield context


@pytest.fixture
def alembic_runner(told: Told, models: sa.MetaData) -> Iterator[MigrationContext]:
    yield from running(ROOT / "migrations", told, models)


# --- its experimental tests, which need a word --------------------------------------------------


def leave_unwrapped(connection: sa.Connection) -> sa.Connection:
    return connection


def test_downgrade_leaves_no_trace(
    alembic_runner: MigrationContext, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the library wraps the connection for an env.py that calls `connect()`; ours takes it as it is
    where = importlib.import_module(a_downgrade_leaves_no_trace.__module__)
    monkeypatch.setattr(where, "WrappingConnection", leave_unwrapped)
    a_downgrade_leaves_no_trace(alembic_runner)
    assert set(told.reached) == set(CHAIN)


def bare_import(_url: str, **_rest: bool) -> tuple[list[str], set[str]]:
    """Tell the tables that `env.py` registers in an interpreter that imported nothing else."""
    where = importlib.import_module(every_model_is_registered.__module__)
    command = [sys.executable, "-c", BARE_IMPORT, str(ROOT / "migrations")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = where.parse_collection_output(done.stdout)
    return found["modules"], set(found["tables"])


@pytest.fixture
def idle_runner(monkeypatch: pytest.MonkeyPatch) -> Iterator[MigrationContext]:
    """Give a runner that migrates nothing, and say where the models are.

    The library looks for a MetaData in the package itself; ours is in its module `models`.
    """
    where = importlib.import_module(every_model_is_registered.__module__)
    monkeypatch.setattr(where, "get_bare_import_tableset", bare_import)
    monkeypatch.setattr(database, "metadata", Base.metadata, raising=False)
    engine = sa.create_engine("sqlite://")
    with runner(Config(alembic_config=config_for(ROOT / "migrations")), engine) as context:
        yield context
    engine.dispose()


def test_all_models_register_on_metadata(idle_runner: MigrationContext) -> None:
    every_model_is_registered(idle_runner, database.__name__)


# --- they would notice --------------------------------------------------------------------------


def names(context: MigrationContext, table: str) -> list[object]:
    link = context.connection_executor.connection
    assert isinstance(link, sa.Connection)
    return list(link.scalars(sa.text(f"SELECT name FROM {table} ORDER BY id")))


def test_they_move_what_is_kept_through_every_revision(
    alembic_runner: MigrationContext, told: Told
) -> None:
    test_up_down_consistency(alembic_runner)
    assert told.reached == [*CHAIN, *reversed(CHAIN), *CHAIN]
    assert told.ticks
    at_head = names(alembic_runner, "asset") + names(alembic_runner, "loan")
    assert len(at_head) == 2
    alembic_runner.migrate_down_to(CHAIN[0])
    back = names(alembic_runner, "account")
    assert back == ["Livret", "Prêt"]
    assert not set(at_head) & set(back)


def more_models() -> sa.MetaData:
    """Copy the models, and add a column."""
    copy = sa.MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(copy)
    copy.tables["asset"].append_column(sa.Column("archived_on", sa.Text()))
    return copy


@pytest.mark.parametrize("models", [more_models()])
def test_they_notice_a_column_that_no_revision_makes(alembic_runner: MigrationContext) -> None:
    with pytest.raises(AlembicTestFailure, match="archived_on"):
        test_model_definitions_match_ddl(alembic_runner)


def test_they_notice_a_table_that_env_does_not_know(
    idle_runner: MigrationContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = more_models()
    sa.Table("forgotten", more, sa.Column("id", sa.Integer))
    monkeypatch.setattr(database, "metadata", more)
    with pytest.raises(AlembicTestFailure, match="forgotten"):
        every_model_is_registered(idle_runner, database.__name__)


CARELESS = f"""
from alembic import op

revision = "9999"
down_revision = "{CHAIN[-1]}"


def upgrade():
    op.execute("CREATE TABLE left_behind (id INTEGER)")


def downgrade():
    pass
"""


@pytest.fixture
def careless(tmp_path: Path) -> Path:
    """Copy the revisions, and add one that does not take back what it did."""
    copy = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "20991231_9999_careless.py").write_text(CARELESS, encoding="utf-8")
    return copy


@pytest.fixture
def careless_runner(careless: Path, told: Told) -> Iterator[MigrationContext]:
    yield from running(careless, told, Base.metadata)


def test_they_notice_what_a_downgrade_leaves(
    careless_runner: MigrationContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AlembicTestFailure, match="post-'9999'-downgrade"):
        test_downgrade_leaves_no_trace(careless_runner, Told(), monkeypatch)
