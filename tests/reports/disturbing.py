"""A process that writes to a store until it is killed: ``python -m tests.reports.disturbing URL WHAT``.

``audit`` takes in what devices answer in another run and judges that, all the time; ``judge`` judges the run
itself again for each line that it is given, in turns with no failure and with eight.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle, islice

from auditor.model import Finding, Verdict
from auditor.store import Store
from tests.reports import cases
from tests.support.runs import observation

OTHER = "20261122T010000Z-0001"


def excused(finding: Finding) -> Finding:
    """*finding*, waived when it fails."""
    return replace(finding, verdict=Verdict.WAIVED) if finding.verdict is Verdict.FAIL else finding


def audit(store: Store) -> None:
    """Take in answers to another run and judge it, without an end."""
    made = cases.province()
    store.save_header(cases.header(id=OTHER, status="running", ended=None))
    store.save_manifest(OTHER, made.manifest)
    ready()
    devices = cycle(made.manifest.devices)
    for turn in count():
        store.add_observations(OTHER, [observation(device, minute=turn) for device in islice(devices, 5)])
        store.save_judgement(OTHER, made.judgement, cases.START + timedelta(seconds=turn))


def judge(store: Store) -> None:
    """Judge the run again, once for each line."""
    ready()
    whole = cycle((cases.case(cases.COMMUNES, excused), cases.province()))
    for turn, _line in enumerate(sys.stdin, 1):
        store.save_judgement(cases.header().id, next(whole).judgement, cases.START + timedelta(seconds=turn))


def ready() -> None:
    """Say that it begins now."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"audit": audit, "judge": judge}[sys.argv[2]](Store.open(sys.argv[1]))
