"""The upgrade wizard."""
