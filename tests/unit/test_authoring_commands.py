"""`migrate.py create` and the stock `alembic` command, in a clone and in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui.authoring import index
from tests.command_line import ROOT, clone_to, content

HEAD = index.read_chain(ROOT / "migrations")[-1].id
NEXT = f"{int(HEAD) + 1:04d}"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return clone_to(tmp_path / "d'Élodie")


def run(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *words]
    return subprocess.run(
        command, cwd=clone, env=environment, capture_output=True, text=True, check=False
    )


def test_the_working_folder_does_not_matter(clone: Path, tmp_path: Path) -> None:
    settings = ("-c", str(clone / "alembic.ini"))
    done = run(tmp_path, "-m", "alembic", *settings, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(tmp_path, str(clone / "migrate.py"), "create", "--empty", "Elsewhere")
    assert done.returncode == 0, done.stderr
    assert list((clone / "migrations" / "versions").glob("*_elsewhere.py"))


def test_a_percent_sign_in_the_path_is_no_obstacle_to_create(tmp_path: Path) -> None:
    # the stock command cannot read its own settings there: Alembic interpolates the path
    clone = clone_to(tmp_path / "100% sûr")
    done = run(clone, "migrate.py", "create", "Nothing")
    assert done.returncode == 9
    assert "nothing was written" in done.stderr


def test_the_command_writes_a_revision_from_edited_models(clone: Path) -> None:
    models = clone / "patrimoine_gui" / "database" / "models" / "assets.py"
    source = models.read_text(encoding="utf-8")
    line = "    subtype: Mapped[str] = mapped_column(Text)\n"
    assert line in source
    more = (
        "    archived_on: Mapped[str | None] = mapped_column(Text)\n"
        '    reason: Mapped[str | None] = mapped_column(EncryptedString("asset.reason"))\n'
    )
    models.write_text(source.replace(line, line + more, 1), encoding="utf-8")
    done = run(clone, "migrate.py", "create", "Assets can be archived", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["revision"] == NEXT
    written = Path(document["file"]).read_text(encoding="utf-8")
    assert 'sa.Column("reason", sa.LargeBinary(), nullable=True)' in written
    assert run(clone, "-m", "alembic", "check").returncode == 0
    again = run(clone, "migrate.py", "create", "Again")
    assert again.returncode == 9
    assert "nothing was written" in again.stderr


def test_the_command_refuses_to_write_nothing_and_writes_an_empty_one(clone: Path) -> None:
    before = content(clone)
    assert run(clone, "migrate.py", "create", "Nothing").returncode == 9
    assert content(clone) == before
    done = run(clone, "migrate.py", "create", "--empty", "Répare")
    assert done.returncode == 0, done.stderr
    assert f"_{NEXT}_repare.py" in done.stdout


@pytest.mark.parametrize("words", [("history",), ("heads",), ("show", "head"), ("check",)])
def test_stock_alembic_reads_and_compares(clone: Path, words: tuple[str, ...]) -> None:
    done = run(clone, "-m", "alembic", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    if words != ("check",):
        assert HEAD in done.stdout


def test_stock_alembic_numbers_what_it_generates(clone: Path) -> None:
    done = run(clone, "-m", "alembic", "revision", "--autogenerate", "-m", "Things change")
    assert done.returncode == 0, done.stderr
    assert list((clone / "migrations" / "versions").glob(f"*_{NEXT}_things_change.py"))


@pytest.mark.parametrize(
    "words",
    [
        ("upgrade", "head"),
        ("upgrade", "head", "--sql"),
        ("downgrade", "base"),
        ("stamp", "head"),
        ("current",),
        ("history", "--indicate-current"),
    ],
)
def test_stock_alembic_is_refused_on_files_in_one_sentence(
    clone: Path, words: tuple[str, ...]
) -> None:
    before = content(clone)
    done = run(clone, "-m", "alembic", *words)
    assert done.returncode != 0
    assert "migrate.py" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert content(clone) == before
