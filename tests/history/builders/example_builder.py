"""The builder of `resources/example-0.1.patrimoine`: a plausible family, ten years of values.

Élodie and Marc, two children, a house, a flat that is let, the loans of both, a car, and the
savings of a household that began small. Monthly values as they were typed into version 0.1, with
the slips that people make. No figure is drawn at random: the file is the same at each build.

`python -m tests.history.builders.example_builder TARGET` makes it anew.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from math import sin
from pathlib import Path
from typing import TYPE_CHECKING

from tests.history.builders.golden_files import _new

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

MONTHS = 120
FIRST = (2016, 11)

ACCOUNTS: list[tuple[int, str, str, str | None]] = [
    (1, "Compte joint", "Compte courant", "Banque des Quais"),
    (2, "Compte de Marc", "Compte chèques", None),
    (3, "Livret A Élodie", "Livret A", None),
    (4, "Livret A Marc", "Livret A", None),
    (5, "LDDS Élodie", "LDDS", None),
    (6, "Livret jeune de Zoé", "Livret jeune", "ouvert pour ses 12 ans"),
    (7, "PEA Marc", "PEA", "ETF Monde, un ordre par mois"),
    (8, "Assurance vie Élodie", "Assurance-vie", "clause bénéficiaire : Marc, puis les enfants"),
    (9, "PER Marc", "PER individuel", None),
    (10, "PEE d’Élodie", "Épargne salariale", None),
    (11, "Maison d’Orléans", "Résidence principale", "estimation du notaire en 2023"),
    (12, "T2 rue des Carmes", "Appartement locatif", "loué 640 € hors charges"),
    (13, "Prêt de la maison", "Crédit immobilier", "1,35 % jusqu’en 2038"),
    (14, "Prêt du T2", "Prêt immobilier", None),
    (15, "Prêt auto", "Crédit auto", "soldé en mars 2022"),
    (16, "Voiture", "Véhicule", None),
    (17, "Bitcoin", "Crypto", "pour voir"),
    (18, "Alliances et bijoux", "trésor de famille", None),
]


def _month_ends() -> list[date]:
    year, month = FIRST
    ends = []
    for _rank in range(MONTHS):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        ends.append(date(year, month, 1) - timedelta(days=1))
    return ends


def _loan(borrowed: float, yearly_rate: float, months: int, before: int, rank: int) -> float:
    """Give what remains due after `before + rank` instalments of a constant annuity."""
    rate, paid = yearly_rate / 12, before + rank
    if paid >= months:
        return 0.0
    growth = (1 + rate) ** paid
    annuity = borrowed * rate / (1 - (1 + rate) ** -months)
    return -round(borrowed * growth - annuity * (growth - 1) / rate, 2)


def _values(rank: int) -> Iterator[tuple[int, float]]:  # noqa: C901  (a list, read from above)
    """Give what the family typed at the end of month `rank`."""
    season = sin(rank * 0.5236)  # a year
    market = 1 + 0.0062 * rank + 0.045 * sin(rank / 7.3) - (0.14 if 39 <= rank <= 44 else 0)
    yield 1, round(2350 + 610 * season + rank * 4.15, 2)
    yield 2, round(890 + 240 * sin(rank * 0.9), 2)
    yield 3, min(22950.0, round(6200 + 165.0 * rank, 2))
    yield 4, min(22950.0, round(3100 + 140.5 * rank, 2))
    if rank >= 14:
        yield 5, min(12000.0, round(150.0 * (rank - 13), 2))
    if rank >= 50:
        yield 6, min(1600.0, round(100 + 25.0 * (rank - 50), 2))
    if rank >= 18:
        yield 7, round((1500 + 250.0 * (rank - 18)) * market, 2)
    yield 8, round((12800 + 120.0 * rank) * (1 + 0.0018 * rank), 2)
    if rank >= 40:
        yield 9, round(90.0 * (rank - 39) * (0.9 + market / 10), 2)
    if rank % 3 == 2:
        yield 10, round((2400 + 55.0 * rank) * market, 2)
    if rank % 12 == 0:
        yield 11, 268000.0 + 6500.0 * (rank // 12)
    if rank >= 26 and rank % 12 == 2:
        yield 12, 118000.0 + 1800.0 * (rank // 12)
    yield 13, _loan(214000, 0.0135, 264, 4, rank)
    if rank >= 26:
        yield 14, _loan(104000, 0.0118, 240, 0, rank - 26)
    if 16 <= rank <= 64:
        yield 15, _loan(15800, 0.029, 48, 0, rank - 16)
    if rank >= 16 and rank % 6 == 4:
        yield 16, round(19400 * 0.985 ** (rank - 16), -2)
    if rank >= 60:
        yield 17, round(500 * (1 + 0.9 * sin(rank / 5.1) ** 2), 2)
    if rank == 30:
        yield 18, 4200.0


def _slips() -> list[tuple[int | None, object, object]]:
    """What people do: each of these must be read, merged or kept aside, and counted."""
    return [
        (1, "29/02/2021", 2611.42),  # a day that never was
        (3, "31/05/2020", "13 295,5"),  # typed as a text
        (8, "30/06/2022", "24\u00a0873,15 €"),  # pasted from a bank's page
        (7, "31/03/2023", 24790.1 + 0.2),  # the drift of 0.1 + 0.2
        (2, "30/09/2024", 912.3349999),  # below the cent
        (4, "31/12/2025", "1,234"),  # thousand or decimal?
        (1, "31/12/2025", 2987.64),  # the same day once more, corrected
        (3, "30/04/2026", 22950.0),
        (10, "30/06/2026", "à vérifier"),
        (44, "31/01/2018", 1520.0),  # an account that was deleted by hand
    ]


def build(target: Path) -> None:
    """Build the example file."""
    rows: list[tuple[int | None, object, object]] = [
        (account, f"{end:%d/%m/%Y}", value)
        for rank, end in enumerate(_month_ends())
        for account, value in _values(rank)
    ]
    last = {account: value for account, _day, value in rows if isinstance(value, float)}
    rows += _slips()
    last[1] = 3104.55  # entered after the last month: the current balance knows more
    last[17] = 0.1 + 0.2 + 611.3
    connection: sqlite3.Connection = _new(target, "0001")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO account VALUES (?, ?, ?, ?, ?)",
        [(key, name, kind, last.get(key), note) for key, name, kind, note in ACCOUNTS],
    )
    connection.executemany("INSERT INTO balance_history VALUES (?, ?, ?)", rows)
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    build(Path(sys.argv[1]))
    sys.exit(0)
