"""Any household that anyone could have typed goes up and down, and the proof agrees."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrations.frozen.fields_v1 import seal_legacy_v1
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders
from tests.history.builders.golden_files import empty_0001, empty_0002, empty_0003
from tests.history.journeys import GOLDEN, run
from tests.history.protected_builders import old_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrimoine_gui.migration.outcome import Proof

DAYS = st.one_of(
    st.dates(min_value=date(2018, 1, 1), max_value=date(2021, 12, 31)),
    st.dates(min_value=date(2090, 1, 1), max_value=date(2092, 12, 31)),  # slips into the future
)
TEXTS = st.one_of(
    st.none(), st.sampled_from(["", "  ", "Livret A", "Crédit immo", "🐝", "gAAAA", "C (USD)"])
)
AMOUNTS = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6).map(lambda cents: cents / 100),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from(["1 234,5", "1,234", "mille", "12 €", "-3", 0.005, -0.005, 1e300, b"\x01"]),
)
DATES = st.one_of(
    DAYS.map(lambda day: f"{day:%d/%m/%Y}"),
    DAYS.map(lambda day: f"{day:%Y-%m-%d}"),
    st.sampled_from(["29/02/2021", "31/12/2020", "31/12/2021", "", None, "hier"]),
)
KEYS = st.integers(1, 5)


WALKS = (("head", "0004", "0001", "head"), ("head", "0003", "0002"))
"""Up and down through every revision, and up again; the stops differ, for each is proved."""

each_walk = pytest.mark.parametrize("targets", WALKS, ids="-".join)


def walk(
    build: Callable[[Path], None],
    statements: list[tuple[str, list[tuple[object, ...]]]],
    targets: tuple[str, ...],
) -> list[Proof]:
    """Build a file, then go from one revision to the next; give the proofs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "any.patrimoine"
        build(file)
        connection = sqlite3.connect(file, isolation_level=None)
        for statement, values in statements:
            connection.executemany(statement, values)
        connection.close()
        manager = MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))
        proofs = []
        for target in targets:
            plan = manager.plan(file, target)
            if plan.revisions:
                proofs.append(run(manager, plan).proof)
        return proofs


def agree(proofs: list[Proof]) -> None:
    assert proofs
    assert len({proof.before.latest for proof in proofs} | {proofs[-1].after.latest}) == 1
    for name in ("texts", "year ends", "what cannot be read"):
        found = {dict(measures.digests)[name] for p in proofs for measures in (p.before, p.after)}
        assert len(found) == 1, name
    for name in ("other currencies", "rates"):  # 0004 and 0005 have them
        digests = [dict(measures.digests) for p in proofs for measures in (p.before, p.after)]
        assert len({item[name] for item in digests if name in item}) == 1, name


COMMON = settings(
    max_examples=int(os.environ.get("HOUSEHOLDS", "2")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@each_walk
@COMMON
@given(
    st.dictionaries(KEYS, st.tuples(TEXTS, TEXTS, AMOUNTS, TEXTS), max_size=4),
    st.lists(st.tuples(st.one_of(st.none(), KEYS), DATES, AMOUNTS), max_size=25),
)
def test_any_file_of_0001(
    targets: tuple[str, ...],
    accounts: dict[int, tuple[object, ...]],
    history: list[tuple[object, ...]],
) -> None:
    agree(
        walk(
            empty_0001,
            [
                (
                    "INSERT INTO account VALUES (?, ?, ?, ?, ?)",
                    [(key, *rest) for key, rest in accounts.items()],
                ),
                ("INSERT INTO balance_history VALUES (?, ?, ?)", history),
            ],
            targets,
        )
    )


CENTS = st.integers(-1000, 1000)
ISO = DAYS.map(lambda day: day.isoformat())


@each_walk
@COMMON
@given(
    st.dictionaries(KEYS, st.tuples(TEXTS, TEXTS, st.one_of(st.none(), CENTS), TEXTS), max_size=4),
    st.lists(st.tuples(KEYS, st.one_of(ISO, st.just("2021-12-31")), CENTS), max_size=25),
    st.lists(st.tuples(KEYS, st.sampled_from(["mille", 5.0, None])), max_size=3),
)
def test_any_file_of_0002(
    targets: tuple[str, ...],
    accounts: dict[int, tuple[object, ...]],
    history: list[tuple[object, ...]],
    unread: list[tuple[object, ...]],
) -> None:
    agree(
        walk(
            empty_0002,
            [
                (
                    "INSERT INTO account VALUES (?, ?, ?, ?, ?)",
                    [(key, *rest) for key, rest in accounts.items()],
                ),
                (
                    "INSERT INTO balance_history (account_id, date, balance) VALUES (?, ?, ?)",
                    history,
                ),
                (
                    (
                        "INSERT INTO reject_0002 (source, source_id, account_id, raw_date,"
                        " raw_balance, reason) VALUES ('balance_history', 1, ?, '30/02/2021', ?,"
                        " 'date')"
                    ),
                    unread,
                ),
            ],
            targets,
        )
    )


SOURCES = st.sampled_from(["releve", "manuel", "expertise", "import", "calcul"])


@each_walk
@COMMON
@given(
    st.dictionaries(
        KEYS,
        st.tuples(TEXTS, st.sampled_from(["livret", "autre", "credit_immobilier"]), TEXTS),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.tuples(KEYS, st.one_of(ISO, st.just("2021-12-31")), CENTS, SOURCES),
        max_size=25,
        unique_by=lambda row: (row[0], row[1], row[3]),
    ),
)
def test_any_file_of_0003(
    targets: tuple[str, ...],
    assets: dict[int, tuple[object, ...]],
    values: list[tuple[int, str, int, str]],
) -> None:
    agree(
        walk(
            empty_0003,
            [
                (
                    (
                        'INSERT INTO asset (id, name, "group", subtype, type_text, uid, created_at,'
                        " updated_at) VALUES (?, ?, 'divers', ?, ?, ?, '', '')"
                    ),
                    [(key, *rest, f"uid-{key}") for key, rest in assets.items()],
                ),
                (
                    "INSERT INTO valuation (asset_id, as_of, amount, source) VALUES (?, ?, ?, ?)",
                    [row for row in values if row[0] in assets],
                ),
            ],
            targets,
        )
    )


def golden_0005(file: Path) -> None:
    """Copy the empty file of 0005: its header is opened once for all."""
    file.write_bytes((GOLDEN / "0005-empty.patrimoine").read_bytes())


MONEY = st.sampled_from(["EUR", "EUR", "USD", "JPY"])


@lru_cache(maxsize=1)
def seal() -> Callable[[bytes], str]:
    return seal_legacy_v1(old_key())


def sealed(text: str | None) -> str | None:
    return None if text is None else seal()(text.encode())


@each_walk
@COMMON
@given(
    st.dictionaries(KEYS, st.tuples(TEXTS, MONEY, TEXTS), min_size=1, max_size=4),
    st.lists(
        st.tuples(KEYS, st.one_of(ISO, st.just("2021-12-31")), CENTS, SOURCES, MONEY),
        max_size=25,
        unique_by=lambda row: (row[0], row[1], row[3]),
    ),
    st.lists(
        st.tuples(MONEY, MONEY, ISO).filter(lambda row: row[0] != row[1]), max_size=3, unique=True
    ),
)
def test_any_file_of_0005(
    targets: tuple[str, ...],
    assets: dict[int, tuple[str | None, str, str | None]],
    values: list[tuple[int, str, int, str, str]],
    rates: list[tuple[str, str, str]],
) -> None:
    agree(
        walk(
            golden_0005,
            [
                (
                    (
                        'INSERT INTO asset (id, name, currency, note, uid, "group", subtype,'
                        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'divers', 'autre', '', '')"
                    ),
                    [
                        (key, sealed(name), money, sealed(note), f"uid-{key}")
                        for key, (name, money, note) in assets.items()
                    ],
                ),
                (
                    (
                        "INSERT INTO valuation (asset_id, as_of, amount, source, currency)"
                        " VALUES (?, ?, ?, ?, ?)"
                    ),
                    [row for row in values if row[0] in assets],
                ),
                (
                    (
                        "INSERT INTO fx_rate (base, quote, on_date, rate, source)"
                        " VALUES (?, ?, ?, '1.5', 'bce')"
                    ),
                    list(rates),
                ),
            ],
            targets,
        )
    )
