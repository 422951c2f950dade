"""Two revisions in parallel are detected, and one goes on top of the other, whole (F31)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.authoring import branches, rebase, rehearse
from patrimoine_gui.authoring.branches import Branches
from patrimoine_gui.authoring.lint import Finding, check
from patrimoine_gui.authoring.private_copies import folders_in
from patrimoine_gui.authoring.rebase import Renamed
from patrimoine_gui.authoring.rehearse import Passage, Sample
from patrimoine_gui.errors import UpgradeFailed, WrongPassphrase
from patrimoine_gui.errors.developer import (
    BranchAmbiguous,
    BranchLanded,
    BranchUnknown,
    LintRule,
    NothingToRebase,
)
from patrimoine_gui.migration.manager import MigrationManager
from tests import ledger, working_copy
from tests.command_line import content
from tests.history.journeys import GOLDEN, keyring_for
from tests.revision_chain import HEAD
from tests.working_copy import DAY, NEXT, ROOT, Place

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.plan import Plan

BEYOND = f"{int(NEXT) + 1:04d}"
LAST = f"{int(NEXT) + 2:04d}"
OURS = f"{DAY}_{NEXT}_rangs.py"
THEIRS = f"{DAY}_{NEXT}_autres.py"
VERSIONS = Path("migrations/versions")
HISTORY = Path("tests/data/history")
TESTS = Path("tests/history")
COLOUR = "    op.add_column('asset', sa.Column('colour', sa.Text))"
NO_COLOUR = "    op.drop_column('asset', 'colour')"

UPGRADED: dict[str, bytes] = {}
"""The golden file of our revision, made by the first test that needs it."""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Give a working copy in which all that is there has landed."""
    made = working_copy.make(tmp_path / "copy")
    land(made)
    return made


def land(repository: Path) -> None:
    ledger.add(repository, repository / "tests" / "data" / "ledger.json")


def plant_ours(repository: Path, **places: Place) -> Path:
    """Plant our revision with a golden file that its own format made."""
    file = working_copy.plant(repository, **places)  # type: ignore[arg-type]
    number, _parent, name = places.get("place", Place()).parts
    golden = repository / HISTORY / f"{number}-{name}.patrimoine"
    golden.unlink()
    if golden.name not in UPGRADED:
        shutil.copy(GOLDEN / "0005-rich.patrimoine", golden)
        folders = folders_in(repository.parent / "user")
        manager = MigrationManager(folders, migrations=copy_of_migrations(repository))
        plan = manager.plan(golden, number)
        manager.upgrade(plan, keyring_for(plan))
        UPGRADED[golden.name] = golden.read_bytes()
    golden.write_bytes(UPGRADED[golden.name])
    return file


def copy_of_migrations(repository: Path) -> Path:
    """Copy the revisions to a folder that this process has not read yet."""
    copies = repository.parent / "copies"
    rank = len([*copies.iterdir()]) if copies.exists() else 0
    return Path(shutil.copytree(repository / "migrations", copies / str(rank)))


def plant_theirs(repository: Path, *, landed: bool = True) -> Path:
    """Plant the revision of somebody else."""
    file = working_copy.plant(repository, COLOUR, NO_COLOUR, Place(name="autres"))
    if landed:
        land(repository)
    return file


def fork(repository: Path, *, landed: bool = True) -> None:
    """Make two branches: ours with a golden file of its own, and theirs."""
    ours = plant_ours(repository)
    aside = repository.parent / "aside"
    for path in (ours, HISTORY / f"{NEXT}-rangs.patrimoine"):
        aside.mkdir(exist_ok=True)
        (repository / path).rename(aside / path.name)
    plant_theirs(repository, landed=landed)
    for path in (ours, HISTORY / f"{NEXT}-rangs.patrimoine"):
        (aside / path.name).rename(repository / path)


def columns(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(asset)")}


def one(file: Path, query: str) -> object:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchone()[0]


# --- detection ----------------------------------------------------------------------------------


def test_the_project_has_one_head() -> None:
    found = branches.heads(ROOT)
    assert found.is_one
    assert found.heads[0][9:13] == HEAD


def test_two_files_with_one_number_are_detected(repository: Path) -> None:
    plant_theirs(repository)
    working_copy.plant(repository)
    assert branches.heads(repository) == Branches(
        heads=(THEIRS, OURS), twins=((THEIRS, OURS),), forks=((THEIRS, OURS),), local=(OURS,)
    )


def test_two_numbers_that_follow_one_revision_are_detected(repository: Path) -> None:
    working_copy.plant(repository)
    working_copy.plant(repository, place=Place(BEYOND, HEAD, "autres"))
    other = f"{DAY}_{BEYOND}_autres.py"
    found = branches.heads(repository)
    assert (found.heads, found.twins, found.forks) == ((OURS, other), (), ((OURS, other),))
    assert not found.is_one


def test_two_files_with_one_id_are_detected(repository: Path) -> None:
    first = working_copy.plant(repository)
    second = working_copy.plant(repository, place=Place(BEYOND, NEXT, "autres"))
    working_copy.edit(repository, second, f'revision = "{BEYOND}"', f'revision = "{NEXT}"')
    assert branches.heads(repository).twins == ((first.name, second.name),)


# --- rebase -------------------------------------------------------------------------------------


def test_ours_goes_on_top_of_theirs_with_all_that_belongs_to_it(repository: Path) -> None:
    fork(repository)
    done = rebase.rebase_branch(repository, keyring_for)
    moved = VERSIONS / f"{DAY}_{BEYOND}_rangs.py"
    assert (done.numbers, done.onto) == (((NEXT, BEYOND),), NEXT)
    assert set(done.files) == {
        Renamed(VERSIONS / OURS, moved),
        Renamed(TESTS / f"test_{NEXT}_rangs.py", TESTS / f"test_{BEYOND}_rangs.py"),
        Renamed(HISTORY / f"{NEXT}-rangs.patrimoine", HISTORY / f"{BEYOND}-rangs.patrimoine"),
    }
    assert all((repository / item.new).exists() for item in done.files)
    assert not any((repository / item.old).exists() for item in done.files)
    text = (repository / moved).read_text(encoding="utf-8")
    assert f'\nrevision = "{BEYOND}"\ndown_revision = "{NEXT}"\n' in text
    test = (repository / TESTS / f"test_{BEYOND}_rangs.py").read_text(encoding="utf-8")
    assert test == f'GOLDEN = "{BEYOND}-rangs"\n'
    assert done.mentions == (TESTS / f"test_{NEXT}_autres.py",)
    assert branches.heads(repository).is_one
    assert check(repository) == ()


def test_its_golden_file_gets_what_theirs_brought_and_keeps_its_rows(repository: Path) -> None:
    fork(repository)
    assets = one(repository / HISTORY / f"{NEXT}-rangs.patrimoine", "SELECT count(*) FROM asset")
    rebase.rebase_branch(repository, keyring_for)
    golden = repository / HISTORY / f"{BEYOND}-rangs.patrimoine"
    assert columns(golden) >= {"rank", "colour"}
    assert one(golden, "SELECT version_num FROM alembic_version") == BEYOND
    assert one(golden, "PRAGMA user_version") == int(BEYOND)
    assert one(golden, "PRAGMA integrity_check") == "ok"
    assert one(golden, "SELECT count(*) FROM asset") == assets
    assert isinstance(assets, int)
    assert assets > 0


def test_the_rehearsal_passes_afterwards(repository: Path) -> None:
    fork(repository)
    rebase.rebase_branch(repository, keyring_for)
    golden = Sample(repository / HISTORY / f"{BEYOND}-rangs.patrimoine", is_golden=True)
    cells = rehearse.rehearse_samples(
        [golden, Sample(GOLDEN / f"{HEAD}-rich.patrimoine")],
        keyring_for,
        Passage(migrations=repository / "migrations"),
    )
    assert all(cell.passed for cell in cells)
    assert [(cell.start, cell.target) for cell in cells] == [
        (BEYOND, NEXT),
        (NEXT, BEYOND),
        (HEAD, BEYOND),
        (BEYOND, NEXT),
        (NEXT, BEYOND),
    ]


def test_the_revisions_after_it_move_along(repository: Path) -> None:
    working_copy.plant(repository)
    note = "    op.add_column('asset', sa.Column('seen', sa.Text))"
    working_copy.plant(repository, note, place=Place(BEYOND, NEXT, "suite"))
    for name in (f"{NEXT}-rangs", f"{BEYOND}-suite"):
        (repository / HISTORY / f"{name}.patrimoine").unlink()
    ours = [file.rename(repository.parent / file.name) for file in local_files(repository)]
    plant_theirs(repository)
    for file in ours:
        file.rename(repository / VERSIONS / file.name)
    done = rebase.rebase_branch(repository, keyring_for)
    assert done.numbers == ((NEXT, BEYOND), (BEYOND, LAST))
    last = (repository / VERSIONS / f"{DAY}_{LAST}_suite.py").read_text(encoding="utf-8")
    assert f'\nrevision = "{LAST}"\ndown_revision = "{BEYOND}"\n' in last
    assert {item.rule for item in check(repository)} == {LintRule.GOLDEN}


def local_files(repository: Path) -> list[Path]:
    return [repository / VERSIONS / name for name in branches.heads(repository).local]


def test_a_date_earlier_than_theirs_is_brought_up_to_it(repository: Path) -> None:
    fork(repository)
    ours = repository / VERSIONS / OURS
    ours.rename(ours.with_name(f"20261231_{NEXT}_rangs.py"))
    rebase.rebase_branch(repository, keyring_for)
    assert (repository / VERSIONS / f"{DAY}_{BEYOND}_rangs.py").exists()


def test_measures_that_are_ours_are_renamed_too(repository: Path) -> None:
    fork(repository)
    (repository / HISTORY / f"{NEXT}-rangs.patrimoine").unlink()
    measures = Path("migrations/frozen") / f"measures_{NEXT}.py"
    (repository / measures).write_text(f'"""Measures {NEXT}."""\n', encoding="utf-8")
    done = rebase.rebase_branch(repository, keyring_for)
    new = measures.with_name(f"measures_{BEYOND}.py")
    assert Renamed(measures, new) in done.files
    assert (repository / new).read_text(encoding="utf-8") == f'"""Measures {BEYOND}."""\n'


# --- which one moves ----------------------------------------------------------------------------


def test_one_chain_has_nothing_to_rebase(repository: Path) -> None:
    working_copy.plant(repository)
    with pytest.raises(NothingToRebase):
        branches.split(repository)
    with pytest.raises(NothingToRebase):
        branches.split(repository, [NEXT])


def test_where_neither_has_landed_it_must_be_said_which_moves(repository: Path) -> None:
    fork(repository, landed=False)
    before = content(repository)
    with pytest.raises(BranchAmbiguous) as refused:
        rebase.rebase_branch(repository, keyring_for)
    assert set(refused.value.files) == {OURS, THEIRS}
    with pytest.raises(BranchAmbiguous):
        branches.split(repository, [NEXT])
    assert content(repository) == before
    found = branches.split(repository, [OURS])
    assert [item.file.name for item in found.local] == [OURS]
    assert found.trunk[-1].file.name == THEIRS
    other_way = branches.split(repository, [THEIRS.removesuffix(".py")])
    assert [item.file.name for item in other_way.local] == [THEIRS]


def test_one_after_two_of_one_number_must_be_named(repository: Path) -> None:
    fork(repository, landed=False)
    after = working_copy.plant(repository, place=Place(BEYOND, NEXT, "suite")).name
    with pytest.raises(BranchAmbiguous):
        branches.split(repository, [OURS])
    found = branches.split(repository, [OURS, after])
    assert [item.file.name for item in found.local] == [OURS, after]


def test_a_landed_revision_never_moves(repository: Path) -> None:
    fork(repository)
    with pytest.raises(BranchLanded) as refused:
        branches.split(repository, [THEIRS])
    assert refused.value.files == (THEIRS,)


def test_a_name_that_nobody_bears_is_refused(repository: Path) -> None:
    with pytest.raises(BranchUnknown):
        branches.split(repository, ["0099"])


# --- all or nothing -----------------------------------------------------------------------------


def test_a_wrong_key_leaves_every_file_as_it_was(repository: Path) -> None:
    fork(repository)
    before = content(repository)

    def ask(_plan: Plan) -> Keyring:
        raise WrongPassphrase

    with pytest.raises(WrongPassphrase):
        rebase.rebase_branch(repository, ask)
    assert content(repository) == before


def test_branches_that_exclude_each_other_leave_every_file_as_it_was(repository: Path) -> None:
    fork(repository)
    ours = VERSIONS / OURS
    more = "def upgrade() -> None:\n    op.add_column('asset', sa.Column('colour', sa.Text))\n"
    drop = f"{working_copy.DOWNGRADE}\n    op.drop_column('asset', 'colour')"
    working_copy.edit(repository, ours, "def upgrade() -> None:\n", more)
    working_copy.edit(repository, ours, working_copy.DOWNGRADE, drop)
    golden = repository / HISTORY / f"{NEXT}-rangs.patrimoine"
    with closing(sqlite3.connect(golden)) as connection:
        connection.execute("ALTER TABLE asset ADD COLUMN colour TEXT")
    before = content(repository)
    with pytest.raises(UpgradeFailed) as failure:
        rebase.rebase_branch(repository, keyring_for)
    assert failure.value.place.startswith("migrations/versions/")
    assert content(repository) == before
    assert [item.name for item in repository.rglob(".*.new")] == []


def test_the_check_names_both_files_before_and_none_after(repository: Path) -> None:
    fork(repository)
    line = working_copy.line_of(repository, VERSIONS / OURS, "revision =")
    found = check(repository)
    assert Finding(VERSIONS / OURS, line, LintRule.NUMBER, NEXT) in found
    assert Finding(VERSIONS / THEIRS, line, LintRule.NUMBER, NEXT) in found
    rebase.rebase_branch(repository, keyring_for)
    assert check(repository) == ()
