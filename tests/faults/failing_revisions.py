"""Revisions that go wrong, each in its own way; they are injected through a second folder."""

from __future__ import annotations

FINE = """
op.add_column("asset", sa.Column("colour", sa.Text))
"""

REBUILD = """
with op.batch_alter_table("asset") as batch:
    batch.add_column(sa.Column("colour", sa.Text))
"""

FAILS = {
    "violates a constraint": (
        "SQLITE_CONSTRAINT_UNIQUE",
        """
op.execute(
    "INSERT INTO valuation (id, asset_id, as_of, amount, source)"
    " SELECT id + 100, asset_id, as_of, amount, source FROM valuation"
)
""",
    ),
    "tells what it found": (
        "ValueError",
        """
rows = connection_v1().execute("SELECT name, institution, owner_text FROM asset").fetchall()
rows += connection_v1().execute("SELECT amount, amount / 100.0 FROM valuation").fetchall()
if rows:
    raise ValueError(repr(rows))
""",
    ),
    "writes what it found into the statement": (
        "SQLITE_ERROR",
        """
for name, in connection_v1().execute("SELECT name FROM asset WHERE name IS NOT NULL").fetchall():
    op.execute(f"SELECT no_such_column_of_{name.split()[0]} FROM asset /* {name} */")
""",
    ),
    "commits by itself": (
        "TransactionLost",
        """
if connection_v1().execute("SELECT count(*) FROM asset").fetchone()[0]:
    connection_v1().execute("COMMIT")
""",
    ),
    "rolls back by itself": (
        "TransactionLost",
        """
if connection_v1().execute("SELECT count(*) FROM asset").fetchone()[0]:
    connection_v1().execute("ROLLBACK")
""",
    ),
    "swallows an exception that ended the transaction": (
        "TransactionLost",
        """
try:
    connection_v1().execute(
        "INSERT OR ROLLBACK INTO valuation (id, asset_id, as_of, amount, source)"
        " SELECT id, asset_id, as_of, amount, source FROM valuation"
    )
except Exception:
    pass
""",
    ),
    "takes all the memory": (
        "MemoryError",
        """
if connection_v1().execute("SELECT count(*) FROM asset").fetchone()[0]:
    raise MemoryError
""",
    ),
}

LIES = {
    "deletes a row": (
        "rows: values",
        """
op.execute("DELETE FROM valuation WHERE id = 1")
""",
    ),
    "swallows an exception half-way": (
        "rows: values",
        """
try:
    for row in connection_v1().execute("SELECT id FROM valuation ORDER BY id").fetchall():
        op.execute(f"DELETE FROM valuation WHERE id = {row[0]}")
        raise ValueError
except ValueError:
    pass
""",
    ),
    "adds a row": (
        "rows: values",
        """
op.execute(
    "INSERT INTO valuation (asset_id, as_of, amount, source)"
    " SELECT id, '2022-02-02', 0, 'import' FROM asset WHERE id = 1"
)
""",
    ),
    "changes one amount by a cent": (
        "sum: values",
        """
op.execute("UPDATE valuation SET amount = amount + 1 WHERE id = 1")
""",
    ),
    "moves a cent from one year to another": (
        "net worth",
        """
op.execute("UPDATE valuation SET amount = amount + 1 WHERE id = 1")
op.execute("UPDATE valuation SET amount = amount - 1 WHERE id = 2")
""",
    ),
    "swaps two values of one day": (
        "single values",
        """
op.execute("UPDATE valuation SET amount = 2295000 - 17000000 - amount WHERE id IN (3, 5)")
""",
    ),
    "moves a value to another day": (
        "last date",
        """
op.execute("UPDATE valuation SET as_of = '2024-01-01' WHERE id = 5")
""",
    ),
    "changes a name": (
        "texts",
        """
op.execute("UPDATE asset SET name = 'Maison de campagne' WHERE id = 3")
""",
    ),
    "adds a trigger where there is data": (
        "structure: trigger spy",
        """
if connection_v1().execute("SELECT count(*) FROM asset").fetchone()[0]:
    op.execute("CREATE TRIGGER spy AFTER INSERT ON asset BEGIN SELECT 1; END")
""",
    ),
    "loses an index where there is data": (
        "structure: table valuation",
        """
if connection_v1().execute("SELECT count(*) FROM asset").fetchone()[0]:
    op.execute("ALTER TABLE valuation RENAME TO old")
    op.execute("CREATE TABLE valuation AS SELECT * FROM old")
    op.execute("DROP TABLE old")
""",
    ),
    "leaves a link to nothing": (
        "link to nothing",
        """
op.execute("UPDATE valuation SET asset_id = 999 WHERE id = 1")
""",
    ),
}
