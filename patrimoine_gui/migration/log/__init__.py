"""The log of upgrades: one line for each run, and a report."""
