"""What every holder of keys has in common: no way out for them but its own properties."""

from __future__ import annotations

from typing import NoReturn, Self


class Secret:
    """Holds keys: printed as its class alone, never pickled, and a copy is the same object."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("keys are never pickled")
