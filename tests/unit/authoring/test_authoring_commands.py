"""`migrate.py create` and the stock `alembic` command, in a clone and in real processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.authoring import index
from tests.command_line import ROOT, clone_to, content

if TYPE_CHECKING:
    from collections.abc import Sequence

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


STOCK = """
import json, sys, traceback
from alembic.config import main
for words in json.loads(sys.argv[1]):
    status = 0
    try:
        main(words)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
        print("" if status == end.code else end.code)
    except BaseException:
        status = 1
        traceback.print_exc()
    sys.stderr.flush()
    print(f"### {status}", flush=True)
"""
"""Runs commands of stock Alembic one after another in one process."""


def stock(clone: Path, commands: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """Run commands of stock Alembic, and give what each says and its status."""
    done = subprocess.run(
        [sys.executable, "-c", STOCK, json.dumps(commands)],
        cwd=clone,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    parts = re.split(r"### (-?\d+)\n", done.stdout)
    told = [(text, int(status)) for text, status in zip(parts[::2], parts[1::2], strict=False)]
    assert len(told) == len(commands), done.stdout
    return told


def test_stock_alembic_reads_and_compares(clone: Path) -> None:
    commands = (("history",), ("heads",), ("show", "head"), ("check",))
    for words, (told, status) in zip(commands, stock(clone, commands), strict=True):
        assert status == 0, told
        assert words == ("check",) or HEAD in told, words


def test_stock_alembic_numbers_what_it_generates(clone: Path) -> None:
    done = run(clone, "-m", "alembic", "revision", "--autogenerate", "-m", "Things change")
    assert done.returncode == 0, done.stderr
    assert list((clone / "migrations" / "versions").glob(f"*_{NEXT}_things_change.py"))


def test_stock_alembic_is_refused_on_files_in_one_sentence(clone: Path) -> None:
    before = content(clone)
    commands = (
        ("upgrade", "head"),
        ("upgrade", "head", "--sql"),
        ("downgrade", "base"),
        ("stamp", "head"),
        ("current",),
        ("history", "--indicate-current"),
    )
    for words, (told, status) in zip(commands, stock(clone, commands), strict=True):
        assert status != 0, words
        assert "migrate.py" in told, words
        assert "Traceback" not in told, words
    assert content(clone) == before
