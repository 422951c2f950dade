"""Revision 0008: owners in words become members and shares, and come back to the letter."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from migrations.frozen.owners_v1 import owners_v1
from tests.history.builders.encrypted_rows import put, read
from tests.history.journeys import copy_of, edit, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, [("moi", True, Fraction(1))]),
        ("", [("moi", True, Fraction(1))]),
        (" \u00a0", [("moi", True, Fraction(1))]),
        ("Moi", [("moi", True, Fraction(1))]),
        ("Commun 50/50", [("moi", True, HALF), ("conjoint", True, HALF)]),
        ("60/40", [("moi", True, Fraction(3, 5)), ("conjoint", True, Fraction(2, 5))]),
        (
            "1/3 avec mes frères",
            [("moi", True, Fraction(1, 3)), ("mes frères", False, Fraction(2, 3))],
        ),
        ("Marie 60 % Paul 40 %", [("Marie", True, Fraction(3, 5)), ("Paul", True, Fraction(2, 5))]),
        ("Marie et Paul", [("Marie", True, HALF), ("Paul", True, HALF)]),
        ("Ma femme", [("conjoint", True, Fraction(1))]),
    ],
)
def test_a_plain_form_is_understood(
    written: str | None, expected: list[tuple[str, bool, Fraction]]
) -> None:
    found = owners_v1(written)
    assert found is not None
    assert [(share.name, share.is_member, share.part) for share in found] == expected


@pytest.mark.parametrize(
    "written",
    [
        *("à voir avec le notaire", "60/50", "Paul 70 %", "4/3 avec Paul", "x" * 9999, 5, b"b"),
        *("1/3 avéc mes frères", "1/3 ａｖｅｃ Paul", "1/3 ave\u0301c Paul"),
        *("Usufruit", "Usufruit Paul", "Nue Propriété", "Nue-propriété", "Indivision"),
        *("Succession", "À Voir", "Enfants 50 % Paul 50 %", "Héritiers et Paul"),
    ],
)
def test_anything_else_is_not_guessed_at(written: object) -> None:
    assert owners_v1(written) is None


def test_shares_and_the_way_back_to_the_letter(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    put(file, "asset", 1, owner_text="commun  50/50", note="ma note")
    put(file, "asset", 3, owner_text="voir l’acte", note=None)
    put(file, "asset", 4, owner_text="")
    reach(file, "0007")
    before = [read(file, table, "owner_text", f"{table}.owner") for table in ("asset", "loan")] + [
        read(file, table, "note") for table in ("asset", "loan")
    ]
    outcome = reach(file, "0008")
    assert outcome is not None
    assert outcome.proof.before.latest == outcome.proof.after.latest
    names = read(file, "member", "name")
    shares = rows(
        file, "SELECT asset_id, member_id, num, den FROM ownership WHERE asset_id IN (1, 3, 4)"
    )
    told = [(asset, names[int(str(who))], num, den) for asset, who, num, den in shares]
    assert told == [(1, "Moi", 1, 2), (1, "Conjoint", 1, 2), (3, "Moi", 1, 1), (4, "Moi", 1, 1)]
    notes = read(file, "asset", "note")
    assert (notes[1], notes[3]) == ("ma note", "▸ [0.8] Détenteur : « voir l’acte »")
    whole = "SELECT count(*) FROM asset WHERE id NOT IN (SELECT asset_id FROM ownership"
    assert rows(file, f"{whole} WHERE asset_id IS NOT NULL)") == [(0,)]
    reach(file, "0007")
    after = [read(file, table, "owner_text", f"{table}.owner") for table in ("asset", "loan")] + [
        read(file, table, "note") for table in ("asset", "loan")
    ]
    assert after == before


def test_shares_that_were_changed_come_back_in_words(tmp_path: Path) -> None:
    file = copy_of("0005-rich", tmp_path)
    put(file, "asset", 1, owner_text="Marie et Paul")
    reach(file, "0008")
    edit(
        file,
        "UPDATE ownership SET num = 1, den = 4 WHERE id ="
        " (SELECT min(id) FROM ownership WHERE asset_id = 1)",
    )
    reach(file, "0007")
    assert read(file, "asset", "owner_text", "asset.owner")[1] == "Marie 1/4, Paul 1/2"
