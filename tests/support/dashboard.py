"""A dashboard that really runs: a workspace with judged runs and accounts, and `auditor serve` before it."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from auditor.audit import accounts
from auditor.audit.folders import RunFolder
from auditor.audit.stores import open_store
from auditor.events.spool import Spool, owned
from auditor.model import Device, Finding, Observation, Verdict
from auditor.model.accounts import Role
from auditor.reports.summaries import summaries_of
from auditor.store import Store
from auditor.workspace import open_workspace
from tests.reports.cases import COMMUNES, START, Case, case, header
from tests.support.workspaces import AUDITOR, make

LEADER, TECHNICIAN, IT = "chutich", "lo.van.b", "mai"
OWN, OTHER = "03158", "03160"
"""The technician's commune, and one that does not exist for him."""
PASSWORD = "bảy con gà trên sân"
NEWEST, BEFORE = "20261121T134307Z-4f2a", "20261114T134307Z-0001"
_READERS = ((LEADER, Role.LEADERSHIP, ()), (TECHNICIAN, Role.TECHNICIAN, (OWN,)), (IT, Role.IT, ()))


@dataclass(frozen=True)
class Dashboard:
    """Where it is served, and the workspace behind it."""

    url: str
    workspace: Path


def earlier() -> Case:
    """The same communes a week before, with faults that were repaired since."""

    def worse(finding: Finding) -> Finding:
        broken = finding.rule == "pc.time.offset" and finding.commune in ("03127", "03253")
        return replace(finding, verdict=Verdict.FAIL, found=-7200.5) if broken else finding

    made = case(COMMUNES, worse)
    started = START - timedelta(days=7)
    return replace(made, header=header(id=BEFORE, started=started, ended=started + timedelta(minutes=7)))


def fill(store: Store, runs: Sequence[Case]) -> None:
    """Each of *runs* with what its devices answered, judged."""
    for run in runs:
        store.save_header(run.header)
        store.save_manifest(run.header.id, run.manifest)
        store.add_observations(run.header.id, map(_answer, run.manifest.devices.values()))
        judged = replace(run.judgement, summaries=summaries_of(run.manifest, run.judgement))
        store.save_judgement(run.header.id, judged, run.header.ended)


def _answer(device: Device) -> Observation:
    facts = {"host.name": device.id, "disk.root_free_percent": 41.5}
    raw = {"probe": f"<b>{device.id}</b> says hello\x1b[31m".encode()}
    return Observation(
        device.id, START, START + timedelta(seconds=3), facts, raw=raw, identity=f"serial {device.id}"
    )


def furnish(folder: Path, *runs: Case) -> Path:
    """A workspace in *folder* with *runs* (default: two of six communes) and an account of each role."""
    workspace = open_workspace(make(folder))
    with open_store(workspace) as store:
        fill(store, runs or (earlier(), case(COMMUNES)))
    for name, role, communes in _READERS:
        accounts.add(workspace, name, role, communes, PASSWORD)
    return folder


@contextmanager
def served(workspace: Path) -> Iterator[Dashboard]:
    """`auditor serve` on a free port of this machine; ended as Ctrl-C ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [AUDITOR, "--workspace", str(workspace), "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "AUDITOR_LANG": "vi"}
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline()  # it says where it is once it listens
        yield Dashboard(f"http://127.0.0.1:{port}", workspace)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@contextmanager
def audit_under_way(workspace: Path, id: str = "20261122T010000Z-9999") -> Iterator[Spool]:
    """An audit of six communes that this process holds; no device has been asked yet."""
    run = RunFolder(open_workspace(workspace).runs / id)
    run.spool.mkdir(parents=True)
    run.request.write_text("{}")
    made = case(COMMUNES)
    begun = replace(made.header, id=run.id, ended=None, status="running")
    with owned(run.spool), Spool.create(run.spool, begun, made.manifest) as spool:
        yield spool


def answered(device: str) -> Observation:
    """What *device* says while the audit runs."""
    return Observation(device, START, START + timedelta(seconds=1), {"answers": True})
