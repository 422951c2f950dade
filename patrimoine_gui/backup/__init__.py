"""Backups: where, how they are verified, which are kept."""
