"""What the golden file 0013-rich holds: each of its tables, in clear.

Kept as on the day the file was made. A value that its column encrypts stands in `S(...)`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

NBSP = "\u00a0"
STAMP = "2026-11-22T10:00:00Z"


class S(NamedTuple):
    """A value that is encrypted under "table.column"."""

    value: str | int | Decimal | date | dict[str, object]


Row = dict[str, object]

HOUSEHOLD: list[Row] = [
    {
        "id": 1,
        "name": S(f"Famille Léandre{NBSP}🏡"),
        "regime": "communaute_reduite",
        "regime_since": "2010-05-29",
        "note": S(
            "Notaire : Me Vidal\n"
            "▸ [1.2] Ligne illisible (balance_history n° 12, compte 44 « Vieux livret ») :"
            " date « 29/02/2021 », montant « 12,5 », motif date."
        ),
    },
]
MEMBERS: list[Row] = [
    {"id": 1, "name": S(f"Élodie{NBSP}Léandre"), "birth_date": S(date(1980, 2, 29)), "role": "moi"},
    {"id": 2, "name": S("Marc 🐈"), "birth_date": S(date(1978, 11, 3)), "role": "conjoint"},
    {"id": 3, "name": S("Zoé"), "role": "enfant", "color": "#2E7D32"},
    {"id": 4, "name": S("Odile"), "birth_date": S(date(1949, 7, 14)), "role": "parent"},
    {"id": 5, "name": S(""), "role": "societe"},
]
INSTITUTIONS: list[Row] = [
    {"id": 1, "name": S("Banque des Quais"), "kind": "banque", "country": "FR", "note": S("")},
    {"id": 2, "name": S(f"Assurances{NBSP}du Port ⚓"), "kind": "assurance"},
    {"id": 3, "name": None},
]
ASSETS: list[Row] = [
    {
        "id": 1,
        "group": "liquidites",
        "subtype": "compte_courant",
        "valuation_mode": "solde",
        "name": S(f"Compte{NBSP}joint 💶"),
        "institution_id": 1,
        "details": S({"iban": "FR7630006000011234567890189", "type_text": "Compte courant"}),
        "note": S("▸ [1.2] Doublon du 2023-12-31, remplacé par une autre valeur : 2501,10 EUR."),
        "liquidity": "immediate",
        "stale_after_days": 45,
    },
    {
        "id": 2,
        "group": "liquidites",
        "subtype": "livret",
        "valuation_mode": "solde",
        "name": S("Livret clos"),
        "institution_id": 1,
        "opened_on": "2015-02-28",
        "closed_on": "2024-02-29",
    },
    {
        "id": 3,
        "group": "financier",
        "subtype": "pea",
        "valuation_mode": "positions",
        "name": S("PEA"),
        "institution_id": 2,
        "opened_on": "2016-02-29",
        "first_payment_on": "2016-03-01",
        "note": S("FR0010315770 12,5 x 431,20"),
    },
    {
        "id": 4,
        "group": "immobilier",
        "subtype": "residence",
        "valuation_mode": "manuelle",
        "name": S("Maison"),
        "details": S({"code_postal": "01000", "surface": 118.5, "iban_0012": "à part"}),
        "liquidity": "annee",
        "stale_after_days": 365,
    },
    {
        "id": 5,
        "group": "immobilier",
        "subtype": "parking",
        "valuation_mode": "manuelle",
        "name": S(""),
        "parent_asset_id": 4,
        "in_net_worth": 0,
        "details": S({"_text": "{pas du JSON"}),
    },
    {
        "id": 6,
        "group": "liquidites",
        "subtype": "compte",
        "valuation_mode": "solde",
        "name": S("Compte en dollars"),
        "currency": "USD",
        "institution_id": 3,
    },
    {
        "id": 7,
        "group": "liquidites",
        "subtype": "compte",
        "valuation_mode": "solde",
        "name": S("Compte en yens"),
        "currency": "JPY",
    },
    {
        "id": 8,
        "group": "divers",
        "subtype": "autre",
        "valuation_mode": "manuelle",
        "name": None,
        "note": S("gAAAAABnotreallyatoken"),
        "details": S({"_value": [1, 2]}),
    },
    {
        "id": 9,
        "group": "professionnel",
        "subtype": "parts",
        "valuation_mode": "manuelle",
        "name": S("   "),
        "note": S(""),
        "liquidity": "bloquee",
    },
    {
        "id": 10,
        "group": "financier",
        "subtype": "crypto",
        "valuation_mode": "positions",
        "name": S("Portefeuille froid"),
        "currency": "USD",
    },
]
LOANS: list[Row] = [
    {
        "id": 20,
        "kind": "amortissable",
        "name": S("Prêt de la maison"),
        "institution_id": 1,
        "principal": S(20_000_000),
        "rate": S(Decimal(3)),
        "rate_type": "fixe",
        "first_due_on": "2020-02-05",
        "months": 240,
        "insurance_mode": "capital_initial",
        "insurance_rate": S(Decimal("0.36")),
        "details": S({"subtype": "credit_immobilier", "iban": "", "type_text": "Crédit"}),
    },
    {
        "id": 21,
        "kind": "in_fine",
        "name": S("Prêt patronal"),
        "off_balance": 1,
        "principal": S(5_000_000),
        "rate": S(Decimal("1.25")),
        "months": 120,
        "first_due_on": "2022-08-31",
        "periodicity": "trimestrielle",
    },
    {"id": 22, "kind": "revolving", "name": S("Réserve"), "details": S({"subtype": "autre_dette"})},
    {
        "id": 23,
        "kind": "amortissable",
        "name": S("Car loan 🚗"),
        "currency": "USD",
        "principal": S(3_000_000),
        "rate": S(Decimal("6.9")),
        "months": 60,
        "first_due_on": "2024-02-29",
        "balloon": S(800_000),
        "rate_type": "variable",
        "insurance_mode": "montant",
        "insurance_amount": S(1_250),
    },
    {"id": 24, "kind": "conso", "name": S("Soldé"), "closed_on": "2022-03-31", "note": S("clos")},
    {
        "id": 25,
        "kind": "ptz",
        "name": S("PTZ"),
        "principal": S(4_000_000),
        "rate": S(Decimal(0)),
        "months": 180,
        "first_due_on": "2020-02-05",
        "deferral": "total",
        "deferral_months": 60,
    },
    {"id": 26, "kind": "capital_constant", "name": None, "principal": S(1_000_000), "months": 24},
]
LOAN_EVENTS: list[Row] = [
    {
        "id": 1,
        "loan_id": 20,
        "on_date": "2021-06-15",
        "kind": "remboursement_anticipe",
        "amount": S(1_000_000),
        "keep": "duree",
        "note": S("prime"),
    },
    {"id": 2, "loan_id": 20, "on_date": "2022-06-15", "kind": "modulation", "amount": S(120_000)},
    {"id": 3, "loan_id": 20, "on_date": "2023-01-10", "kind": "taux", "rate": S(Decimal("2.85"))},
    {"id": 4, "loan_id": 20, "on_date": "2023-04-06", "kind": "pause"},
    {
        "id": 5,
        "loan_id": 20,
        "on_date": "2024-12-31",
        "kind": "crd_releve",
        "amount": S(15_512_345),
    },
]
LOAN_ASSETS: list[Row] = [
    {"id": 1, "loan_id": 20, "asset_id": 4, "num": 3, "den": 4},
    {"id": 2, "loan_id": 20, "asset_id": 5, "num": 1, "den": 4},
]
OWNERSHIPS: list[Row] = [
    {"id": 1, "asset_id": 1, "member_id": 1, "num": 1, "den": 2, "origin": "mariage"},
    {"id": 2, "asset_id": 1, "member_id": 2, "num": 1, "den": 2},
    {
        "id": 3,
        "asset_id": 4,
        "member_id": 4,
        "right": "usufruit",
        "num": 1,
        "den": 1,
        "ref_birth_date": S(date(1949, 7, 14)),
        "starts_on": "2020-02-29",
        "origin": "donation",
    },
    {
        "id": 4,
        "asset_id": 4,
        "member_id": 1,
        "right": "nue_propriete",
        "num": 1,
        "den": 1,
        "starts_on": "2020-02-29",
    },
    {
        "id": 5,
        "asset_id": 9,
        "third_party_name": S("mes frères"),
        "num": 2,
        "den": 3,
        "ends_on": "2025-12-31",
    },
    {"id": 6, "asset_id": 9, "member_id": 1, "num": 1, "den": 3, "usufruct_term": "2035-01-01"},
    {"id": 7, "loan_id": 20, "member_id": 1, "right": "dette", "num": 1_000_000, "den": 1_000_000},
]
