"""Measures a file of revision 0001: REAL amounts, "jj/mm/aaaa" dates, nothing guaranteed.

Frozen. Well-formed amounts are read here with this module's own arithmetic, not with the codec
of revision 0002, so that an error in one of the two is seen; only texts typed as amounts and
dates are read by the shared reader.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.amounts_v1 import LIMIT_CENTS, cents_v1, iso_date_v1
from migrations.frozen.measures_v1 import (
    LOW_BITS,
    MODULUS,
    TICK_EVERY,
    BucketV1,
    HistoryV1,
    MeasuresV1,
    Tick,
    day_number_v1,
    hash_rows_v1,
    summary_v1,
    weight_v1,
)


def measure(connection: Connection, tick: Tick) -> MeasuresV1:
    """Measure a file of revision 0001; never writes."""
    accounts = [row[0] for row in connection.execute("SELECT id FROM account ORDER BY id")]
    history = _history(connection, accounts, tick)
    balances = _balances(connection, history)
    words, current, values = history.conclude(balances)
    buckets = (
        BucketV1("assets", len(accounts), 0),
        values,
        current,
        BucketV1("merged", 0, 0),
        BucketV1("unread", history.unread, history.unread_cents),
        BucketV1("set aside", 0, 0),
    )
    texts = connection.execute("SELECT id, name, type, note FROM account ORDER BY id")
    digests = (
        ("texts", hash_rows_v1(texts)),
        ("single values", str(history.checksum) if words.latest_on else ""),
        ("what cannot be read", f"{history.blots % 2**64:016x}"),
    )
    return summary_v1(buckets, words, digests)


def _history(connection: Connection, accounts: list[int], tick: Tick) -> HistoryV1:
    """Read every value once; the loop is flat because it may run a million times.

    The last entry comes first, for it most often has the last word of its year. A product by a
    hundred that lies clear of a half is rounded as it is; other amounts go through decimals.
    """
    history = HistoryV1(accounts)
    weights = {account: weight_v1(account) for account in accounts}
    last_words = history.words
    count = total_cents = checksum = done = 0
    today = connection.execute("SELECT date('now')").fetchone()[0]
    days: dict[object, tuple[int, int]] = {}
    total = connection.execute("SELECT count(*) FROM balance_history").fetchone()[0]
    found = connection.execute(
        "SELECT account_id, date, balance FROM balance_history ORDER BY rowid DESC"
    )
    while rows := found.fetchmany(TICK_EVERY):
        for account, written, balance in rows:
            if type(balance) is float and -1e11 <= balance <= 1e11:
                hundredfold = balance * 100.0
                cents: int | None = round(hundredfold)
                if not -0.49 < hundredfold - cents < 0.49:  # type: ignore[operator]
                    cents = _exact(balance)
            else:
                cents = cents_v1(balance)
            try:
                day, half = days[written]
            except KeyError:
                day, half = days[written] = _day(written, today)
            if cents is None or not half or account not in last_words:
                history.cannot_read(cents, written, balance)
                continue
            count += 1
            total_cents += cents
            checksum += ((cents & LOW_BITS) + 1) * (day * weights[account] % MODULUS)
            words = last_words[account]
            if half not in words or day > words[half][0]:
                words[half] = (day, cents)
        done += len(rows)
        tick(done, total)
    history.rows, history.cents, history.checksum = count, total_cents, checksum
    return history


def _balances(connection: Connection, history: HistoryV1) -> dict[int, int]:
    found: dict[int, int] = {}
    for account, balance in connection.execute("SELECT id, balance FROM account"):
        cents = _cents(balance)
        if cents is not None:
            found[account] = cents
        elif balance is not None:
            history.cannot_read(None, None, balance)
    return found


def _cents(value: object) -> int | None:
    if type(value) is float and -LIMIT_CENTS / 100 <= value <= LIMIT_CENTS / 100:
        return _exact(value)
    return cents_v1(value)


def _exact(value: float) -> int:
    """Round half up the decimal that the user saw."""
    return int(Decimal(repr(value)).scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


def _day(written: object, today: str) -> tuple[int, int]:
    """Read a date as its day number and its half year key, both 0 when it is none."""
    iso = iso_date_v1(written)
    day = day_number_v1(iso)
    if iso is None or day is None:
        return 0, 0
    return day, int(iso[:4]) * 2 + (iso > today)
