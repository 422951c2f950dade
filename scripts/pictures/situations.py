"""The situations of which there is a picture, by the scene that goes through them. No Qt."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "docs" / "pictures"
LANGUAGES: Final = ("fr", "en")

SITUATIONS: Final[dict[str, tuple[str, ...]]] = {
    "page_of_backups": (
        "backups",
        "backups-verified",
        "backups-comparison",
        "readable-copy-warning",
        "upgrade-log",
        "health-check",
        "second-place-absent",
        "backups-deletion-refused",
    ),
    "no_backups": ("backups-empty",),
    "closing": ("closing-notice",),
    "restore_as_new": (
        "restore-choose",
        "restore-what-it-is",
        "restore-verification",
        "restore-comparison",
        "restore-where-to",
        "restore-done",
    ),
    "restore_of_other_keys": ("restore-passphrase-of-that-day",),
    "restore_of_old_format": (
        "restore-old-changes",
        "restore-old-upgraded",
        "restore-replace",
        "restore-replaced",
        "undo-restore",
        "undo-restore-done",
    ),
    "revert": (
        "revert-what-it-is",
        "revert-comparison",
        "revert-where-to",
        "revert-done",
    ),
    "newer": ("newer-file",),
    "damaged": ("damaged-file", "rescue-proposed", "rescue-done"),
    "interrupted": ("upgrade-interrupted",),
    "old_file": ("old-file-proposed", "old-file-consulted"),
    "backup_looked_at": ("backup-consulted",),
    "moved": ("file-moved",),
    "deleted": ("file-deleted",),
    "renamed": ("file-renamed",),
    "changed": ("file-changed",),
    "conflict": ("conflict-copy", "conflict-comparison"),
    "disk_gone": ("disk-gone",),
    "read_only_medium": ("read-only-medium",),
    "forgotten": ("passphrase-forgotten",),
    "forgotten_for_good": ("passphrase-forgotten-no-recovery-key",),
    "refused": (
        "refused-truncated",
        "refused-newer",
        "refused-zip",
        "refused-text",
        "refused-text-mode",
        "refused-damaged",
    ),
    "foreign": ("refused-foreign",),
}
"""What each scene shows, in the order in which it shows it."""

NAMES: Final = tuple(name for names in SITUATIONS.values() for name in names)
"""Every picture, without its folder and its ending."""


def scenes_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the scenes that go through some situations; all of them where none is named.

    Raises:
        KeyError: there is no such situation.
    """
    unknown = set(names) - set(NAMES)
    if unknown:
        raise KeyError(*sorted(unknown))
    wanted = set(names or NAMES)
    return tuple(scene for scene, shown in SITUATIONS.items() if wanted.intersection(shown))


def expected(language: str) -> set[Path]:
    """Give the files of a language."""
    return {FOLDER / language / f"{name}.png" for name in NAMES}
