"""From a household file to one frozen snapshot of it."""
