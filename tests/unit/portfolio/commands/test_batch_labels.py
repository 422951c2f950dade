"""A batch names itself by what it did, from its rows alone or with the names of the household."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.errors import UserError
from patrimoine_gui.portfolio.commands import (
    assets,
    batch_labels,
    journal,
    loans,
    members,
    operations,
    securities,
    trades,
    trash,
    valuations,
)
from patrimoine_gui.portfolio.commands.batch_labels import BatchLabel, CommandKind
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import (
    Household,
    OperationKind,
    PriceSource,
    Right,
    ValueSource,
)
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.wording.portfolio import batches
from tests import keys
from tests.examples.random_commands import COMMANDS
from tests.households import DAY, ELODIE, FUND, LIVRET, LOAN, PEA, made, operation, session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction

FIELD_KEYS = keys.new_keyring().fields
BANK = members.InstitutionDraft("Banque")
PRICE = Decimal(5)
BOUGHT = operation(
    -1_000,
    kind=OperationKind.PURCHASE,
    asset_id=2,
    security_id=1,
    quantity=Decimal(2),
    unit_price=PRICE,
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


@pytest.fixture
def opened(file: Path) -> CommandSession:
    """Open a file with a member, an institution, two assets, a loan and a security."""
    found = session(file)
    with found.command() as transaction:
        members.add_member(transaction, ELODIE)
        members.add_institution(transaction, BANK)
        assets.create(transaction, replace(LIVRET, institution_id=1))
        assets.create(transaction, PEA)
        loans.create(transaction, LOAN)
        securities.create(transaction, FUND)
    return found


def load(file: Path) -> Household:
    return household_file.load(file, FIELD_KEYS)


def value(amount: int, asset: int = 1) -> valuations.ValueDraft:
    return valuations.ValueDraft(DAY, amount, ValueSource.MANUAL, asset_id=asset)


def _two_values(transaction: Transaction) -> None:
    valuations.set_values(transaction, [value(5), value(7, 2)])


def _new_asset_with_its_value(transaction: Transaction) -> None:
    valuations.set_value(transaction, value(5, assets.create(transaction, LIVRET)))


def _own(transaction: Transaction) -> None:
    members.add_ownership(transaction, members.OwnershipDraft(Right.FULL, 1, 1, 1, member_id=1))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (lambda t: valuations.set_value(t, value(5)), "value of Livret d'Élodie"),
        (_two_values, "2 values"),
        (_new_asset_with_its_value, "new asset Livret d'Élodie"),
        (lambda t: assets.edit(t, 1, replace(LIVRET, name="A  B")), "change of A B"),
        (lambda t: assets.close(t, 1, DAY), "closing of Livret d'Élodie"),
        (lambda t: loans.close(t, 3, DAY), "closing of Prêt de la maison"),
        (lambda t: assets.delete(t, 1), "deletion of Livret d'Élodie"),
        (lambda t: members.delete_institution(t, 1), "deletion of Banque"),
        (lambda t: operations.create(t, operation(5)), "new operation of Livret d'Élodie"),
        (lambda t: trades.trade(t, BOUGHT), "new operation of PEA"),
        (_own, "owners of Livret d'Élodie"),
        (
            lambda t: securities.set_prices(t, 1, {DAY: PRICE}, PriceSource.MANUAL),
            "prices of Un fonds",
        ),
        (lambda t: securities.set_rates(t, [Rate("USD", "EUR", DAY, PRICE)]), "1 exchange rate"),
        (lambda t: members.describe(t, members.HouseholdDraft("Nous")), "household"),
    ],
)
def test_a_batch_is_named_by_what_it_did(
    file: Path, opened: CommandSession, command: object, said: str
) -> None:
    before = load(file)
    with opened.command() as transaction:
        command(transaction)  # type: ignore[operator]
    label = batch_labels.label(transaction.entries, before)
    assert batches.batch_name(label) == said
    with opened.reading() as store:
        written = journal.entries(store, transaction.batch)
    assert batch_labels.label(written, load(file)) == label


def test_an_operation_goes_to_the_bin_and_comes_back(file: Path, opened: CommandSession) -> None:
    with opened.command() as transaction:
        operations.create(transaction, operation(5))
    kinds = []
    for command in (
        lambda t: operations.edit(t, 1, operation(7)),
        lambda t: operations.delete(t, 1),
        lambda t: trash.restore(t, "operation", load(file).operations[0].uid),
    ):
        with opened.command() as transaction:
            command(transaction)
        kinds.append(batch_labels.label(transaction.entries, load(file)).kind)
    assert kinds == [
        CommandKind.OPERATION_CHANGED,
        CommandKind.OPERATION_DELETED,
        CommandKind.OPERATION_ADDED,
    ]


def test_reopening_and_what_undo_did(file: Path, opened: CommandSession) -> None:
    with opened.command() as transaction:
        assets.close(transaction, 1, DAY)
    with opened.command() as transaction:
        assets.reopen(transaction, 1)
    label = batch_labels.label(transaction.entries, load(file))
    assert label == BatchLabel(CommandKind.ASSET_REOPENED, (LIVRET.name,), 1)
    undone = batch_labels.label(undo(opened).changes, load(file))
    assert undone.kind is CommandKind.ASSET_CLOSED


def test_a_thing_without_a_name_is_counted(file: Path, opened: CommandSession) -> None:
    with opened.command() as transaction:
        valuations.set_value(transaction, value(5))
    found = batch_labels.label(transaction.entries, Household())
    assert found == BatchLabel(CommandKind.VALUE_SET, ("",), 1)
    assert batches.batch_name(found) == "1 value"
    odd = batch_labels.label(transaction.entries, load(file))
    assert batches.batch_name(replace(odd, names=("a\x1bb",))) == "value of a\\x1bb"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_has_its_words(language: str) -> None:
    i18n.set_language(language)
    for kind in CommandKind:
        for names, count in ((("Nom",), 1), (("",), 1), (("Un", "Deux"), 2)):
            said = batches.batch_name(BatchLabel(kind, names, count))
            assert said
            assert "{" not in said


def test_every_command_names_itself(file: Path, opened: CommandSession) -> None:
    random, named = Random(3), set()  # noqa: S311  (a walk, no secret)
    for name in [*COMMANDS] * 3:
        present = load(file)
        try:
            with opened.command() as transaction:
                COMMANDS[name](transaction, present, random)
        except UserError:
            continue
        if transaction.entries:
            named.add(name)
            assert batches.batch_name(batch_labels.label(transaction.entries, present))
    assert len(named) > len(COMMANDS) / 2
