"""`create` leaves a test that fails, and `create --golden` makes the file that it needs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui.authoring import index, revision_template
from patrimoine_gui.authoring.revision_template import Constants, next_version
from tests.command_line import ROOT, clone_to, content
from tests.history.journeys import rows

HEAD = index.read_chain(ROOT / "migrations")[-1].id
NEXT = f"{int(HEAD) + 1:04d}"
SOURCE = revision_template.newest_golden(ROOT / "tests", HEAD)
DRAFT = f"tests/data/history/{NEXT}-draft.patrimoine"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Make a working copy with the tests of golden files, whose models have one more column."""
    folder = clone_to(tmp_path / "clone")
    unwanted = shutil.ignore_patterns("__pycache__", "ui", "unit", "e2e", "faults", "*-large*")
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=unwanted)
    shutil.copytree(ROOT / "resources" / "locale", folder / "resources" / "locale")
    models = folder / "patrimoine_gui" / "database" / "models" / "assets.py"
    source = models.read_text(encoding="utf-8")
    line = "    subtype: Mapped[str] = mapped_column(Text)\n"
    more = (
        "    rank: Mapped[int] = mapped_column(Integer)\n"
        '    reason: Mapped[str | None] = mapped_column(EncryptedString("asset.reason"))\n'
    )
    models.write_text(source.replace(line, line + more, 1), encoding="utf-8")
    return folder


def run(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", *words]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)


@pytest.mark.long  # eight processes; `docs/migrations.fr.md` is played in test-long too
def test_from_create_to_a_golden_file_and_a_test_that_asks_to_be_written(clone: Path) -> None:
    done = run(clone, "migrate.py", "--json", "create", "Assets have a rank")
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)
    test = Path(written["test"])
    assert test == clone / "tests" / "history" / f"test_{NEXT}_assets_have_a_rank.py"
    measures = clone / "migrations" / "frozen" / f"measures_{NEXT}.py"
    assert Path(written["measures"]) == measures
    assert '("asset", "reason", "asset.reason"),' in measures.read_text(encoding="utf-8")
    # What does not run makes no golden file, and leaves nothing.
    module = Path(written["file"])
    text = module.read_text(encoding="utf-8")
    assert "0 AS rank" in text
    module.write_text(text.replace("0 AS rank", "NULL AS rank"), encoding="utf-8")
    before = content(clone)
    done = run(clone, "migrate.py", "create", "--golden", NEXT)
    assert done.returncode == 9
    assert content(clone) == before
    # Finished as it asks, it does.
    module.write_text(text.replace("0 AS rank", "id AS rank"), encoding="utf-8")
    for _again in range(2):
        done = run(clone, "migrate.py", "create", "--golden", NEXT)
        assert done.returncode == 0, done.stderr
        assert DRAFT in done.stdout
    assert rows(clone / DRAFT, "SELECT version_num FROM alembic_version") == [(NEXT,)]
    count = rows(clone / "tests" / "data" / "history" / f"{SOURCE}.patrimoine", COUNT)
    assert rows(clone / DRAFT, f"{COUNT} WHERE rank = id") == count
    # The test runs, and fails where it has to be filled in.
    done = run(clone, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", str(test))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "3 failed" in done.stdout
    assert done.stdout.count("Failed: ") >= 3, done.stdout
    assert clean(clone, module, test, measures) == ""


COUNT = "SELECT count(*) FROM asset"


def clean(clone: Path, *files: Path) -> str:
    """Say what ruff has against files."""
    told = ""
    for words in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *words, "--no-cache", *map(str, files)]
        done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
        told += done.stdout if done.returncode else ""
    return told


def test_a_frozen_golden_file_stays(clone: Path) -> None:
    frozen = clone / "tests" / "data" / "history" / f"{HEAD}-draft.patrimoine"
    ledger = clone / "tests" / "data" / "ledger.json"
    ledger.write_text(json.dumps({frozen.relative_to(clone).as_posix(): ""}), encoding="utf-8")
    done = run(clone, "migrate.py", "create", "--golden", HEAD)
    assert done.returncode == 9
    assert not frozen.exists()


def test_a_version_that_does_not_exist_has_no_golden_file(clone: Path) -> None:
    assert run(clone, "migrate.py", "create", "--golden", "9999").returncode == 2
    assert run(clone, "migrate.py", "create", "--golden", "0001").returncode == 2


@pytest.mark.parametrize(
    ("head", "expected"), [("0.5", "0.6"), ("0.9", "0.10"), ("1.0.1", "1.1"), ("x", None)]
)
def test_the_next_version_is_guessed(head: str, expected: str | None) -> None:
    script = index.Script(Path(), "", {"app_version": head})
    assert next_version(script) == (expected or Constants().app_version)
    assert next_version(None) == Constants().app_version
