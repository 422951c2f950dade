"""Renders a revision as the rest of the source is written."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mako.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterator


def render_module(template: Path, **values: Any) -> str:
    """Render `script.py.mako`, quoted and laid out as the rest of the source is."""
    source = Template(filename=str(template)).render(**values)  # noqa: S702  (Python, not HTML)
    return laid_out(double_quoted(str(source)), template.parent.parent)


def laid_out(source: str, root: Path) -> str:
    """Lay source out with ruff where it is installed; elsewhere it is valid, but not as pretty."""
    formatter = Path(sys.executable).with_name("ruff.exe" if sys.platform == "win32" else "ruff")
    if not formatter.is_file():
        return source
    command = [str(formatter), "format", "--quiet", "--no-cache", "-"]
    done = subprocess.run(  # noqa: S603  (the tool of this very environment)
        command, cwd=root, input=source, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout if done.returncode == 0 else source


def imports_of(*bodies: str) -> str:
    """Give the import lines that the statements of a revision need; comments need none."""
    names = {name for body in bodies for name in _names(body)}
    lines = ["import sqlalchemy as sa"] * ("sa" in names)
    lines += ["from alembic import op"] * ("op" in names)
    codec_lines = [
        f"from migrations.frozen.{module} import {', '.join(present)}"
        for module, functions in _FROZEN
        if (present := [name for name in functions if name in names])
    ]
    return "\n".join([*lines, *_apart(codec_lines)])


def _names(body: str) -> Iterator[str]:
    """Give the names that statements use; the first line of a function is not indented."""
    tree = ast.parse(f"def way():\n    {body.strip()}\n    pass")
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _apart(lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield from lines


_FROZEN = (
    ("encrypt_columns_v1", ("ColumnV1", "decrypt_columns_v1")),
    ("encrypt_columns_v2", ("encrypt_columns_v2",)),
    ("work_v1", ("chunks_v1", "connection_v1", "tick_v1")),
    ("work_v2", ("drop_spare_indexes_v1", "keys_of_run_v1")),
)


def double_quoted(source: str) -> str:
    """Write plain single-quoted strings with double quotes."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokens)):
        plain = token.string[1:-1]
        is_plain = token.type == tokenize.STRING and token.string == f"'{plain}'"
        if is_plain and token.start[0] == token.end[0] and not set(plain) & set("'\"\\"):
            row, column = token.start[0] - 1, token.start[1]
            line = lines[row]
            lines[row] = f'{line[:column]}"{plain}"{line[token.end[1] :]}'
    return "".join(lines)
