"""`check`, `rehearse`, `heads`, `merge` and `rebase`, in working copies of their own."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests import ledger, working_copy
from tests.command_line import HEAD, ROOT, answer, current, key_options, program_to, run
from tests.working_copy import DAY, NEXT, Place

if TYPE_CHECKING:
    from pathlib import Path

AFTER = f"{int(NEXT) + 1:04d}"
GOLDEN = "tests/data/history"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a working copy, with its command line, in which all that is there has landed."""
    made = working_copy.make(tmp_path / "copy")
    program_to(made)
    history = made / "tests" / "history"
    history.mkdir(exist_ok=True)
    shutil.copy(ROOT / "tests" / "history" / "protected_builders.py", history)
    land(made)
    return made


def land(repository: Path) -> None:
    ledger.add(repository, repository / GOLDEN / ".." / "ledger.json")


def keep_few(repository: Path) -> set[str]:
    """Leave two golden files to rehearse on, and give their names; the rehearsal takes all."""
    kept = {"0001-rich.patrimoine", f"{HEAD.id}-rich.patrimoine"}
    for file in (repository / GOLDEN).glob("*.patrimoine"):
        if file.name not in kept:
            file.unlink()
    return kept


def fork(repository: Path) -> None:
    """Plant two revisions with one number; theirs has landed."""
    theirs = "    op.add_column('asset', sa.Column('colour', sa.Text))"
    back = "    op.drop_column('asset', 'colour')"
    working_copy.plant(repository, theirs, back, Place(name="autres"))
    (repository / GOLDEN / f"{NEXT}-autres.patrimoine").unlink()
    land(repository)
    working_copy.plant(repository)
    (repository / GOLDEN / f"{NEXT}-rangs.patrimoine").unlink()


def asked(repository: Path, *words: str | Path) -> dict[str, Any]:
    return answer(*words, cwd=repository)


# --- check --------------------------------------------------------------------------------------


def test_the_project_passes_its_own_check() -> None:
    document = answer("check")
    assert (document["exit_status"], document["findings"]) == (0, [])


def test_what_is_dangerous_is_named_with_file_and_line(repository: Path) -> None:
    file = working_copy.plant(repository, "    op.drop_table('asset')")
    done = run("check", cwd=repository)
    assert done.returncode == 1
    where = [line for line in done.stdout.splitlines() if "dropped before" in line]
    path, number, _rest = where[0].split(":", 2)
    assert path == file.as_posix()
    text = (repository / file).read_text(encoding="utf-8").splitlines()
    assert "drop_table" in text[int(number) - 1]
    document = asked(repository, "check")
    assert document["exit_status"] == 1
    assert "drop" in {item["rule"] for item in document["findings"]}


def test_an_edited_frozen_revision_is_found(repository: Path) -> None:
    (frozen,) = (repository / "migrations" / "versions").glob("*_0002_*.py")
    text = frozen.read_text(encoding="utf-8")
    frozen.unlink()  # it has other names
    frozen.write_text(f"{text}\n", encoding="utf-8")
    document = asked(repository, "check")
    assert [item["rule"] for item in document["findings"]] == ["changed"]
    assert document["findings"][0]["file"].endswith(frozen.name)


# --- rehearse -----------------------------------------------------------------------------------


def test_every_golden_file_goes_through_a_revision_and_back(repository: Path) -> None:
    golden = keep_few(repository)
    document = asked(repository, "rehearse", "0002")
    assert document["exit_status"] == 0
    assert golden == {cell["file"] for cell in document["cells"]}
    assert all(cell["passed"] for cell in document["cells"])
    assert {file.name for file in (repository / GOLDEN).iterdir()} == golden


def test_a_file_of_ones_own_is_rehearsed_with_its_keys(tmp_path: Path, repository: Path) -> None:
    keep_few(repository)
    file = current(tmp_path / "famille.patrimoine")
    before = file.read_bytes()
    options = key_options(tmp_path)[:2]
    document = asked(repository, "rehearse", "--file", file, *options)
    ways = [cell for cell in document["cells"] if cell["file"] == file.name]
    assert (ways[0]["from"], ways[-1]["to"]) == (HEAD.id, HEAD.id)
    assert all(way["passed"] for way in ways)
    assert file.read_bytes() == before


def test_a_way_that_fails_is_named(repository: Path) -> None:
    working_copy.plant(repository, "    op.execute('UPDATE valuation SET amount = amount + 1')")
    keep_few(repository)
    done = run("--json", "rehearse", cwd=repository)
    document = json.loads(done.stdout)
    failed = [cell for cell in document["cells"] if cell["failure"]]
    assert (done.returncode, document["exit_status"]) == (1, 1)
    assert "ProofFailed" in {cell["failure"] for cell in failed}
    assert any(cell["to"] == NEXT and "net worth" in cell["place"] for cell in failed)


# --- branches -----------------------------------------------------------------------------------


def test_the_project_is_one_chain() -> None:
    document = answer("heads")
    assert (document["exit_status"], document["one_chain"]) == (0, True)
    assert len(document["heads"]) == 1
    assert HEAD.id in document["heads"][0]


def test_branches_are_told_and_put_on_top_of_each_other(repository: Path) -> None:
    fork(repository)
    keep_few(repository)
    told = asked(repository, "heads")
    assert (told["exit_status"], told["one_chain"]) == (1, False)
    assert told["not_landed"] == [f"{DAY}_{NEXT}_rangs.py"]
    explained = run("merge", "--lang", "en", cwd=repository)
    assert explained.returncode == 1
    assert "rebase" in explained.stdout
    done = asked(repository, "rebase")
    assert done["exit_status"] == 0, done
    assert done["numbers"] == [{"old": NEXT, "new": AFTER}]
    assert done["onto"] == NEXT
    assert {cell["to"] for cell in done["cells"] if cell["passed"]} == {NEXT, AFTER}
    assert (repository / "migrations" / "versions" / f"{DAY}_{AFTER}_rangs.py").exists()
    assert asked(repository, "heads")["one_chain"] is True


def test_one_chain_has_nothing_to_rebase() -> None:
    document = answer("rebase")
    assert (document["exit_status"], document["error"]["type"]) == (9, "NothingToRebase")


def test_a_revision_that_is_not_there_is_status_2(repository: Path) -> None:
    fork(repository)
    document = asked(repository, "rebase", "0042")
    assert (document["exit_status"], document["error"]["type"]) == (2, "BranchUnknown")
