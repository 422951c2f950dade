"""What the golden files of 0004 and 0005 hold, in clear, as it is read back.

One household with everything that encryption and currencies must survive. Frozen with the golden
files that were made of it.
"""

from __future__ import annotations

NBSP = "\u00a0"
NARROW = "\u202f"

Cell = str | int | float | bytes | None
Row = tuple[Cell, ...]

STAMP = "2024-01-05T08:00:00Z"

ASSETS: list[Row] = [
    (
        1,
        "Compte joint Valmondois",
        "liquidites",
        "compte_courant",
        "Banque des Quais",
        "FR76 3000 6000 0112 3456 7890 189",
        "Commun 50/50",
        None,
        "Compte courant",
    ),
    (
        2,
        "Livret A d’Élodie 🐝",
        "liquidites",
        "livret",
        "Caisse du Ponant",
        "FR7610107001011234567890129",
        "Élodie Kerguelen",
        "",
        "Livret A",
    ),
    (
        3,
        f"PEA{NBSP}Marc Aurélien",
        "financier",
        "pea",
        "Courtier Blanquefort",
        None,
        "Marc Aurélien",
        "gAAAAABnotreallyatoken",
        "PEA",
    ),
    (4, "", "financier", "assurance_vie", "", "", "", "   ", "assurance-vie"),
    (5, None, "divers", "autre", None, None, None, None, None),
    (
        6,
        "Assurance Lafayette (USD)",
        "financier",
        "assurance_vie",
        "Assureur Lafayette",
        None,
        "Élodie 100 %",
        "bénéficiaires : Zoé et Théophile",
        "Assurance-vie",
    ),
    (
        7,
        "Prêt de la maison Trébeurden",
        "dettes",
        "credit_immobilier",
        "Crédit Ordinaire",
        "FR14 2004 1010 0505 0001 3M02 606",
        None,
        f"fin 2041, chez{NBSP}Maître Dupontel",
        "Crédit immobilier",
    ),
    (
        8,
        "Maison de Trébeurden",
        "immobilier",
        "residence_principale",
        None,
        None,
        "1/3 avec mes frères Yann et Loïc",
        "notaire : 385 000 €\nà revoir en 2025\r\n\t(toiture)",
        "Résidence principale",
    ),
    (9, "Vieux livret clos", "liquidites", "livret", None, None, None, "clos en 2019 !", "Livret"),
    (10, b"\x00\xffnom en octets", "divers", "autre", None, b"\x80iban", None, b"", "objet rare"),
    (
        11,
        "Fonds Sakura (¥)",
        "financier",
        "compte_titres",
        "Banque Momiji",
        None,
        "Théophile",
        "🐝" + " ruche " * 900,
        "CTO",
    ),
    (12, "NUL\x00dedans et \x80 après", "divers", "objet", None, None, None, "\x80\x00", "objet"),
    (
        20,
        "SCI du Grand Large",
        "professionnel",
        "parts_societe",
        "Étude Maître Kervella",
        "",
        "SCI 60/40",
        "l’or de mamie Odette",
        "SCI",
    ),
]
"""Columns: id, name, group, subtype, institution, iban, owner_text, note, type_text."""

VALUATIONS: list[Row] = [
    (1, 1, "2019-12-31", 120000, "manuel"),
    (2, 1, "2020-02-29", 100030, "manuel"),
    (3, 1, "2021-12-31", 254316, "manuel"),
    (4, 1, "2021-12-31", 254317, "releve"),
    (5, 2, "2020-12-31", 2200001, "import"),
    (6, 2, "2021-12-31", 2295000, "manuel"),
    (7, 3, "2021-06-30", 2800000, "manuel"),
    (8, 3, "2021-12-31", 3041830, "calcul"),
    (9, 4, "2021-12-31", 30, "manuel"),
    (10, 6, "2021-12-31", 1500000, "releve"),
    (11, 7, "2019-12-31", -21000000, "releve"),
    (12, 7, "2021-12-31", -18425055, "releve"),
    (13, 8, "2020-03-15", 35000000, "expertise"),
    (14, 8, "2021-06-30", 38500000, "expertise"),
    (15, 9, "2018-12-31", 5000, "manuel"),
    (16, 9, "2019-07-01", 0, "manuel"),
    (17, 11, "2021-12-31", 777700, "manuel"),
    (18, 12, "2021-12-31", -1, "manuel"),
    (19, 20, "2021-12-31", 987654321099, "manuel"),
    (20, 2, "2098-01-01", 2300000, "manuel"),
]
"""Columns: id, asset_id, as_of, amount, source; the amounts are euros."""

MERGED: list[Row] = [
    (30, 1, "2020-02-29", 100040),
    (31, 2, "2021-12-31", 2294999),
    (32, 3, "2017-05-05", 4200),
]
"""Columns: id, asset_id, as_of, amount."""

REJECTS: list[Row] = [
    (1, "balance_history", 101, 1, None, "29/02/2021", 999.99, "date"),
    (2, "balance_history", 102, 1, None, "31/12/2020", "mille euros environ", "amount"),
    (3, "balance_history", 103, 99, None, "31/12/2021", 777.77, "orphan"),
    (4, "balance_history", 104, None, None, f"3{NARROW}mars dernier", 7, "orphan"),
    (5, "balance_history", 105, 2, None, None, 5.0, "missing"),
    (6, "balance_history", 106, 2, None, "30/11/2021", None, "missing"),
    (7, "balance_history", 107, 2, None, b"\x00\x01date", b"\x00\x01somme", "date"),
    (8, "balance_history", 108, 2, None, "demain peut-être", 12345678, "date"),
    (9, "balance_history", 109, 3, None, "le 4 août 1914 ?", "", "date"),
    (10, "balance_history", 110, 3, None, "", "gAAAAABsolde", "amount"),
    (11, "account", 5, 5, "Ancien nom Pomponette", None, "à demander à Odette", "amount"),
    (12, "balance_history", 111, 3, None, "le 4 juillet 1789", -0.005, "date"),
]
"""Columns: id, source, source_id, account_id, account_name, raw_date, raw_balance, reason."""

CURRENCIES: dict[int, str] = {14: "USD", 15: "JPY"}
"""Assets of 0005 that are not in euros."""

ASSETS_0005: list[Row] = [
    *ASSETS,
    (
        14,
        "Checking account Poughkeepsie",
        "liquidites",
        "compte_courant",
        "First Bank of Poughkeepsie",
        "US-021000021-998877",
        "Marc Aurélien",
        "opened in 2015 by Aunt Gertrude",
        None,
    ),
    (
        15,
        "Yens de tante Hanako",
        "liquidites",
        "livret",
        "Banque Momiji",
        None,
        "Zoé",
        "三井住友 livret",
        None,
    ),
]

OTHER_CURRENCIES: list[Row] = [
    (21, 14, "2020-12-31", 512345, "USD", "releve"),
    (22, 14, "2021-12-31", -6, "USD", "manuel"),
    (23, 15, "2021-12-31", 1234567, "JPY", "manuel"),
    (24, 15, "2022-12-31", 0, "JPY", "manuel"),
    (25, 1, "2022-06-30", 999, "CHF", "import"),
    (26, 1, "2021-12-31", 300000, "USD", "calcul"),
]
"""Columns: id, asset_id, as_of, amount in the smallest unit, currency, source."""
EUROS_OF_OTHERS: list[Row] = [(27, 14, "2019-12-31", 450000, "manuel")]
"""A dollar account may have a value in euros all the same."""

RATES: list[Row] = [
    (1, "EUR", "USD", "2020-12-31", "1.2271", "bce"),
    (2, "EUR", "USD", "2021-12-31", "1.1326", "bce"),
    (3, "EUR", "JPY", "2021-12-31", "130.38", "bce"),
    (4, "JPY", "EUR", "2021-12-31", "0.007669888019", "manuel"),
    (7, "CHF", "EUR", "2022-06-30", "1", "import"),
]
"""Columns: id, base, quote, on_date, rate, source."""

_SECRET: list[Row] = [
    *((row[1], *row[4:]) for row in ASSETS_0005),
    *(row[4:7] for row in REJECTS),
]
CLEAR_VALUES: tuple[str, ...] = tuple(
    dict.fromkeys(
        cell[:60]
        for row in _SECRET
        for cell in row
        if isinstance(cell, str) and len(cell) >= 8 and "\x00" not in cell
    )
)
"""What no file, backup, log or report may show: more than forty texts that nothing else holds."""
