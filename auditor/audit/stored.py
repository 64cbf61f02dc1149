"""What is done with runs that are in the store, or come from elsewhere."""

import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from auditor.audit.judging import judge_and_save
from auditor.audit.run import ingest
from auditor.audit.stores import open_store
from auditor.audit.viewing import view_in
from auditor.errors import RunError
from auditor.events import spool
from auditor.i18n import _
from auditor.model import Finding, Judgement, Manifest, RunHeader
from auditor.reports.view import ProvinceView
from auditor.standard import load_standard
from auditor.workspace import Workspace


def view_of(workspace: Workspace, run: str, language: str = "") -> ProvinceView:
    """The view of a judged *run* (an id, its beginning, or ``latest``). Raises RunNotFound, StoreError.

    Its communes may be opened for as long as it is there.
    """
    store = open_store(workspace)
    try:
        view = view_in(store, run, language or workspace.settings.language)
    except BaseException:
        store.close()
        raise
    weakref.finalize(view.reader, store.close)
    return view


def findings_of(workspace: Workspace, run: str = "latest") -> Iterator[Finding]:
    """Every finding of a judged *run*, one at a time. Raises RunNotFound, StoreError."""
    with open_store(workspace) as store:
        yield from store.findings(store.header(run).id)


@contextmanager
def answers_of(workspace: Workspace, run: str) -> Iterator[Callable[[str], Mapping[str, bytes]]]:
    """What gives the raw answers of a device in *run*, inside the block. Raises RunNotFound, StoreError."""
    with open_store(workspace) as store:
        yield partial(store.raw, store.header(run).id)


def judge_again(workspace: Workspace, run: str) -> tuple[RunHeader, Judgement]:
    """Judge a stored *run* by the workspace's standard as it is now. Raises RunNotFound, StandardError."""
    standard = load_standard(workspace.standard, [workspace.standards])
    with open_store(workspace) as store:
        header = store.header(run)
        return header, judge_and_save(store, header.id, standard)


def take_in(workspace: Workspace, folder: Path) -> tuple[RunHeader, Manifest, Judgement]:
    """Store and judge a run whose spool is somewhere in *folder*: made by hand, by a worker, elsewhere.

    Taking the same one in again changes nothing. Raises RunError, StandardError, StoreError.
    """
    standard = load_standard(workspace.standard, [workspace.standards])
    spools = [place for place in (folder, *sorted(folder.glob("**/spool"))) if spool.exists(place)]
    if len(spools) != 1:
        raise RunError(
            _("{folder} holds {count} runs, not one").format(folder=folder, count=len(spools)),
            _("name the folder of one run"),
        )
    with open_store(workspace) as store:
        header, manifest = ingest(store, spools[0])
        return header, manifest, judge_and_save(store, header.id, standard)
