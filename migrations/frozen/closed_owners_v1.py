"""Counts the owners that could not be read when they became shares, and whose bytes are kept.

Frozen. They stand among the kept owners, in the setting `legacy_0013` from 0013 on. Once somebody
has said who owns the asset or loan, its old owner is of no use any more.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.kept_owners_v1 import LABEL, OWNERS, OWNERS_STATEMENT
from migrations.frozen.legacy_rows_v1 import closed_rows_v1
from migrations.frozen.owners_v1 import ME
from migrations.frozen.records_v1 import RecordsV1, is_mark_v1

_MEMBERS, _DROPPED = 8, 13
_SHARES = (
    "SELECT o.num, o.den, m.role FROM ownership AS o LEFT JOIN member AS m ON m.id = o.member_id"
    " WHERE o.{0}_id = (SELECT id FROM {0} WHERE uid = ?)"
)


def closed_owners_v1(records: RecordsV1) -> int:
    """Count them in a file of 0008 or later; never writes."""
    if records.revision < _MEMBERS:
        return 0
    return sum(_is_untouched(records, uid) for uid in _closed(records))


def _closed(records: RecordsV1) -> Iterator[object]:
    """Give the uid of each asset or loan whose old owner does not open."""
    if records.revision >= _DROPPED:
        yield from (uid for uid, _text in closed_rows_v1(records, OWNERS))
        return
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    if records.connection.execute(query, (OWNERS,)).fetchone() == (OWNERS_STATEMENT,):
        opened = records.opener_of(LABEL)
        rows = records.connection.execute(f"SELECT asset_uid, text FROM {OWNERS}").fetchall()
        yield from (uid for uid, text in rows if is_mark_v1(opened(text)))


def _is_untouched(records: RecordsV1, uid: object) -> bool:
    """Tell whether all is the first member's still, as the way up left it."""
    found = [
        (num == den, role)
        for table in ("asset", "loan")
        for num, den, role in records.connection.execute(_SHARES.format(table), (uid,))
    ]
    return found == [(True, ME)]
