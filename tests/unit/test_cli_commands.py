"""The real command in a real process: exit statuses, sentences, and what is not written."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from patrimoine_gui import config
from patrimoine_gui.database.lock import FileLock
from patrimoine_gui.migration import fresh_build

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("Livret d'Élodie", "Comptes Élodie", "1234567", "12345.67")


def run(*words: str | Path, cwd: Path = ROOT, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(cwd / "migrate.py"), *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        **more,
    )


def answer(*words: str | Path, **more: Any) -> dict[str, Any]:
    """Run with --json, and give the document; the process and the document must agree."""
    done = run("--json", *words, **more)
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    assert document["exit_status"] == done.returncode
    assert "Traceback" not in done.stderr
    return document


def household(file: Path, revision: str = "0001", rows: int = 40) -> Path:
    """Make a file of an old version, with a name and amounts that must stay in it."""
    with closing(fresh_build.build(ROOT / "migrations", revision)) as memory:
        if revision == "0001":
            memory.execute(
                "INSERT INTO account VALUES (1, ?, 'livret', 12345.67, 'note')", (SECRETS[0],)
            )
            memory.executemany(
                "INSERT INTO balance_history VALUES (1, ?, ?)",
                (
                    (f"{1 + n % 28:02d}/{1 + n // 28 % 12:02d}/{2000 + n // 336}", 12345.67)
                    for n in range(rows)
                ),
            )
        memory.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
        memory.execute(f"PRAGMA user_version = {int(revision)}")
        with closing(sqlite3.connect(file)) as target:
            memory.backup(target)
    file.chmod(0o600)
    return file


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "Comptes Élodie"
    folder.mkdir()
    return household(folder / "famille.patrimoine")


def patched(file: Path, offset: int, value: int) -> Path:
    data = bytearray(file.read_bytes())
    data[offset : offset + 4] = value.to_bytes(4, "big")
    file.write_bytes(data)
    return file


def everything(*folders: Path) -> dict[str, bytes | None]:
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for folder in folders
        for path in sorted(folder.rglob("*"))
    }


# --- the life of a file -------------------------------------------------------------------------


def test_a_file_is_made_brought_back_and_brought_up_again(tmp_path: Path) -> None:
    file = tmp_path / "new.patrimoine"
    assert run("init", "--file", file).returncode == 0
    assert answer("status", "--file", file)["state"] == "current"
    assert run("downgrade", "0002", "--yes", "--file", file).returncode == 0
    document = answer("status", "--file", file)
    assert (document["state"], document["revision"]) == ("outdated", "0002")
    assert [item["revision"] for item in document["pending"]] == ["0003"]
    assert run("--file", file, "upgrade").returncode == 0
    assert answer("status", "--file", file)["revision"] == "0003"


def test_an_old_file_is_upgraded_and_the_result_is_told(old: Path) -> None:
    done = run("upgrade", "--file", old)
    assert done.returncode == 0, done.stderr
    assert "Backup" in done.stdout
    assert "0003 (Patrimoine 0.3)" in done.stdout
    assert "What will change" in done.stderr
    document = answer("status", "--file", old)
    assert document["state"] == "current"
    assert document["pending"] == []


def test_an_upgrade_stops_where_it_is_told(old: Path) -> None:
    document = answer("upgrade", "--target", "0002", "--file", old)
    assert (document["from"], document["to"], document["changed"]) == ("0001", "0002", True)
    assert Path(document["backup"]).is_file()
    again = answer("upgrade", "--target", "0002", "--file", old)
    assert (again["changed"], again["exit_status"], again["revisions"]) == (False, 0, [])


def test_one_step_back_is_understood(old: Path) -> None:
    assert run("upgrade", "--file", old).returncode == 0
    assert answer("downgrade", "-1", "--yes", "--file", old)["to"] == "0002"


def test_nothing_secret_is_told_or_logged(old: Path, home: Path) -> None:
    told = [run(*words, "--file", old) for words in (("status",), ("upgrade",), ("status",))]
    text = "".join(done.stdout.replace(str(old), "") + done.stderr for done in told)
    text = re.sub(r"^Backup.*|^Report.*", "", text, flags=re.MULTILINE)
    kept = [path for path in home.rglob("*") if path.suffix in {".log", ".jsonl", ".txt", ".json"}]
    texts = [text, *(path.read_text(encoding="utf-8") for path in kept)]
    assert len(texts) > 1
    for secret in SECRETS:
        assert not any(secret in item for item in texts)


# --- which file ---------------------------------------------------------------------------------


def test_the_environment_names_the_file(old: Path) -> None:
    environment = {**os.environ, config.ENV_FILE: str(old)}
    assert answer("status", env=environment)["file"] == str(old)


def test_the_last_opened_file_is_taken(old: Path, home: Path) -> None:
    settings = home / "patrimoine" / "settings" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"recent": [str(old), "/elsewhere"]}), "utf-8")
    assert answer("status")["file"] == str(old)


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"recent": "text"}', '{"recent": [3]}', '{"recent": []}', "\x00" * 9]
)
def test_odd_settings_lead_to_the_default_file(home: Path, broken: str) -> None:
    settings = home / "patrimoine" / "settings" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(broken, "utf-8")
    document = answer("status")
    assert document["file"].endswith("household.patrimoine")
    assert document["error"]["type"] == "FileUnreachable"


def test_the_default_file_is_made_in_a_folder_of_ones_own(home: Path) -> None:
    assert run("init").returncode == 0
    data = home / "patrimoine" / "data"
    assert (data / "household.patrimoine").is_file()
    assert data.stat().st_mode & 0o077 == 0


# --- bad input ----------------------------------------------------------------------------------


def bad_files(folder: Path) -> dict[str, tuple[Path, int, str]]:
    """Make one file of each bad kind: its path, the exit status and the state expected."""
    sample = household(folder / "sample", rows=400)
    whole = sample.read_bytes()

    def made(name: str, data: bytes) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    other = folder / "other"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.commit()
    (folder / "a folder").mkdir()
    (folder / "link").symlink_to(folder / "gone")
    os.mkfifo(folder / "pipe")
    return {
        "not a database": (made("text", b"hello, world\n" * 40), 9, "not_ours"),
        "another program's": (other, 9, "not_ours"),
        "empty": (made("empty", b""), 9, "empty"),
        "truncated": (made("cut", whole[: len(whole) // 2]), 6, "damaged"),
        "cut in its header": (made("head", whole[:50]), 6, "damaged"),
        "a folder": (folder / "a folder", 9, "unreachable"),
        "a broken link": (folder / "link", 9, "unreachable"),
        "a pipe": (folder / "pipe", 9, "unreachable"),
        "missing": (folder / "missing", 9, "unreachable"),
        "a name too long": (folder / ("n" * 300), 9, "unreachable"),
        "of the future": (patched(made("new", whole), 60, 99), 5, "too_new"),
        "without a version": (patched(made("mark", other.read_bytes()), 68, 0x50415452), 9, ""),
        "of an unknown revision": (stamped(made("odd", whole), "abcd"), 9, "unknown_revision"),
    }


def stamped(file: Path, revision: str) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
    return file


def test_each_bad_file_has_its_own_sentence_and_nothing_is_written(
    tmp_path: Path, home: Path
) -> None:
    cases = bad_files(tmp_path)
    (tmp_path / "sample").unlink()
    before = everything(tmp_path)
    sentences = set()
    for name, (file, status, state) in cases.items():
        document = answer("status", "--file", file)
        assert document["exit_status"] == status, name
        assert document["state"] == (state or document["state"]), name
        sentences.add(document["error"]["what"])
        for words in (("upgrade",), ("downgrade", "0001", "--yes")):
            refused = answer(*words, "--file", file)
            assert refused["exit_status"] == status, name
            assert refused["error"] == document["error"], name
    assert len(sentences) == len(cases) - 1  # a cut header and a cut file are both cut
    assert everything(tmp_path) == before
    assert list(home.rglob("*")) == []


AS_NOBODY = """
import os, sys
from pathlib import Path
import patrimoine_gui.cli.status, patrimoine_gui.cli.versions, patrimoine_gui.cli.exit_table
import patrimoine_gui.migration.manager, patrimoine_gui.wording.explanations, migrations.index
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(patrimoine_gui.cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
@pytest.mark.parametrize("command", ["status", "upgrade"])
def test_a_file_without_rights_is_told_apart(old: Path, command: str) -> None:
    old.chmod(0o000)
    command_line = [sys.executable, "-c", AS_NOBODY, command, "--json", "--file", str(old)]
    done = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, check=False)
    document = json.loads(done.stdout)
    assert done.returncode == document["exit_status"] == 9
    assert document["error"]["title"] == "You do not have the right to read this file"


# --- every exit status --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("bogus",),
        ("status", "--bogus"),
        ("downgrade",),
        ("create",),
        ("status", "--lang", "de"),
        ("status", "--file"),
    ],
)
def test_a_wrong_command_is_status_2(words: tuple[str, ...], home: Path) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "--help" in done.stderr
    assert answer(*words)["error"]["type"] == "UsageError"
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    "words",
    [
        ("upgrade", "--target", "0099"),
        ("upgrade", "--target", "0001"),
        ("downgrade", "0003"),
        ("downgrade", "-9"),
        ("downgrade", "base"),
    ],
)
def test_an_unknown_target_is_status_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = household(tmp_path / "two.patrimoine", "0002")
    before = file.read_bytes()
    document = answer(*words, "--file", file)
    assert (document["exit_status"], document["error"]["type"]) == (2, "TargetUnknown")
    assert file.read_bytes() == before


def test_a_revision_that_needs_the_key_is_status_3(tmp_path: Path, old: Path) -> None:
    clone = tmp_path / "clone"
    for name in ("patrimoine_gui", "migrations"):
        ignored = shutil.ignore_patterns("__pycache__", "ui")
        shutil.copytree(ROOT / name, clone / name, ignore=ignored)
    shutil.copy(ROOT / "migrate.py", clone)
    shutil.copy(ROOT / "alembic.ini", clone)
    made = answer("create", "--empty", "Needs a key", cwd=clone)
    revision = Path(made["file"])
    text = revision.read_text(encoding="utf-8")
    revision.write_text(text.replace("requires_key = False", "requires_key = True"), "utf-8")
    index = clone / "migrations" / "index.py"
    text = index.read_text(encoding="utf-8")
    head, _, tail = text.rpartition("requires_key=False")
    index.write_text(f"{head}requires_key=True{tail}", "utf-8")
    before = old.read_bytes()
    document = answer("upgrade", "--file", old, cwd=clone)
    assert (document["exit_status"], document["error"]["type"]) == (3, "KeyRequired")
    assert old.read_bytes() == before


def test_a_newer_file_is_status_5(old: Path) -> None:
    assert run("upgrade", "--file", patched(old, 60, 99)).returncode == 5


def test_a_truncated_file_is_status_6(old: Path) -> None:
    os.truncate(old, 4096)
    done = run("upgrade", "--file", old)
    assert done.returncode == 6
    assert "damaged" in done.stderr


def test_a_held_file_is_status_7_and_names_its_holder(old: Path) -> None:
    with FileLock(old, "patrimoine"):
        document = answer("upgrade", "--file", old)
        assert (document["exit_status"], document["error"]["type"]) == (7, "FileBusy")
        assert str(os.getpid()) in document["error"]["what"]
        holder = answer("status", "--file", old)["holder"]
    assert (holder["pid"], holder["program"]) == (os.getpid(), "patrimoine")
    assert answer("status", "--file", old)["holder"] is None


def test_a_file_in_another_program_s_transaction_is_status_7(old: Path) -> None:
    before = old.read_bytes()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert answer("upgrade", "--file", old)["exit_status"] == 7
    assert old.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no sparse file without asking")
def test_a_disk_that_is_too_small_is_status_8(old: Path, home: Path) -> None:
    os.truncate(old, 1 << 43)  # 8 TiB that take no room
    changed = old.stat().st_mtime_ns
    document = answer("upgrade", "--file", old)
    assert (document["exit_status"], document["error"]["type"]) == (8, "NoSpace")
    assert "TB" in document["error"]["what"]
    assert (old.stat().st_size, old.stat().st_mtime_ns) == (1 << 43, changed)
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    assert not list(home.rglob("*backup*"))


def test_a_loss_that_nobody_agreed_to_is_status_9(tmp_path: Path) -> None:
    file = household(tmp_path / "three.patrimoine", "0003")
    before = file.read_bytes()
    done = run("downgrade", "0002", "--file", file)
    assert done.returncode == 9
    assert "What cannot be kept" in done.stderr
    assert "agree" in done.stderr
    assert file.read_bytes() == before


def test_an_existing_file_is_never_replaced(old: Path) -> None:
    before = old.read_bytes()
    document = answer("init", "--file", old)
    assert (document["exit_status"], document["error"]["type"]) == (9, "FileExists")
    assert old.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT of this kind")
def test_ctrl_c_stops_safely(tmp_path: Path) -> None:
    file = household(tmp_path / "large.patrimoine", rows=120_000)
    before = file.read_bytes()
    words = [sys.executable, "migrate.py", "upgrade", "--json", "--file", str(file)]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = json.loads(process.stderr.readline())
        process.send_signal(signal.SIGINT)
        told, _rest = process.communicate(timeout=60)
    assert first["fraction"] < 1
    document = json.loads(told)
    assert (process.returncode, document["error"]["type"]) == (9, "Cancelled")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


# --- how it is told -----------------------------------------------------------------------------


def test_help_names_every_exit_status_and_gives_examples() -> None:
    done = run("--help")
    assert done.returncode == 0
    for status in (0, 2, 3, 4, 5, 6, 7, 8, 9):
        assert f"\n  {status}  " in done.stdout
    assert "python migrate.py upgrade --file" in done.stdout


@pytest.mark.parametrize("command", ["status", "upgrade", "downgrade", "init", "create"])
def test_each_command_has_its_help(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "--json" in done.stdout


def test_options_stand_before_or_after_the_command(old: Path) -> None:
    before = run("--file", old, "--json", "--lang", "en", "status")
    after = run("status", "--file", old, "--json", "--lang=en")
    assert before.stdout == after.stdout
    assert run("--file", "/nowhere", "status", "--file", old).returncode == 0


STATUS_KEYS = {
    "command",
    "file",
    "state",
    "revision",
    "app_version",
    "format",
    "size",
    "head",
    "program_version",
    "holder",
    "pending",
    "error",
    "exit_status",
}
CHANGE_KEYS = {
    "command",
    "file",
    "changed",
    "from",
    "to",
    "revisions",
    "error",
    "backup",
    "report",
    "seconds",
    "year_ends_compared",
    "changes",
    "exit_status",
}


def test_the_documents_keep_their_keys(old: Path) -> None:
    assert set(answer("status", "--file", old)) == STATUS_KEYS
    assert set(answer("status", "--file", "/nowhere")) == STATUS_KEYS
    assert set(answer("upgrade", "--file", old)) == CHANGE_KEYS
    assert set(answer("upgrade", "--file", "/nowhere")) == {"command", "error", "exit_status"}


def test_status_loads_neither_alembic_nor_sqlalchemy_nor_qt(tmp_path: Path) -> None:
    file = household(tmp_path / "current.patrimoine", "0003")
    program = (
        "import sys; from patrimoine_gui.cli import main; main(sys.argv[1:]);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    words = [sys.executable, "-c", program, "status", "--file", str(file)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    for heavy in ("alembic", "sqlalchemy", "PySide6", "mako", "numpy", "cryptography"):
        assert f"'{heavy}'" not in done.stderr


def test_a_name_that_is_no_text_is_told_all_the_same(tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.patrimoine")
    done = run("status", "--file", file)
    assert done.returncode == 9
    assert "\\udcff" in done.stdout
    assert answer("status", "--file", file)["file"] == file
