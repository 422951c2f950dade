"""What `migrate.py status` answers: one document, and the words that tell it.

Both the quick way and the long way to find out what a file is fill the document in; this loads
nothing that the quick one would have to wait for.
"""

from __future__ import annotations

from patrimoine_gui import __version__, formats
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.i18n import _, ngettext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, TypedDict

    from patrimoine_gui.cli.last_backup import LastBackup

    class HolderDocument(TypedDict):
        """Who holds the lock."""

        pid: int
        host: str
        program: str

    class RevisionDocument(TypedDict):
        """A revision that is pending."""

        revision: str
        app_version: str
        sentence: str
        details: list[str]
        requires_key: bool

    class StatusDocument(TypedDict):
        """The answer for programs."""

        command: str
        file: str
        state: str
        revision: str
        app_version: str
        format: int
        protected: bool
        size: int
        head: str
        program_version: str
        holder: HolderDocument | None
        pending: list[RevisionDocument]
        last_backup: LastBackup | None
        error: dict[str, str] | None

    class Version(Protocol):
        """What is asked of a revision, or of its entry in the index."""

        @property
        def id(self) -> str:
            """Its number."""

        @property
        def app_version(self) -> str:
            """Version of Patrimoine that brought it."""

        @property
        def protects(self) -> bool:
            """Whether its files have keys."""


def document(file: str, state: str, head: str, size: int) -> StatusDocument:
    """Begin the answer: a file of which nothing more is known."""
    return {
        "command": "status",
        "file": file,
        "state": state,
        "revision": "",
        "app_version": "",
        "format": 0,
        "protected": False,
        "size": size,
        "head": head,
        "program_version": __version__,
        "holder": None,
        "pending": [],
        "last_backup": None,
        "error": None,
    }


def fill_in(answer: StatusDocument, version: Version, ordinal: int) -> None:
    """Note the version of the file."""
    answer["revision"] = version.id
    answer["app_version"] = version.app_version
    answer["protected"] = version.protects
    answer["format"] = ordinal


def lines(answer: StatusDocument, state: str, held_by: str = "") -> tuple[str, ...]:
    """Tell the answer to a person.

    Args:
        answer: the document.
        state: name of the state.
        held_by: sentence that names who holds the file, "" when nobody does.
    """
    rows = [(_("File"), answer["file"]), (_("State"), state), *_version_rows(answer)]
    rows.append((_("This program"), f"{answer['head']} (Patrimoine {__version__})"))
    if answer["size"]:
        rows.append((_("Size"), formats.size(answer["size"])))
    if answer["error"] is None:
        rows.append((_("In use"), held_by or _("no")))
        rows.append((_("Last backup"), _backup_text(answer["last_backup"])))
        rows.append((_("Pending"), _pending_text(len(answer["pending"]))))
    table = (
        (item["revision"], item["app_version"], item["sentence"]) for item in answer["pending"]
    )
    return (*columns(rows), *columns(table, indent=2))


def _version_rows(answer: StatusDocument) -> list[tuple[str, str]]:
    if not answer["revision"]:
        return []
    version = f"{answer['revision']} (Patrimoine {answer['app_version']})"
    protected = _("yes, in part") if answer["protected"] else _("no")
    return [(_("Format"), version), (_("Encrypted"), protected)]


def _backup_text(backup: LastBackup | None) -> str:
    if backup is None:
        return _("none")
    from datetime import datetime

    return formats.moment(datetime.fromisoformat(backup["created"]))


def _pending_text(count: int) -> str:
    if not count:
        return _("nothing")
    return ngettext("{count} step", "{count} steps", count).format(count=count)
