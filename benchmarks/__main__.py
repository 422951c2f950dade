"""`make bench`: every figure that the project promises, in one table."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from benchmarks.measures import (
    backup,
    backup_list,
    cancel,
    compare,
    create,
    fields,
    inspect,
    portfolio,
    read,
    renew,
    restore,
    stall,
    status,
    unlock,
    upgrade,
    verify,
)
from benchmarks.run import Measure, run, tell_on_stderr
from benchmarks.table import show

MEASURES = (
    Measure("inspect", inspect.measure, 15),
    Measure("status", status.measure, 45),
    Measure("upgrade", upgrade.measure, 200),
    Measure("chain", upgrade.measure_chain, 320),
    Measure("cancel", cancel.measure, 220),
    Measure("create", create.measure, 45),
    Measure("stall", stall.measure, 120),
    Measure("fields", fields.measure, 15),
    Measure("read", read.measure, 20),
    Measure("renew", renew.measure, 45),
    Measure("unlock", unlock.measure, 15),
    Measure("backup", backup.measure, 40),
    Measure("restore", restore.measure, 45),
    Measure("list", backup_list.measure, 15),
    Measure("verify", verify.measure, 25),
    Measure("portfolio", portfolio.measure, 90),
    Measure("compare", compare.measure, 60),
)
"""Every measure with the seconds that it may take: 25 minutes in all, on two quiet cores."""


def main() -> int:
    """Measure everything, or what is named, and print the table; 1 when a bound is missed.

    With `--report-only` a missed bound is shown and the status stays 0: a test run judges what
    the program does, never how busy the machine was. With `--seconds` each measure takes that
    long instead of its own time; it has three rounds in any case.
    """
    known = {measure.name: measure for measure in MEASURES}
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("what", nargs="*", choices=[[], *known], help="default: everything")
    parser.add_argument("--report-only", action="store_true", help="never fail for a bound")
    parser.add_argument("--seconds", type=float, help="time of each measure, instead of its own")
    arguments = parser.parse_args()
    chosen = [known[name] for name in arguments.what or known]
    if arguments.seconds is not None:
        chosen = [replace(measure, seconds=arguments.seconds) for measure in chosen]
    lines = run(chosen, tell_on_stderr)
    print(show(lines))
    return 0 if arguments.report_only or all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
