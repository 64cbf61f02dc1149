"""What the dashboard's library gives to whom."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from auditor.audit.looking import Library, in_brief
from auditor.audit.stores import open_store
from auditor.model.accounts import Access, Role
from auditor.model.summary import Blind, Remedy, Shortage
from tests.web.rendered import view
from tests.web.serving import workspace


def test_leadership_reads_of_what_lacks_and_was_not_measured_no_device_and_no_address() -> None:
    lack = Shortage("pc", "", 1, Remedy.REMOTE, ("pasc-03158-pc01",))
    unseen = Blind("auth_failed: 198.51.100.7 port 22", 3, 1, ("pasc-03158-pc01",), ("03158",))
    commune = replace(view("province", "vi").communes[0], shortages=(lack,), blind=(unseen,))
    told = in_brief(commune)
    assert told.shortages == (replace(lack, devices=()),)
    assert told.blind == (replace(unseen, reason="auth_failed", devices=()),)


def test_a_commune_opened_for_its_page_stands_as_it_does_with_all_its_findings(tmp_path: Path) -> None:
    made = workspace(tmp_path / "workspace", readers=False)
    with open_store(made) as store:
        library = Library(made, store)
        of = library.runs()[0]
        whole = library.view(of, "vi", Access(Role.IT))
        for brief in whole.communes:
            known, shown = whole.open(brief.commune.code), library.opened(of, brief)
            assert [(d.device, d.verdict) for d in shown.devices] == [
                (d.device, d.verdict) for d in known.devices
            ]
            for here, there in zip(shown.devices, known.devices, strict=True):
                counted = Counter(finding.verdict for finding in there.findings)
                assert {verdict: here.count(verdict) for verdict in counted} == counted
            assert (shown.blockers, shown.counters, shown.capacity) == (
                known.blockers,
                known.counters,
                known.capacity,
            )
            assert [each.findings for each in shown.work] == [each.findings for each in known.work]


def test_rules_are_counted_ahead_one_by_one_until_the_dashboard_ends(tmp_path: Path) -> None:
    made = workspace(tmp_path / "workspace", readers=False)
    with open_store(made) as store:
        library, answers = Library(made, store), iter([False, False, True])
        library.count_rules(lambda: next(answers))
        assert not list(answers)
