"""Amounts and dates of format 0001: what is read, and what is never guessed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations.frozen import measures_0001
from migrations.frozen.amounts_v1 import cents_v1, iso_date_v1
from migrations.frozen.asset_types_v1 import classify_v1


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        (0.1 + 0.2, 30),
        (1000.1 + 0.2, 100030),
        (22000.005, 2200001),
        (1.005, 101),
        (2.675, 268),
        (-0.005, -1),
        (-197500.275, -19750028),
        (0.0049999, 0),
        (-0.0, 0),
        (1e11, 10**13),
        (12, 1200),
        ("1 234,5", 123450),
        ("1\u00a0234,50", 123450),
        ("1\u202f234,5 €", 123450),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1'234.50", 123450),
        ("-12,30 EUR", -1230),
        ("\u221212,30", -1230),
        ("12.", 1200),
        ("1,234,567", 123456700),
        ("0,125", 13),
        ("12345,678", 1234568),
    ],
)
def test_an_amount_with_one_reading_is_read(written: object, cents: int) -> None:
    assert cents_v1(written) == cents


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "   ",
        "mille",
        "1,234",
        "1.234",
        "12 34",
        "1,23,45",
        "1.2.3",
        "1 234.567,8,9",
        "--5",
        "5-",
        "(5)",
        "12 $",
        "٣",
        b"12",
        1e300,
        float("inf"),
        -1.1e11,
        10**14,
        True,
    ],
)
def test_an_amount_that_needs_guessing_is_not_read(written: object) -> None:
    assert cents_v1(written) is None


@given(st.integers(-(10**13), 10**13))
def test_every_cent_survives_the_way_through_real(cents: int) -> None:
    assert cents_v1(cents / 100) == cents


@given(st.floats(-1e11, 1e11, allow_nan=False))
def test_rounding_is_half_up_of_the_decimal_that_is_seen(value: float) -> None:
    exact = (Decimal(repr(value)) * 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert cents_v1(value) == int(exact)
    assert measures_0001._cents(value) == int(exact)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("31/12/2021", "2021-12-31"),
        ("1/2/2021", "2021-02-01"),
        ("29/02/2020", "2020-02-29"),
        (" 31.12.2021\u00a0", "2021-12-31"),
        ("2021-06-30", "2021-06-30"),
        ("29/02/2021", None),
        ("31/12/21", None),
        ("12/31/2021", None),
        ("2021-6-30", None),
        ("31/12/1899", None),
        ("٣١/١٢/٢٠٢١", None),
        ("", None),
        (None, None),
        (44561.0, None),
    ],
)
def test_a_date_is_a_real_day_or_nothing(written: object, iso: str | None) -> None:
    assert iso_date_v1(written) == iso


@pytest.mark.parametrize(
    ("written", "group", "subtype"),
    [
        ("Livret A", "liquidites", "livret"),
        ("Livret A Crédit Mutuel", "liquidites", "livret"),
        ("Compte courant Crédit Agricole", "liquidites", "compte_courant"),
        ("Assurance vie Crédit Agricole", "financier", "assurance_vie"),
        ("Compte courant Société Générale", "liquidites", "compte_courant"),
        ("Plan d’épargne en actions", "financier", "pea"),
        ("Titres-restaurant", "liquidites", "especes"),
        ("C/C", "liquidites", "compte_courant"),
        ("Compte à vue", "liquidites", "compte_courant"),
        ("Compte Crédit du Nord", "liquidites", "compte_courant"),
        ("Compte épargne Banque Populaire", "liquidites", "livret"),
        ("Épargne", "liquidites", "livret"),
        ("Contrat de capitalisation", "financier", "capitalisation"),
        ("Maison", "immobilier", "residence_principale"),
        ("Maison de vacances", "immobilier", "residence_secondaire"),
        ("Prêt maison", "dettes", "credit_immobilier"),
        ("Mon crédit conso", "dettes", "credit_consommation"),
        ("crédit immo.", "dettes", "credit_immobilier"),
        ("Emprunt familial", "dettes", "autre_dette"),
        ("Crédit d'impôt à recevoir", "divers", "autre"),
        ("Œuvre d'art", "divers", "objet"),
        ("Autocall", "divers", "autre"),
        ("Auto", "divers", "vehicule"),
        ("", "divers", "autre"),
        (None, "divers", "autre"),
        (b"Livret", "divers", "autre"),
    ],
)
def test_an_account_type_is_sorted_as_a_household_would(
    written: object, group: str, subtype: str
) -> None:
    assert classify_v1(written) == (group, subtype)
