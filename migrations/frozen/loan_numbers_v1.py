"""The numbers that loans have below 0007, where they are assets and share the numbers of these.

Frozen. A downgrade gives a loan another number where an asset has its own; a measure of a newer
format foresees it.
"""

from __future__ import annotations

from itertools import count
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

_LARGEST = 2**63 - 1


def loan_numbers_v1(connection: Connection) -> dict[int, int]:
    """Give the new number of each loan that needs one, by its present one.

    A new number is that after the largest, or the least free one where there is none after.
    """
    assets = {key for (key,) in connection.execute("SELECT id FROM asset")}
    loans = [key for (key,) in connection.execute("SELECT id FROM loan ORDER BY id")]
    taken = assets.union(loans)
    found: dict[int, int] = {}
    for key in loans:
        if key in assets:
            after = max(taken) + 1
            is_free = after <= _LARGEST
            found[key] = after if is_free else next(k for k in count(1) if k not in taken)
            taken.add(found[key])
    return found
