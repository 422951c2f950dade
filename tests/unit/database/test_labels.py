"""Labels are for ever: an old backup is read by the label that its values were written under."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from migrations.frozen import fields_v1
from patrimoine_gui.crypto import field_token
from patrimoine_gui.database.encrypted_types import EncryptedType
from patrimoine_gui.database.labels import LABELS, LONGEST, Kind, is_label
from patrimoine_gui.database.models import Base

ROOT = Path(__file__).resolve().parents[3]
COMMITTED = ROOT / "tests" / "data" / "labels.txt"


def committed() -> list[tuple[str, str]]:
    lines = COMMITTED.read_text(encoding="utf-8").splitlines()
    return [(label, kind) for label, _, kind in (line.partition(" ") for line in lines[1:])]


def in_use() -> list[tuple[str, Kind]]:
    """Give the label and kind of every encrypted column of the models."""
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    kinds = (column.type for column in columns)
    return [(kind.label, kind.kind) for kind in kinds if isinstance(kind, EncryptedType)]


def test_no_label_is_removed_nor_put_to_another_use() -> None:
    """A new label is added to the end of tests/data/labels.txt, by hand, and stays there."""
    assert {label: kind.value[0] for label, kind in LABELS.items()} == dict(committed())


def test_no_label_is_listed_twice() -> None:
    assert max(Counter(label for label, _ in committed()).values()) == 1


def test_the_registry_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        LABELS["asset.name"] = Kind.BYTES  # type: ignore[index]


def test_every_label_has_the_form_that_tokens_take() -> None:
    for label, kind in LABELS.items():
        assert is_label(label)
        field_token.encryptor(bytes(32), 1, label, kind.block)


@pytest.mark.parametrize(
    "label",
    ["", "asset", "Asset.name", "asset.name ", "asset.name.x", "asset.prénom", "a." + "b" * 63],
)
def test_what_is_no_label_is_told(label: str) -> None:
    assert not is_label(label)
    with pytest.raises(ValueError, match=f"^{re.escape(label)}$"):
        field_token.encryptor(bytes(32), 1, label, 16)
    assert is_label("a." + "b" * (LONGEST - 2))


def test_columns_use_registered_labels_each_once() -> None:
    used = in_use()
    assert used
    assert all(LABELS.get(label) is kind for label, kind in used)
    assert max(Counter(label for label, _ in used).values()) == 1


def test_revisions_write_under_registered_labels() -> None:
    """A revision cannot import the registry, so what it writes is looked for in its source."""
    written = re.compile(r'"((?:asset|reject|valuation)\.[a-z_]+)"')
    sources = [*(ROOT / "migrations").rglob("*.py")]
    found = {label for file in sources for label in written.findall(file.read_text("utf-8"))}
    assert {"asset.name", "reject.amount"} <= found
    assert found - {"asset.id", "valuation.asset_id"} <= set(LABELS)


def test_kinds_are_padded_as_the_specification_says() -> None:
    blocks = {kind: kind.block for kind in Kind}
    assert blocks == {
        Kind.INTEGER: 16,
        Kind.DAY: 16,
        Kind.DECIMAL: 32,
        Kind.TEXT: 32,
        Kind.AS_STORED: 32,
        Kind.DOCUMENT: 64,
        Kind.BYTES: 64,
    }
    assert fields_v1.STRINGS == Kind.TEXT.block == Kind.AS_STORED.block
    assert set(blocks.values()) == set(field_token.BLOCKS)
