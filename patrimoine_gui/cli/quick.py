"""Answers the usual `status` before anything heavy is loaded, or leaves it to `dispatch`.

The usual case: the words are `status` with --file, --json or --lang, and the file is plainly
current, without a lock or a journal beside it. The rules are those of the long way, which both
ways import: `first_bytes`, `companions`, `last_backup`, `status_answer`. A test holds the two
answers together, byte for byte.
"""

from __future__ import annotations

import os
import sys

from patrimoine_gui import config, i18n, locations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.cli.commands.status_document import StatusDocument

_VALUED = ("--file", "--lang")
_CHECKOUT = 60
"""Seconds that the files of one working copy may be written apart."""


def answer(words: Sequence[str]) -> int | None:
    """Answer if this is the usual case; None when the long way must be taken."""
    if list(words) == ["completion", "revisions"]:
        return _write(_ids())
    asked = _understood(words)
    folders = locations.user_folders()
    if asked is None or folders is None or os.sep != "/" or _is_being_written():
        return None
    from patrimoine_gui.cli import window_settings

    recent, language = window_settings.read(folders[1])
    i18n.set_language(asked.get("--lang") or i18n.preferred_language(language))
    name = asked.get("--file") or os.environ.get(config.ENV_FILE) or recent
    found = _document(name, f"{folders[0]}/backups") if _is_plain(name) else None
    return None if found is None else _write(_text(found, json_wanted="--json" in asked))


def _ids() -> str:
    from migrations import index

    return "".join(f"{entry.id}\n" for entry in index.REVISIONS)


def _understood(words: Sequence[str]) -> dict[str, str] | None:
    """Read the simplest of command lines: each word once; None for any other."""
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in _VALUED and not equals:
            value = next(rest, "")
        is_known = name in _VALUED and value and (equals or not value.startswith("-"))
        if name in found or not (is_known or word in {"status", "--json"}):
            return None
        found[name] = value
    is_language = found.get("--lang", "fr") in i18n.LANGUAGES
    return found if "status" in found and is_language else None


def _is_being_written() -> bool:
    """Tell a working copy with a revision that is not finished, or was changed: it may not run."""
    from migrations import index

    folder = os.path.dirname(index.__file__)  # noqa: PTH120
    root = os.path.dirname(folder)  # noqa: PTH120
    try:
        os.stat(f"{root}/alembic.ini")  # noqa: PTH116
        with open(f"{root}/tests/data/ledger.json", encoding="utf-8") as stream:  # noqa: PTH123
            landed = stream.read()
        latest = os.stat(index.__file__).st_mtime + _CHECKOUT  # noqa: PTH116
        with os.scandir(f"{folder}/versions") as files:
            return any(
                item.name.endswith(".py")
                and (item.stat().st_mtime > latest or f"versions/{item.name}" not in landed)
                for item in files
            )
    except OSError:  # an installation, which has neither
        return False


def _is_plain(name: str) -> bool:
    """Tell a path that pathlib would leave as it is, and that every terminal can show."""
    first, *folders = name.split("/")
    return (
        name.isprintable()
        and first != "."
        and bool(first or folders)
        and not {"", "."} & set(folders)
    )


def _document(file: str, backups: str) -> StatusDocument | None:
    """Fill in the answer about a file that is plainly current, None for any other."""
    from migrations import index
    from patrimoine_gui.cli import last_backup
    from patrimoine_gui.cli.commands import status_document
    from patrimoine_gui.database import companions, first_bytes

    head, ordinal = index.REVISIONS[-1], len(index.REVISIONS)
    size = first_bytes.size_if_sound(file, ordinal)
    folder, name = os.path.split(file)
    lock = os.path.join(folder, companions.name_beside(name, "lock"))  # noqa: PTH118
    if not size or os.path.lexists(lock):
        return None
    found = status_document.document(file, "current", head.id, size)
    status_document.fill_in(found, head, ordinal)
    found["last_backup"] = last_backup.find(backups, file)
    return found


def _text(found: StatusDocument, *, json_wanted: bool) -> str:
    if json_wanted:
        import json

        return json.dumps({**found, "exit_status": 0}, indent=2) + "\n"
    from patrimoine_gui.cli.commands import status_document

    return "".join(f"{line}\n" for line in status_document.lines(found, i18n._("up to date")))


def _write(text: str) -> int | None:
    """Write the answer; where that fails the long way says so."""
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        sys.stdout.write(text)
        sys.stdout.flush()
    except (AttributeError, OSError):
        return None
    return 0
