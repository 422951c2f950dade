"""How the windows show an amount: known, unknown or hidden."""

from __future__ import annotations

from dataclasses import dataclass

from patrimoine_gui import formats


@dataclass(frozen=True, slots=True)
class Amounts:
    """Writes amounts, or dots in their place.

    Attributes:
        hidden: whether somebody may look over the user's shoulder.
    """

    hidden: bool = False

    def exact(self, cents: int | None) -> str:
        """Write an amount to the cent; "—" when it is unknown."""
        return self._shown(cents, formats.money)

    def rounded(self, cents: int | None) -> str:
        """Write an amount to the euro; "—" when it is unknown."""
        return self._shown(cents, formats.euros)

    def change(self, cents: int | None) -> str:
        """Write a difference with its sign; "—" when it is unknown."""
        return self._shown(cents, formats.signed)

    def foreign(self, amount: int, decimals: int, currency: str) -> str:
        """Write an amount of another currency in its minor units: "1 500 JPY"."""
        return formats.HIDDEN if self.hidden else formats.foreign(amount, decimals, currency)

    def _shown(self, cents: int | None, write: formats.Write) -> str:
        if cents is None:
            return formats.UNKNOWN
        return formats.HIDDEN if self.hidden else write(cents)
