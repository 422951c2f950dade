"""What every page of an open file is given: the household, and what is worked out of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio import household_changes
from patrimoine_gui.portfolio.anomalies import detection
from patrimoine_gui.portfolio.net_worth import ValueIndex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from patrimoine_gui.crypto.keyring import FieldKeys
    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly
    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.portfolio.series.history import History


class Snapshot:
    """One state of an open file; an edit gives another, and nothing changes this one.

    Attributes:
        household: everything that the file holds.
        today: the day on which it is looked at.
        index: what each thing is worth.
    """

    def __init__(self, household: Household, today: date, earlier: Snapshot | None = None) -> None:
        """Work out what each thing is worth.

        Args:
            household: as it is read from the file.
            today: days after it are left out of what is "latest".
            earlier: the state before an edit: what the edit left alone is taken from it.
        """
        self.household = household
        self.today = today
        self.index: ValueIndex
        self._history_before: History | None = None
        if earlier is not None and earlier.today == today:
            self.index = earlier.index.after(household)
            self._history_before = vars(earlier).get("history", earlier._history_before)  # noqa: SLF001
        else:
            self.index = ValueIndex(household, today)

    def after(self, changes: Sequence[RowChange], keys: FieldKeys, today: date) -> Snapshot:
        """Give the state that follows a command, an undo or a redo, without reading the file.

        Args:
            changes: all that it wrote, in order.
            keys: those of the file.
            today: the day on which it was done.
        """
        return Snapshot(household_changes.apply(self.household, changes, keys), today, self)

    @cached_property
    def history(self) -> History:
        """The worth of everything on every day."""
        from patrimoine_gui.portfolio.series.history import History  # loads numpy

        before, self._history_before = self._history_before, None
        return History(self.index) if before is None else before.after(self.index)

    @cached_property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """What does not add up, the most serious first."""
        return detection.find(self.household, self.index, self.today)
