"""`check`: the project passes, and each rule of the chain finds a planted offender (F29, F31)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from patrimoine_gui.authoring.lint import Finding, check
from patrimoine_gui.authoring.lint.exemptions import EXEMPTIONS
from patrimoine_gui.database.models import Base
from patrimoine_gui.errors.developer import LintRule
from tests import working_copy
from tests.working_copy import DAY, DOWNGRADE, NEXT, ROOT, Place

FIRST = Path("migrations/versions/20261122_0001_comptes.py")
VERSIONS = Path("migrations/versions")
GOLDEN = Path("tests/data/history")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return working_copy.make(tmp_path)


def found(repository: Path) -> set[tuple[str, LintRule, str]]:
    return {(item.file.name, item.rule, item.subject) for item in check(repository)}


def test_the_project_passes() -> None:
    assert check(ROOT, Base.metadata) == ()


def test_a_new_revision_with_all_that_it_needs_passes(repository: Path) -> None:
    working_copy.plant(repository)
    assert check(repository) == ()


def test_every_exception_is_still_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patrimoine_gui.authoring.lint.EXEMPTIONS", ())
    left = check(ROOT)
    for item in EXEMPTIONS:
        assert any(f"_{item.revision}_" in f.file.name and item.covers(f) for f in left), item
    assert len(EXEMPTIONS) <= len(left)


# --- models and index ---------------------------------------------------------------------------


def test_models_that_differ_from_head_are_found_with_their_line(repository: Path) -> None:
    working_copy.plant(repository)
    models = Path("patrimoine_gui/database/models/assets.py")
    line = working_copy.line_of(repository, models, '__tablename__ = "asset"')
    assert check(repository, Base.metadata) == (
        Finding(models, line, LintRule.MODELS, "asset.rank"),
    )


def test_a_new_table_of_the_models_is_found(repository: Path) -> None:
    models = sa.MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(models)
    sa.Table("novelty", models, sa.Column("id", sa.Integer, primary_key=True))
    assert {(item.rule, item.subject) for item in check(repository, models)} == {
        (LintRule.MODELS, "novelty")
    }


def test_a_revision_that_does_not_run_is_found_where_it_fails(repository: Path) -> None:
    file = working_copy.plant(repository, "    raise KeyError")
    line = working_copy.line_of(repository, file, "raise KeyError")
    assert Finding(file, line, LintRule.UNREADABLE, "KeyError") in check(repository, Base.metadata)


def test_a_stale_index_is_found_at_the_first_line_that_differs(repository: Path) -> None:
    index = Path("migrations/index.py")
    line = working_copy.line_of(repository, index, "app_version='0.2'")
    working_copy.edit(repository, index, "app_version='0.2'", "app_version='0.1.9'")
    assert check(repository) == (Finding(index, line, LintRule.INDEX, "make index"),)


# --- frozen files (F29) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", [FIRST, Path("migrations/frozen/amounts_v1.py"), GOLDEN / "0001-rich.patrimoine"]
)
def test_a_landed_file_that_was_edited_is_found(repository: Path, file: Path) -> None:
    content = (repository / file).read_bytes()
    (repository / file).unlink()
    (repository / file).write_bytes(content + b"\n")
    assert check(repository) == (Finding(file, 1, LintRule.CHANGED, file.name),)


def test_a_landed_revision_that_was_renumbered_is_found(repository: Path) -> None:
    second = next((repository / VERSIONS).glob("*_0002_*.py"))
    second.rename(second.with_name(second.name.replace("_0002_", "_0022_")))
    assert (second.name, LintRule.MISSING, second.name) in found(repository)


def test_a_golden_file_that_went_is_found(repository: Path) -> None:
    (repository / GOLDEN / "0002-rich.patrimoine").unlink()
    name = "0002-rich.patrimoine"
    assert found(repository) == {(name, LintRule.MISSING, name)}


# --- the chain (F31) ----------------------------------------------------------------------------


def test_two_files_with_one_number_are_both_found(repository: Path) -> None:
    first = working_copy.plant(repository)
    second = working_copy.plant(repository, place=Place(name="autres"))
    told = {(item.file, item.rule) for item in check(repository)}
    assert {(first, LintRule.NUMBER), (second, LintRule.NUMBER)} <= told
    assert {(first, LintRule.HEADS), (second, LintRule.HEADS)} <= told


def test_two_heads_are_both_found(repository: Path) -> None:
    first = working_copy.plant(repository)
    beyond = f"{int(NEXT) + 1:04d}"
    second = working_copy.plant(repository, place=Place(beyond, f"{int(NEXT) - 1:04d}"))
    heads = {item.file for item in check(repository) if item.rule is LintRule.HEADS}
    assert heads == {first, second}


def test_a_gap_is_found(repository: Path) -> None:
    beyond = f"{int(NEXT) + 1:04d}"
    file = working_copy.plant(repository, place=Place(beyond, NEXT))
    line = working_copy.line_of(repository, file, "down_revision")
    assert Finding(file, line, LintRule.GAP, NEXT) in check(repository)


def test_a_number_other_than_the_one_in_the_name_is_found(repository: Path) -> None:
    file = working_copy.plant(repository)
    working_copy.edit(repository, file, f'revision = "{NEXT}"', 'revision = "0077"')
    line = working_copy.line_of(repository, file, '"0077"')
    assert Finding(file, line, LintRule.NUMBER, "0077") in check(repository)


@pytest.mark.parametrize("day", ["20200101", "20991345"])
def test_a_date_that_is_earlier_or_does_not_exist_is_found(repository: Path, day: str) -> None:
    file = repository / working_copy.plant(repository)
    renamed = file.rename(file.with_name(file.name.replace(DAY, day)))
    working_copy.refresh(repository)
    assert found(repository) == {(renamed.name, LintRule.DATE, day)}


def test_a_file_with_another_name_is_found(repository: Path) -> None:
    file = repository / working_copy.plant(repository)
    renamed = file.rename(file.with_name("ranks.py"))
    assert (renamed.name, LintRule.FILE_NAME, "ranks.py") in found(repository)


# --- what a revision lacks ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "rule", "subject"),
    [
        ('"""Assets have a rank.\n\nWhy: to be tested.\n"""', "", LintRule.SENTENCE, ""),
        ("Assets have a rank.", "ranks", LintRule.SENTENCE, "ranks"),
        ('app_version = "9.9"\n', "", LintRule.CONSTANT, "app_version"),
        ('app_version = "9.9"\n', 'app_version = ""\n', LintRule.CONSTANT, "app_version"),
        ("requires_key = False\n", "", LintRule.CONSTANT, "requires_key"),
        ("protects = True\n", "", LintRule.CONSTANT, "protects"),
        ("scrub_after = False", 'scrub_after = "no"', LintRule.CONSTANT, "scrub_after"),
        ('irreversible = "The rank."', "irreversible = None", LintRule.CONSTANT, "irreversible"),
        ("details: tuple[str, ...] = ()\n", "", LintRule.CONSTANT, "details"),
        ("str, str], ...] = ()", 'str, str], ...] = (("a", "b"),)', LintRule.CONSTANT, "changes"),
        (DOWNGRADE, "    pass", LintRule.DOWNGRADE, "downgrade"),
        (DOWNGRADE, "    raise NotImplementedError", LintRule.DOWNGRADE, "downgrade"),
        ("def downgrade()", "def backwards()", LintRule.DOWNGRADE, "downgrade"),
    ],
)
def test_a_part_that_is_absent_is_found(
    repository: Path, old: str, new: str, rule: LintRule, subject: str
) -> None:
    file = working_copy.plant(repository)
    working_copy.edit(repository, file, old, new)
    working_copy.refresh(repository)
    assert (file.name, rule, subject) in found(repository)


def test_a_downgrade_with_nothing_to_do_passes_where_the_author_says_why(repository: Path) -> None:
    file = working_copy.plant(repository, downgrade="    pass")
    reasoned = "def downgrade() -> None:  # safe: repaired values stay repaired"
    working_copy.edit(repository, file, "def downgrade() -> None:", reasoned)
    assert check(repository) == ()


def test_a_note_of_create_that_still_stands_is_found(repository: Path) -> None:
    file = working_copy.plant(repository, f"    # REVIEW: asset: a rename?\n{working_copy.UPGRADE}")
    line = working_copy.line_of(repository, file, "REVIEW")
    assert check(repository) == (Finding(file, line, LintRule.REVIEW, "asset: a rename?"),)


def test_an_absent_golden_file_and_test_are_found(repository: Path) -> None:
    file = working_copy.plant(repository)
    (repository / GOLDEN / f"{NEXT}-rangs.patrimoine").unlink()
    (repository / "tests" / "history" / f"test_{NEXT}_rangs.py").unlink()
    assert check(repository) == (
        Finding(file, 1, LintRule.GOLDEN, f"{NEXT}-*.patrimoine"),
        Finding(file, 1, LintRule.TEST, NEXT),
    )


def test_a_file_that_is_not_python_is_found_at_its_line(repository: Path) -> None:
    file = working_copy.plant(repository, "    if")
    found_here = {(item.line, item.rule) for item in check(repository) if item.file == file}
    line = working_copy.line_of(repository, file, "    if")
    assert found_here == {(line, LintRule.UNREADABLE)}
