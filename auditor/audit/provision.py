"""From factory-fresh devices to a ready center, on site: find, enrol, configure; each phase can be repeated.

Nothing of it depends on what an earlier call got done: what is known, trusted, enrolled and right already is
found to be so, and left alone. So an interrupted call is resumed by the same command.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from auditor.audit.provision_configure import configure
from auditor.audit.provision_enrol import enrol
from auditor.audit.provision_find import find
from auditor.audit.provision_journal import Journal
from auditor.audit.provision_talk import Enrolment, Provisioned, ProvisionWish, Round, Talk
from auditor.collectors.request import who
from auditor.i18n import _
from auditor.inventory.described import Described, described
from auditor.workspace import Workspace

PHASES = ("find", "enrol", "configure")


def provision(workspace: Workspace, wish: ProvisionWish, talk: Talk) -> Provisioned:
    """Make *wish*'s commune ready, as far as a machine can; the journal is the hand-over record's source.

    Raises UsageError, InventoryError, and what an audit and a fix raise. A device that cannot be enrolled
    stands in the result, and does not stop the others.
    """
    commune = _described(workspace, wish, wish.commune)
    journal = Journal.of(workspace, commune.code)
    journal.write("begun", who=who(), commune=commune.code)
    seconds: dict[str, float] = {}
    with _phase("find", journal, seconds):
        found = find(workspace, commune, wish, talk)
        for name in found.added:
            journal.write("added", device=name)
    commune = _described(workspace, wish, commune.code)
    with _phase("enrol", journal, seconds):
        enrolments = enrol(workspace, commune, found.fingerprints, wish, talk)
        _keep(journal, enrolments)
    _tell(enrolments, talk)
    with _phase("configure", journal, seconds):
        done, rounds = configure(workspace, commune, wish, talk, lambda each: _round(journal, each))
    journal.write("ended", run=done.header.id)
    return Provisioned(commune.code, commune.label, found.added, enrolments, rounds, done.header.id, seconds)


def _described(workspace: Workspace, wish: ProvisionWish, commune: str) -> Described:
    return described(workspace.inventory, commune, wish.vault, workspace.ansible_settings)


@contextmanager
def _phase(name: str, journal: Journal, seconds: dict[str, float]) -> Iterator[None]:
    """Time a phase; what an interrupted one took is kept as well."""
    begun = time.monotonic()
    try:
        yield
    finally:
        seconds[name] = time.monotonic() - begun
        journal.write("phase", name=name, seconds=round(seconds[name], 1))


def _keep(journal: Journal, enrolments: dict[str, Enrolment]) -> None:
    for each in enrolments.values():
        journal.write("enrolment", **asdict(each))


def _round(journal: Journal, done: Round) -> None:
    journal.write("round", **asdict(done))


def _tell(enrolments: dict[str, Enrolment], talk: Talk) -> None:
    ready = sum(each.status.ready for each in enrolments.values())
    talk.told(_("{ready} of {count} devices let us in").format(ready=ready, count=len(enrolments)))
    for each in enrolments.values():
        if not each.status.ready:
            talk.told(f"  {each.device}: {each.status.value}: {each.reason}")
