"""The file itself: header, lock, connections, models."""
