"""IBANs: form, country, length and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui.entry import iban
from patrimoine_gui.errors import EntryFault, EntryUnreadable

FRENCH = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "fr76 3000 6000 0112 3456 7890 189",
        "FR76\u00a03000\u202f6000-0112 3456 7890 189",
        "DE89 3704 0044 0532 0130 00",
        "GB82 WEST 1234 5698 7654 32",
        "BE68 5390 0754 7034",
        "NO93 8601 1117 947",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
    ],
)
def test_those_of_the_standard(text: str) -> None:
    code = iban.parse(text)
    assert iban.is_iban(code)
    assert iban.parse(iban.grouped(code)) == code


@pytest.mark.parametrize(
    ("text", "fault", "expected"),
    [
        ("", EntryFault.EMPTY, 0),
        ("3000 6000", EntryFault.IBAN_CHARACTERS, 0),
        ("FR76É", EntryFault.IBAN_CHARACTERS, 0),
        ("US7630006000", EntryFault.IBAN_COUNTRY, 0),
        (FRENCH[:-1], EntryFault.IBAN_LENGTH, 27),
        ("FR7630006000011234567890188", EntryFault.IBAN_KEY, 0),
        ("A" * 10_000, EntryFault.IBAN_CHARACTERS, 0),
    ],
)
def test_what_is_none(text: str, fault: EntryFault, expected: int) -> None:
    with pytest.raises(EntryUnreadable) as caught:
        iban.parse(text)
    assert (caught.value.fault, caught.value.expected) == (fault, expected)
    assert not iban.is_iban(text)


def test_groups_of_four() -> None:
    assert iban.grouped(FRENCH) == "FR76 3000 6000 0112 3456 7890 189"


@given(st.integers(4, 26), st.sampled_from("0123456789"))
def test_one_wrong_character_is_always_found(place: int, digit: str) -> None:
    wrong = FRENCH[:place] + digit + FRENCH[place + 1 :]
    assert iban.is_iban(wrong) == (wrong == FRENCH)


@given(st.integers(4, 25))
def test_two_exchanged_characters_are_always_found(place: int) -> None:
    wrong = FRENCH[:place] + FRENCH[place + 1] + FRENCH[place] + FRENCH[place + 2 :]
    assert iban.is_iban(wrong) == (wrong == FRENCH)
