"""The page of backups, and its parts."""
