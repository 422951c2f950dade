"""`make bench`: every figure that the project promises, in one table."""

from __future__ import annotations

import argparse
import sys

from benchmarks import (
    backing_up,
    bulk_reading,
    cancelling,
    comparing,
    creating,
    fields,
    inspecting,
    listing,
    portfolios,
    reencrypting,
    restoring,
    stalling,
    status,
    unlocking,
    upgrade,
    verifying,
)
from benchmarks.table import show


def main() -> int:
    """Measure everything, or what is named, and print the table; 1 when a bound is missed.

    With `--report-only` a missed bound is shown and the status stays 0: a test run judges what
    the program does, never how busy the machine was.
    """
    known = {
        "inspect": inspecting.measure,
        "status": status.measure,
        "upgrade": upgrade.measure,
        "chain": upgrade.measure_chain,
        "cancel": cancelling.measure,
        "create": creating.measure,
        "stall": stalling.measure,
        "fields": fields.measure,
        "read": bulk_reading.measure,
        "renew": reencrypting.measure,
        "unlock": unlocking.measure,
        "backup": backing_up.measure,
        "restore": restoring.measure,
        "list": listing.measure,
        "verify": verifying.measure,
        "portfolio": portfolios.measure,
        "compare": comparing.measure,
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("what", nargs="*", choices=[[], *known], help="default: everything")
    parser.add_argument("--report-only", action="store_true", help="never fail for a bound")
    arguments = parser.parse_args()
    chosen = arguments.what or list(known)
    lines = [line for name in chosen for line in known[name]()]
    print(show(lines))
    return 0 if arguments.report_only or all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
