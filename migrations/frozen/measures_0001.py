"""Measures a file of revision 0001: REAL amounts, "jj/mm/aaaa" dates, nothing guaranteed.

Frozen. Well-formed amounts and dates are read here with this module's own arithmetic, not with
the codec of revision 0002, so that an error in one of the two is seen; only texts typed as
amounts are read by the shared reader.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from migrations.frozen.amounts_v1 import LIMIT_CENTS, cents_v1, iso_date_v1
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
    """Measure a file of revision 0001; never writes."""
    accounts = {row[0] for row in connection.execute("SELECT id FROM account")}
    words, rows, cents = _history(connection, accounts, tick)
    balances, unread = _balances(connection)
    latest, current, only = with_current_v1(words, balances)
    buckets = (
        BucketV1("assets", len(accounts), 0),
        BucketV1("values", rows + only.rows, cents + only.cents),
        current,
        BucketV1("set aside", unread, 0),
        BucketV1("merged", 0, 0),
    )
    texts = connection.execute("SELECT id, name, type, note FROM account ORDER BY id")
    return summary_v1(buckets, texts, words.at_ends(), latest, words.last_date())


def _history(
    connection: Connection, accounts: set[int], tick: Tick
) -> tuple[LastWordsV1, int, int]:
    """Read every value once; the loop is flat because it may run a million times.

    The last entry comes first, for it most often has the last word of its year. A product by a
    hundred that lies clear of a half is rounded as it is; other amounts go through decimals.
    """
    last_words: dict[int, dict[int, tuple[int, int]]] = {account: {} for account in accounts}
    total_cents, done = 0, 0
    days: dict[object, tuple[int, int]] = {}
    total = connection.execute("SELECT count(*) FROM balance_history").fetchone()[0]
    found = connection.execute(
        "SELECT account_id, date, balance FROM balance_history ORDER BY rowid DESC"
    )
    while rows := found.fetchmany(TICK_EVERY):
        for account, written, balance in rows:
            if type(balance) is float and -1e11 <= balance <= 1e11:
                hundredfold = balance * 100.0
                cents = round(hundredfold)
                if not -0.49 < hundredfold - cents < 0.49:
                    cents = _exact(balance)
            else:
                read = cents_v1(balance)
                if read is None:
                    continue
                cents = read
            total_cents += cents
            try:
                day, year = days[written]
            except KeyError:
                day, year = days[written] = _day(written)
            if day and account in last_words:
                words = last_words[account]
                if year not in words or day > words[year][0]:
                    words[year] = (day, cents)
        done += len(rows)
        tick(done, total)
    return LastWordsV1(last_words), total, total_cents


def _balances(connection: Connection) -> tuple[dict[int, int], int]:
    found: dict[int, int] = {}
    unread = 0
    for account, balance in connection.execute("SELECT id, balance FROM account"):
        cents = _cents(balance)
        if cents is not None:
            found[account] = cents
        elif balance is not None:
            unread += 1
    return found, unread


def _cents(value: object) -> int | None:
    if type(value) is float and -LIMIT_CENTS / 100 <= value <= LIMIT_CENTS / 100:
        return _exact(value)
    return cents_v1(value)


def _exact(value: float) -> int:
    """Round half up the decimal that the user saw."""
    return int(Decimal(repr(value)).scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


def _day(written: object) -> tuple[int, int]:
    """Read a date as the numbers YYYYMMDD and YYYY, both 0 when it is none."""
    iso = iso_date_v1(written)
    return (0, 0) if iso is None else (int(iso.replace("-", "")), int(iso[:4]))
