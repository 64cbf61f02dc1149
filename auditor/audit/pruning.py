"""Ageing of old runs: in the store, and the folders that their spools and logs are in."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from auditor.audit.folders import RunFolder
from auditor.audit.stores import open_store
from auditor.store import PruneResult
from auditor.workspace import Workspace


def prune_runs(workspace: Workspace, before: datetime, *, evidence_only: bool, dry_run: bool) -> PruneResult:
    """Remove runs that started before *before*, or only their raw answers.

    ``freed_bytes`` counts store and folders. The latest judged run of each commune stays. Raises StoreError.
    """
    with open_store(workspace) as store:
        result = store.prune(before, evidence_only=evidence_only, dry_run=dry_run)
    # the spool holds the raw answers once more; without it the log is still there to be read
    folders = [folder.root for folder in _folders(workspace, result.runs)]
    folders += [folder.spool for folder in _folders(workspace, result.evidence)]
    freed = sum(map(_size, folders))
    if not dry_run:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
    return replace(result, freed_bytes=result.freed_bytes + freed)


def _folders(workspace: Workspace, runs: Iterable[str]) -> Iterator[RunFolder]:
    for run in runs:
        # a run that was taken in from elsewhere brought its id along: it must not lead out of runs/
        if Path(run).name == run and run not in ("", ".."):
            yield RunFolder(workspace.runs / run)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
