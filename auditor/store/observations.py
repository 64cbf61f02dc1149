"""A run's observations read from the store when they are looked at: 4,000 PCs' facts do not fit in memory."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from auditor.model import Observation

if TYPE_CHECKING:
    from auditor.store.store import Store


class StoredObservations(Mapping[str, Observation]):
    """Observations by device id, in order, without raw answers. Every access may raise StoreError."""

    def __init__(self, store: "Store", run: str, devices: tuple[str, ...]) -> None:
        self._store, self._run = store, run
        self._devices = dict.fromkeys(devices)
        self._last: Observation | None = None

    def __getitem__(self, device: str) -> Observation:
        if self._last is not None and self._last.device == device:
            return self._last
        if device not in self._devices:
            raise KeyError(device)
        found = self._store.observation(self._run, device)
        if found is None:  # pruned meanwhile
            raise KeyError(device)
        self._last = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._devices)

    def __len__(self) -> int:
        return len(self._devices)

    def __contains__(self, device: object) -> bool:
        return device in self._devices
