"""A rehearsal takes copies through a revision, tells every way, and leaves no trace."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.authoring import rehearse
from patrimoine_gui.authoring.rehearse import Cell, Passage, Rehearsing, Sample
from patrimoine_gui.errors import Cancelled, TargetUnknown, WrongPassphrase
from tests import working_copy
from tests.history.journeys import GOLDEN, NAMES, keyring_for
from tests.revision_chain import HEAD
from tests.working_copy import NEXT, ROOT

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.plan import Plan


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder where temporary ones are made."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def sample(name: str, *, is_golden: bool = True) -> Sample:
    return Sample(GOLDEN / f"{name}.patrimoine", is_golden=is_golden)


def ways(cells: tuple[Cell, ...]) -> list[tuple[str, str]]:
    return [(cell.start, cell.target) for cell in cells]


def through(*revisions: str) -> Passage:
    return Passage(revisions)


def no_key(_plan: Plan) -> Keyring:
    raise AssertionError


def with_planted(root: Path, upgrade: str) -> Path:
    root.mkdir()
    working_copy.plant(working_copy.make(root), upgrade)
    return root / "migrations"


@pytest.mark.long  # each golden file, three ways
def test_every_golden_file_goes_through_head(folder: Path) -> None:
    cells = rehearse.rehearse_samples(rehearse.golden(ROOT), keyring_for)
    assert [cell for cell in cells if not cell.passed] == []
    assert {cell.file for cell in cells} == {f"{name}.patrimoine" for name in NAMES}
    assert {cell.target for cell in cells} >= {HEAD, f"{int(HEAD) - 1:04d}"}
    assert [*folder.iterdir()] == []


def test_a_cell_tells_rows_amounts_and_bytes_of_each_way() -> None:
    up, down, again = rehearse.rehearse_samples([sample("0001-rich")], no_key, through("0003"))
    assert ways((up, down, again)) == [("0001", "0003"), ("0003", "0002"), ("0002", "0003")]
    size = (GOLDEN / "0001-rich.patrimoine").stat().st_size
    assert (up.rows_before, up.rows_after, up.cents) == (45, 45, 987682692432)
    assert up.bytes_before == size
    assert (up.bytes_after, down.bytes_after) == (down.bytes_before, again.bytes_before)
    assert all(cell.amounts_equal and cell.net_worth_equal for cell in (up, down, again))
    assert {cell.cents for cell in (up, down, again)} == {987682692432}
    assert all(cell.seconds > 0 for cell in (up, down, again))


def test_a_file_above_the_revision_goes_below_it_and_up_again() -> None:
    cells = rehearse.rehearse_samples([sample("0003-rich")], no_key, through("0002"))
    assert ways(cells) == [("0003", "0001"), ("0001", "0002")]
    assert all(cell.passed for cell in cells)


def test_nothing_is_below_the_first_revision() -> None:
    assert ways(rehearse.rehearse_samples([sample("0002-rich")], no_key, through("0001"))) == [
        ("0002", "0001")
    ]
    assert rehearse.rehearse_samples([sample("0001-rich")], no_key, through("0001")) == ()


def test_several_revisions_each_start_from_the_file_as_it_is() -> None:
    cells = rehearse.rehearse_samples([sample("0001-empty")], no_key, through("0002", "0.3"))
    assert ways(cells) == [
        ("0001", "0002"),
        ("0002", "0001"),
        ("0001", "0002"),
        ("0001", "0003"),
        ("0003", "0002"),
        ("0002", "0003"),
    ]


def test_the_amounts_of_a_persons_own_file_are_not_told() -> None:
    cells = rehearse.rehearse_samples(
        [sample("0001-rich", is_golden=False)], no_key, through("0002")
    )
    assert [(cell.cents, cell.amounts_equal) for cell in cells] == [(None, True)] * 3


def test_files_stay_byte_for_byte_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "mine.patrimoine"
    file.write_bytes((GOLDEN / "0003-rich.patrimoine").read_bytes())
    before = file.stat(), file.read_bytes()
    rehearse.rehearse_samples([Sample(file)], no_key)
    assert (file.stat(), file.read_bytes()) == before


def test_copies_are_private_and_the_keys_of_a_file_are_asked_for_once(folder: Path) -> None:
    asked = []

    def ask(plan: Plan) -> Keyring:
        (made,) = folder.iterdir()
        asked.append(stat.S_IMODE(made.stat().st_mode))
        assert stat.S_IMODE(plan.file.stat().st_mode) == 0o600
        return keyring_for(plan)

    cells = rehearse.rehearse_samples([sample("0004-rich")], ask, through("0004", HEAD))
    assert all(cell.passed for cell in cells)
    assert asked == [0o700]


def test_a_wrong_passphrase_is_told_in_the_cell() -> None:
    def ask(_plan: Plan) -> Keyring:
        raise WrongPassphrase

    (cell,) = rehearse.rehearse_samples([sample("0005-rich")], ask, through("0005"))
    assert (cell.passed, cell.error) == (False, "WrongPassphrase")


def test_a_revision_that_raises_is_named_with_the_place(tmp_path: Path, folder: Path) -> None:
    count = "op.get_bind().exec_driver_sql('SELECT count(*) FROM asset').scalar()"
    fails = f"    if {count}:\n        raise KeyError"
    migrations = with_planted(tmp_path / "copy", fails)
    cells = rehearse.rehearse_samples([sample("0003-rich")], no_key, Passage(migrations=migrations))
    (cell,) = cells
    file = f"migrations/versions/{working_copy.DAY}_{NEXT}_rangs.py"
    line = working_copy.line_of(migrations.parent, Path(file), "raise KeyError")
    assert (cell.file, cell.start, cell.target) == ("0003-rich.patrimoine", "0003", NEXT)
    assert (cell.error, cell.place) == ("UpgradeFailed", f"{NEXT} MIGRATE KeyError {file}:{line}")
    assert not cell.passed
    assert [*folder.iterdir()] == []


def test_a_revision_that_cannot_even_build_is_named_with_its_line(tmp_path: Path) -> None:
    migrations = with_planted(tmp_path / "copy", "    raise KeyError")
    (cell,) = rehearse.rehearse_samples(
        [sample("0003-rich")], no_key, Passage(migrations=migrations)
    )
    assert cell.error == "UpgradeFailed"
    assert f"KeyError migrations/versions/{working_copy.DAY}_{NEXT}_rangs.py:" in cell.place


def test_a_revision_that_changes_an_amount_is_named_with_what_differs(tmp_path: Path) -> None:
    added = "    op.add_column('asset', sa.Column('rank', sa.Integer))\n"
    wrong = added + "    op.execute('UPDATE valuation SET amount = amount + 1')"
    migrations = with_planted(tmp_path / "copy", wrong)
    (cell,) = rehearse.rehearse_samples(
        [sample("0003-rich")], no_key, Passage(migrations=migrations)
    )
    assert cell.error == "ProofFailed"
    assert "sum: " in cell.place
    assert "net worth" in cell.place


def test_a_new_revision_that_is_right_passes(tmp_path: Path) -> None:
    migrations = with_planted(tmp_path / "copy", working_copy.UPGRADE)
    cells = rehearse.rehearse_samples([sample("0003-rich")], no_key, Passage(migrations=migrations))
    assert ways(cells) == [("0003", NEXT), (NEXT, HEAD), (HEAD, NEXT)]
    assert all(cell.passed for cell in cells)


def test_a_file_that_cannot_be_opened_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    foreign = tmp_path / "letter.txt"
    foreign.write_bytes(b"Dear all, " * 500)
    absent = tmp_path / "absent.patrimoine"
    cells = rehearse.rehearse_samples(
        [Sample(foreign), Sample(absent), sample("0002-rich")], no_key, through("0002")
    )
    assert [(cell.file, cell.error) for cell in cells] == [
        ("letter.txt", "NotAHouseholdFile"),
        ("absent.patrimoine", "FileUnreachable"),
        ("0002-rich.patrimoine", ""),
        ("0002-rich.patrimoine", ""),
    ]


def test_a_cancel_is_heard_and_leaves_nothing(folder: Path) -> None:
    told: list[Rehearsing] = []
    with pytest.raises(Cancelled):
        rehearse.rehearse_samples(
            [sample("0001-rich"), sample("0001-large")],
            no_key,
            report=told.append,
            cancel=lambda: len(told) > 1,
        )
    assert told == [
        Rehearsing("0001-rich.patrimoine", HEAD, 0, 2),
        Rehearsing("0001-large.patrimoine", HEAD, 1, 2),
    ]
    assert [*folder.iterdir()] == []


def test_a_revision_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TargetUnknown):
        rehearse.rehearse_samples([sample("0001-rich")], no_key, through("0099"))
