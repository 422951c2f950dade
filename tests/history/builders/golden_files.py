"""The builders that made the golden files, each kept as it was on the day it ran.

A golden file is made once and never again: the tests read the committed file. The builders stay
so that anyone can see what is in it. `python -m tests.history.builders.golden_files NAME TARGET`
makes one anew, somewhere else; it never writes into `tests/data`.
"""

from __future__ import annotations

import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.migration.schema import fresh_build

if TYPE_CHECKING:
    from collections.abc import Callable

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
APPLICATION_ID = 0x50415452

NBSP = "\u00a0"
NARROW = "\u202f"


def _new(target: Path, revision: str) -> sqlite3.Connection:
    """Make an empty file with the schema of a revision, as its own version of the app did."""
    source = fresh_build.build(MIGRATIONS, revision)
    connection = sqlite3.connect(target, isolation_level=None)
    source.backup(connection)
    source.close()
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {int(revision)}")
    return connection


# --- 0001 -------------------------------------------------------------------------------------

ACCOUNTS_0001: list[tuple[int, str | None, str | None, object, str | None]] = [
    (1, "Compte joint", "Compte courant", 2543.17, None),
    (2, "Livret A d’Élodie 🐝", "Livret A", 22950.0, ""),
    (3, f"PEA{NBSP}Marc", "PEA", 30418.3, "gAAAAABnotreallyatoken"),
    (4, "Assurance vie", "assurance-vie", 0.1 + 0.2, "   "),
    (5, None, None, None, None),
    (6, "", "Truc inconnu", -0.01, "l’or de mamie"),
    (7, "Prêt maison", "Crédit immobilier", -184250.55, "fin 2041"),
    (8, "Maison", "Résidence principale", 385000.0, "estimation"),
    (9, "Vieux compte", "Livret", 0.0, "clos en 2019"),
    (10, "Texte", "Livret", "1 234,5", None),
    (11, "Illisible", "Livret", "à demander", None),
    (20, "Très grand", "SCI", 9_876_543_210.99, None),
]

HISTORY_0001: list[tuple[int | None, object, object]] = [
    (1, "31/12/2019", 1200.0),
    (1, "29/02/2020", 1000.1 + 0.2),
    (1, "29/02/2021", 999.99),  # no such day
    (1, "31/12/2020", "1 234,5"),
    (1, "31/12/2021", f"2{NBSP}543,17"),
    (1, "31/12/2021", 2543.16),  # same day, entered later: the one that counts
    (2, "31/12/2020", 22000.005),  # sub-cent, a tie for the eye: 22 000,01
    (2, "31/12/2021", 22950.0),
    (2, " 31/12/2021 ", 22950.0),  # the same once more, with spaces
    (3, "30/06/2021", 28000.004999),
    (3, "31/12/2021", f"30{NARROW}418,30 €"),
    (4, "31/12/2021", 0.30000000000000004),
    (5, "31/12/2021", "1,234"),  # thousand or decimal? nobody knows
    (7, "31/12/2019", -210000.0),
    (7, "31/12/2020", -197500.275),
    (7, "31/12/2021", -184250.55),
    (8, "15/03/2020", 350000.0),
    (8, "2021-06-30", 385000.0),
    (9, "31/12/2018", 50.0),
    (9, "01/07/2019", 0.0),
    (10, "31/12/2021", 1234.5),
    (99, "31/12/2021", 777.77),  # an account that does not exist
    (None, "31/12/2021", 1.0),
    (1, None, 5.0),
    (1, "32/01/2021", 6.0),
    (1, "31/12/21", 7.0),
    (2, "30/11/2021", None),
    (2, "30/11/2021", b"\x00\x01"),
    (20, "31/12/2021", 9_876_543_210.99),
    (20, "30/12/2021", 1e300),  # out of any range
    (6, "31/12/2021", -0.005),  # half up, away from zero: -0,01
]


def rich_0001(target: Path) -> None:
    """Everything that 0002 and 0003 must survive, in one household."""
    with _new(target, "0001") as connection:
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO account VALUES (?, ?, ?, ?, ?)", ACCOUNTS_0001)
        connection.executemany("INSERT INTO balance_history VALUES (?, ?, ?)", HISTORY_0001)
        connection.execute("COMMIT")
    connection.close()


def empty_0001(target: Path) -> None:
    """A household that has entered nothing yet."""
    _new(target, "0001").close()


def undated_0001(target: Path) -> None:
    """Current balances only, no history at all."""
    with _new(target, "0001") as connection:
        connection.execute("INSERT INTO account VALUES (1, 'Livret', 'Livret A', 100.10, NULL)")
        connection.execute("INSERT INTO account VALUES (2, 'Dette', 'Dette', -40.05, NULL)")
    connection.close()


def large_0001(target: Path) -> None:
    """Ten thousand values: ten accounts, a thousand days each."""
    with _new(target, "0001") as connection:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO account VALUES (?, ?, ?, ?, NULL)",
            [(key, f"Compte {key}", "Compte courant", key * 100.25) for key in range(1, 11)],
        )
        first = date(2019, 1, 1)
        connection.executemany(
            "INSERT INTO balance_history VALUES (?, ?, ?)",
            [
                (key, f"{first + timedelta(days):%d/%m/%Y}", key * 100 + days * 7 % 1000 / 100)
                for days in range(1000)
                for key in range(1, 11)
            ],
        )
        connection.execute("COMMIT")
    connection.close()


# --- 0002 -------------------------------------------------------------------------------------

ACCOUNTS_0002: list[tuple[int, str | None, str | None, int | None, str | None]] = [
    (1, "Compte joint", "Compte courant", 254317, None),
    (2, "Livret A d’Élodie 🐝", "Livret A", 2295000, ""),
    (3, "PEA", "pea-pme", 3041830, None),
    (4, "Sans solde", None, None, " "),
    (5, "Prêt", "Prêt immobilier", -18425055, None),
    (6, "Rien", "objet mystérieux", 0, None),
]

HISTORY_0002: list[tuple[int, int, str, int]] = [
    (1, 1, "2019-12-31", 120000),
    (2, 1, "2020-02-29", 100030),
    (3, 1, "2020-02-29", 100040),
    (4, 1, "2020-02-29", 100050),  # the last word of that day
    (7, 2, "2021-12-31", 2295000),
    (8, 3, "2021-12-31", 3041829),  # the current balance says 3041830
    (9, 4, "2021-06-30", 4200),
    (10, 5, "2021-12-31", -18425055),
    (11, 77, "2021-12-31", 999),  # an account that does not exist
    (12, 6, "2020-12-31", 0),
]

REJECTS_0002: list[tuple[int, str, int, int | None, str | None, object, object, str]] = [
    (1, "balance_history", 5, 1, None, "29/02/2021", 999.99, "date"),
    (2, "balance_history", 6, 1, None, "31/12/2020", "mille", "amount"),
    (3, "account", 4, 4, "Sans solde", None, "à demander", "amount"),
]


def rich_0002(target: Path) -> None:
    """Duplicates, an orphan, rejects, a current balance ahead of its history."""
    with _new(target, "0002") as connection:
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO account VALUES (?, ?, ?, ?, ?)", ACCOUNTS_0002)
        connection.executemany("INSERT INTO balance_history VALUES (?, ?, ?, ?)", HISTORY_0002)
        connection.executemany("INSERT INTO reject_0002 VALUES (?,?,?,?,?,?,?,?)", REJECTS_0002)
        connection.execute("COMMIT")
    connection.close()


def empty_0002(target: Path) -> None:
    """A household of version 0.2 that has entered nothing yet."""
    _new(target, "0002").close()


# --- 0003 -------------------------------------------------------------------------------------

ASSETS_0003 = [
    (1, "compte joint", "liquidites", "compte_courant", "Banque Ordinaire", "Commun 50/50"),
    (2, "Livret 🐝", "liquidites", "livret", None, "Élodie"),
    (3, "Maison", "immobilier", "residence_principale", None, "1/3 avec mes frères"),
    (4, "Prêt maison", "dettes", "credit_immobilier", "Banque Ordinaire", None),
    (5, None, "divers", "autre", None, None),
]

VALUATIONS_0003 = [
    (1, 1, "2022-12-31", 150000, "manuel"),
    (2, 1, "2023-12-31", 160001, "releve"),
    (3, 2, "2023-12-31", 2295000, "manuel"),
    (4, 3, "2022-06-30", 38500000, "expertise"),
    (5, 4, "2023-12-31", -17000000, "releve"),
    (6, 1, "2023-12-31", 160002, "calcul"),
    (7, 3, "2023-06-30", 39000000, "calcul"),
]


def rich_0003(target: Path) -> None:
    """A household of version 0.3: owners, institutions, several sources for one day."""
    stamp = "2024-01-05T08:00:00Z"
    with _new(target, "0003") as connection:
        connection.execute("BEGIN")
        connection.executemany(
            'INSERT INTO asset (id, name, "group", subtype, institution, owner_text, uid,'
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*row, f"00000000-0000-4000-8000-{row[0]:012d}", stamp, stamp) for row in ASSETS_0003],
        )
        connection.executemany("INSERT INTO valuation VALUES (?, ?, ?, ?, ?)", VALUATIONS_0003)
        connection.execute("INSERT INTO merged_0003 VALUES (9, 2, '2023-12-31', 2294999)")
        connection.execute(
            "INSERT INTO reject_0002"
            " VALUES (1, 'balance_history', 8, 1, NULL, '31/02/2022', 5.5, 'date')"
        )
        connection.execute("COMMIT")
    connection.close()


def empty_0003(target: Path) -> None:
    """A new household of version 0.3."""
    _new(target, "0003").close()


BUILDERS: dict[str, Callable[[Path], None]] = {
    "0001-rich": rich_0001,
    "0001-empty": empty_0001,
    "0001-undated": undated_0001,
    "0001-large": large_0001,
    "0002-rich": rich_0002,
    "0002-empty": empty_0002,
    "0003-rich": rich_0003,
    "0003-empty": empty_0003,
}


def main(arguments: list[str]) -> int:
    """Build one file where it is asked for."""
    name, target = arguments
    BUILDERS[name](Path(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
