"""Every kind of change: `create` sees it, what it drafts runs both ways, and it is seen once.

Here a kind goes through the bare runner on one golden file; `make matrix` takes the engine. What
stock Alembic does of it changes with Alembic only: `make test-long` takes that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.matrix import table, ways
from tests.matrix.kinds import KINDS

if TYPE_CHECKING:
    from tests.matrix.kinds import Kind

LEAST = 40


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> ways.Clone:
    return ways.Clone(tmp_path_factory.mktemp("matrix"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_of_change_is_seen_and_runs_up_and_down(clone: ways.Clone, kind: Kind) -> None:
    found = ways.ours(clone, kind)
    assert found.is_right, found
    assert written(kind).endswith(table.RIGHT)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_guide_tells_what_stock_alembic_does_of_a_kind(kind: Kind) -> None:
    right = ways.Found(seen=True, runs=True, arrives=True, quiet=True)
    assert written(kind) == table.line(kind, ways.stock(kind), right)


def written(kind: Kind) -> str:
    """Give the line of the guide that tells of a kind."""
    return next(line for line in table.written() if line.startswith(f"| {kind.name} |"))


def test_the_guide_tells_of_every_kind() -> None:
    names = [line.split(" | ")[0].removeprefix("| ") for line in table.written()]
    assert names == [kind.name for kind in KINDS]
    assert len(set(names)) == len(names) >= LEAST
