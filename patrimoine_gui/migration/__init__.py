"""The upgrade engine."""
