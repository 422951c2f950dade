"""`check`: each safety rule finds a planted offender at its line, and lets what is safe pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.authoring import lint
from patrimoine_gui.authoring.lint import Finding, check
from patrimoine_gui.errors.developer import LintRule
from tests import working_copy
from tests.working_copy import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patrimoine_gui.authoring.lint.sources import SourceFile

RUN = "    op.get_bind().exec_driver_sql({!r})"
COPY = (
    "    op.create_table('asset_copy', sa.Column('id', sa.Integer))\n"
    "    op.execute('INSERT INTO asset_copy (id) SELECT id FROM asset')\n"
)


def planted(sources: Sequence[SourceFile]) -> list[SourceFile]:
    return [item for item in sources if not (ROOT / item.file).exists()]


@pytest.fixture(autouse=True)
def only_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge what a test plants; `test_checking.test_the_project_passes` judges all that ships."""
    judge = lint._unsafe

    def judge_planted(
        repository: Path, revisions: Sequence[SourceFile], frozen: Sequence[SourceFile]
    ) -> Iterator[Finding]:
        return judge(repository, planted(revisions), planted(frozen))

    monkeypatch.setattr(lint, "_unsafe", judge_planted)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return working_copy.make(tmp_path)


def found(repository: Path, upgrade: str, imports: str = "") -> list[tuple[LintRule, str]]:
    file = working_copy.plant(repository, upgrade, imports=imports)
    return [(item.rule, item.subject) for item in check(repository) if item.file == file]


@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        ("    op.drop_table('asset')", "asset"),
        ("    op.execute('DROP TABLE IF EXISTS \"asset\"')", "asset"),
        ("    op.drop_column('asset', 'uid')", "asset.uid"),
        ("    op.execute('ALTER TABLE asset DROP COLUMN uid')", "asset.uid"),
        ("    for name in ('asset', 'fx_rate'):\n        op.drop_table(name)", "fx_rate"),
        (
            "    with op.batch_alter_table('fx_rate') as b:\n        b.drop_column('rate')",
            "fx_rate.rate",
        ),
        ("    op.execute('SELECT count(*) FROM asset')\n    op.drop_table('asset')", "asset"),
        (
            "    op.execute('UPDATE asset SET uid = NULL')\n    op.drop_column('asset', 'uid')",
            "asset.uid",
        ),
        ("    op.drop_table('asset')\n" + COPY, "asset"),
        ("    gone()\n\n\ndef gone() -> None:\n    op.drop_table('asset')", "asset"),
    ],
)
def test_a_drop_without_a_copy_is_found(repository: Path, statement: str, subject: str) -> None:
    assert (LintRule.DROP, subject) in found(repository, statement)


@pytest.mark.parametrize(
    "statement",
    [
        COPY + "    op.drop_table('asset')",
        "    fill()\n    op.drop_table('asset')\n\n\ndef fill() -> None:\n" + COPY,
        (
            "    op.add_column('asset', sa.Column('key', sa.Text))\n"
            "    op.execute('UPDATE asset SET key = uid WHERE id = 1')\n"
            "    op.drop_column('asset', 'uid')"
        ),
        "    op.create_table('work', sa.Column('id', sa.Integer))\n    op.drop_table('work')",
        (
            "    rows = op.get_bind().execute(sa.text('SELECT id FROM asset'))\n"
            "    op.get_bind().executemany('INSERT INTO other VALUES (?)', rows)\n"
            "    op.drop_table('asset')"
        ),
        COPY + "    op.rename_table('asset', 'older')\n    op.drop_table('older')",
        "    op.drop_table('asset')  # safe: nothing was ever written to it",
    ],
)
def test_a_drop_after_a_copy_passes(repository: Path, statement: str) -> None:
    assert found(repository, statement) == []


def test_a_codec_that_is_given_the_table_is_a_copy(repository: Path) -> None:
    statement = "    keep_v1('asset')\n    op.drop_table('asset')"
    imports = "from migrations.frozen.any_v1 import keep_v1\n"
    assert found(repository, statement, imports=imports) == []


def test_a_downgrade_may_drop_only_what_it_says_that_it_loses(repository: Path) -> None:
    file = working_copy.plant(repository, downgrade="    op.drop_table('asset')")
    assert check(repository) == ()
    working_copy.edit(repository, file, 'irreversible = "The rank."', 'irreversible = ""')
    working_copy.refresh(repository)
    line = working_copy.line_of(repository, file, "op.drop_table('asset')")
    assert check(repository) == (Finding(file, line, LintRule.DROP, "asset"),)


def test_a_batch_block_on_a_table_with_children_is_found(repository: Path) -> None:
    statement = (
        "    with op.batch_alter_table('asset') as batch:\n        batch.alter_column('uid')"
    )
    assert found(repository, statement) == [
        (LintRule.CHILDREN, f"asset ← {child}")
        for child in ("asset", "loan_asset", "operation", "ownership", "position", "valuation")
    ]


def test_a_batch_block_on_a_table_without_children_passes(repository: Path) -> None:
    statement = (
        "    with op.batch_alter_table('fx_rate') as batch:\n        batch.alter_column('rate')"
    )
    assert found(repository, statement) == []


@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        ("    op.create_table('t', sa.CheckConstraint('id > 0'))", "CheckConstraint"),
        ("    op.create_table('t', sa.UniqueConstraint('id', name=None))", "UniqueConstraint"),
        ("    op.create_table('t', sa.PrimaryKeyConstraint('id'))", "PrimaryKeyConstraint"),
        (
            "    op.add_column('t', sa.Column('a', sa.Integer, sa.ForeignKey('asset.id')))",
            "ForeignKey",
        ),
        ("    op.add_column('t', sa.Column('a', sa.Integer, unique=True))", "Column"),
        ("    op.create_unique_constraint(None, 't', ['a'])", "create_unique_constraint"),
    ],
)
def test_a_constraint_without_a_name_is_found(
    repository: Path, statement: str, subject: str
) -> None:
    assert found(repository, statement) == [(LintRule.UNNAMED, subject)]


@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        ("    op.add_column('t', sa.Column('a', sa.Text, sa.Computed('id')))", "Computed"),
        (
            "    op.execute('ALTER TABLE fx_rate ADD COLUMN a TEXT GENERATED ALWAYS AS (rate)')",
            "GENERATED ALWAYS",
        ),
        ("    op.execute('create view v as select 1')", "CREATE VIEW"),
        (
            "    op.execute('CREATE TEMP TRIGGER a DELETE ON t BEGIN SELECT 1; END')",
            "CREATE TEMP TRIGGER",
        ),
    ],
)
def test_what_no_file_may_hold_is_found(repository: Path, statement: str, subject: str) -> None:
    assert found(repository, statement) == [(LintRule.ACTIVE, subject)]


def test_constraints_with_names_pass(repository: Path) -> None:
    statement = (
        "    op.create_table('t', sa.Column('a', sa.Integer, unique=False),"
        " sa.CheckConstraint('id > 0', name='ck_t_id'))\n"
        "    op.create_unique_constraint('uq_t_a', 't', ['a'])"
    )
    assert found(repository, statement) == []


@pytest.mark.parametrize(
    ("sql", "subject"),
    [
        ("UPDATE asset SET note = '' WHERE id = ?", "asset.note"),
        ("SELECT id, name FROM asset", "asset.name"),
        ("SELECT id FROM asset WHERE details IS NOT NULL", "asset.details"),
        ("INSERT INTO other (id, name) SELECT id, upper(name) FROM asset", "asset.name"),
        ("INSERT INTO other (id, title) SELECT id, name FROM asset", "asset.name"),
    ],
)
def test_raw_sql_on_an_encrypted_column_is_found(repository: Path, sql: str, subject: str) -> None:
    assert found(repository, RUN.format(sql)) == [(LintRule.ENCRYPTED, subject)]
    assert found(repository, f"    op.execute(sa.text({sql!r}))") == [(LintRule.ENCRYPTED, subject)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO other (id, name) SELECT id, name FROM asset",
        "UPDATE asset SET currency = 'EUR' WHERE id = ?",
        "ALTER TABLE asset RENAME COLUMN note TO remark",
        "SELECT name FROM sqlite_master",
    ],
)
def test_raw_sql_that_leaves_tokens_as_they_are_passes(repository: Path, sql: str) -> None:
    assert found(repository, RUN.format(sql)) == []


@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        (RUN.format("UPDATE valuation SET is_estimate = 1"), "valuation"),
        (RUN.format("UPDATE valuation SET is_estimate = 0 WHERE id < 0"), "valuation"),
        (RUN.format("INSERT INTO v2 (id) SELECT id FROM valuation"), "valuation"),
        (RUN.format("CREATE TABLE v2 AS SELECT * FROM valuation"), "valuation"),
        (
            "    with op.batch_alter_table('valuation') as b:\n        b.alter_column('a')",
            "valuation",
        ),
    ],
)
def test_a_big_table_rewritten_in_one_statement_is_found(
    repository: Path, statement: str, subject: str
) -> None:
    assert found(repository, statement) == [(LintRule.LONG_LOCK, subject)]


@pytest.mark.parametrize(
    "statement",
    [
        RUN.format("UPDATE valuation SET is_estimate = 1 WHERE id BETWEEN ? AND ?"),
        RUN.format("UPDATE valuation SET is_estimate = 0 WHERE id = ?"),
        RUN.format(
            "INSERT INTO v2 (id) SELECT id FROM valuation WHERE id BETWEEN ? AND ? ORDER BY id"
        ),
        RUN.format("UPDATE asset SET currency = 'EUR'"),
        RUN.format("UPDATE valuation SET is_estimate = 1") + "  # safe: empty until 1.0",
    ],
)
def test_pieces_and_small_tables_pass(repository: Path, statement: str) -> None:
    assert found(repository, statement) == []


@pytest.mark.parametrize(
    ("statement", "rule", "subject"),
    [
        ("    op.get_bind().commit()", LintRule.TRANSACTION, "commit"),
        (
            "    op.get_bind().connection.executescript('SELECT 1')",
            LintRule.TRANSACTION,
            "executescript",
        ),
        ("    op.get_context().autocommit_block()", LintRule.TRANSACTION, "autocommit_block"),
        (
            "    op.get_bind().execution_options(skip_autocommit_rollback=True)",
            LintRule.TRANSACTION,
            "skip_autocommit_rollback",
        ),
        ("    op.execute('commit')", LintRule.TRANSACTION, "COMMIT"),
        ("    op.execute('VACUUM')", LintRule.TRANSACTION, "VACUUM"),
        ("    import patrimoine_gui.config", LintRule.IMPORT, "patrimoine_gui.config"),
        ("    from patrimoine_gui import config", LintRule.IMPORT, "patrimoine_gui"),
        ("    from . import other", LintRule.IMPORT, "."),
        ("    import pandas", LintRule.IMPORT, "pandas"),
        ("    __import__('patrimoine_gui')", LintRule.IMPORT, "patrimoine_gui"),
        (
            "    try:\n        pass\n    except Exception:\n        pass",
            LintRule.BROAD_EXCEPT,
            "Exception",
        ),
        ("    try:\n        pass\n    except:\n        raise", LintRule.BROAD_EXCEPT, ""),
    ],
)
def test_what_ends_the_transaction_or_hides_an_error_is_found(
    repository: Path, statement: str, rule: LintRule, subject: str
) -> None:
    assert found(repository, statement) == [(rule, subject)]


def test_a_column_that_the_new_measures_call_encrypted_is_guarded(repository: Path) -> None:
    measures = repository / "migrations" / "frozen" / f"measures_{working_copy.NEXT}.py"
    measures.write_text('ENCRYPTED = (("asset", "uid", "asset.uid"),)\n', encoding="utf-8")
    statement = RUN.format("UPDATE asset SET uid = lower(uid) WHERE id = ?")
    assert found(repository, statement) == [(LintRule.ENCRYPTED, "asset.uid")]


def test_measures_that_cannot_be_loaded_are_found(repository: Path) -> None:
    file = Path("migrations/frozen") / f"measures_{working_copy.NEXT}.py"
    (repository / file).write_text("import sqlite3\nabsent()\n", encoding="utf-8")
    told = "NameError: name 'absent' is not defined"
    assert check(repository) == (Finding(file, 2, LintRule.UNREADABLE, told),)


def test_a_frozen_module_is_held_to_the_same(repository: Path) -> None:
    file = Path("migrations/frozen/new_v1.py")
    (repository / file).write_text("import sqlite3\nimport patrimoine_gui\n", encoding="utf-8")
    assert check(repository) == (Finding(file, 2, LintRule.IMPORT, "patrimoine_gui"),)


def test_a_comment_without_a_reason_judges_nothing(repository: Path) -> None:
    statement = "    op.drop_table('asset')  # safe:"
    assert found(repository, statement) == [(LintRule.DROP, "asset")]
