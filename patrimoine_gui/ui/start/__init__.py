"""The start window: recent files, unlocking, and why a file does not open."""
