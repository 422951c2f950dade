"""No query of the program works on tokens as if they were values, and the lint finds those."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import encrypted_lint

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*(ROOT / "patrimoine_gui").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
KNOWN = encrypted_lint.models()


def found(source: str) -> list[str]:
    return encrypted_lint.faults(ast.parse(source), KNOWN)


def test_the_program_has_no_such_query() -> None:
    faults = [
        f"{file.relative_to(ROOT)} {fault}"
        for file in SOURCES
        for fault in encrypted_lint.faults(ast.parse(file.read_text(encoding="utf-8")), KNOWN)
    ]
    assert not faults, "\n".join(faults)


def test_the_lint_knows_the_models() -> None:
    assert {"name", "note", "details"} <= KNOWN["Asset"]
    assert "uid" not in KNOWN["Asset"]
    assert KNOWN["Price"] == frozenset()


@pytest.mark.parametrize(
    "source",
    [
        "select(Asset).order_by(Asset.name)",
        "select(Asset).order_by(Asset.id, Asset.note)",
        "select(Asset).order_by(*[Asset.name])",
        "select(Asset).order_by((Asset.id, Asset.name))",
        "select(Asset).order_by(models.Asset.name)",
        "select(Asset).order_by(asset.c.name)",
        "select(Asset).order_by(asset.c['name'])",
        "select(Asset).order_by(alias.details)",
        "select(Asset).order_by('name')",
        "select(Asset).group_by(Asset.details)",
        "select(Asset.name).distinct(Asset.name)",
        "func.row_number().over(order_by=Asset.name)",
        "func.row_number().over(partition_by=[Asset.name])",
        "relationship('Asset', order_by=Asset.name)",
        "func.lower(Asset.name)",
        "sa.func.count(Asset.details)",
        "sqlalchemy.func.coalesce(asset.c.note, '')",
        "func.max(id, name=Asset.name)",
        "cast(Asset.name, Text)",
        "sa.cast(alias.name, sa.Text)",
        "type_coerce(Asset.note, Text)",
        "collate(Asset.name, 'NOCASE')",
        "literal('x') == Asset.name",
        "sa.literal('x') != asset.c.name",
        "Asset.uid == Asset.name",
        "Valuation.source < asset.columns['note']",
        "bindparam('x') == Institution.name",
        "Asset.uid.in_([Asset.name, 'x'])",
        "Asset.uid.like(Asset.name)",
        "Asset.uid.between('a', Asset.name)",
        "update(Asset).values(name=text(\"'x'\"))",
        "insert(Asset).values(id=1, note=sa.func.lower('X'))",
        "update(Asset).values(details=sa.literal('x'))",
    ],
)
def test_a_planted_query_is_found(source: str) -> None:
    assert found(source), source


@pytest.mark.parametrize(
    "source",
    [
        "select(Asset.name).order_by(Asset.id, 'uid')",
        "select(Asset).where(Asset.name.is_(None))",
        "select(Asset).where(Asset.name == None)",
        "select(Asset).order_by(Valuation.as_of)",
        "func.count(Asset.id)",
        "func.printf('name')",
        "cast('Dialect', dialect)",
        "cast(Valuation.currency, Text)",
        "literal('x') == Asset.uid",
        "file.name == other.name",
        "Asset.uid.in_(['name'])",
        "sorted(assets, key=by_name)",
        "func.lower(self.name)",
        "update(Asset).values(name=value, uid=func.hex(key))",
    ],
)
def test_a_sound_query_is_left_alone(source: str) -> None:
    assert found(source) == []
