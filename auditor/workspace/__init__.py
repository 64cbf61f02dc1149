"""The workspace room: the directory of one province, its settings and where they came from."""

from auditor.workspace.resolve import Origin, Resolved, resolve
from auditor.workspace.settings import TABLE, Setting, Settings
from auditor.workspace.workspace import Workspace, find, open_workspace

__all__ = [
    "TABLE",
    "Origin",
    "Resolved",
    "Setting",
    "Settings",
    "Workspace",
    "find",
    "open_workspace",
    "resolve",
]
