"""A fix: the steps of a plan taken on its devices, first as a dry run, and proven by a new audit."""

from auditor.audit.fixing.engine import fix, resume
from auditor.audit.fixing.state import CONFIRM
from auditor.audit.fixing.wish import FixWatcher, FixWish

__all__ = ["CONFIRM", "FixWatcher", "FixWish", "fix", "resume"]
