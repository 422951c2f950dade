"""The chain of revisions as the tests see it: it grows, and no test has to be told."""

from __future__ import annotations

from patrimoine_gui.migration.revisions import load

HEAD = load().head.id
"""The newest revision."""

NEXT = f"{int(HEAD) + 1:04d}"
"""The one that somebody writes next."""
