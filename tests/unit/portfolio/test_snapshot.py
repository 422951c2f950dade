"""A snapshot is what a fresh one would be, and takes over what an edit left alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.portfolio.commands import assets, valuations
from patrimoine_gui.portfolio.household import ValueSource
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.snapshot import Snapshot
from tests import keys
from tests.households import DAY, LIVRET, made, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession

FIELD_KEYS = keys.new_keyring().fields


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


@pytest.fixture
def opened(file: Path) -> CommandSession:
    """Open a file with two assets that are worth something on two days."""
    found = session(file)
    with found.command() as transaction:
        for _rank in range(2):
            key = assets.create(transaction, LIVRET)
            for day in (DAY - timedelta(9), DAY):
                draft = valuations.ValueDraft(day, 100, ValueSource.MANUAL, asset_id=key)
                valuations.set_value(transaction, draft)
    return found


def fresh(file: Path, today: date = DAY) -> Snapshot:
    return Snapshot(household_file.load(file, FIELD_KEYS), today)


def net(snapshot: Snapshot) -> list[int]:
    return [int(amount) for amount in snapshot.history.total().net]


@pytest.mark.parametrize("is_asked_before", [True, False])
def test_an_edit_gives_what_a_fresh_look_gives(
    file: Path,
    opened: CommandSession,
    is_asked_before: bool,  # noqa: FBT001
) -> None:
    before = fresh(file)
    if is_asked_before:
        assert net(before)[-1] == 200
    with opened.command() as transaction:
        draft = valuations.ValueDraft(DAY, 150, ValueSource.MANUAL, asset_id=2)
        valuations.set_value(transaction, draft)
    after = before.after(transaction.entries, FIELD_KEYS, DAY)
    assert after.household == fresh(file).household
    assert net(after) == net(fresh(file))
    assert net(after)[-1] == 250
    assert after.anomalies == fresh(file).anomalies
    assert after.index.values(1) is before.index.values(1)


def test_another_day_is_looked_at_anew(file: Path, opened: CommandSession) -> None:
    before = fresh(file)
    tomorrow = DAY + timedelta(1)
    with opened.command() as transaction:
        assets.close(transaction, 1, DAY)
    after = before.after(transaction.entries, FIELD_KEYS, tomorrow)
    assert after.today == tomorrow
    assert net(after) == net(fresh(file, tomorrow))
    assert after.index.values(2) is not before.index.values(2)
