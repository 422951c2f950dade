"""Takes one kind of change through `create`, and through stock Alembic, on copies of golden files.

In one process and one folder of revisions: what a kind leaves there is taken away after it.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import warnings
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.pool import StaticPool

import migrations.frozen
from patrimoine_gui.authoring import autogenerate, create, index, structure_changes
from patrimoine_gui.authoring.private_copies import folders_in
from patrimoine_gui.errors.developer import NothingToMigrate
from patrimoine_gui.migration import revision_keys, revisions, runner
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.measuring import verification
from patrimoine_gui.migration.schema import fresh_build
from tests.history import journeys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.matrix.kinds import Kind

ROOT: Final = Path(__file__).resolve().parents[2]
HEAD: Final = index.read_chain(ROOT / "migrations")[-1].id
NEXT: Final = f"{int(HEAD) + 1:04d}"
RICH: Final = journeys.GOLDEN / f"{HEAD}-rich.patrimoine"
EMPTY: Final = journeys.GOLDEN / f"{HEAD}-empty.patrimoine"

Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class Found:
    """What became of a kind of change.

    Attributes:
        seen: whether the change was noticed.
        runs: whether what was drafted runs up and down.
        arrives: whether it then leads to the models, and back to head.
        quiet: whether the change is noticed once only.
        why: what stopped it, "" for nothing.
    """

    seen: bool = False
    runs: bool = False
    arrives: bool = False
    quiet: bool = False
    why: str = ""

    @property
    def is_right(self) -> bool:
        """Whether all of it went well."""
        return self.seen and self.runs and self.arrives and self.quiet


def structure_of(models: sa.MetaData) -> structure_changes.Structure:
    """Give the structure that models make."""
    with autogenerate.models_in_memory(ROOT / "migrations", models) as link:
        return structure_changes.read(raw(link))


def raw(link: sa.Connection) -> sqlite3.Connection:
    """Give the connection of the driver."""
    found = link.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


@contextmanager
def copied(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a copy of a golden file in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        with closing(sqlite3.connect(file)) as source:
            source.backup(copy)
        yield copy


def rows_of(connection: sqlite3.Connection) -> Rows:
    """Read every row, by table, each as the set of its values, whatever the order of columns."""
    found: Rows = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        if not name.startswith("sqlite_"):
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            columns = [item[0] for item in cursor.description]
            found[name] = sorted(
                (tuple(sorted(zip(columns, row, strict=True), key=str)) for row in cursor), key=str
            )
    return found


# --- ours -----------------------------------------------------------------------------------------


@dataclass
class Clone:
    """A folder of revisions in which kinds are tried one after another."""

    folder: Path
    tried: int = 0

    def __post_init__(self) -> None:
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "migrations", self.migrations, ignore=unwanted)
        shutil.copy(ROOT / "alembic.ini", self.folder)

    @property
    def migrations(self) -> Path:
        """The folder itself."""
        return self.folder / "migrations"

    @contextmanager
    def written(self, kind: Kind, models: sa.MetaData) -> Iterator[create.WrittenRevision]:
        """Let `create` write the revision of a kind, and take it away at the end."""
        self.tried += 1  # a name of its own: a module that was compiled is known by its name
        index_file = self.migrations / "index.py"
        before = index_file.read_bytes()
        made = create.write_revision(self.migrations, f"Kind {self.tried}, {kind.name}", models)
        try:
            with _measured(self.migrations / "frozen"):
                yield made
        finally:
            for file in (made.file, made.measures):
                if file is not None:
                    file.unlink()
            index_file.write_bytes(before)
            self._forget()

    def _forget(self) -> None:
        revisions.load.cache_clear()
        fresh_build.forget()
        sys.modules.pop(f"migrations.frozen.measures_{NEXT}", None)
        vars(migrations.frozen).pop(f"measures_{NEXT}", None)


@contextmanager
def _measured(folder: Path) -> Iterator[None]:
    """Let the measures that `create` writes be imported from where it wrote them."""
    migrations.frozen.__path__.append(str(folder))
    try:
        yield
    finally:
        migrations.frozen.__path__.remove(str(folder))


def ours(
    clone: Clone, kind: Kind, files: Sequence[Path] = (RICH,), *, whole: bool = False
) -> Found:
    """Take a kind through `create`, and up and down.

    Args:
        clone: where.
        kind: which.
        files: golden files to take up and down.
        whole: whether the engine takes them, with backup and proof, rather than the bare runner.
    """
    models = kind.models()
    try:
        with clone.written(kind, models):
            quiet = _is_quiet(clone, models)
            go = _by_engine if whole and kind.is_proved else _by_runner
            for file in files:
                go(clone, kind, models, file)
    except NothingToMigrate:
        return Found()
    except AssertionError as error:
        return Found(seen=True, runs=True, quiet=quiet, why=str(error)[:300])
    return Found(seen=True, runs=True, arrives=True, quiet=quiet)


def _is_quiet(clone: Clone, models: sa.MetaData) -> bool:
    with suppress(NothingToMigrate):
        return autogenerate.compare(clone.migrations, models, f"{int(NEXT) + 1:04d}") is None
    return True


def _by_runner(clone: Clone, kind: Kind, models: sa.MetaData, file: Path) -> None:
    held = revision_keys.of(journeys.keyring_of(file))
    options = runner.RunOptions(
        tick=lambda _done, _total: None, reached=lambda _name: None, ordinal_of=int, keys=held
    )
    with copied(file) as copy:
        before, head = rows_of(copy), structure_changes.read(copy)
        for target, wanted in ((NEXT, structure_of(models)), (HEAD, head)):
            with verification.checks_put_off(copy):
                runner.run(copy, clone.migrations, target, down=target == HEAD, options=options)
            assert structure_changes.compare(structure_changes.read(copy), wanted).things() == ()
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        _require_rows(kind, rows_of(copy), before)


def _require_rows(kind: Kind, found: Rows, before: Rows) -> None:
    for name in found.keys() - {"alembic_version"}:
        if kind.loses:
            assert name in before
        elif name == "institution" and "chiffrée" in kind.name:
            assert len(found[name]) == len(before[name])  # a token is another each time
        else:
            assert found[name] == before[name], name


def _by_engine(clone: Clone, kind: Kind, _models: sa.MetaData, file: Path) -> None:
    copy = clone.folder / f"{clone.tried}-{file.name}"
    shutil.copy(file, copy)
    manager = MigrationManager(folders_in(clone.folder), migrations=clone.migrations)
    with closing(sqlite3.connect(file)) as connection:
        before = rows_of(connection)
    for target in (NEXT, HEAD):
        journeys.run(manager, manager.plan(copy, target))
    with closing(sqlite3.connect(copy)) as connection:
        found = rows_of(connection)
    found["migration_log"] = before["migration_log"]  # it tells of the two runs
    found["file_header"] = before["file_header"]
    _require_rows(kind, found, before)


# --- stock Alembic --------------------------------------------------------------------------------


def stock(kind: Kind) -> Found:
    """Take a kind through Alembic, set up for SQLite as its documentation says."""
    models = kind.models()
    found = Found()
    with copied(RICH) as copy, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine = sa.create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        head = structure_changes.read(copy)
        with engine.connect() as link:
            try:
                drafted = _drafted(link, models)
                if drafted is None:
                    return found
                found = Found(seen=True)
                up, down = drafted
                _execute(link, up)
                arrived = structure_changes.compare(
                    structure_changes.read(copy), structure_of(models)
                )
                quiet = _drafted(link, models) is None
                _execute(link, down)
                back = structure_changes.compare(structure_changes.read(copy), head)
                return Found(seen=True, runs=True, arrives=not (arrived or back), quiet=quiet)
            except Exception as error:  # noqa: BLE001  (whatever it is, it is what is measured)
                return Found(seen=found.seen, why=f"{type(error).__name__}: {error}"[:300])


def _drafted(link: sa.Connection, models: sa.MetaData) -> tuple[str, str] | None:
    """Give the code of both ways, None for no difference."""
    options = {
        "render_as_batch": True,
        "compare_server_default": True,
        "include_object": autogenerate.include_object,
    }
    context = MigrationContext.configure(link, opts=options)
    script = produce_migrations(context, models)
    up, down = script.upgrade_ops, script.downgrade_ops
    if up is None or down is None or up.is_empty():
        return None
    return tuple(  # type: ignore[return-value]
        render_python_code(ops, render_as_batch=True, migration_context=context)
        for ops in (up, down)
    )


def _execute(link: sa.Connection, code: str) -> None:
    """Run what was drafted with the imports of Alembic's own template."""
    names: dict[str, object] = {}
    source = f"from alembic import op\nimport sqlalchemy as sa\ndef run():\n    {code}\n    pass\n"
    exec(compile(source, "<stock>", "exec"), names)  # noqa: S102  (what is measured)
    function = names["run"]
    assert callable(function)
    with Operations.context(MigrationContext.configure(link)):
        function()
