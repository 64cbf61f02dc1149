"""Rendered pages, kept as long as there is room: what many read is made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Cache(Generic[_Value]):
    """The values used last, up to *room* by what *size* says of each. Safe for threads."""

    def __init__(self, room: int, size: Callable[[_Value], int] = lambda value: 1) -> None:
        self._room, self._size = room, size
        self._kept: OrderedDict[Hashable, _Value] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._used = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """What *key* stands for, made when it is not kept; of several who want it one makes it."""
        found = self._find(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                found = self._find(key)
                if found is None:
                    found = make()
                    self._keep(key, found)
                return found
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _find(self, key: Hashable) -> _Value | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, value: _Value) -> None:
        with self._lock:
            size = self._size(value)
            if size > max(1, self._room // 4):  # one large page must not drive out all others
                return
            self._kept[key] = value
            self._used += size
            while self._used > self._room:
                _old, dropped = self._kept.popitem(last=False)
                self._used -= self._size(dropped)
