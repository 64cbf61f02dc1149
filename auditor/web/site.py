"""Everything that one process of the dashboard has while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from auditor.audit.cache import Cache
from auditor.audit.looking import Library
from auditor.audit.stores import open_store
from auditor.model import times
from auditor.store import Store
from auditor.web.live import Live
from auditor.web.options import Serving
from auditor.web.sessions import Sessions

_PAGES_BYTES = 64 * 1024 * 1024
_FILES_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Site:
    """The store with what was read and rendered of it lately."""

    serving: Serving
    store: Store
    library: Library
    sessions: Sessions
    live: Live
    pages: Cache[bytes] = field(default_factory=lambda: Cache(_PAGES_BYTES, len))
    files: Cache[bytes] = field(default_factory=lambda: Cache(_FILES_BYTES, len))

    @classmethod
    def open(cls, serving: Serving, clock: Callable[[], datetime] = times.now) -> Self:
        """A site of *serving*'s store. Raises StoreError."""
        store = open_store(serving.workspace)
        library = Library(serving.workspace, store)
        sessions = Sessions(store, serving.idle, serving.longest, clock)
        return cls(serving, store, library, sessions, Live(serving.workspace, library))

    def close(self) -> None:
        """Let go of the store."""
        self.live.close()
        self.store.close()
