"""The windows; nothing below this package knows Qt."""

from __future__ import annotations

from patrimoine_gui.ui import emit_guard

emit_guard.guard()
