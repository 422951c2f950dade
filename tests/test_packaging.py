"""What is shipped holds everything: the wheel, and the folder that `make package` builds (F24)."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from patrimoine_gui import __version__

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "patrimoine"
SUFFIX = ".exe" if sys.platform == "win32" else ""
SMOKE_SECONDS = 120


def _names_below(folder: str, pattern: str) -> set[str]:
    return {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / folder).rglob(pattern)
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel and give the names of its files."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_wheel_holds_the_package_and_the_revisions(wheel_names: set[str]) -> None:
    expected = _names_below("patrimoine_gui", "*.py") | _names_below("migrations", "*.py")
    assert not (expected | {"migrations/script.py.mako"}) - wheel_names


def test_wheel_holds_the_resources(wheel_names: set[str]) -> None:
    expected = {f"patrimoine_gui/{name}" for name in _names_below("resources", "*")}
    assert not expected - wheel_names
    assert "patrimoine_gui/resources/locale/fr/LC_MESSAGES/patrimoine.mo" in wheel_names


def test_wheel_holds_nothing_else(wheel_names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel_names}
    assert tops == {"patrimoine_gui", "migrations", f"patrimoine-{__version__}.dist-info"}


# --- the packaged program: needs `make package` ---------------------------------------------------


def _start(program: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Start a packaged program in an empty environment, from another working directory."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    if sys.platform == "win32":
        environment |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP")}
        environment |= {"USERPROFILE": str(home), "LOCALAPPDATA": str(home)}
    return subprocess.run(
        [str(BUILT / f"{program}{SUFFIX}"), *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SMOKE_SECONDS,
        check=False,
    )


def _keys(folder: Path) -> tuple[str, ...]:
    """Give a passphrase and a place for the recovery key, as a script does."""
    secret = folder / "passphrase"
    secret.write_text("trois chats et un jardin", encoding="utf-8")
    secret.chmod(0o600)
    return (f"--passphrase-file={secret}", f"--recovery-key-file={folder / 'recovery'}")


@pytest.mark.package
def test_packaged_window_upgrades_the_example(tmp_path: Path) -> None:
    done = _start("patrimoine", "--smoke-test", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.package
def test_packaged_command_line_knows_its_version(tmp_path: Path) -> None:
    done = _start("patrimoine-migrate", "--version", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert __version__ in done.stdout


@pytest.mark.package
def test_packaged_command_line_upgrades_a_file_of_the_first_version(tmp_path: Path) -> None:
    file = tmp_path / "foyer.patrimoine"
    file.write_bytes((ROOT / "resources" / "example-0.1.patrimoine").read_bytes())
    done = _start(
        "patrimoine-migrate", "upgrade", f"--file={file}", *_keys(tmp_path), folder=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "home").rglob("*.patrimoine-backup"))


@pytest.mark.package
def test_packaged_program_makes_a_new_file(tmp_path: Path) -> None:
    file = tmp_path / "neuf.patrimoine"
    done = _start("patrimoine-migrate", "init", f"--file={file}", *_keys(tmp_path), folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert file.stat().st_size > 0


@pytest.mark.package
def test_packaged_folder_is_pruned() -> None:
    names = [file.name for file in BUILT.rglob("*")]
    assert not [name for name in names if name.startswith(("libQt6Quick", "libQt6Qml"))]
    assert "qtbase_fr.qm" in names
    assert not [name for name in names if name.startswith("qtbase_") and name != "qtbase_fr.qm"]
