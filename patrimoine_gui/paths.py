"""Where things are: per-user folders, resources and revisions."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from patrimoine_gui import config, files, locations


@dataclass(frozen=True, slots=True)
class UserFolders:
    """The per-user folders of the program; none is created by reading this.

    Attributes:
        data: default household file, `backups` and `reports`.
        settings: the settings file.
        logs: the program's log.
    """

    data: Path
    settings: Path
    logs: Path

    @property
    def backups(self) -> Path:
        """Folder of every backup."""
        return self.data / "backups"

    @property
    def reports(self) -> Path:
        """Folder of the reports of upgrades."""
        return self.data / "reports"

    @property
    def upgrade_log(self) -> Path:
        """One JSON line per upgrade, downgrade or failure."""
        return self.data / "upgrades.jsonl"

    @property
    def default_file(self) -> Path:
        """The household file that is used when none is named."""
        return self.data / f"household{config.FILE_EXTENSION}"


def user_folders() -> UserFolders:
    """Give the per-user folders of this system, or those below `PATRIMOINE_HOME`."""
    root = os.environ.get(config.ENV_HOME)
    if root:
        return _below(Path(root))
    names = locations.user_folders()
    if names is not None:
        return UserFolders(*map(Path, names))
    import platformdirs

    dirs = platformdirs.PlatformDirs(config.APP_ID, appauthor=False)
    try:
        folders = dirs.user_data_dir, dirs.user_config_dir, dirs.user_log_dir
    except RuntimeError:  # it looks for a home folder, and there is none
        return _below(Path(locations.NOWHERE))
    return UserFolders(*map(Path, folders))


def _below(root: Path) -> UserFolders:
    return UserFolders(root / "data", root / "settings", root / "logs")


def home() -> Path:
    """Give the home folder of this user; one that is not there where nobody knows of any."""
    return Path(locations.home())


def private_folder(folder: Path) -> Path:
    """Make a folder and the parents that it lacks for this user alone, and give it back."""
    files.make_folder(folder)
    return folder


def resources_folder() -> Path:
    """Folder of the icons, the catalogues and the example household."""
    return Path(locations.resources())


def migrations_folder() -> Path:
    """Folder of `env.py`, the revisions and their index."""
    return Path(__file__).resolve().parent.parent / "migrations"


def example_file() -> Path:
    """The example household, in the format of version 0.1; never opened in place."""
    return resources_folder() / f"example-0.1{config.FILE_EXTENSION}"
