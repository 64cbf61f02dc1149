"""A process that writes to a store until it is killed: ``python -m tests.reports.disturbing URL WHAT``.

``audit`` takes in what devices answer in another run and judges that; ``judge`` judges the run itself again
and again, in turns with no failure and with eight.
"""

import sys
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice

from auditor.model import Finding, Verdict
from auditor.store import Store
from tests.reports import cases
from tests.support.runs import observation

OTHER = "20261122T010000Z-0001"


def excused(finding: Finding) -> Finding:
    """*finding*, waived when it fails."""
    return replace(finding, verdict=Verdict.WAIVED) if finding.verdict is Verdict.FAIL else finding


def disturb(store: Store, run: str) -> None:
    """Judge *run*, and take in answers to the other, without an end."""
    made, waived = cases.province(), cases.case(cases.COMMUNES, excused)
    store.save_header(cases.header(id=OTHER, status="running", ended=None))
    store.save_manifest(OTHER, made.manifest)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    devices = cycle(made.manifest.devices)
    for turn, whole in enumerate(cycle((waived, made))):
        store.save_judgement(run, whole.judgement, cases.START + timedelta(seconds=turn))
        store.add_observations(OTHER, [observation(device, minute=turn) for device in islice(devices, 5)])


if __name__ == "__main__":
    disturb(Store.open(sys.argv[1]), OTHER if sys.argv[2] == "audit" else cases.header().id)
