"""A run's observations read from the store when they are looked at: 4,000 PCs' facts do not fit in memory."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from auditor.model import Observation

_REMEMBERED = 100
"""About a commune: judging looks at one commune's devices several times, then at the next's."""


class StoredObservations(Mapping[str, Observation]):
    """Observations by device id, in order, without raw answers. Every access may raise StoreError."""

    def __init__(self, devices: tuple[str, ...], read: Callable[[str], Observation | None]) -> None:
        self._devices = dict.fromkeys(devices)
        self._read = lru_cache(_REMEMBERED)(read)

    def __getitem__(self, device: str) -> Observation:
        found = self._read(device) if device in self._devices else None
        if found is None:  # never there, or pruned meanwhile
            raise KeyError(device)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._devices)

    def __len__(self) -> int:
        return len(self._devices)

    def __contains__(self, device: object) -> bool:
        return device in self._devices
