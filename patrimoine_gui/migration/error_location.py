"""Finds the line of a revision, or of the models, in which an error was raised, and names it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import SourceBroken, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

MODELS: Final = Path("patrimoine_gui/database/models")
VERSIONS: Final = Path("migrations/versions")
_FOLDERS: Final = (VERSIONS, MODELS, Path("migrations/frozen"))
"""Where people write, the likeliest first: a revision is the culprit of what it calls."""

_GENERATED: Final = Path("migrations/index.py")

_TOLD: Final = (AttributeError, ImportError, NameError, SyntaxError)
"""Errors whose text speaks of source, never of a value."""

_TEXT_LENGTH: Final = 200


def named(error: BaseException, migrations: Path, *, is_empty: bool = False) -> SourceBroken | None:
    """Say where a revision or the models raised an error, None when neither did.

    The error may have been replaced by one of ours since.

    Args:
        error: what was raised.
        migrations: folder of the revisions.
        is_empty: whether no file was open, so that no text can hold a value.
    """
    root = migrations.resolve().parent
    for raised in _behind(error):
        if isinstance(raised, SourceBroken):
            return raised
        location = _place(raised, root)
        if location is not None:
            cause, (file, line) = _first(raised), location
            is_shown = is_empty or isinstance(cause, _TOLD)
            text = _text(cause) if is_shown else ""
            return SourceBroken(file.as_posix(), line, type(cause).__name__, text)
    return None


@contextmanager
def naming(migrations: Path) -> Iterator[None]:
    """Give what a revision or the models raise its place; no file of anybody may be open.

    Raises:
        SourceBroken: they raised.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        found = named(error, migrations, is_empty=True)
        if found is None:
            raise
        raise found from error


def _place(error: BaseException, root: Path) -> tuple[Path, int] | None:
    """Give the innermost line of ours that an error went through, or that is no Python."""
    if isinstance(error, SyntaxError) and error.filename:
        inside = _inside(error.filename, root)
        if inside is not None:
            return inside, error.lineno or 1
    found: dict[Path, tuple[Path, int]] = {}
    trace = error.__traceback__
    while trace is not None:
        inside = _inside(trace.tb_frame.f_code.co_filename, root)
        if inside is not None:
            found[inside.parent] = inside, trace.tb_lineno
        trace = trace.tb_next
    return next((found[folder] for folder in _FOLDERS if folder in found), None)


def _inside(name: str, root: Path) -> Path | None:
    """Give the path of a file that people write, from the root; None for any other."""
    path = Path(name).resolve()
    inside = path.relative_to(root) if path.is_relative_to(root) else None
    is_ours = inside is not None and (inside.parent in _FOLDERS or inside == _GENERATED)
    return inside if is_ours else None


def line_of_table(root: Path, table: str) -> tuple[Path, int]:
    """Give the file and the line of the models that name a table, the folder when none does."""
    for path in sorted((root / MODELS).glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for rank, line in enumerate(lines, start=1):
            if f'__tablename__ = "{table}"' in line:
                return MODELS / path.name, rank
    return MODELS, 1


def of_table(error: Exception, migrations: Path, table: str) -> SourceBroken:
    """Name the table of the models that could not be built."""
    cause = _first(error)
    file, line = line_of_table(migrations.resolve().parent, table)
    return SourceBroken(file.as_posix(), line, type(cause).__name__, _text(cause))


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Give an error, and those that it stands for."""
    known: BaseException | None = error
    while known is not None:
        yield known
        known = known.__cause__ or known.__context__


def _first(error: BaseException) -> BaseException:
    """Give the error of the driver behind one of SQLAlchemy's, which repeats the statement."""
    inner = getattr(error, "orig", None)
    return inner if isinstance(inner, BaseException) else error


def _text(error: BaseException) -> str:
    """Give what an error says, in one line that is not too long."""
    told = error.msg if isinstance(error, SyntaxError) else str(error)
    return " ".join(told.split())[:_TEXT_LENGTH]
