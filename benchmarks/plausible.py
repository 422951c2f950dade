"""What a plausible household of many years holds: rows, without their uids and moments.

Everything comes from one `Random`, so the same seed gives the same household. No amount is ever a
float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

Row: TypeAlias = dict[str, object]

LAST: Final = date(2026, 10, 30)
"""The last day of every household, whenever it is made."""

_KINDS: Final = (
    ("Livret A", "liquidites", "livret_a", "solde", "EUR"),
    ("PEA", "financier", "pea", "positions", "EUR"),
    ("Assurance vie", "financier", "assurance_vie", "positions", "EUR"),
    ("Compte courant", "liquidites", "compte_courant", "solde", "EUR"),
    ("Résidence principale", "immobilier", "residence_principale", "manuelle", "EUR"),
    ("Compte-titres", "financier", "compte_titres", "positions", "USD"),
    ("Appartement loué", "immobilier", "locatif", "manuelle", "EUR"),
    ("Compte en francs", "liquidites", "compte_courant", "solde", "CHF"),
    ("Parts de la société", "professionnel", "parts_sociales", "manuelle", "EUR"),
    ("Tableau", "divers", "oeuvre_art", "manuelle", "EUR"),
)
_INSTITUTIONS: Final = ("Banque du Rhône", "Crédit des Alpes", "Assurances réunies", "Courtier")
_CATEGORIES: Final = (
    *(("Revenus", None), ("Salaires", 1), ("Loyers", 1), ("Dividendes", 1)),
    *(("Dépenses", None), ("Courses", 5), ("Impôts", 5), ("Frais bancaires", 5)),
)
_MOVES: Final = {
    "solde": (("depot", 6), ("retrait", 3), ("interet", 1), ("frais", 1)),
    "positions": (("achat", 6), ("vente", 2), ("dividende", 2), ("frais", 1)),
    "manuelle": (("loyer", 6), ("impot", 1), ("frais", 2)),
}
_OUT: Final = {"retrait", "frais", "impot"}
_FEES: Final = 99
_CURRENCIES: Final = (("USD", 90_000), ("CHF", 95_000))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a household is.

    Attributes:
        years: from its first day to `LAST`.
        assets: things that it owns; it has a loan for each dozen of them, and at least one.
        operations: movements of the assets.
        prices: of securities, one a working day each.
    """

    years: int = 30
    assets: int = 60
    operations: int = 100_000
    prices: int = 1_000_000

    @property
    def first(self) -> date:
        """The day on which it begins."""
        return date(LAST.year - self.years, 1, 1)


@dataclass(slots=True)
class Rows:
    """The rows of each table, in an order in which they can be written; ids begin at 1."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **values: object) -> int:
        """Add a row; gives its id."""
        found = self.tables.setdefault(table, [])
        values.setdefault("id", len(found) + 1)
        found.append(values)
        return len(found)


def household(size: Size, random: Random) -> Rows:
    """Give the rows of a household, its prices apart (see `prices`)."""
    rows = Rows()
    rows.add("household", name="Famille Exemple", regime="communaute_reduite")
    _people(rows)
    for name in _INSTITUTIONS:
        rows.add("institution", name=name, kind="banque", country="FR")
    for rank, (name, parent) in enumerate(_CATEGORIES):
        rows.add("category", name=name, parent_id=parent, position=rank)
    _rates(rows, size, random)
    _assets(rows, size, random)
    _loans(rows, size, random)
    _securities(rows, size, random)
    _values(rows, size, random)
    _operations(rows, size, random)
    return rows


def prices(size: Size, random: Random) -> Iterator[tuple[int, int, str, str, str]]:
    """Give the columns of each price: a walk from day to day, in ten-thousandths."""
    days = _working_days(size)
    key = 0
    for security in range(1, securities_of(size) + 1):
        value = random.randrange(100_000, 3_000_000)
        for day in days[: size.prices - key]:
            key += 1
            value = max(1_000, value * (10_000 + random.randrange(-150, 154)) // 10_000)
            yield key, security, day.isoformat(), f"{value // 10_000}.{value % 10_000:04d}", "cours"


def securities_of(size: Size) -> int:
    """Give how many securities the prices are of: each has one a working day."""
    return max(1, -(-size.prices // max(1, len(_working_days(size)))))


def _working_days(size: Size) -> list[date]:
    span = (LAST - size.first).days
    days = (size.first + timedelta(rank) for rank in range(span + 1))
    return [day for day in days if day.weekday() < 5]


def _months(size: Size) -> list[date]:
    return [
        date(year, month, 28)
        for year in range(size.first.year, LAST.year + 1)
        for month in range(1, 13)
        if date(year, month, 28) <= LAST
    ]


def _people(rows: Rows) -> None:
    born = (date(1970, 2, 28), date(1972, 7, 14), date(2001, 3, 3), date(2004, 12, 24))
    people = zip(("Camille", "Dominique", "Sacha", "Noa"), born, strict=True)
    for rank, (name, day) in enumerate(people):
        role = ("moi", "conjoint", "enfant", "enfant")[rank]
        flags = {"in_household": 1, "in_tax_household": 1}
        rows.add("member", name=name, birth_date=day, role=role, position=rank, **flags)


def _rates(rows: Rows, size: Size, random: Random) -> None:
    for base, value in _CURRENCIES:
        for day in _months(size):
            value = max(50_000, value * (1_000 + random.randrange(-20, 21)) // 1_000)  # noqa: PLW2901
            rate = f"{value // 100_000}.{value % 100_000:05d}"
            pair = {"base": base, "quote": "EUR", "source": "bce"}
            rows.add("fx_rate", on_date=day.isoformat(), rate=rate, **pair)


def _assets(rows: Rows, size: Size, random: Random) -> None:
    for rank in range(size.assets):
        name, group, subtype, mode, currency = _KINDS[rank % len(_KINDS)]
        opened = size.first + timedelta(random.randrange(1 + size.years * 120))
        asset = rows.add(
            "asset",
            name=f"{name} {rank + 1}",
            group=group,
            subtype=subtype,
            institution_id=1 + random.randrange(len(_INSTITUTIONS)),
            currency=currency,
            valuation_mode=mode,
            opened_on=opened.isoformat(),
            closed_on=None if rank % 15 != 14 else date(LAST.year - 1, 6, 30).isoformat(),
            in_net_worth=int(rank % 20 != 19),
            details={"numero": f"{random.randrange(10**10):010d}"},
            position=rank,
        )
        _owners(rows, asset, random)


def _owners(rows: Rows, asset: int, random: Random) -> None:
    """Give an asset to one, to both, or to a parent who keeps the use and a child."""
    full = ("pleine_propriete", 1, 1)
    found = random.choice(
        (
            ((1, *full),),
            ((2, *full),),
            ((1, "pleine_propriete", 1, 2), (2, "pleine_propriete", 1, 2)),
            ((1, "usufruit", 1, 1), (3, "nue_propriete", 1, 1)),
        )
    )
    for member, right, num, den in found:
        rows.add("ownership", asset_id=asset, member_id=member, right=right, num=num, den=den)


def _loans(rows: Rows, size: Size, random: Random) -> None:
    homes = [row["id"] for row in rows.tables["asset"] if row["group"] == "immobilier"]
    for rank in range(max(1, size.assets // 12)):
        due = size.first + timedelta(random.randrange(1 + size.years * 180))
        loan = size.assets + rank + 1
        rows.add(
            "loan",
            id=loan,
            kind="amortissable",
            name=f"Prêt {rank + 1}",
            institution_id=1,
            currency="EUR",
            principal=random.randrange(50_000, 400_000) * 100,
            rate=Decimal(random.randrange(50, 500)) / 100,
            rate_type="fixe",
            first_due_on=due.isoformat(),
            months=12 * random.randrange(10, 26),
            periodicity="mensuelle",
            deferral="aucun",
            deferral_months=0,
            off_balance=0,
        )
        if homes:
            home = homes[rank % len(homes)]
            rows.add("loan_asset", loan_id=loan, asset_id=home, num=1, den=1)
        rows.add("ownership", loan_id=loan, member_id=1, right="dette", num=1, den=1)


def _securities(rows: Rows, size: Size, random: Random) -> None:
    for rank in range(securities_of(size)):
        rows.add(
            "security",
            kind=random.choice(("action", "etf", "fonds", "obligation")),
            name=f"Titre {rank + 1}",
            ticker=f"T{rank + 1}",
            currency="USD" if rank % 5 == 4 else "EUR",
            asset_class=random.choice(("actions", "obligations", "diversifie")),
        )


def _values(rows: Rows, size: Size, random: Random) -> None:
    """Give a value a month to what has a balance, a value a year to what is estimated."""
    for asset in rows.tables["asset"]:
        if asset["valuation_mode"] == "positions":
            continue
        monthly = asset["valuation_mode"] == "solde"
        cents = random.randrange(10**5, 10**6 if monthly else 10**8)
        opened = str(asset["opened_on"])
        for day in _months(size):
            if day.isoformat() >= opened and (monthly or day.month == 12):
                cents = max(0, cents * (1_000 + random.randrange(-8, 12)) // 1_000)
                source = "releve" if monthly else "expertise"
                found = {"asset_id": asset["id"], "currency": asset["currency"], "source": source}
                estimated = int(not monthly)
                rows.add(
                    "valuation",
                    as_of=day.isoformat(),
                    amount=cents,
                    is_estimate=estimated,
                    **found,
                )


def _operations(rows: Rows, size: Size, random: Random) -> None:
    """Spread the operations over the assets and the days, oldest first, with their positions."""
    span = (LAST - size.first).days
    held = _Held(rows)
    for rank in range(size.operations):
        asset = random.choice(rows.tables["asset"])
        day = (size.first + timedelta(rank * span // max(1, size.operations))).isoformat()
        kinds, weights = zip(*_MOVES[str(asset["valuation_mode"])], strict=True)
        (kind,) = random.choices(kinds, weights)
        if kind in {"achat", "vente"}:
            values = held.trade(asset["id"], day, kind == "vente", random)
        else:
            cents = random.randrange(100, 500_000)
            values = {"kind": kind, "amount": -cents if kind in _OUT else cents}
        operation = rows.add(
            "operation",
            asset_id=asset["id"],
            on_date=day,
            currency=asset["currency"],
            label=f"Opération {rank + 1}",
            **values,
        )
        _split(rows, operation, values["amount"], random)


class _Held:
    """What each asset holds, and the positions that say so."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._units: dict[tuple[object, int], Decimal] = {}
        self._rows_of_days: dict[tuple[object, int, str], Row] = {}

    def trade(self, asset: object, day: str, selling: bool, random: Random) -> dict[str, Any]:  # noqa: FBT001
        """Buy, or sell what is held of one of the five securities that an asset may hold."""
        security = (int(str(asset)) * 7 + random.randrange(5)) % len(self._rows.tables["security"])
        before = self._units.get((asset, security), Decimal(0))
        thousandths = random.randrange(1, 20_000)
        price = Decimal(random.randrange(1_000, 50_000)) / 100
        quantity = Decimal(thousandths) / 1_000
        if selling and before:
            quantity = min(quantity, before)
        after = before - quantity if selling and before else before + quantity
        self._state(asset, security, day, (after, price))
        cents = int((quantity * price * 100).to_integral_value(ROUND_HALF_UP))
        is_sale = after < before
        return {
            "kind": "vente" if is_sale else "achat",
            "amount": cents - _FEES if is_sale else -cents - _FEES,
            "security_id": security + 1,
            "quantity": quantity,
            "unit_price": price,
            "fees": _FEES,
        }

    def _state(
        self, asset: object, security: int, day: str, after: tuple[Decimal, Decimal]
    ) -> None:
        self._units[asset, security], price = after
        row = self._rows_of_days.get((asset, security, day))
        if row is None:
            self._rows.add("position", asset_id=asset, security_id=security + 1, as_of=day)
            row = self._rows.tables["position"][-1]
            self._rows_of_days[asset, security, day] = row
            row["unit_cost"] = price
        row["quantity"] = after[0]


def _split(rows: Rows, operation: int, amount: int, random: Random) -> None:
    """Part one operation in ten in two; the parts add up."""
    parts = (amount,) if random.randrange(10) else (amount // 3, amount - amount // 3)
    for part in parts:
        category = 1 + random.randrange(len(_CATEGORIES))
        rows.add("operation_split", operation_id=operation, category_id=category, amount=part)
