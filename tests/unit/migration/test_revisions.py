"""The index says what the revisions say, and revisions are found by all their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from patrimoine_gui import __version__, paths
from patrimoine_gui.authoring import index
from patrimoine_gui.errors import TargetUnknown
from patrimoine_gui.migration.revisions import load
from patrimoine_gui.migration.runner import config_for
from tests.revision_chain import HEAD

REPOSITORY = Path(__file__).resolve().parents[3]


def test_the_index_is_what_the_revisions_say() -> None:
    folder = paths.migrations_folder()
    written = (folder / "index.py").read_text(encoding="utf-8")
    assert written == index.render_index(folder), "run: make index"


def test_the_index_and_alembic_agree_on_the_chain() -> None:
    script = ScriptDirectory.from_config(config_for(paths.migrations_folder()))
    assert script.get_heads() == [load().head.id]
    chain = [item.revision for item in script.walk_revisions()][::-1]
    assert chain == [revision.id for revision in load().all]


def test_this_version_of_the_program_brings_the_head_revision() -> None:
    assert __version__.startswith(load().head.app_version)


def test_every_revision_has_a_golden_file_and_measures() -> None:
    golden = REPOSITORY / "tests" / "data" / "history"
    for revision in load().all:
        assert list(golden.glob(f"{revision.id}-*.patrimoine")), revision.id
        module = revision.measures.rpartition(".")[2]
        assert (REPOSITORY / "migrations" / "frozen" / f"{module}.py").exists()


@pytest.mark.parametrize(
    ("target", "current", "found"),
    [
        ("head", "0001", HEAD),
        ("0002", "0001", "0002"),
        ("2", "0001", "0002"),
        ("0.2", "0003", "0002"),
        ("+1", "0001", "0002"),
        ("-2", "0003", "0001"),
        ("-1", "0002", "0001"),
    ],
)
def test_a_revision_is_found_by_its_names(target: str, current: str, found: str) -> None:
    assert load().resolve(target, current).id == found


@pytest.mark.parametrize(
    "target", ["", "base", "9999", "0", "-1", "+99", "+", "-", "+²", "1.0.9", "x"]
)
def test_an_unknown_target_is_refused_by_type(target: str) -> None:
    with pytest.raises(TargetUnknown):
        load().resolve(target, "0001")


def test_the_way_between_two_revisions_runs_in_order() -> None:
    assert [item.id for item in load().between("0001", "0003")] == ["0002", "0003"]
    assert [item.id for item in load().between("0003", "0001")] == ["0003", "0002"]
    assert load().between("0002", "0002") == ()
