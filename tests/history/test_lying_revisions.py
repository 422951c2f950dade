"""A revision that alters anything at all without declaring it is caught by the proof.

Each lie is told by a real revision in a second folder, run by the engine on a copy of a golden
file: by one more revision at the end of the chain, or inside 0004 or 0005 once they have done their
work. The folders are made once, and what a revision is to tell is written beside it.
"""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest

from patrimoine_gui import paths
from patrimoine_gui.authoring import index
from patrimoine_gui.errors import ProofFailed, UpgradeFailed
from patrimoine_gui.migration.manager import MigrationManager
from tests.history.journeys import copy_of, keyring_for, run

if TYPE_CHECKING:
    from pathlib import Path


class Folders(Protocol):
    """Gives the folder in which one revision lies on its way up, or down."""

    def __call__(self, number: str, *, up: bool = True) -> Path: ...


CLEAR_LIES = {
    "two values of one day swapped between assets": (
        "UPDATE valuation SET amount = 188500 - amount WHERE id IN (1, 4)",
        "single values",
    ),
    "a value moved within its year": (
        "UPDATE valuation SET as_of = '2022-07-01' WHERE id = 4",
        "single values",
    ),
    "a cent taken from one and given to another": (
        (
            "UPDATE valuation SET amount = amount + CASE id WHEN 1 THEN 1 ELSE -1 END"
            " WHERE id IN (1, 4)"
        ),
        "single values",
    ),
    "a value lost": ("DELETE FROM valuation WHERE id = 1", "rows: values"),
    "an owner forgotten": ("UPDATE asset SET owner_text = NULL", "owners"),
    "an institution forgotten": ("UPDATE asset SET institution = NULL", "owners"),
    "an IBAN invented": ("UPDATE asset SET iban = name WHERE id = 1", "owners"),
    "a group changed": ("UPDATE asset SET \"group\" = 'dettes' WHERE id = 1", "groups"),
    "an identity rewritten": ("UPDATE asset SET uid = uid || 'x'", "identities"),
    "a source changed": ("UPDATE valuation SET source = 'import' WHERE id = 1", "sources"),
    "a note invented": ("UPDATE asset SET note = name WHERE id = 2", "texts"),
    "a name lost": ("UPDATE asset SET name = NULL WHERE id = 2", "texts"),
    "two names swapped": (
        (
            "UPDATE asset SET name = (SELECT name FROM asset AS o WHERE o.id = 3 - asset.id)"
            " WHERE id IN (1, 2)"
        ),
        "texts",
    ),
    "a reject rewritten": ("UPDATE reject_0002 SET raw_date = raw_balance", "what cannot be read"),
    "a reject lost": ("DELETE FROM reject_0002", "rows: set aside"),
    "a duplicate moved": ("UPDATE merged_0003 SET as_of = '2022-12-31'", "rows: merged"),
    "an asset invented": (
        (
            'INSERT INTO asset (id, uid, "group", subtype, created_at, updated_at {more})'
            " VALUES (50, 'u', 'divers', 'autre', '', '' {values})"
        ),
        "rows: assets",
    ),
    "a clear text left where a token should be": (
        "UPDATE asset SET name = 'compte joint' WHERE id = 1",
        "rows: unreadable",
    ),
    "a token cut": (
        "UPDATE asset SET name = substr(name, 1, length(name) - 4) WHERE id = 1",
        "rows: unreadable",
    ),
}
"""Statement, and what the proof says. They are told on 0003-rich, after 0004 or 0005."""

TOKEN_LIES = {
    "the name of one asset encrypted for another": (
        "put('asset', 'name', 1, legacy(b'Livret'))",
        "texts",
    ),
    "a note encrypted twice": (
        "put('asset', 'name', 1, legacy(get('asset', 'name', 1).encode()))",
        "texts",
    ),
    "a name with one more space": (
        "put('asset', 'name', 1, legacy(b'compte joint '))",
        "texts",
    ),
    "a NULL encrypted as an empty text": (
        "put('asset', 'note', 1, legacy(b''))",
        "texts",
    ),
    "a token v2 under the label of another column": (
        "put('asset', 'name', 1, token('asset.note', b'compte joint'))",
        "rows: unreadable",
    ),
    "a token under a key that nobody has": (
        "put('asset', 'name', 1, seal_legacy_v1(bytes(32))(b'compte joint'))",
        "rows: unreadable",
    ),
    "a number made a text": (
        "put('reject_0002', 'raw_balance', 1, legacy(b'5,5'))",
        "what cannot be read",
    ),
    "an institution made an owner": (
        "put('asset', 'owner_text', 1, get('asset', 'institution', 1))",
        "owners",
    ),
}
"""The same with keys at hand: every lie is a well-formed token, or nearly."""

CURRENCY_LIES = {
    "dollars made euros": (
        "UPDATE valuation SET currency = 'EUR' WHERE id = 21",
        "other currencies",
    ),
    "euros made dollars": (
        "UPDATE valuation SET currency = 'USD' WHERE id = 1",
        "other currencies",
    ),
    "a currency exchanged for another": (
        "UPDATE valuation SET currency = 'CAD' WHERE id = 21",
        "other currencies",
    ),
    "a value in yens lost": ("DELETE FROM valuation WHERE id = 23", "other currencies"),
    "yens divided by a hundred": (
        "UPDATE valuation SET amount = amount / 100 WHERE id = 23",
        "other currencies",
    ),
    "two values in dollars swapped": (
        "UPDATE valuation SET amount = 512339 - amount WHERE id IN (21, 22)",
        "other currencies",
    ),
    "the currency of an asset forgotten": (
        "UPDATE asset SET currency = 'EUR' WHERE id = 14",
        "other currencies",
    ),
    "a currency guessed from a name": (
        "UPDATE asset SET currency = 'USD' WHERE id = 6",
        "other currencies",
    ),
    "a rate rounded": ("UPDATE fx_rate SET rate = '0.0077' WHERE id = 4", "rates"),
    "a rate lost": ("DELETE FROM fx_rate WHERE id = 1", "rates"),
    "a rate the other way round": (
        "UPDATE fx_rate SET base = quote, quote = base WHERE id = 2",
        "rates",
    ),
    "the account of a reject forgotten": (
        "UPDATE reject_0002 SET account_name = NULL",
        "accounts set aside",
    ),
    "a date of entry rewritten": ("UPDATE asset SET updated_at = ''", "dates of entry"),
}
"""Told on 0005-rich, by one more revision."""

LYING = """

def _tell():
    from pathlib import Path

    from alembic import op
    from migrations.frozen.fields_v1 import seal_legacy_v1, seal_v1

    lie = Path(__file__).with_name("lie.txt")
    if not lie.exists():  # while the structure is built
        return
    connection = op.get_bind().connection.driver_connection
    keys = op.get_context().opts["keys"]

    def get(table, column, row):
        query = f"SELECT {{column}} FROM {{table}} WHERE id = ?"
        return connection.execute(query, (row,)).fetchone()[0]

    def put(table, column, row, value):
        connection.execute(f"UPDATE {{table}} SET {{column}} = ? WHERE id = ?", (value, row))

    def token(label, plain):
        return seal_v1(keys.data[keys.active], keys.active, label, 32)(plain)

    names = {{"legacy": seal_legacy_v1(keys.legacy), "seal_legacy_v1": seal_legacy_v1}}
    names |= {{"get": get, "put": put, "token": token, "execute": connection.execute}}
    exec(lie.read_text(encoding="utf-8"), names)

{truth}
"""

AFTER_THE_TRUTH = """
_true_upgrade, _true_downgrade = upgrade, downgrade


def upgrade():
    _true_upgrade()
    if {up}:
        _tell()


def downgrade():
    _true_downgrade()
    if not {up}:
        _tell()
"""

ONE_MORE = '''"""A revision that lies."""

revision = "0006"
down_revision = "0005"
app_version = "0.6"
requires_key = True
protects = True
scrub_after = False
irreversible = ""
details = ()
changes = ()


def upgrade():
    pass


def downgrade():
    pass
'''


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Give a folder of revisions of which one lies; each is made once."""

    @cache
    def give(number: str, *, up: bool = True) -> Path:
        return folder_with(tmp_path_factory.mktemp("lying") / "migrations", number, up=up)

    return give


def folder_with(folder: Path, number: str, *, up: bool) -> Path:
    """Copy the revisions, and let one of them lie; those after it are left out."""
    shutil.copytree(paths.migrations_folder(), folder)
    versions = folder / "versions"
    if number == "0006":  # one that changes nothing but what it lies about, measured as 0005
        for stale in (*versions.glob("*_0006_*.py"), folder / "frozen" / "measures_0006.py"):
            stale.unlink()
        (versions / "20990101_0006_lie.py").write_text(ONE_MORE, encoding="utf-8")
    for file in versions.glob("*.py"):
        if file.name.split("_")[1] > number:
            file.unlink()
    (lying,) = versions.glob(f"*_{number}_*.py")
    truth = AFTER_THE_TRUTH.format(up=up)
    source = lying.read_text(encoding="utf-8") + LYING.format(truth=truth)
    lying.write_text(source, encoding="utf-8")
    index.write_index(folder)
    return folder


def caught(file: Path, folder: Path, lie: str, target: str = "head") -> set[str]:
    """Run the engine, and give what the proof found; nothing was published."""
    before = file.read_bytes()
    manager = MigrationManager(migrations=folder)
    plan = manager.plan(file, target)
    told = folder / "versions" / "lie.txt"
    told.write_text(lie, encoding="utf-8")
    try:
        with pytest.raises(ProofFailed) as refused:
            run(manager, plan)
    finally:
        told.unlink()
    assert file.read_bytes() == before
    return {item.measure.removesuffix(" + to check") for item in refused.value.differences}


def statement(text: str, number: str) -> str:
    has_currency = number > "0004"
    more, values = (", currency", ", 'EUR'") if has_currency else ("", "")
    return f"execute({text.format(more=more, values=values)!r})"


@pytest.mark.parametrize("number", ["0004", "0005"])
@pytest.mark.parametrize("lie", sorted(CLEAR_LIES))
def test_a_lie_about_clear_columns_is_found(
    lie: str, number: str, tmp_path: Path, folders: Folders
) -> None:
    text, measure = CLEAR_LIES[lie]
    file = copy_of("0003-rich", tmp_path)
    assert measure in caught(file, folders(number), statement(text, number))


@pytest.mark.parametrize("number", ["0004", "0005", "0006"])
@pytest.mark.parametrize("lie", sorted(TOKEN_LIES))
def test_a_lie_in_a_token_is_found(lie: str, number: str, tmp_path: Path, folders: Folders) -> None:
    body, measure = TOKEN_LIES[lie]
    assert measure in caught(copy_of("0003-rich", tmp_path), folders(number), body)


@pytest.mark.parametrize("lie", sorted(CURRENCY_LIES))
def test_a_lie_about_currencies_is_found(lie: str, tmp_path: Path, folders: Folders) -> None:
    text, measure = CURRENCY_LIES[lie]
    file = copy_of("0005-rich", tmp_path)
    assert measure in caught(file, folders("0006"), f"execute({text!r})")


DOWN_LIES = {
    "values in dollars thrown away": ("DELETE FROM kept_0005_valuation", "other currencies"),
    "a currency thrown away": ("DELETE FROM kept_0005_asset", "other currencies"),
    "rates thrown away": ("DROP TABLE kept_0005_fx_rate", "rates"),
    "dollars shown as euros": (
        "INSERT INTO valuation SELECT id, asset_id, as_of, amount, source FROM kept_0005_valuation",
        "rows: values",
    ),
    "a note thrown away": ("UPDATE asset SET note = NULL", "texts"),
}


@pytest.mark.parametrize("lie", sorted(DOWN_LIES))
def test_a_lie_on_the_way_down_to_0004_is_found(lie: str, tmp_path: Path, folders: Folders) -> None:
    text, measure = DOWN_LIES[lie]
    file = copy_of("0005-rich", tmp_path)
    assert measure in caught(file, folders("0005", up=False), f"execute({text!r})", "0004")


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("UPDATE asset SET note = '' WHERE note IS NULL", "texts"),
        ("UPDATE asset SET name = name || ' ' WHERE id = 1", "texts"),
        ("UPDATE asset SET owner_text = NULL WHERE id = 8", "owners"),
        ("UPDATE reject_0002 SET raw_date = CAST(raw_date AS TEXT)", "what cannot be read"),
    ],
)
def test_a_lie_on_the_way_down_to_0003_is_found(
    text: str, measure: str, tmp_path: Path, folders: Folders
) -> None:
    file = copy_of("0004-rich", tmp_path)
    assert measure in caught(file, folders("0004", up=False), f"execute({text!r})", "0003")


def test_a_revision_without_keys_stops_before_it_encrypts_anything(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations_folder(), folder)
    (revision,) = (folder / "versions").glob("*_0004_*.py")
    source = revision.read_text(encoding="utf-8")
    keyless = source.replace("def upgrade() -> None:", KEYLESS, 1)
    revision.write_text(keyless, encoding="utf-8")
    index.write_index(folder)
    file = copy_of("0003-rich", tmp_path)
    before = file.read_bytes()
    manager = MigrationManager(migrations=folder)
    plan = manager.plan(file)
    with pytest.raises(UpgradeFailed) as failed:
        manager.upgrade(plan, keyring_for(plan))
    assert failed.value.cause == "KeysMissingV1"
    assert file.read_bytes() == before


KEYLESS = """def upgrade() -> None:
    op.get_context().opts["keys"] = None
    _upgrade()


def _upgrade() -> None:"""
