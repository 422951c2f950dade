"""Whatever a path is called: every command works on it, and says it without harm."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from patrimoine_gui import cli, config, logs
from patrimoine_gui.formats import visible
from tests.command_line import PASSPHRASE, household_keys, private
from tests.faults.household import GOLDEN
from tests.keys import upgrade
from tests.odd_paths import NAMES
