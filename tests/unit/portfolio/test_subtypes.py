"""The catalogue of subtypes: whole, in keeping with the law and with old files, and asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from migrations.frozen import regulatory_v1
from migrations.frozen.asset_types_v1 import _ASSETS
from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio.commands import assets, operations
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Liquidity,
    OperationKind,
    ValuationMode,
)
from patrimoine_gui.portfolio.subtypes import catalog, details
from patrimoine_gui.portfolio.subtypes.catalog import SUBTYPES
from patrimoine_gui.portfolio.subtypes.details import Detail, DetailKind, Tranche
from patrimoine_gui.wording.portfolio import subtypes
from tests.households import IBAN, LIVRET, made, operation, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession

UNKNOWN = "fusee"


@pytest.fixture
def opened(tmp_path: Path) -> CommandSession:
    return session(made(tmp_path / "maison.patrimoine"))


def test_each_key_is_there_once_and_so_is_each_detail() -> None:
    assert set(Counter(item.key for item in SUBTYPES).values()) == {1}
    for item in SUBTYPES:
        assert set(Counter(detail.key for detail in item.details).values()) <= {1}
        assert item.operations


def test_a_detail_of_one_name_is_the_same_everywhere_but_a_day_it_is_due() -> None:
    kinds = {(detail.key, detail.kind) for item in SUBTYPES for detail in item.details}
    assert set(Counter(key for key, _kind in kinds).values()) == {1}


def test_what_old_files_hold_is_in_it_in_the_same_group() -> None:
    for group, key, _starts in [*_ASSETS, ("divers", "autre", ())]:
        found = catalog.find(key)
        assert found is not None
        assert found.group is AssetGroup(group)


def test_the_law_that_it_names_is_the_law_that_comes_with_the_program() -> None:
    known = {key for key, *_rest in regulatory_v1.ROWS}
    named = {key for item in SUBTYPES for key in (item.ceiling, item.rate) if key}
    assert named <= known
    assert {"livret_a.rate", "pea.ceiling", "pel.rate"} <= named


def test_only_what_can_hold_securities_has_their_operations() -> None:
    kinds = {OperationKind.STOCK_SPLIT, OperationKind.DELIVERY}
    holders = {item.key for item in SUBTYPES if kinds <= item.operations}
    by_positions = {item.key for item in SUBTYPES if item.mode is ValuationMode.POSITIONS}
    companies = {"parts_sci", "parts_societe", "entreprise", "local_professionnel", "autre"}
    assert holders == by_positions | companies


def test_groups_have_their_own_in_order() -> None:
    found = [item.key for group in AssetGroup for item in catalog.in_group(group)]
    assert found == [item.key for item in SUBTYPES]


def test_an_unknown_subtype_is_what_its_group_usually_is() -> None:
    house = Asset(1, "", "", AssetGroup.PROPERTY, UNKNOWN)
    assert catalog.of(house).ifi_percent == 100
    assert catalog.of(house).mode is ValuationMode.MANUAL
    assert catalog.liquidity(house) is None
    assert catalog.of(replace(house, group=AssetGroup.CASH)).mode is ValuationMode.BALANCE
    assert catalog.find(UNKNOWN) is None
    assert catalog.of(replace(house, subtype="livret_a")).ifi_percent == 100


def test_liquidity_is_that_of_the_asset_first() -> None:
    plan = Asset(1, "", "", AssetGroup.FINANCIAL, "per")
    assert catalog.liquidity(plan) is Liquidity.LOCKED
    assert catalog.liquidity(replace(plan, liquidity=Liquidity.MONTH)) is Liquidity.MONTH


@pytest.mark.parametrize(
    ("mode", "days"), [(ValuationMode.BALANCE, 100), (ValuationMode.POSITIONS, 35)]
)
def test_a_subtype_may_be_told_less_often(mode: ValuationMode, days: int) -> None:
    deposit = Asset(1, "", "", AssetGroup.CASH, "compte_a_terme", mode=mode)
    assert catalog.stale_after(deposit) == days


# --- details --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (DetailKind.TEXT, ["", "12 rue"], [3, "x" * 10_001]),
        (DetailKind.LONG_TEXT, ["a\nb"], [["a"]]),
        (DetailKind.CHOICE, ["commun"], ["autre", 1]),
        (DetailKind.FLAG, [True, False], [1, "oui"]),
        (DetailKind.DAY, ["2026-02-28"], ["2026-02-29", "20260228", 3]),
        (DetailKind.AMOUNT, [0, -5, 10**13], [10**13 + 1, 1.5, True, "5"]),
        (DetailKind.NUMBER, ["84.5", "0"], [84.5, "-1", "1e15", "NaN", "douze"]),
        (DetailKind.PERCENT, ["50", 50, 12.5, 100], ["101", -1, True, "moitié", None.__class__]),
        (DetailKind.IBAN, [IBAN], [IBAN[:-1], f" {IBAN}", 3]),
        (
            DetailKind.TRANCHES,
            [[], [{"amount": 5, "available_on": None}]],
            [
                {},
                [1],
                [{"amount": 5}],
                [{"amount": "5", "available_on": None}],
                [{"amount": 5, "available_on": "2026-02-30"}],
                [{"amount": 5, "available_on": None}] * 1001,
            ],
        ),
    ],
)
def test_types_of_details(kind: DetailKind, good: list[object], bad: list[object]) -> None:
    detail = Detail("a", "a", kind, details.NATURE.choices if kind is DetailKind.CHOICE else ())
    assert all(detail.accepts(value) for value in [*good, None])
    assert not any(detail.accepts(value) for value in bad)


def test_parts_of_a_plan() -> None:
    written = [{"amount": 5, "available_on": "2028-06-01"}, {"amount": 7, "available_on": None}]
    assert details.tranches({"tranches": written}) == (
        Tranche(5, date(2028, 6, 1)),
        Tranche(7, None),
    )
    assert details.tranches({"tranches": "bientôt"}) == ()
    assert details.tranches({}) == ()


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "fault", "attribute"),
    [
        ({"subtype": UNKNOWN}, InputFault.SUBTYPE_UNKNOWN, "subtype"),
        ({"group": AssetGroup.OTHER}, InputFault.SUBTYPE_UNFIT, "group"),
        ({"details": {"iban": "FR76"}}, InputFault.DETAIL_MALFORMED, "details.iban"),
    ],
)
def test_an_asset_has_to_fit_the_catalogue(
    opened: CommandSession, changes: dict[str, object], fault: InputFault, attribute: str
) -> None:
    draft = replace(LIVRET, **changes)  # type: ignore[arg-type]
    with pytest.raises(InputRefused) as caught, opened.command() as transaction:
        assets.create(transaction, draft)
    assert (caught.value.fault, caught.value.attribute) == (fault, attribute)
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
    with pytest.raises(InputRefused), opened.command() as transaction:
        assets.edit(transaction, 1, draft)


def test_what_an_old_file_holds_stays_while_the_rest_changes(opened: CommandSession) -> None:
    old = {"subtype": UNKNOWN, "details": {"iban": "FR76", "ville": 7, "vieux": [1]}}
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
        transaction.change("asset", 1, old)
    kept = replace(LIVRET, subtype=UNKNOWN, details={**old["details"], "neuf": 1}, note="mot")  # type: ignore[dict-item]
    with opened.command() as transaction:
        assert assets.edit(transaction, 1, kept)
    with opened.command() as transaction:
        assert assets.edit(transaction, 1, replace(kept, group=AssetGroup.OTHER))
    with pytest.raises(InputRefused), opened.command() as transaction:
        assets.edit(transaction, 1, replace(kept, details={"iban": "FR77"}))


def test_operations_have_to_be_of_a_kind_that_the_subtype_has(opened: CommandSession) -> None:
    rent = operation(500, kind=OperationKind.RENT)
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
        operations.create(transaction, operation(500))
    with pytest.raises(InputRefused) as caught, opened.command() as transaction:
        operations.create(transaction, rent)
    assert caught.value.fault is InputFault.KIND_UNFIT
    with pytest.raises(InputRefused), opened.command() as transaction:
        operations.edit(transaction, 1, rent)
    with opened.command() as transaction:  # as an old file may have it
        transaction.change("operation", 1, {"kind": "loyer"})
    with opened.command() as transaction:
        assert operations.edit(transaction, 1, replace(rent, label="mars"))


# --- words ----------------------------------------------------------------------------------------


def test_every_subtype_and_detail_has_a_name() -> None:
    names = {subtypes.subtype_name(item.key) for item in SUBTYPES}
    assert len(names) == len(SUBTYPES)
    assert subtypes.subtype_name(UNKNOWN) == UNKNOWN
    for item in SUBTYPES:
        for detail in item.details:
            assert subtypes.detail_name(detail)
            assert all(name for _word, name in subtypes.detail_choices(detail))
