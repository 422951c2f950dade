"""Performance: cash flows, what was gained, and rates of return."""
