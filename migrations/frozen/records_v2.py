"""Reads a file of format 0015 for a measure, in the words of the formats before.

Frozen. Documents of the journal, and the kinds of operations, are read as 0014 would have them: so
the digests of both agree. What 0015 alone holds has digests of its own.
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.journal_documents_v1 import OLD_KINDS, TABLES, older_v1
from migrations.frozen.measures_v1 import hash_rows_v1
from migrations.frozen.records_v1 import RecordsV1, Row, is_mark_v1


class RecordsV2(RecordsV1):
    """One open file of 0015; see `RecordsV1`."""

    def rows(
        self, table: str, columns: str, rest: str = "ORDER BY id", *, is_counting: bool = False
    ) -> Iterator[Row]:
        """Read a table, the values of its encrypted columns opened, in older words."""
        found = super().rows(table, columns, rest, is_counting=is_counting)
        names = [name.strip().strip('"') for name in columns.split(",")]
        if table == "operation" and "kind" in names:
            at = names.index("kind")
            return (_with(row, at, OLD_KINDS.get(str(row[at]), row[at])) for row in found)
        if table == "journal" and "before" in names:
            at = names.index("entity_type")
            places = names.index("before"), names.index("after")
            return (_older(row, at, places) for row in found)
        return found


def digests_0015_v1(records: RecordsV2) -> Iterator[tuple[str, str]]:
    """Digest what 0015 alone holds; a value that does not open is not counted again."""
    for name, table, columns in (
        ("lives of members", "member", "uid, died_on, left_on, details"),
        ("identifiers of operations", "operation", "uid, external_id, note"),
        ("names of changes", "journal", "uid, label"),
    ):
        yield name, hash_rows_v1(records.rows(table, columns, "ORDER BY uid"))
    kinds = "SELECT uid, kind FROM operation ORDER BY uid"
    yield "kinds of operations", hash_rows_v1(records.connection.execute(kinds))
    regime = "SELECT regime, regime_since FROM household"
    yield "regime", hash_rows_v1(records.connection.execute(regime))


def _with(row: Row, at: int, value: object) -> Row:
    return (*row[:at], value, *row[at + 1 :])


def _older(row: Row, at: int, places: tuple[int, int]) -> Row:
    table = row[at]
    if table not in TABLES:
        return row
    for place in places:
        value = row[place]
        if type(value) is str and not is_mark_v1(value):
            row = _with(row, place, older_v1(str(table), value))
    return row
