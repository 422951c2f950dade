"""The house rules hold; each rule is also shown to find a fault."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import architecture as rules

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "patrimoine_gui"
VERSIONS = ROOT / "migrations" / "versions"
FROZEN = ROOT / "migrations" / "frozen"

CORE = ("authoring", "portfolio", "migration", "backup", "database", "crypto", "errors")
CORE_MODULES = ("config.py", "formats.py", "logs.py", "paths.py")
THREADS_LIVE_IN = PACKAGE / "ui" / "background.py"
LAST_RESORTS = {
    THREADS_LIVE_IN,
    PACKAGE / "cli" / "dispatch.py",  # the command line's own excepthook
    PACKAGE / "migration" / "failures.py",  # after the publication nothing may say "unchanged"
}

MAKES_FILES = {
    PACKAGE / "files.py",
    PACKAGE / "database" / "first_bytes.py",  # the user's file, which may be a link
    PACKAGE / "database" / "room.py",  # asks the disk itself
    PACKAGE / "migration" / "copies" / "shadow.py",  # the rights of the user's file
    PACKAGE / "cli" / "key_sources.py",  # the user's file or pipe, read once
    *(  # write the source of the program
        PACKAGE / folder / f"{name}.py"
        for folder, name in (
            ("authoring", "create"),
            ("authoring", "golden_file"),
            ("authoring", "index"),
            ("authoring", "rebase"),
            ("migration/schema", "records"),
        )
    ),
    *(PACKAGE / "ui" / "selftest" / f"{name}.py" for name in ("tour", "tour_key_files")),
}


def _python(*folders: Path) -> list[Path]:
    found = (file for folder in folders for file in folder.rglob("*.py"))
    return sorted(file for file in found if "__pycache__" not in file.parts)


PROGRAM = [*_python(PACKAGE, ROOT / "migrations"), ROOT / "migrate.py"]
TESTS = _python(ROOT / "tests")
HOUSE = [*TESTS, *_python(ROOT / "benchmarks", ROOT / "scripts")]
CORE_FILES = [
    *_python(*(PACKAGE / name for name in CORE if (PACKAGE / name).is_dir())),
    *(PACKAGE / name for name in CORE_MODULES if (PACKAGE / name).exists()),
]


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


Rule = Callable[[ast.Module], list[str]]

NOWHERE = (
    rules.prints,
    rules.event_pumping,
    rules.file_copies,
    rules.worker_lambdas,
    rules.terminations,
    rules.errors_matched_by_text,
    rules.loose_results,
    rules.unquoted_names,
    rules.missing_docstring,
)
"""What no file of the program has."""

IN_SOME_PLACES = (
    rules.files_by_hand,
    rules.threads,
    rules.blind_excepts,
    rules.translations,
    rules.floats,
    rules.unsafe_revision,
    rules.repeated_batches,
)
NOT_IN_TESTS = (rules.sleeps, rules.mocks)


@cache
def _faults_of(file: Path) -> dict[Rule, list[str]]:
    """Take every rule that a file may have to keep, while its tree is there."""
    tree, taken = _tree(file), NOT_IN_TESTS if file in TESTS else NOWHERE + IN_SOME_PLACES
    return {rule: rule(tree) for rule in taken}


def _faults(rule: Rule, files: Iterable[Path]) -> str:
    found = [
        f"{file.relative_to(ROOT)} {fault}" for file in files for fault in _faults_of(file)[rule]
    ]
    return "\n".join(found)


# --- the program ----------------------------------------------------------------------------------


@pytest.mark.parametrize("check", NOWHERE)
def test_program_has_no(check: Rule) -> None:
    faults = _faults(check, PROGRAM)
    assert not faults, f"\n{faults}"


def test_files_are_made_in_one_module() -> None:
    package = (file for file in _python(PACKAGE) if file not in MAKES_FILES)
    faults = _faults(rules.files_by_hand, package)
    assert not faults, f"\n{faults}"


def test_threads_and_jobs_are_made_in_one_module() -> None:
    faults = _faults(rules.threads, (file for file in PROGRAM if file != THREADS_LIVE_IN))
    assert not faults, f"\n{faults}"


def test_everything_is_caught_only_at_the_boundaries() -> None:
    inside = (file for file in PROGRAM if file not in LAST_RESORTS)
    faults = _faults(rules.blind_excepts, inside)
    assert not faults, f"\n{faults}"


def test_core_gives_no_translated_text() -> None:
    faults = _faults(rules.translations, CORE_FILES)
    assert not faults, f"\n{faults}"


def test_domain_counts_without_floats() -> None:
    faults = _faults(rules.floats, _python(PACKAGE / "portfolio"))
    assert not faults, f"\n{faults}"


def test_no_module_of_odds_and_ends() -> None:
    parts = {part for file in PROGRAM for part in file.relative_to(ROOT).with_suffix("").parts}
    assert not parts & rules.VAGUE_NAMES


def test_files_are_short() -> None:
    counts = [
        (len(file.read_text(encoding="utf-8").splitlines()), file.relative_to(ROOT).as_posix())
        for file in [*PROGRAM, *HOUSE]
    ]
    long = [entry for entry in counts if entry[0] >= rules.LONGEST_FILE]
    assert not long, f"split these: {long}"


def test_command_line_loads_neither_qt_nor_numpy() -> None:
    code = (
        "import sys, patrimoine_gui.cli, patrimoine_gui.migration.manager\n"
        "heavy = {'PySide6', 'numpy', 'pyqtgraph', 'sqlalchemy', 'alembic'} & set(sys.modules)\n"
        "sys.exit(f'loads {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# --- the tests ------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", NOT_IN_TESTS)
def test_tests_have_no(check: Rule) -> None:
    faults = _faults(check, TESTS)
    assert not faults, f"\n{faults}"


# --- the revisions --------------------------------------------------------------------------------


def test_revisions_and_codecs_stand_alone() -> None:
    faults = [
        f"{file.relative_to(ROOT)} {fault}"
        for file in _python(VERSIONS, FROZEN)
        for fault in rules.foreign_imports(_tree(file), sys.stdlib_module_names)
    ]
    assert not faults


@pytest.mark.parametrize("check", [rules.unsafe_revision, rules.repeated_batches])
def test_revisions_have_no(check: Rule) -> None:
    faults = _faults(check, _python(VERSIONS, FROZEN))
    assert not faults, f"\n{faults}"


@pytest.mark.parametrize("file", _python(VERSIONS), ids=lambda file: file.stem)
def test_revision_is_complete(file: Path) -> None:
    faults = rules.incomplete_revision(_tree(file), file.name)
    assert not faults, f"\n{faults}"


def test_revisions_form_one_chain() -> None:
    found = [rules.constants(_tree(file)) for file in _python(VERSIONS)]
    ids = [item["revision"] for item in found]
    parents = [item["down_revision"] for item in found]
    assert len(set(ids)) == len(ids), "two revisions have one id"
    assert parents == ["None", *ids[:-1]], "the files, in order, are not one chain"


# --- every text -----------------------------------------------------------------------------------


def _tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = done.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_path_of_one_machine_and_no_registry() -> None:
    faults = []
    for file in _tracked():
        content = file.read_bytes()
        # Tests may speak of a home that nobody has.
        if b"\0" in content or file.is_relative_to(ROOT / "tests"):
            continue
        text = content.decode("utf-8", "replace")
        faults += [f"{file.relative_to(ROOT)} {fault}" for fault in rules.machine_paths(text)]
    assert not faults, "\n" + "\n".join(faults)


def test_no_tracked_file_names_this_checkout() -> None:
    here = [str(ROOT).encode(), sys.prefix.encode()]
    faults = [
        file.relative_to(ROOT).as_posix()
        for file in _tracked()
        if any(path in file.read_bytes() for path in here)
    ]
    assert not faults


# --- the rules themselves -------------------------------------------------------------------------

BAD = [
    (rules.prints, "print('x')"),
    (rules.event_pumping, "QApplication.processEvents()"),
    (rules.file_copies, "shutil.copy(a, b)"),
    (rules.files_by_hand, "descriptor = os.open(path, os.O_CREAT)"),
    (rules.files_by_hand, "path.parent.mkdir(parents=True)"),
    (rules.file_copies, "from shutil import copy2 as copy2\ncopy2(a, b)"),
    (rules.worker_lambdas, "job.finished.connect(lambda: done())"),
    (rules.worker_lambdas, "self.job.failed.connect(partial(f, 1))"),
    (rules.worker_lambdas, "job.progressed.connect(free_function)"),
    (rules.terminations, "thread.terminate()"),
    (rules.threads, "t = QThread(self)"),
    (rules.threads, "t = threading.Thread(target=f)"),
    (rules.threads, "class Worker(QtCore.QThread): ..."),
    (rules.threads, "self._job = BackgroundJob(task)"),
    (rules.threads, "job = background.BackgroundJob(task)"),
    (rules.blind_excepts, "try: f()\nexcept Exception: pass"),
    (rules.blind_excepts, "try: f()\nexcept: pass"),
    (rules.blind_excepts, "try: f()\nexcept (OSError, BaseException) as e: log(e)"),
    (rules.errors_matched_by_text, "try: f()\nexcept E as e:\n  if 'locked' in str(e): g()"),
    (rules.errors_matched_by_text, "try: f()\nexcept E as e:\n  if e.args[0] == 'x': g()"),
    (rules.errors_matched_by_text, "try: f()\nexcept E as e:\n  return str(e).startswith('x')"),
    (rules.loose_results, "def status() -> dict[str, Any]: ..."),
    (rules.translations, "from patrimoine_gui.i18n import _"),
    (rules.floats, "rate = 0.5"),
    (rules.floats, "def worth(cents: float) -> int: ..."),
    (rules.floats, "cents = round(amount * 100)"),
    (rules.floats, "cents = int(cents * num / den)"),
    (rules.floats, "share = Fraction(num / den)"),
    (rules.floats, "found = amounts.astype(np.float64)"),
    (rules.floats, "sums = np.zeros(days)"),
    (rules.floats, "from math import fsum"),
    (rules.floats, "import math"),
    (rules.missing_docstring, "x = 1"),
    (rules.sleeps, "time.sleep(1)"),
    (rules.sleeps, "qtbot.wait(10)"),
    (rules.mocks, "from unittest import mock"),
    (rules.mocks, "from unittest.mock import patch"),
    (
        rules.mocks,
        "from patrimoine_gui.x import Manager\nmonkeypatch.setattr(Manager, 'upgrade', f)",
    ),
    (rules.unsafe_revision, "connection.executescript('x')"),
    (rules.unsafe_revision, "with op.get_context().autocommit_block(): ..."),
    (rules.unsafe_revision, "op.get_bind().commit()"),
    (rules.unquoted_names, "f'SELECT 1 FROM \"{table}\"'"),
    (rules.unsafe_revision, "op.execute('COMMIT')"),
    (rules.unsafe_revision, "try: f()\nexcept Exception: raise"),
    (
        rules.repeated_batches,
        "def upgrade():\n  op.batch_alter_table('t')\n  op.batch_alter_table('t')",
    ),
]


@pytest.mark.parametrize(("check", "sample"), BAD)
def test_rule_finds_a_fault(check: Rule, sample: str) -> None:
    assert check(ast.parse(sample))


GOOD = [
    (rules.file_copies, "shutil.rmtree(a); context.copy()"),
    (rules.worker_lambdas, "job.finished.connect(self._done); button.clicked.connect(lambda: 1)"),
    (rules.threads, "lock = threading.Lock()"),
    (rules.threads, "jobs: set[BackgroundJob] = set(); JobRunner(self).run(task, self._show)"),
    (rules.blind_excepts, "try: f()\nexcept BaseException:\n  undo()\n  raise"),
    (rules.errors_matched_by_text, "try: f()\nexcept E as e:\n  if e.code == 5: g(str(e))"),
    (rules.floats, "from math import lcm\nhalf = Fraction(1, 2); sums = np.zeros(days, np.int64)"),
    (rules.unquoted_names, "f'SELECT 1 FROM {quoted(table)}'; f'\"{word}\" is unknown'"),
    (rules.sleeps, "qtbot.wait(0); qtbot.waitUntil(done); process.wait(5)"),
    (rules.unsafe_revision, "'''BEGIN of the story.'''\nop.execute('UPDATE t SET a = 1')"),
]


@pytest.mark.parametrize(("check", "sample"), GOOD)
def test_rule_accepts(check: Rule, sample: str) -> None:
    assert not check(ast.parse(sample))


def test_rule_finds_a_revision_that_imports_the_application() -> None:
    tree = ast.parse("import sqlalchemy as sa\nfrom patrimoine_gui import config")
    found = rules.foreign_imports(tree, sys.stdlib_module_names)
    assert found == ["line 2: imports patrimoine_gui"]


def test_rule_finds_an_incomplete_revision() -> None:
    tree = ast.parse("revision = '0002'\ndef upgrade(): ...")
    found = "\n".join(rules.incomplete_revision(tree, "20261122_0001_x.py"))
    assert "no downgrade" in found
    assert "no changes" in found
    assert "revision is not 0001" in found
    assert rules.incomplete_revision(tree, "0001_x.py")


@pytest.mark.parametrize(
    "text",
    [  # in pieces, so that this very file holds none
        "see /ho" + "me/marie/x",
        '"/ro' + 'ot/.cache"',
        "C:" + r"\Users\marie",
        "https://py" + "pi.org/simple",
    ],
)
def test_rule_finds_a_path_of_one_machine(text: str) -> None:
    assert rules.machine_paths(text)


@pytest.mark.parametrize("text", ["~/.local/share", "build/run-home", "tests/home/x", "$HOME/x"])
def test_rule_accepts_other_paths(text: str) -> None:
    assert not rules.machine_paths(text)
