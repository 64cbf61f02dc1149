"""Facts that only a whole commune can tell."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from support import runs

from auditor.evaluate.derive import derive
from auditor.model import (
    Device,
    Kind,
    Observation,
)

WHEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
SILENT = {"answers": False}
LINK = Device("link", Kind.LINK, "03158")
PC1, PC2 = Device("pc1", Kind.PC, "03158"), Device("pc2", Kind.PC, "03158")


def endpoint(name, ok=True, essential=True, **more):
    stage = "ok" if ok else "tcp"
    return {"name": name, "url": f"https://{name}", "essential": essential, "ok": ok, "stage": stage, **more}


def told(*endpoints):
    return {"endpoints": list(endpoints)}


def derived(said, devices=(LINK, PC1, PC2)):
    return derive(runs.run(devices, [Observation(name, WHEN, WHEN, facts) for name, facts in said.items()]))


def test_a_service_that_one_pc_reaches_is_reached_by_the_commune():
    link = derived({"link": {}, "pc1": told(endpoint("portal", ok=False)), "pc2": told(endpoint("portal"))})[
        "link"
    ]
    assert link.facts["link.essential_unreached"] == []
    assert link.facts["link.endpoints"] == [
        {
            "name": "portal",
            "url": "https://portal",
            "essential": True,
            "asked_from": 2,
            "reached_from": 1,
            "stage": "ok",
        }
    ]


def test_the_pc_that_alone_does_not_reach_it_is_blocked_itself():
    seen = derived({"link": {}, "pc1": told(endpoint("portal", ok=False)), "pc2": told(endpoint("portal"))})
    assert seen["pc1"].facts["endpoints.blocked_here"] == ["portal"]
    assert seen["pc2"].facts["endpoints.blocked_here"] == []


def test_a_service_that_is_only_useful_blocks_no_pc():
    useful = [told(endpoint("training", ok=ok, essential=False)) for ok in (False, True)]
    seen = derived({"link": {}, "pc1": useful[0], "pc2": useful[1]})
    assert seen["pc1"].facts["endpoints.blocked_here"] == []


def test_a_service_that_nobody_reaches_is_the_lines_and_no_pcs():
    seen = derived(
        {"link": {}, "pc1": told(endpoint("portal", ok=False)), "pc2": told(endpoint("portal", ok=False))}
    )
    assert seen["link"].facts["link.essential_unreached"] == ["portal"]
    assert seen["pc1"].facts["endpoints.blocked_here"] == []


def test_essential_and_useful_services_are_told_apart():
    link = derived(
        {"link": {}, "pc1": told(endpoint("a", ok=False), endpoint("b", ok=False, essential=False))}
    )["link"]
    assert link.facts["link.essential_unreached"] == ["a"]
    assert link.facts["link.useful_unreached"] == ["b"]


@pytest.mark.parametrize("said", [{}, told(), SILENT])
def test_where_no_pc_could_be_asked_nothing_is_said_to_be_reached(said):
    link = derived({"link": {}, "pc1": said})["link"]
    assert not {"link.endpoints", "link.essential_unreached", "link.failing_services"} & set(link.facts)
    assert link.missing["link.essential_unreached"] == "no_service_asked"
    assert link.missing["link.tls_min_days"] == "no_certificate_seen"


def test_without_a_named_essential_service_reaching_it_is_unknown():
    link = derived({"link": {}, "pc1": told(endpoint("b", essential=False))})["link"]
    assert "link.essential_unreached" in link.missing
    assert link.facts["link.useful_unreached"] == []


def test_the_first_certificate_to_expire_counts_and_by_the_auditors_clock():
    link = derived(
        {
            "link": {},
            "pc1": told(
                endpoint("a", tls_days_left=90.0),
                # this PC's clock is a year off, the certificate's own date is not
                endpoint("b", tls_days_left=-300.0, tls_not_after="2026-12-01T08:00:00.000000Z"),
            ),
        }
    )["link"]
    assert link.facts["link.tls_min_days"] == 10.0


def test_an_expired_certificate_counts_below_zero():
    link = derived({"link": {}, "pc1": told(endpoint("a", ok=False, tls_days_left=-3.0))})["link"]
    assert link.facts["link.tls_min_days"] == -3.0


def test_hostile_endpoints_break_nothing():
    said = {
        "endpoints": [7, None, {}, {"name": 3}, endpoint("a", tls_not_after="soon"), endpoint("b", url=None)]
    }
    link = derived({"link": {}, "pc1": said, "pc2": {"endpoints": "x"}})["link"]
    assert [service["name"] for service in link.facts["link.endpoints"]] == ["a", "b"]


def test_behind_a_dead_line_a_silent_device_is_not_said_to_be_silent():
    seen = derived({"link": {"link.alive": False}, "pc1": SILENT, "pc2": {"answers": True}})
    assert seen["pc1"].missing == {"answers": "line_down: link"}
    assert seen["pc2"].missing == {}


def test_behind_a_living_line_a_silent_device_is_silent():
    seen = derived({"link": {"link.alive": True}, "pc1": SILENT})
    assert seen["pc1"].missing == {}


def test_a_dead_line_of_one_site_excuses_only_that_site():
    link, here, there = replace(LINK, site="A"), replace(PC1, site="A"), replace(PC2, site="B")
    seen = derived(
        {"link": {"link.alive": False}, "pc1": SILENT, "pc2": SILENT},
        devices=(link, here, there),
    )
    assert "answers" in seen["pc1"].missing
    assert seen["pc2"].missing == {}


def test_a_dead_line_of_another_commune_excuses_nobody():
    seen = derived(
        {"link": {"link.alive": False}, "pc1": SILENT},
        devices=(replace(LINK, commune="03160"), PC1),
    )
    assert seen["pc1"].missing == {}


def test_a_pc_that_could_not_try_any_service_says_why():
    link, pc = (
        Observation("link", WHEN, WHEN),
        Observation("pc1", WHEN, WHEN, {}, {"endpoints": "no Python ssl"}),
    )
    run = runs.run([LINK, PC1], [link, pc])
    assert derive(run)["pc1"].missing == {"endpoints.blocked_here": "not_observed: no Python ssl"}
