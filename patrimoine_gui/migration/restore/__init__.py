"""From a backup to a file: extracted, verified, put in place, undone."""
