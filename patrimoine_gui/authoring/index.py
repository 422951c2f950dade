"""Writes `migrations/index.py` from the revisions; a test holds the one to the others."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.errors.developer import RevisionsForked
from patrimoine_gui.migration.error_location import VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = '''"""What the program knows of the revisions before Alembic is loaded.

Generated from `migrations/versions` by `patrimoine_gui.authoring.index`; never edited by hand.
"""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a sentence for translation."""
    return message


class Entry:
    """One revision; `patrimoine_gui.migration.revisions` says what each field means.

    Written without typing or dataclasses, which take longer to load than the rest of `status`.
    """

    def __init__(
        self,
        *,
        id: str,
        app_version: str,
        day: str,
        module: str,
        sentence: str,
        details: tuple[str, ...],
        irreversible: str,
        requires_key: bool,
        protects: bool,
        scrub_after: bool,
        changes: tuple[tuple[str, str, str, str], ...],
        measures: str,
    ) -> None:
        self.id = id
        self.app_version = app_version
        self.day = day
        self.module = module
        self.sentence = sentence
        self.details = details
        self.irreversible = irreversible
        self.requires_key = requires_key
        self.protects = protects
        self.scrub_after = scrub_after
        self.changes = changes
        self.measures = measures


REVISIONS = (
'''


@dataclass(frozen=True, slots=True)
class Script:
    """One revision file, as its text says; the file is not run."""

    path: Path
    sentence: str
    constants: dict[str, object]

    @property
    def id(self) -> str:
        """The revision id."""
        return str(self.constants["revision"])

    def text(self, name: str) -> str:
        """Give a text constant, "" when it is absent."""
        return str(self.constants.get(name) or "")

    def flag(self, name: str) -> bool:
        """Give a flag, False when it is absent."""
        return bool(self.constants.get(name))

    def items(self, name: str) -> tuple[object, ...]:
        """Give a tuple constant, empty when it is absent."""
        value = self.constants.get(name)
        return tuple(value) if isinstance(value, tuple) else ()


def read_script(path: Path) -> Script:
    """Read the docstring and the constants of a revision file without running it.

    Raises:
        SourceBroken: it is no Python, or has no revision id.
    """
    tree = _tree(path)
    constants: dict[str, object] = {}
    for node in tree.body:
        target, value = _assignment(node)
        if target and value is not None:
            try:
                constants[target] = ast.literal_eval(value)
            except ValueError:
                continue
    if not isinstance(constants.get("revision"), str):
        raise SourceBroken(_told(path), 1, "NameError", "revision")
    sentence = (ast.get_docstring(tree) or "").partition("\n")[0]
    return Script(path, sentence, constants)


@lru_cache(maxsize=64)
def _parsed(text: str) -> ast.Module:
    """Parse a file once: a command reads the chain half a dozen times."""
    return ast.parse(text)


def _told(path: Path) -> str:
    return (VERSIONS / path.name).as_posix()


def _tree(path: Path) -> ast.Module:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        line, text = error.lineno or 1, error.msg
        raise SourceBroken(_told(path), line, "SyntaxError", text) from error
    except ValueError as error:  # no UTF-8
        raise SourceBroken(_told(path), 1, type(error).__name__) from error


def _assignment(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    return "", None


def read_chain(folder: Path) -> tuple[Script, ...]:
    """Read every revision of a migrations folder, in order.

    Raises:
        RevisionsForked: two files bear one id, the numbers have a gap, or there are two heads.
    """
    scripts = [read_script(path) for path in sorted((folder / "versions").glob("*.py"))]
    scripts.sort(key=lambda script: script.id)
    previous: Script | None = None
    for rank, script in enumerate(scripts, start=1):
        expected = previous.id if previous else None
        if script.id != f"{rank:04d}" or script.constants.get("down_revision") != expected:
            raise RevisionsForked(tuple(item.path.name for item in (previous, script) if item))
        previous = script
    return tuple(scripts)


def render_index(folder: Path) -> str:
    """Give the text of `index.py` for a migrations folder."""
    chain = read_chain(folder)
    return _HEAD + "".join(_entry(script, _measures(folder, script)) for script in chain) + ")\n"


def write_index(folder: Path) -> Path:
    """Write `index.py` in a migrations folder, and give its path."""
    path = folder / "index.py"
    path.write_text(render_index(folder), encoding="utf-8")
    return path


def newest_measures(folder: Path) -> str:
    """Name the module that measures a file at the head of a migrations folder.

    Raises:
        RevisionsForked: the revisions make no chain.
    """
    return _measures(folder, read_chain(folder)[-1])


def _measures(folder: Path, script: Script) -> str:
    """Name the module that measures a revision: the newest that is not newer than it.

    A second folder of revisions borrows the program's measures, those of the revisions that both
    have.
    """
    ours = paths.migrations_folder()
    has_own = (folder / "frozen").is_dir()
    frozen = (folder if has_own else ours) / "frozen"
    stems = {path.stem for path in frozen.glob("measures_0*.py")}
    if not has_own:
        names = (path.name for path in (folder / "versions").glob("*.py"))
        ids = {name[9:13] for name in names if (ours / "versions" / name).exists()}
        stems = {stem for stem in stems if stem[-4:] in ids}
    return "migrations.frozen." + max(stem for stem in stems if stem <= f"measures_{script.id}")


_CHANGE = ("from", "to", "one", "many")
"""What each of the `changes` of a revision says."""


def _entry(script: Script, measures: str) -> str:
    day = script.path.name[:8]
    details = "".join(f"            N_({text!r}),\n" for text in script.items("details"))
    changes = "".join(_change(script, change) for change in script.items("changes"))
    loses = f"N_({script.text('irreversible')!r})" if script.text("irreversible") else "''"
    return (
        "    Entry(\n"
        f"        id={script.id!r},\n"
        f"        app_version={script.text('app_version')!r},\n"
        f"        day='{day[:4]}-{day[4:6]}-{day[6:]}',\n"
        f"        module={script.path.stem!r},\n"
        f"        sentence=N_({script.sentence!r}),\n"
        f"        details=(\n{details}        ),\n"
        f"        irreversible={loses},\n"
        f"        requires_key={script.flag('requires_key')},\n"
        f"        protects={script.flag('protects')},\n"
        f"        scrub_after={script.flag('scrub_after')},\n"
        f"        changes=(\n{changes}        ),\n"
        f"        measures={measures!r},\n"
        "    ),\n"
    )


def _change(script: Script, change: object) -> str:
    if not isinstance(change, tuple) or len(change) != len(_CHANGE):
        raise SourceBroken(_told(script.path), 1, "ValueError", "changes")
    source, target, one, many = change
    return f"            ({source!r}, {target!r}, N_({one!r}), N_({many!r})),\n"


def main() -> None:
    """Write the index of the program's own revisions, and their structures."""
    from patrimoine_gui.migration.schema import fresh_build

    folder = paths.migrations_folder()
    write_index(folder)
    fresh_build.write_down(folder)


if __name__ == "__main__":
    main()
