"""A large household: reading it, its net worth day by day, and what one edit costs."""

from __future__ import annotations

import sqlite3
import statistics
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import keys
from benchmarks.budget import LEAST
from benchmarks.plausible import LAST
from benchmarks.table import Line
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio import breakdowns
from patrimoine_gui.portfolio.breakdowns import By
from patrimoine_gui.portfolio.household import PriceSeries
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.series.history import History

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.budget import Budget
    from benchmarks.run import Run
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.portfolio.ownership import Owner

LOADING, SERIES, EDIT = 3.0, 5.0, 0.02


def measure(run: Run) -> list[Line]:
    """Make the household, then measure each thing beside its rival, in turns."""
    file, budget = run.samples.household(), run.budget
    header = MigrationManager().header(file)
    if header is None:
        raise LookupError
    opened = keys.unlocked(header)
    line = _loading(file, lambda: household_file.load(file, opened.fields), budget)
    loaded = household_file.load(file, opened.fields)
    return [line, *_series(loaded, budget), *_edits(loaded, budget)]


def _taken(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def _paired(
    ours: Callable[[], object], rival: Callable[[], object], rounds: Iterator[int]
) -> tuple[float, float, float, int]:
    """Give the median ratio, the median seconds of each, and how many runs in turns."""
    pairs = [(_taken(rival), _taken(ours)) for _round in rounds]
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    theirs, mine = (statistics.median(pair[rank] for pair in pairs) for rank in (0, 1))
    return ratio, mine, theirs, len(pairs)


# --- reading --------------------------------------------------------------------------------------


def _loading(file: Path, load: Callable[[], object], budget: Budget) -> Line:
    def select() -> None:
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            for (name,) in found.fetchall():
                connection.execute(f'SELECT * FROM "{name}"').fetchall()

    ratio, mine, theirs, count = _paired(load, select, budget.rounds(0.5))
    return Line(
        "load of the large household, decrypted once",
        "SELECT of the same rows by bare sqlite3, nothing decrypted",
        f"{ratio:.2f} x ({mine:.2f} s / {theirs:.2f} s)",
        f"at most {LOADING:g} x",
        ratio <= LOADING,
        count,
    )


# --- over time ------------------------------------------------------------------------------------


def _asked(history: History) -> None:
    history.total()
    history.by(By.GROUP)
    history.by(By.OWNER)


def _full(loaded: Household) -> History:
    history = History(ValueIndex(loaded, LAST))
    _asked(history)
    return history


def _series(loaded: Household, budget: Budget) -> list[Line]:
    history = _full(loaded)
    worths, groups, parts = _arrays(history)

    def rival() -> None:
        worths.sum(axis=0)
        for rows in groups:
            worths[rows].sum(axis=0)
        np.einsum("od,om->md", worths, parts)

    ratio, mine, theirs, count = _paired(lambda: _asked(history), rival, budget.rounds(0.7))
    full = statistics.median(_taken(lambda: _full(loaded)) for _round in range(LEAST))
    what = f"daily net worth, {len(history.days):,} days, in all, by group and by member"
    return [
        Line(
            what,
            "numpy doing the same sums on ready arrays",
            f"{ratio:.2f} x ({mine * 1e3:.1f} ms / {theirs * 1e3:.1f} ms)",
            f"at most {SERIES:g} x",
            ratio <= SERIES,
            count,
        ),
        Line(
            f"{what}, arrays made first",
            "none: for information",
            f"{full:.2f} s",
            "none",
            reached=True,
            rounds=LEAST,
        ),
    ]


def _arrays(history: History) -> tuple[Any, list[Any], Any]:
    """Give what the rival starts from: worths, the rows of each group, and the parts of members.

    Its parts are whole numbers, those of the last day: it divides nothing and rounds nothing.
    """
    index, last = history.index, history.days[-1].item()
    counted = index.counted
    days = [day.item() for day in history.days]
    grid = np.zeros((len(counted), len(days)), np.int64)
    for rank, owned in enumerate(counted):
        single = History(ValueIndex(_only(index.household, owned)), (days[0], days[-1])).total()
        grid[rank] = single.gross + single.debts
    keys_of = breakdowns.keys(index.household, By.GROUP)
    lines = list(dict.fromkeys(keys_of[owned] for owned in counted))
    groups = [
        np.array([rank for rank, owned in enumerate(counted) if keys_of[owned] == line])
        for line in lines
    ]
    people: list[Owner] = list(
        dict.fromkeys(who for owned in counted for who in history.owners.shares(owned, last))
    )
    parts = np.zeros((len(counted), len(people)), np.int64)
    for rank, owned in enumerate(counted):
        for who, share in history.owners.shares(owned, last).items():
            parts[rank, people.index(who)] = round(share * 100)
    return grid, groups, parts


def _only(loaded: Household, owned: int) -> Household:
    """Give a household with one asset or loan."""
    return replace(
        loaded,
        assets=tuple(asset for asset in loaded.assets if asset.id == owned),
        loans=tuple(loan for loan in loaded.loans if loan.id == owned),
    )


# --- an edit --------------------------------------------------------------------------------------


def _edits(loaded: Household, budget: Budget) -> list[Line]:
    index = ValueIndex(loaded, LAST)
    history = History(index)
    _asked(history)

    def after(edited: Household) -> float:
        return _taken(lambda: _asked(history.after(index.after(edited))))

    edits = _edited(loaded)
    rounds = [
        (_taken(lambda: _full(loaded)), [after(edited) for edited in edits.values()])
        for _round in budget.rounds()
    ]
    return [
        _edit(name, [(spent[rank], full) for full, spent in rounds])
        for rank, name in enumerate(edits)
    ]


def _edit(name: str, pairs: list[tuple[float, float]]) -> Line:
    part = statistics.median(spent / full for spent, full in pairs)
    spent, full = (statistics.median(pair[rank] for pair in pairs) for rank in (0, 1))
    return Line(
        f"recomputation after one edit: {name}",
        "the full computation: every day, by group and by member",
        f"{part:.2%} ({spent * 1e3:.1f} ms / {full * 1e3:.0f} ms)",
        f"at most {EDIT:.0%}",
        part <= EDIT,
        len(pairs),
    )


def _edited(loaded: Household) -> dict[str, Household]:
    words, middle = loaded.valuations, len(loaded.valuations) // 2
    word = replace(words[middle], amount=words[middle].amount + 1)
    series, *others = loaded.prices
    days = (*series.days[:-1], date.fromisoformat(series.days[-1]).isoformat())
    prices = PriceSeries(series.security_id, days, (*series.prices[:-1], "1.5"))
    loan, *loans = loaded.loans
    return {
        "a value": replace(loaded, valuations=(*words[:middle], word, *words[middle + 1 :])),
        "a price": replace(loaded, prices=(prices, *others)),
        "a loan": replace(loaded, loans=(replace(loan, months=(loan.months or 240) + 12), *loans)),
    }
