"""Measures a file of revision 0002: whole cents, ISO dates, rejects kept aside.

Frozen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations.frozen.amounts_v1 import cents_v1
from migrations.frozen.measures_v1 import (
    TICK_EVERY,
    BucketV1,
    LastWordsV1,
    MeasuresV1,
    Tick,
    summary_v1,
    with_current_v1,
)

if TYPE_CHECKING:
    from sqlite3 import Connection


def measure(connection: Connection, tick: Tick) -> MeasuresV1:
    """Measure a file of revision 0002; never writes."""
    accounts = {row[0] for row in connection.execute("SELECT id FROM account")}
    words, rows, cents = _history(connection, accounts, tick)
    balances = dict(
        connection.execute("SELECT id, balance FROM account WHERE balance IS NOT NULL").fetchall()
    )
    latest, current, only = with_current_v1(words, balances)
    buckets = (
        BucketV1("assets", len(accounts), 0),
        BucketV1("values", rows + only.rows, cents + only.cents),
        current,
        set_aside_v1(connection),
        BucketV1("merged", 0, 0),
    )
    texts = connection.execute("SELECT id, name, type, note FROM account ORDER BY id")
    return summary_v1(buckets, texts, words.at_ends(), latest, words.last_date())


def _history(
    connection: Connection, accounts: set[int], tick: Tick
) -> tuple[LastWordsV1, int, int]:
    """Read every value once, the last entry first; flat because it may run a million times."""
    last_words: dict[int, dict[int, tuple[int, int]]] = {account: {} for account in accounts}
    total_cents, done = 0, 0
    days: dict[str, tuple[int, int]] = {}
    total = connection.execute("SELECT count(*) FROM balance_history").fetchone()[0]
    found = connection.execute(
        "SELECT account_id, date, balance FROM balance_history ORDER BY id DESC"
    )
    while rows := found.fetchmany(TICK_EVERY):
        for account, written, cents in rows:
            total_cents += cents
            try:
                day, year = days[written]
            except KeyError:
                day, year = days[written] = int(written.replace("-", "")), int(written[:4])
            if account in last_words:
                words = last_words[account]
                if year not in words or day > words[year][0]:
                    words[year] = (day, cents)
        done += len(rows)
        tick(done, total)
    return LastWordsV1(last_words), total, total_cents


def set_aside_v1(connection: Connection) -> BucketV1:
    """Count the rows of `reject_0002`, and the cents of those whose amount is readable."""
    rows = connection.execute("SELECT raw_balance FROM reject_0002").fetchall()
    return BucketV1("set aside", len(rows), sum(cents_v1(raw) or 0 for (raw,) in rows))
