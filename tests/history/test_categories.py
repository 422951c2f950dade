"""Revision 0012: the categories of operations become a tree, and amounts are split whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.history.builders.encrypted_rows import put, read
from tests.history.journeys import copy_of, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

SPLITS = "SELECT operation_id, category_id FROM operation_split ORDER BY operation_id"


def test_what_differs_by_capitals_or_accents_only_is_one_category(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    reach(file, "0012")
    names = read(file, "category", "name")
    parents = {row[0]: row[1] for row in rows(file, "SELECT id, parent_id FROM category")}
    tree = {
        names[int(str(key))]: names.get(int(str(up))) if up else None for key, up in parents.items()
    }
    assert tree == {"Logement": None, "Énergie": "Logement", "Courses": None}
    split = {row[0]: row[1] for row in rows(file, SPLITS)}
    energy = next(key for key, name in names.items() if name == "Énergie")
    assert split[1] == split[2] == energy
    assert split[3] is None


def test_each_operation_has_one_split_of_its_amount(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    reach(file, "0012")
    amounts = read(file, "operation", "amount")
    parts = read(file, "operation_split", "amount")
    assert list(parts.values()) == list(amounts.values()) == ["-12050", "-9990", "100000", "-4517"]


def test_the_way_back_gives_the_path_of_the_first_split(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    reach(file, "0011")
    put(file, "operation", 4, category="  Vie : Courses ")
    reach(file, "0012")
    reach(file, "0011")
    assert read(file, "operation", "category") == {
        1: "Logement > Énergie",
        2: "Logement > Énergie",
        3: None,
        4: "Vie > Courses",
    }


def test_no_category_is_cut_short_or_dropped(tmp_path: Path) -> None:
    file = copy_of("0009-botched", tmp_path)
    reach(file, "0011")
    put(file, "operation", 1, category="a > b > c > d > e > f > g > h > i > j")
    put(file, "operation", 2, category="...")
    put(file, "operation", 3, category=" / ")
    reach(file, "0012")
    assert "h > i > j" in read(file, "category", "name").values()
    reach(file, "0011")
    found = read(file, "operation", "category")
    assert (found[1], found[2]) == ("a > b > c > d > e > f > g > h > i > j", "...")
    assert found[3] == "/"
