"""The tables of the golden file 0013-rich, in the order in which they are filled.

Kept as on the day the file was made.
"""

from __future__ import annotations

from tests.history.builders import household_0013 as household
from tests.history.builders import movements_0013 as movements
from tests.history.builders.household_0013 import STAMP, Row

_STAMPED: Row = {"created_at": STAMP, "updated_at": STAMP}
_MONEY: Row = {"currency": "EUR"}
TABLES: list[tuple[str, list[Row], Row]] = [
    ("household", household.HOUSEHOLD, _STAMPED),
    (
        "member",
        household.MEMBERS,
        {**_STAMPED, "in_household": 1, "in_tax_household": 1, "position": 0},
    ),
    ("institution", household.INSTITUTIONS, _STAMPED),
    ("asset", household.ASSETS, {**_STAMPED, **_MONEY, "in_net_worth": 1, "position": 0}),
    (
        "loan",
        household.LOANS,
        {
            **_STAMPED,
            **_MONEY,
            "periodicity": "mensuelle",
            "deferral": "aucun",
            "deferral_months": 0,
            "off_balance": 0,
        },
    ),
    ("loan_event", household.LOAN_EVENTS, _STAMPED),
    ("loan_asset", household.LOAN_ASSETS, _STAMPED),
    ("ownership", household.OWNERSHIPS, {**_STAMPED, "right": "pleine_propriete"}),
    ("security", movements.SECURITIES, {**_STAMPED, **_MONEY}),
    ("position", movements.POSITIONS, _STAMPED),
    ("price", movements.PRICES, {}),
    ("fx_rate", movements.RATES, {"source": "bce"}),
    (
        "valuation",
        movements.VALUATIONS,
        {**_STAMPED, **_MONEY, "source": "manuel", "is_estimate": 0},
    ),
    ("category", movements.CATEGORIES, {**_STAMPED, "position": 0}),
    ("operation", movements.OPERATIONS, {**_STAMPED, **_MONEY}),
    ("operation_split", movements.SPLITS, _STAMPED),
    ("statement", movements.STATEMENTS, _STAMPED),
    ("journal", movements.JOURNAL, _STAMPED),
    ("migration_log", movements.LOG, _STAMPED),
    ("setting", movements.SETTINGS, {}),
]
"""Table, its rows, and what a row has unless it says otherwise."""

PUBLIC = {"price", "fx_rate", "setting"}
"""Tables without uid."""
