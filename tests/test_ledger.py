"""Released revisions, codecs and golden files never change (F29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint.ledger import Differences, compare, frozen_hashes, read
from tests import ledger

if TYPE_CHECKING:
    from pathlib import Path

REVISION = "migrations/versions/20261122_0001_x.py"
GOLDEN = "tests/data/history/0001-x.patrimoine"


def _tree(root: Path) -> Path:
    for name in (REVISION, GOLDEN):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_bytes(name.encode())
    return root / "ledger.json"


def _differences(root: Path, file: Path) -> Differences:
    return compare(read(file), frozen_hashes(root))


def test_frozen_files_are_those_of_the_ledger() -> None:
    told = ledger.told(_differences(ledger.ROOT, ledger.LEDGER))
    assert not told, f"\n{told}"


def test_a_new_file_is_named_with_the_command_that_adds_it(tmp_path: Path) -> None:
    file = _tree(tmp_path)
    found = _differences(tmp_path, file)
    assert found == Differences((), (), (REVISION, GOLDEN))
    assert ledger.COMMAND in ledger.told(found)


def test_an_added_file_is_in_order(tmp_path: Path) -> None:
    file = _tree(tmp_path)
    assert ledger.add(tmp_path, file) == (REVISION, GOLDEN)
    assert ledger.told(_differences(tmp_path, file)) == ""


def test_an_edited_file_is_found_and_adding_does_not_hide_it(tmp_path: Path) -> None:
    file = _tree(tmp_path)
    ledger.add(tmp_path, file)
    (tmp_path / REVISION).write_bytes(b"edited")
    assert ledger.add(tmp_path, file) == ()
    assert _differences(tmp_path, file).changed == (REVISION,)


def test_a_renamed_file_is_found(tmp_path: Path) -> None:
    file = _tree(tmp_path)
    ledger.add(tmp_path, file)
    renamed = tmp_path / REVISION.replace("0001", "0009")
    (tmp_path / REVISION).rename(renamed)
    found = _differences(tmp_path, file)
    assert found.missing == (REVISION,)
    assert found.unlisted == (renamed.relative_to(tmp_path).as_posix(),)
