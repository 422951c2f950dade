"""The bin: what is deleted goes with all that belongs to it, and comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import EntityExists, EntityInUse, EntityMissing
from patrimoine_gui.portfolio.commands import (
    assets,
    loans,
    members,
    operations,
    securities,
    trash,
    valuations,
)
from patrimoine_gui.portfolio.commands.undo import redo, undo
from patrimoine_gui.portfolio.household import PriceSource, Right, ValueSource
from tests.households import (
    DAY,
    ELODIE,
    FUND,
    LIVRET,
    LOAN,
    PEA,
    at,
    made,
    operation,
    rows,
    session,
)

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession


@pytest.fixture
def opened(tmp_path: Path) -> CommandSession:
    """Give a file with one thing of each kind."""
    found = session(made(tmp_path / "maison.patrimoine"), at(8))
    with found.command() as transaction:
        bank = members.add_institution(transaction, members.InstitutionDraft("Une banque"))
        asset = assets.create(transaction, replace(PEA, institution_id=bank))
        assets.create(transaction, replace(LIVRET, parent_asset_id=asset))
        loan = loans.create(transaction, LOAN)
        fund = securities.create(transaction, FUND)
        member = members.add_member(transaction, ELODIE)
        members.add_member(transaction, replace(ELODIE, name="Marc"))
        loans.link(transaction, loan, asset)
        valuations.set_value(
            transaction, valuations.ValueDraft(DAY, 100, ValueSource("releve"), asset_id=asset)
        )
        valuations.set_value(
            transaction, valuations.ValueDraft(DAY, 900, ValueSource("releve"), loan_id=loan)
        )
        securities.set_position(transaction, securities.PositionDraft(asset, fund, DAY, Decimal(3)))
        securities.set_prices(transaction, fund, {DAY: Decimal("12.5")}, PriceSource("cours"))
        right = Right("pleine_propriete")
        members.add_ownership(
            transaction, members.OwnershipDraft(right, 1, 2, asset_id=asset, member_id=member)
        )
        top = operations.add_category(transaction, operations.CategoryDraft("Revenus"))
        part = operations.SplitDraft(500, top)
        operations.create(transaction, operation(500, splits=(part,)))
        operations.create(transaction, operation(70))
    return found


def listed(opened: CommandSession) -> list[tuple[str, str, int]]:
    return [(item.entity, item.name, item.count) for item in trash.contents(opened)]


def uid(opened: CommandSession, entity: str, key: int) -> str:
    return next(str(row["uid"]) for row in rows(opened, entity)[entity] if row["id"] == key)


def test_an_asset_goes_with_all_that_belongs_to_it_and_comes_back(opened: CommandSession) -> None:
    before, name = rows(opened), uid(opened, "asset", 1)
    with session_at(opened, 9).command() as transaction:
        assets.delete(transaction, 1)
    left = rows(opened)
    assert [row["id"] for row in left["asset"]] == [2]
    assert left["asset"][0]["parent_asset_id"] is None
    for entity in ("position", "operation", "operation_split", "loan_asset", "ownership"):
        assert left[entity] == []
    assert [row["loan_id"] for row in left["valuation"]] == [3]
    assert listed(opened) == [("asset", "PEA", 9)]
    with session_at(opened, 10).command() as transaction:
        trash.restore(transaction, "asset", name)
    after = rows(opened)
    part = after["asset"][1]
    assert part.pop("updated_at") == "2026-11-22T10:00:00Z"
    assert before["asset"][1].pop("updated_at") == "2026-11-22T08:00:00Z"
    assert after == before
    assert listed(opened) == []


def session_at(opened: CommandSession, hour: int) -> CommandSession:
    return session(opened.file, at(hour))


def test_restoring_can_be_undone_and_done_again(opened: CommandSession) -> None:
    name = uid(opened, "asset", 1)
    with opened.command() as transaction:
        assets.delete(transaction, 1)
    with opened.command() as transaction:
        trash.restore(transaction, "asset", name)
    undo(opened)
    assert listed(opened) == [("asset", "PEA", 9)]
    redo(opened)
    assert listed(opened) == []
    undo(opened)
    undo(opened)
    assert listed(opened) == []
    assert uid(opened, "asset", 1) == name


def test_what_was_made_and_undone_is_not_in_the_bin(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
    undo(opened)
    assert listed(opened) == []


def test_two_things_of_one_command_come_back_one_by_one(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assets.delete(transaction, 1)
        loans.delete(transaction, 3)
    assert sorted(listed(opened)) == [("asset", "PEA", 9), ("loan", "Prêt de la maison", 2)]
    found = {item.entity: item.uid for item in trash.contents(opened)}
    with opened.command() as transaction:
        trash.restore(transaction, "loan", found["loan"])
    assert listed(opened) == [("asset", "PEA", 9)]
    assert [row["loan_id"] for row in rows(opened, "valuation")["valuation"]] == [3]


def test_what_belongs_to_something_that_is_gone_does_not_come_back(opened: CommandSession) -> None:
    name = uid(opened, "valuation", 1)
    with opened.command() as transaction:
        valuations.delete(transaction, 1)
    with opened.command() as transaction:
        assets.delete(transaction, 1)
    with pytest.raises(EntityMissing), opened.command() as transaction:
        trash.restore(transaction, "valuation", name)


def test_what_took_its_place_forbids_that_it_comes_back(opened: CommandSession) -> None:
    name = uid(opened, "valuation", 1)
    with opened.command() as transaction:
        valuations.delete(transaction, 1)
    with opened.command() as transaction:
        valuations.set_value(
            transaction, valuations.ValueDraft(DAY, 7, ValueSource("releve"), asset_id=1)
        )
    with pytest.raises(EntityExists), opened.command() as transaction:
        trash.restore(transaction, "valuation", name)
    with pytest.raises(EntityMissing), opened.command() as transaction:
        trash.restore(transaction, "asset", name)


def test_an_operation_waits_in_its_table(opened: CommandSession) -> None:
    name = uid(opened, "operation", 1)
    with session_at(opened, 9).command() as transaction:
        operations.delete(transaction, 1)
    assert rows(opened, "operation")["operation"][0]["deleted_at"] == "2026-11-22T09:00:00Z"
    assert listed(opened) == [("operation", "", 1)]
    with pytest.raises(EntityMissing), opened.command() as transaction:
        operations.delete(transaction, 1)
    with opened.command() as transaction:
        trash.restore(transaction, "operation", name)
    assert rows(opened, "operation")["operation"][0]["deleted_at"] is None
    assert listed(opened) == []
    with pytest.raises(EntityMissing), opened.command() as transaction:
        trash.restore(transaction, "operation", name)


def test_what_others_need_stays(opened: CommandSession) -> None:
    with pytest.raises(EntityInUse) as caught, opened.command() as transaction:
        securities.delete(transaction, 1)
    assert (caught.value.used_by, caught.value.count) == ("position", 1)
    with pytest.raises(EntityInUse) as caught, opened.command() as transaction:
        members.delete_member(transaction, 1)
    assert (caught.value.entity, caught.value.used_by) == ("member", "ownership")
    with opened.command() as transaction:
        members.delete_member(transaction, 2)
        members.delete_ownership(transaction, 1)
        with pytest.raises(EntityInUse) as caught:
            members.delete_member(transaction, 1)
        assert caught.value.used_by == "household"
        securities.delete_position(transaction, 1)
        securities.delete(transaction, 1)
    assert rows(opened, "price")["price"] == []
    assert ("security", "Un fonds", 2) in listed(opened)


def test_what_referred_to_it_refers_to_nothing_until_it_is_back(opened: CommandSession) -> None:
    names = uid(opened, "institution", 1), uid(opened, "category", 1)
    with opened.command() as transaction:
        members.delete_institution(transaction, 1)
        operations.delete_category(transaction, 1)
    found = rows(opened)
    assert found["asset"][0]["institution_id"] is None
    assert found["operation_split"][0]["category_id"] is None
    with opened.command() as transaction:
        trash.restore(transaction, "institution", names[0])
        trash.restore(transaction, "category", names[1])
    found = rows(opened)
    assert found["asset"][0]["institution_id"] == 1
    assert found["operation_split"][0]["category_id"] == 1


def test_what_refers_to_something_else_meanwhile_is_left_alone(opened: CommandSession) -> None:
    name = uid(opened, "institution", 1)
    with opened.command() as transaction:
        members.delete_institution(transaction, 1)
    with opened.command() as transaction:
        other = members.add_institution(
            transaction, members.InstitutionDraft("Une autre", country="FR")
        )
        assets.edit(transaction, 1, replace(PEA, institution_id=other, opened_on=date(2020, 1, 1)))
    with opened.command() as transaction:
        trash.restore(transaction, "institution", name)
    assert rows(opened, "asset")["asset"][0]["institution_id"] == other
    with opened.command() as transaction:
        members.delete_institution(transaction, 1)
        assets.delete(transaction, 1)
    with opened.command() as transaction:
        trash.restore(transaction, "institution", name)
    assert [row["id"] for row in rows(opened, "institution")["institution"]] == [1, 2]


def test_what_referred_to_it_may_be_gone_when_it_comes_back(opened: CommandSession) -> None:
    names = uid(opened, "institution", 1), uid(opened, "asset", 1)
    with opened.command() as transaction:
        members.delete_institution(transaction, 1)
    with opened.command() as transaction:
        assets.delete(transaction, 1)
    with opened.command() as transaction:
        trash.restore(transaction, "institution", names[0])
        trash.restore(transaction, "asset", names[1])
    assert rows(opened, "asset")["asset"][0]["institution_id"] is None
    assert len(rows(opened, "institution")["institution"]) == 1


def test_a_price_that_was_deleted_comes_back_unless_there_is_another(
    opened: CommandSession,
) -> None:
    with opened.command() as transaction:
        securities.delete_price(transaction, 1)
    (item,) = trash.contents(opened)
    assert (item.entity, item.uid) == ("price", f"1 {DAY}")
    with opened.command() as transaction:
        trash.restore(transaction, "price", item.uid)
    assert trash.contents(opened) == ()
    with opened.command() as transaction:
        securities.delete_price(transaction, 1)
        securities.set_prices(transaction, 1, {DAY: Decimal(7)}, PriceSource("cours"))
    assert trash.contents(opened) == ()
