"""At head the measure of the proof and the net worth of the window are the same, to the cent."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal  # noqa: TC003  (hypothesis reads the annotations)
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrations.frozen.schedule_v1 import EventV1, TermsV1, balances_v1, start_v1
from patrimoine_gui.migration import revision_keys
from patrimoine_gui.migration.measuring import proof
from patrimoine_gui.migration.revisions import load
from patrimoine_gui.portfolio.household import (
    Deferral,
    EventKind,
    Keep,
    Loan,
    LoanEvent,
    LoanKind,
    Periodicity,
    Valuation,
)
from patrimoine_gui.portfolio.loans import balances
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from tests.history.journeys import NAMES, copy_of, keyring_of, reach

if TYPE_CHECKING:
    from pathlib import Path

RICH = [name for name in NAMES if "empty" not in name and "large" not in name]


@pytest.mark.parametrize("name", RICH)
def test_the_window_shows_what_the_proof_measured(name: str, tmp_path: Path) -> None:
    file = copy_of(name, tmp_path)
    reach(file, "head")
    keyring = keyring_of(file)
    with closing(sqlite3.connect(file)) as connection:
        measures = proof.measure(
            connection, load().head, lambda _a, _b: None, revision_keys.of(keyring)
        )
    assert measures.whole is not None
    today = datetime.now(UTC).date()
    index = ValueIndex(household_file.load(file, keyring.fields), today)
    assert index.span is not None
    assert measures.whole.latest_on == index.span[1]
    assert measures.whole.latest == index.net_worth(index.span[1]).net
    for item in measures.whole.year_ends:
        assert (item.on, index.net_worth(item.on).net) == (item.on, item.cents)


DAYS = st.dates(date(2018, 1, 1), date(2032, 12, 31))
EVENTS = st.lists(
    st.tuples(
        DAYS,
        st.sampled_from(list(EventKind)),
        st.one_of(st.none(), st.integers(-1_000, 12_000_000)),
        st.one_of(st.none(), st.decimals(0, 12, places=2)),
        st.sampled_from([None, *Keep]),
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(
        [item for item in LoanKind if item.value not in {"revolving", "decouvert"}]
    ),
    terms=st.tuples(st.integers(0, 30_000_000), st.decimals(0, 9, places=3), st.integers(1, 120)),
    periodicity=st.sampled_from(list(Periodicity)),
    deferral=st.tuples(st.sampled_from(list(Deferral)), st.integers(0, 30)),
    balloon=st.integers(0, 5_000_000),
    events=EVENTS,
    points=st.lists(st.tuples(DAYS, st.integers(-500, 25_000_000)), max_size=2),
)
def test_two_ways_of_working_out_a_loan_agree_to_the_cent(  # noqa: PLR0913, PLR0917  (a loan has many terms)
    kind: LoanKind,
    terms: tuple[int, Decimal, int],
    periodicity: Periodicity,
    deferral: tuple[Deferral, int],
    balloon: int,
    events: list[tuple[date, EventKind, int | None, Decimal | None, Keep | None]],
    points: list[tuple[date, int]],
) -> None:
    first = date(2020, 1, 31)
    principal, rate, months = terms
    loan = Loan(
        1,
        "u",
        "prêt",
        kind,
        principal=principal,
        rate=rate,
        months=months,
        first_due_on=first,
        periodicity=periodicity,
        deferral=deferral[0],
        deferral_months=deferral[1],
        balloon=balloon,
    )
    told = [LoanEvent(key, f"e{key}", 1, *event) for key, event in enumerate(events, start=1)]
    words = [
        Valuation(key, f"v{key}", None, 1, on, amount)
        for key, (on, amount) in enumerate(points, start=1)
    ]
    frozen = TermsV1(
        kind.value,
        principal,
        rate,
        months,
        first,
        periodicity.value,
        deferral[0].value,
        deferral[1],
        balloon,
    )
    changes = [
        EventV1(on, 1, key, what.value, amount, new, keep.value if keep else None)
        for key, (on, what, amount, new, keep) in enumerate(events, start=1)
    ]
    changes += [
        EventV1(on, 0, key, "crd_releve", amount, None, None)
        for key, (on, amount) in enumerate(points, start=1)
    ]
    changes.sort(key=lambda event: (event.on, event.rank, event.key))
    days = sorted({start_v1(frozen), *(date(year, 7, 1) for year in range(2018, 2045))})
    schedule = balances.schedule(loan, told, words)
    assert schedule is not None
    assert [schedule.balance(day) for day in days] == list(balances_v1(frozen, changes, days))
