"""Measures a file of revision 0002: whole cents, ISO dates, rejects kept aside.

Frozen.
"""

from __future__ import annotations

from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.amounts_v1 import LIMIT_CENTS, cents_v1
from migrations.frozen.measures_v1 import (
    LOW_BITS,
    MODULUS,
    TICK_EVERY,
    BucketV1,
    HistoryV1,
    MeasuresV1,
    Tick,
    blot_v1,
    day_number_v1,
    hash_rows_v1,
    summary_v1,
    weight_v1,
)


def measure(connection: Connection, tick: Tick) -> MeasuresV1:
    """Measure a file of revision 0002; never writes."""
    accounts = [row[0] for row in connection.execute("SELECT id FROM account ORDER BY id")]
    history = _history(connection, accounts, tick)
    balances = _balances(connection, history)
    words, current, values = history.conclude(balances)
    aside, blots = set_aside_v1(connection)
    buckets = (
        BucketV1("assets", len(accounts), 0),
        values,
        current,
        BucketV1("merged", 0, 0),
        BucketV1("unread", history.unread, history.unread_cents),
        aside,
    )
    texts = connection.execute("SELECT id, name, type, note FROM account ORDER BY id")
    digests = (
        ("texts", hash_rows_v1(texts)),
        ("single values", str(history.checksum) if words.latest_on else ""),
        ("what cannot be read", f"{(history.blots + blots) % 2**64:016x}"),
    )
    return summary_v1(buckets, words, digests)


def _history(connection: Connection, accounts: list[int], tick: Tick) -> HistoryV1:
    """Read every value once, the last entry first; flat because it may run a million times."""
    history = HistoryV1(accounts)
    weights = {account: weight_v1(account) for account in accounts}
    last_words = history.words
    count = total_cents = checksum = done = 0
    today = connection.execute("SELECT date('now')").fetchone()[0]
    days: dict[object, tuple[int, int]] = {}
    total = connection.execute("SELECT count(*) FROM balance_history").fetchone()[0]
    found = connection.execute(
        "SELECT account_id, date, balance FROM balance_history ORDER BY id DESC"
    )
    while rows := found.fetchmany(TICK_EVERY):
        for account, written, cents in rows:
            try:
                day, half = days[written]
            except KeyError:
                number = day_number_v1(written)
                half = 0 if number is None else int(written[:4]) * 2 + (written > today)
                day = number or 0
                days[written] = day, half
            if not half or account not in last_words or not is_amount_v1(cents):
                amount = cents if is_amount_v1(cents) else None
                history.cannot_read(amount, *as_first_written_v1(written, cents))
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
    for account, cents in connection.execute("SELECT id, balance FROM account"):
        if is_amount_v1(cents):
            found[account] = cents
        elif cents is not None:
            history.cannot_read(None, None, cents)
    return found


def is_amount_v1(cents: object) -> bool:
    """Tell whether a value is an amount in cents."""
    return type(cents) is int and -LIMIT_CENTS <= cents <= LIMIT_CENTS


def as_first_written_v1(written: object, cents: object) -> tuple[object, object]:
    """Give a row as format 0001 would have written it: "jj/mm/aaaa" and euros."""
    if day_number_v1(written) is not None:
        iso = str(written)
        written = f"{iso[8:10]}/{iso[5:7]}/{iso[0:4]}"
    return written, cents / 100.0 if type(cents) is int and is_amount_v1(cents) else cents


def set_aside_v1(connection: Connection) -> tuple[BucketV1, int]:
    """Count the rows of `reject_0002` and the cents that can be read, and digest them."""
    rows = cents = blots = 0
    for written, balance in connection.execute("SELECT raw_date, raw_balance FROM reject_0002"):
        rows += 1
        cents += cents_v1(balance) or 0
        blots += blot_v1(written, balance)
    return BucketV1("set aside", rows, cents), blots
