"""The use cases; the only place where the rooms are wired together."""

from auditor.audit.follow import Watcher
from auditor.audit.outcome import outcome
from auditor.audit.run import Audited, Wish, resume, start
from auditor.audit.stores import open_store

__all__ = ["Audited", "Watcher", "Wish", "open_store", "outcome", "resume", "start"]
