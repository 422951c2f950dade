"""The parts of the page of backups."""
