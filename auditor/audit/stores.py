"""The store of a workspace."""

from auditor.store import Store
from auditor.workspace import Workspace


def open_store(workspace: Workspace) -> Store:
    """The workspace's store, made or migrated when need be; use it in ``with``. Raises StoreError."""
    return Store.open(workspace.store_url)
