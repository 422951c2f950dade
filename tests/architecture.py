"""The house rules that no linter knows, as functions from a syntax tree to faults.

Each gives one line per fault, and each is tried on a bad sample by `test_architecture.py`.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_FILE = 400
VAGUE_NAMES = {"common", "helper", "helpers", "misc", "tools", "util", "utils"}
WORKER_SIGNALS = {"progressed", "succeeded", "failed", "finished"}
THREAD_MAKERS = {
    "BackgroundJob",
    "QThread",
    "QThreadPool",
    "QRunnable",
    "Thread",
    "Timer",
    "ThreadPoolExecutor",
    "ProcessPoolExecutor",
}
COPIES = {"copy", "copy2", "copyfile", "copyfileobj", "copytree", "move"}
MADE_BY_HAND = {"mkdir", "touch", "chmod", "fchmod", "fsync", "write_bytes", "write_text"}
MADE_BY_HAND |= {"mkstemp", "NamedTemporaryFile", "mkfifo"}
SLEEPS = {"sleep", "msleep", "usleep", "qWait", "qSleep"}
REVISION_CONSTANTS = {
    "revision",
    "down_revision",
    "app_version",
    "requires_key",
    "scrub_after",
    "irreversible",
    "changes",
}
FLOATS = re.compile(r"c?float\w*|(long)?double|complex\d*|round|mean|true_divide|inf|nan")
STATEMENT = re.compile(
    r"\b(SELECT|PRAGMA|INSERT INTO|UPDATE|DELETE FROM|(CREATE|DROP|ALTER) (TABLE|INDEX|VIEW))\b"
)
NUMBERS = {"int", "Decimal", "Fraction"}
EXACT_MATHS = {"gcd", "lcm", "isqrt"}
ENDS_TRANSACTION = re.compile(
    r"\s*(BEGIN|COMMIT|ROLLBACK|END|VACUUM|ATTACH|DETACH)\b\s*[\w ]*;?\s*$"
)
REVISION_NAME = re.compile(r"\d{8}_(\d{4})_[a-z0-9_]+\.py")
REVISION_IMPORTS = {"alembic", "cryptography", "migrations", "sqlalchemy"}
UNSAFE_IN_REVISION = {"executescript", "autocommit_block", "commit", "rollback", "begin"}


def _at(node: ast.expr | ast.stmt | ast.excepthandler, fault: str) -> str:
    return f"line {node.lineno}: {fault}"


@lru_cache(maxsize=1)
def _nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Give every node of a tree; kept for the rule that comes next."""
    return tuple(ast.walk(tree))


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Give each call with the name called and, before the dot, the name it is called on."""
    for node in _nodes(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name):
                yield node, name, ""
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                yield node, name, owner
            case ast.Attribute(value=ast.Attribute(attr=owner), attr=name):
                yield node, name, owner
            case ast.Attribute(attr=name):
                yield node, name, "?"


def _imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str, str]]:
    """Give each import: the statement, the module and the name taken from it ("" for all)."""
    for node in _nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, node.module or "", alias.name) for alias in node.names)


# --- the program ----------------------------------------------------------------------------------


def prints(tree: ast.Module) -> list[str]:
    """Find `print`: standard output is None in a windowed build."""
    return [_at(node, name) for node, name, owner in _calls(tree) if name == "print" and not owner]


def event_pumping(tree: ast.Module) -> list[str]:
    """Find `processEvents`: a slot would run in the middle of another."""
    return [_at(node, name) for node, name, _ in _calls(tree) if name == "processEvents"]


def file_copies(tree: ast.Module) -> list[str]:
    """Find copies by `shutil`: a copied database may lack what its journal holds."""
    direct = {name for _, module, name in _imports(tree) if module == "shutil"} & COPIES
    return [
        _at(node, f"shutil.{name}; use SQLite's own backup or VACUUM INTO")
        for node, name, owner in _calls(tree)
        if (owner == "shutil" and name in COPIES) or (owner == "" and name in direct)
    ]


def files_by_hand(tree: ast.Module) -> list[str]:
    """Find files and folders that are made, opened or synced elsewhere than in `files`."""
    return [
        _at(node, f"{owner}.{name}; use patrimoine_gui.files")
        for node, name, owner in _calls(tree)
        if (name in MADE_BY_HAND and owner != "files")
        or (owner == "os" and name in {"open", "replace", "rename", "unlink", "remove"})
    ]


def worker_lambdas(tree: ast.Module) -> list[str]:
    """Find what is no method but is connected to a worker's signal: it runs in the worker."""
    faults = []
    for node, name, signal in _calls(tree):
        if name != "connect" or signal not in WORKER_SIGNALS or not node.args:
            continue
        slot = node.args[0]
        if isinstance(slot, ast.Lambda | ast.Call | ast.Name):
            faults.append(_at(node, f"{signal} is connected to something else than a method"))
    return faults


def threads(tree: ast.Module) -> list[str]:
    """Find threads and jobs: they are made in ui/background.py only; others use a JobRunner."""
    made = [_at(node, name) for node, name, _ in _calls(tree) if name in THREAD_MAKERS]
    derived = [
        _at(node, f"subclass of {ast.unparse(base)}")
        for node in _nodes(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base).rpartition(".")[2] in THREAD_MAKERS
    ]
    return made + derived


def terminations(tree: ast.Module) -> list[str]:
    """Find `terminate`: a thread that is cut leaves its locks taken."""
    return [_at(node, name) for node, name, _ in _calls(tree) if name == "terminate"]


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    listed = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        item is None or (isinstance(item, ast.Name) and item.id in {"Exception", "BaseException"})
        for item in listed
    )


def _always_raises(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)


def blind_excepts(tree: ast.Module) -> list[str]:
    """Find handlers that catch everything and do not raise again."""
    return [
        _at(node, "catches everything and goes on")
        for node in _nodes(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _always_raises(node)
    ]


def _reads_text_of(node: ast.AST, error: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="str" | "repr"), args=[ast.Name(id=name)]):
            return name == error
        case ast.Attribute(value=ast.Name(id=name), attr="args"):
            return name == error
    return False


def errors_matched_by_text(tree: ast.Module) -> list[str]:
    """Find decisions taken on the text of an error, which any release may reword."""
    faults = []
    for handler in _nodes(tree):
        if not isinstance(handler, ast.ExceptHandler) or handler.name is None:
            continue
        for node in ast.walk(handler):
            decides = isinstance(node, ast.Compare) or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"startswith", "endswith", "search", "match", "fullmatch"}
            )
            if decides and any(_reads_text_of(part, handler.name) for part in ast.walk(node)):
                faults.append(_at(node, f"decides on the text of {handler.name}"))  # type: ignore[arg-type]
    return faults


def loose_results(tree: ast.Module) -> list[str]:
    """Find public functions that give a dict of anything: a result is a frozen dataclass.

    Options, which are handed to a library as keywords, have no other form.
    """
    return [
        _at(node, f"{node.name} gives {ast.unparse(node.returns)}")
        for node in _nodes(tree)
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and not node.name.startswith("_")
        and node.name != "options"
        and re.fullmatch(r"dict(\[str, (Any|object)\])?", ast.unparse(node.returns))
    ]


def translations(tree: ast.Module) -> list[str]:
    """Find translated text: the core gives message ids, and those above it the sentences."""
    return [
        _at(node, f"imports {name} of i18n")
        for node, module, name in _imports(tree)
        if module.endswith("i18n") and name in {"_", "ngettext"}
    ]


def floats(tree: ast.Module) -> list[str]:
    """Find binary fractions: an amount that passes through one is no longer exact.

    mypy does the rest: the quotient of two whole numbers is a `float`, and nothing here says that
    it takes one. What would hide it from mypy is found too: a call that makes a number of it.
    """
    faults = []
    for node in _nodes(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                faults.append(_at(node, f"{node.value!r} is a binary fraction"))
            case ast.Name(id=name) | ast.Attribute(attr=name) if FLOATS.fullmatch(name):
                faults.append(_at(node, name))
            case ast.Call(func=ast.Name(id=name), args=[ast.BinOp(op=ast.Div()), *_]) if (
                name in NUMBERS
            ):
                faults.append(_at(node, f"{name} of a quotient; divide numbers that are exact"))
            case ast.Call(
                func=ast.Attribute(attr="zeros" | "ones" | "empty"), args=[_], keywords=[]
            ):
                faults.append(_at(node, "an array of no stated type holds floats"))
    inexact = {name for _, module, name in _imports(tree) if module == "math"} - EXACT_MATHS
    return faults + [f"line 1: imports {name or 'all'} of math" for name in sorted(inexact)]


def unquoted_names(tree: ast.Module) -> list[str]:
    """Find a name put between quotes by hand in a statement: `quoted` doubles those within it."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts = [
                str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values
            ]
            if STATEMENT.search(" ".join(texts)) and any(
                before.endswith('"') and not text and after.startswith('"')
                for before, text, after in zip(texts, texts[1:], texts[2:], strict=False)
            ):
                faults.append(_at(node, "a name in quotes of its own; use `quoted`"))
    return faults


def missing_docstring(tree: ast.Module) -> list[str]:
    """Find a module that does not say what it is."""
    return [] if ast.get_docstring(tree) else ["line 1: no docstring"]


# --- the tests ------------------------------------------------------------------------------------


def sleeps(tree: ast.Module) -> list[str]:
    """Find tests that wait by the clock instead of for something; 0 only lets events through."""
    return [
        _at(node, f"{name}; wait for what is expected instead")
        for node, name, owner in _calls(tree)
        if name in SLEEPS or (owner == "qtbot" and name == "wait")
        if [ast.unparse(argument) for argument in node.args] != ["0"]
    ]


def mocks(tree: ast.Module) -> list[str]:
    """Find mocks of our own classes, and the library of mocks itself."""
    own = {
        name
        for _, module, name in _imports(tree)
        if module.startswith("patrimoine_gui") and name[:1].isupper()
    }
    library = [
        _at(node, f"imports {module}")
        for node, module, name in _imports(tree)
        if module.startswith("unittest.mock") or (module, name) == ("unittest", "mock")
    ]
    patched = [
        _at(node, f"replaces a part of {ast.unparse(node.args[0])}")
        for node, name, owner in _calls(tree)
        if (name, owner) == ("setattr", "monkeypatch")
        and node.args
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in own
    ]
    return library + patched


# --- the revisions --------------------------------------------------------------------------------


def foreign_imports(tree: ast.Module, standard: frozenset[str]) -> list[str]:
    """Find imports that a frozen file may not have: the application, or one more dependency."""
    return [
        _at(node, f"imports {module}")
        for node, module, _ in _imports(tree)
        if module.partition(".")[0] not in REVISION_IMPORTS | standard
    ]


def unsafe_revision(tree: ast.Module) -> list[str]:
    """Find what ends the engine's transaction, or hides that it has ended."""
    calls = [_at(node, name) for node, name, _ in _calls(tree) if name in UNSAFE_IN_REVISION]
    broad = [
        _at(node, "catches everything")
        for node in _nodes(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    ended = [
        _at(node, f"runs {node.value.split()[0]}")
        for node in _nodes(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ENDS_TRANSACTION.match(node.value)
    ]
    return calls + broad + ended


def repeated_batches(tree: ast.Module) -> list[str]:
    """Find a second batch block on one table in one function: each rebuilds the table."""
    faults = []
    for function in _nodes(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        seen: set[str] = set()
        for node, name, _ in _calls(function):
            if name != "batch_alter_table" or not node.args:
                continue
            table = ast.unparse(node.args[0])
            if table in seen:
                faults.append(_at(node, f"{table} is rebuilt twice"))
            seen.add(table)
    return faults


def constants(tree: ast.Module) -> dict[str, str]:
    """Give the source of each constant of a module."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.unparse(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = ast.unparse(node.value)
    return found


def incomplete_revision(tree: ast.Module, file_name: str) -> list[str]:
    """Find what a revision lacks: its name, its constants, its two ways."""
    name = REVISION_NAME.fullmatch(file_name)
    if name is None:
        return [f"line 1: {file_name} is not named yyyymmdd_nnnn_subject.py"]
    found = constants(tree)
    faults = [f"line 1: no {item}" for item in sorted(REVISION_CONSTANTS - found.keys())]
    if found.get("revision", "").strip("'\"") != name[1]:
        faults.append(f"line 1: revision is not {name[1]}")
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    faults += [f"line 1: no {item}" for item in ("upgrade", "downgrade") if item not in functions]
    return faults


# --- every text -----------------------------------------------------------------------------------

_MACHINE_PATH = re.compile(r"(?<![\w.~/$}>*-])/(?:home|Users|root)/[\w.]+")
_WINDOWS_PATH = re.compile(r"\b[A-Z]:\\+Users\\+\w+")
_REGISTRY = re.compile(
    r"\b(?:(?:test\.)?py[p]i\.org|[\w.]*python[h]osted\.org|registry\.npm[j]s\.org|[\w.]*\.debi[a]n\.org)\b"
)


def machine_paths(text: str) -> list[str]:
    """Find paths of one person's machine and hosts of package registries."""
    return [
        f"line {number}: {found[0]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern in (_MACHINE_PATH, _WINDOWS_PATH, _REGISTRY)
        for found in pattern.finditer(line)
    ]
