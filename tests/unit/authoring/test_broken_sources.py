"""A revision or a model that does not load or run: every command names its line, and no fault."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from patrimoine_gui.authoring import autogenerate
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.migration.error_location import MODELS
from tests import working_copy
from tests.command_line import ROOT, clone_to, key_options
from tests.history.protected_builders import PASSPHRASE

ALL = (
    "import json, sys; from patrimoine_gui import cli\n"
    "for words in json.loads(sys.argv[1]):\n"
    "    print('###', flush=True); cli.main(words); sys.stdout.flush()\n"
)
"""Runs commands one after another in one process: to start one each takes ten times as long."""

GOLDEN = Path(f"tests/data/history/{working_copy.HEAD:04d}-rich.patrimoine")
SUBTYPE = "    subtype: Mapped[str] = mapped_column(Text)\n"

BROKEN = {
    "no Python": ("", "    if", "    if", "SyntaxError"),
    "an import that fails": ("import nowhere", "    pass", "import nowhere", "ModuleNotFoundError"),
    "a name that is not there": ("ABSENT = absent", "    pass", "ABSENT", "NameError: name"),
    "a statement that fails": ("", '    op.execute("SELECT no")', "SELECT no", "OperationalError"),
    "a name that is not bound": ("", "    op.execute(bare)", "bare", "NameError: name"),
}
"""Import line, body of `upgrade()`, what its line holds, and what is raised."""

BY_ALL = {"a name that is not there", "a statement that fails"}
"""One that does not load, one that does not run: these are told by every command."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a working copy with one golden file."""
    folder = clone_to(tmp_path_factory.mktemp("broken") / "clone")
    (folder / GOLDEN.parent).mkdir(parents=True)
    for name in (GOLDEN, Path("tests/data/ledger.json"), Path("migrations/structures.json")):
        shutil.copy(ROOT / name, folder / name)
    return folder


def commands(clone: Path, folder: Path) -> list[list[str]]:
    file = ["--file", str(clone / GOLDEN)]
    keys = key_options(folder, PASSPHRASE)
    return [
        ["create", "Anything"],
        ["create", "--empty", "Anything"],
        ["create", "--golden", working_copy.NEXT],
        ["check"],
        ["heads"],
        ["merge"],
        ["history"],
        ["show", working_copy.NEXT],
        ["status", *file],
        ["rehearse", *keys[:2]],
        ["upgrade", *file, *keys],
        ["upgrade", "--dry-run", *file, *keys[:2]],
        ["upgrade", "--sql", *file],
        ["init", "--file", str(folder / "new.patrimoine"), *keys],
    ]


def said(clone: Path, words: list[list[str]]) -> list[str]:
    """Run commands, and give what each says."""
    done = subprocess.run(
        [sys.executable, "-c", ALL, json.dumps(words)],
        cwd=clone,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    told = done.stdout.split("###\n")[1:]
    assert len(told) == len(words), done.stdout
    return told


@pytest.mark.parametrize("kind", BROKEN)
def test_every_command_names_the_line_of_a_broken_revision(
    clone: Path, tmp_path: Path, kind: str
) -> None:
    imports, upgrade, held, error = BROKEN[kind]
    file = working_copy.plant(clone, "    pass")  # the index knows it while it is whole
    working_copy.plant(clone, upgrade, imports=imports)
    line = working_copy.line_of(clone, file, held)
    given = commands(clone, tmp_path)
    if kind not in BY_ALL:
        given = [words for words in given if words[0] in {"create", "check"}]
    for words, told in zip(given, said(clone, given), strict=True):
        assert f"{file.as_posix()}:{line}" in told, (words, told)
        assert error.partition(":")[0] in told, (words, told)
        assert "Unexpected" not in told, (words, told)
        assert "faute de Patrimoine" not in told, (words, told)
    assert [path.name for path in tmp_path.iterdir()] == ["passphrase.txt"]  # no key to keep


def test_a_revision_without_a_number_is_named(clone: Path) -> None:
    file = working_copy.plant(clone)
    working_copy.edit(clone, file, f'revision = "{working_copy.NEXT}"\ndown', "down")
    (told,) = said(clone, [["create", "Anything"]])
    assert f"{file.as_posix()}:1" in told
    (clone / file).unlink()


def test_models_that_do_not_load_are_named_with_their_line(clone: Path) -> None:
    file = MODELS / "assets.py"
    whole = (clone / file).read_text(encoding="utf-8")
    for revision in (clone / "migrations" / "versions").glob(f"*_{working_copy.NEXT}_*.py"):
        revision.unlink()
    working_copy.refresh(clone)
    line = working_copy.line_of(clone, file, SUBTYPE.rstrip())
    for broken in (SUBTYPE.replace("(Text)", "(Text"), SUBTYPE.replace("Text", "Absent")):
        (clone / file).write_text(whole.replace(SUBTYPE, broken, 1), encoding="utf-8")
        for told in said(clone, [["create", "Anything"], ["check"]]):
            assert f"{file.as_posix()}:{line}" in told
            assert "Unexpected" not in told
    (clone / file).write_text(whole, encoding="utf-8")


def models_with(*items: sa.schema.SchemaItem) -> sa.MetaData:
    models = sa.MetaData()
    sa.Table("asset", models, sa.Column("id", sa.Integer), *items)
    return models


@pytest.mark.parametrize(
    ("models", "text"),
    [
        (models_with(sa.CheckConstraint("gone > 0")), "no such column: gone"),
        (models_with(sa.ForeignKeyConstraint(["id"], ["nowhere.id"])), "nowhere"),
        (models_with(sa.Column("odd", sa.types.NullType())), "odd"),
    ],
)
def test_a_table_that_sqlite_refuses_is_named(models: sa.MetaData, text: str) -> None:
    with (
        pytest.raises(SourceBroken) as caught,
        autogenerate.models_in_memory(ROOT / "migrations", models),
    ):
        pass
    line = working_copy.line_of(ROOT, MODELS / "assets.py", '__tablename__ = "asset"')
    assert caught.value.place == f"{(MODELS / 'assets.py').as_posix()}:{line}"
    assert text in caught.value.text
