"""The other half of what the golden file 0013-rich holds: securities, values, movements, records.

Kept as on the day the file was made.
"""

from __future__ import annotations

from decimal import Decimal

from tests.history.builders.household_0013 import NBSP, STAMP, Row, S

SECURITIES: list[Row] = [
    {
        "id": 1,
        "kind": "etf",
        "name": S("ETF Monde"),
        "isin": S("FR0010315770"),
        "ticker": S("CW8"),
        "asset_class": "actions",
    },
    {"id": 2, "kind": "action", "name": S("Ünïcorn"), "currency": "USD", "asset_class": "actions"},
    {"id": 3, "kind": "crypto", "name": S("BTC"), "currency": "USD", "asset_class": "crypto"},
    {"id": 4, "kind": "fonds_euros", "asset_class": "autre", "note": S("sans cours")},
]
POSITIONS: list[Row] = [
    {"id": 1, "asset_id": 3, "security_id": 1, "as_of": "2020-02-29", "quantity": S(Decimal(10))},
    {
        "id": 2,
        "asset_id": 3,
        "security_id": 1,
        "as_of": "2024-06-28",
        "quantity": S(Decimal("12.5")),
        "unit_cost": S(Decimal("431.2")),
    },
    {"id": 3, "asset_id": 3, "security_id": 2, "as_of": "2024-06-28", "quantity": S(Decimal(-3))},
    {"id": 4, "asset_id": 3, "security_id": 4, "as_of": "2024-06-28", "quantity": S(Decimal(0))},
    {
        "id": 5,
        "asset_id": 10,
        "security_id": 3,
        "as_of": "2024-01-31",
        "quantity": S(Decimal("0.123456789012")),
    },
]
PRICES: list[Row] = [
    {"id": 1, "security_id": 1, "on_date": "2020-02-28", "price": "301.1", "source": "cours"},
    {"id": 2, "security_id": 1, "on_date": "2024-06-28", "price": "503.27", "source": "cours"},
    {"id": 3, "security_id": 2, "on_date": "2024-06-27", "price": "99.999", "source": "manuel"},
    {"id": 4, "security_id": 3, "on_date": "2024-01-31", "price": "42000.5", "source": "import"},
]
RATES: list[Row] = [
    {"id": 1, "base": "EUR", "quote": "USD", "on_date": "2020-01-02", "rate": "1.1193"},
    {"id": 2, "base": "EUR", "quote": "USD", "on_date": "2024-06-27", "rate": "1.0696"},
    {"id": 3, "base": "JPY", "quote": "EUR", "on_date": "2020-01-02", "rate": "0.0082"},
]
VALUATIONS: list[Row] = [
    {"id": 1, "asset_id": 1, "as_of": "2023-12-31", "amount": S(250_110)},
    {"id": 2, "asset_id": 1, "as_of": "2024-02-29", "amount": S(-4_250), "note": S("découvert")},
    {"id": 3, "asset_id": 1, "as_of": "2024-02-29", "amount": S(0), "source": "releve"},
    {"id": 4, "asset_id": 1, "as_of": "2024-12-31", "amount": S(310_455), "source": "import"},
    {"id": 5, "asset_id": 2, "as_of": "2015-02-28", "amount": S(150_000)},
    {"id": 6, "asset_id": 2, "as_of": "2023-12-31", "amount": S(2_295_000)},
    {"id": 7, "asset_id": 4, "as_of": "2020-01-05", "amount": S(38_500_000), "source": "expertise"},
    {"id": 8, "asset_id": 4, "as_of": "2024-07-01", "amount": S(41_000_000), "is_estimate": 1},
    {"id": 9, "asset_id": 5, "as_of": "2024-07-01", "amount": S(1_500_000)},
    {"id": 10, "asset_id": 6, "as_of": "2024-03-31", "amount": S(123_456), "currency": "USD"},
    {"id": 11, "asset_id": 7, "as_of": "2024-03-31", "amount": S(5_000_001), "currency": "JPY"},
    {"id": 12, "asset_id": 8, "as_of": "2024-03-31", "amount": S(-1)},
    {"id": 13, "asset_id": 9, "as_of": "2021-02-28", "amount": S(9_000_000_000_000)},
    {"id": 14, "loan_id": 22, "as_of": "2024-03-31", "amount": S(80_050)},
    {"id": 15, "loan_id": 24, "as_of": "2021-03-31", "amount": S(100_000)},
    {"id": 16, "loan_id": 24, "as_of": "2022-03-31", "amount": S(0)},
    {"id": 17, "loan_id": 26, "as_of": "2024-05-05", "amount": S(640_000), "source": "releve"},
    {"id": 18, "loan_id": 20, "as_of": "2025-06-30", "amount": S(15_000_000), "source": "releve"},
]
CATEGORIES: list[Row] = [
    {"id": 1, "name": S("Logement")},
    {"id": 2, "parent_id": 1, "name": S(f"Énergie{NBSP}⚡")},
    {"id": 3, "name": S("")},
]
_TRANSFER = "00000000-0000-4000-8000-00000000beef"
OPERATIONS: list[Row] = [
    {
        "id": 1,
        "asset_id": 1,
        "on_date": "2024-02-29",
        "kind": "depot",
        "amount": S(100_001),
        "label": S(f"Salaire{NBSP}🎉"),
    },
    {
        "id": 2,
        "asset_id": 3,
        "on_date": "2024-06-28",
        "kind": "achat",
        "amount": S(-124_567),
        "security_id": 1,
        "quantity": S(Decimal("2.5")),
        "unit_price": S(Decimal("497.468")),
        "fees": S(199),
        "taxes": S(1),
    },
    {
        "id": 3,
        "asset_id": 1,
        "on_date": "2024-05-02",
        "kind": "virement",
        "amount": S(-5_000),
        "transfer_uid": _TRANSFER,
    },
    {
        "id": 4,
        "asset_id": 2,
        "on_date": "2024-05-02",
        "kind": "virement",
        "amount": S(5_000),
        "transfer_uid": _TRANSFER,
    },
    {
        "id": 5,
        "loan_id": 20,
        "on_date": "2024-05-05",
        "kind": "interet",
        "amount": S(-40_000),
        "deleted_at": "2024-05-06T07:08:09Z",
        "label": S(""),
    },
]
SPLITS: list[Row] = [
    {"id": 1, "operation_id": 1, "category_id": 1, "amount": S(60_000), "note": S("part fixe")},
    {"id": 2, "operation_id": 1, "category_id": 2, "amount": S(40_001)},
    {"id": 3, "operation_id": 2, "amount": S(-124_567)},
    {"id": 4, "operation_id": 3, "category_id": 3, "amount": S(-5_000)},
    {"id": 5, "operation_id": 4, "amount": S(5_000)},
    {"id": 6, "operation_id": 5, "category_id": 2, "amount": S(-40_000)},
]
STATEMENTS: list[Row] = [
    {
        "id": 1,
        "as_of": "2023-12-31",
        "label": S("Arrêté de fin d’année"),
        "currency": "EUR",
        "gross": S(2_545_110),
        "debts": S(-100),
        "net": S(2_545_010),
        "lines": S({"lines": []}),
        "digest": "0" * 64,
    },
]
JOURNAL: list[Row] = [
    {
        "id": 1,
        "batch": "b1",
        "at": STAMP,
        "action": "create",
        "entity_type": "member",
        "entity_uid": "u3",
        "after": S({"id": 3, "role": "enfant"}),
        "undone_by": "b2",
    },
    {
        "id": 2,
        "batch": "b2",
        "at": STAMP,
        "action": "delete",
        "entity_type": "member",
        "entity_uid": "u3",
        "before": S({"id": 3, "role": "enfant"}),
    },
]
LOG: list[Row] = [
    {
        "id": 1,
        "from_revision": "0012",
        "to_revision": "0013",
        "app_version": "1.2.0",
        "started_at": STAMP,
        "ended_at": STAMP,
        "backup_name": "avant.sauvegarde",
        "status": "done",
        "proof": S({"net": 1}),
    },
]
SETTINGS: list[Row] = [
    {
        "id": 1,
        "key": "legacy_0013",
        "value": S(
            {
                "merged_0003": [[7, 1, None, {"t": "2023-12-31"}, 250_110]],
                "reject_0002": [
                    [
                        *[3, {"t": "balance_history"}, 12, 44, {"t": "Vieux livret"}],
                        *[{"t": "29/02/2021"}, {"t": "12,5"}, {"t": "date"}],
                    ]
                ],
            }
        ),
    },
    {"id": 2, "key": "display", "value": S({"currency": "EUR", "theme": "sombre"})},
]
