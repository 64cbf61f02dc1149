"""Why something was not measured, as leadership reads it: the kind of reason, no address, port or device."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from auditor.audit.looking import in_brief
from auditor.model import Finding, Level, Scope, Verdict, WaiverUse
from auditor.model.accounts import Role
from auditor.model.summary import Blind
from auditor.reports import web
from auditor.reports.build import build_view
from auditor.reports.html import index_page
from auditor.reports.leadership import leadership
from auditor.reports.leadership_docx import docx
from auditor.reports.notice import notice_of
from auditor.reports.summaries import generalized, in_general, merged_blind
from auditor.reports.view import ProvinceView
from auditor.reports.web.tiles import obstacle
from auditor.reports.words import words_of
from tests.reports import cases
from tests.reports.leadership_cases import WAIVER
from tests.web import rendered

EN = words_of("en")
PORTS = "all ports refuse the connection: 80, 443, 8080, 9095"
ADDRESS = "198.51.100.7"
DEVICE = "pasc-03127-printer01"


def refused() -> ProvinceView:
    """A commune none of whose devices could be asked: each refuses on its ports."""

    def refuse(finding: Finding) -> Finding:
        reason = f"refused: {ADDRESS}: {PORTS}"
        if finding.device == DEVICE:  # no stable word before it
            reason = f"{finding.device}: {ADDRESS} says Permission denied"
        return replace(finding, verdict=Verdict.UNKNOWN, found=None, reason=reason)

    made = cases.case((cases.COMMUNES[5],), refuse)
    return build_view(made.header, made.manifest, replace(made.judgement, at=cases.START), "en")


def _dashboard(view: ProvinceView) -> str:
    frame = rendered.shell(view, Role.LEADERSHIP)
    told = tuple(map(in_brief, view.communes))
    bare = replace(view, communes=told, blind=merged_blind(each for c in told for each in c.blind))
    pages = [web.province(bare, frame), *(web.commune(bare, brief, frame) for brief in told)]
    return "".join(map(rendered.text, pages))


def _word(view: ProvinceView) -> str:
    with zipfile.ZipFile(io.BytesIO(docx(leadership(view)))) as file:
        return file.read("word/document.xml").decode()


READ: dict[str, Callable[[ProvinceView], str]] = {
    "tile": lambda view: obstacle(view.communes[0], EN)[1],
    "index": lambda view: "".join(index_page(view)),
    "paper": lambda view: str(leadership(view)),
    "word": _word,
    "notice": lambda view: notice_of(view).text + notice_of(view).html,
    "dashboard": _dashboard,
}


@pytest.mark.parametrize("form", READ)
def test_leadership_reads_the_kind_of_reason_and_no_address_port_or_device(form: str) -> None:
    said = READ[form](refused())
    assert "t refuses the connection" in said
    for particular in (ADDRESS, "8080", "Permission denied", DEVICE):
        assert particular not in said


def test_a_reason_without_a_known_word_is_only_said_to_be_none() -> None:
    assert [in_general(text) for text in ("refused: 10.0.0.1", "refused", "tôi là máy in", "")] == [
        "refused",
        "refused",
        "not_observed",
        "not_observed",
    ]


def test_what_only_its_particulars_told_apart_is_one_line() -> None:
    told = [Blind(reason, 2, 1, (device,), ("1",)) for reason, device in (("x: 1", "a"), ("y: 2", "b"))]
    assert generalized(told) == (Blind("not_observed", 4, 2, ("a", "b"), ("1",)),)


@pytest.mark.parametrize("form", ["tile", "paper"])
def test_an_obstacle_that_is_a_reason_says_that_nothing_is_known(form: str) -> None:
    view = refused()
    annex = leadership(view).annexes.communes
    assert annex
    assert view.communes[0].level is Level.NOT_MEASURED
    said = {"tile": obstacle(view.communes[0], EN)[1], "paper": annex.rows[0].obstacle}
    assert said[form] == "Not measured: it refuses the connection"


def test_the_paper_names_no_device_that_a_waiver_is_for_or_that_the_audit_was_limited_to() -> None:
    view = refused()
    use = WaiverUse(replace(WAIVER, scope=Scope.DEVICE, device=DEVICE, commune="03127"), 0)
    limited = replace(view, run=replace(view.run, limit=DEVICE), waivers=(use,))
    paper = leadership(limited)
    assert paper.annexes.waivers
    assert paper.annexes.waivers.rows[0].reach == "one device, 03127"
    assert "The audit asked only a part of the devices." in paper.caveat
    assert DEVICE not in str(paper)


def test_the_dashboard_tells_leadership_of_no_device_whose_waiver_ends() -> None:
    view = refused()
    soon = replace(WAIVER, scope=Scope.DEVICE, device=DEVICE, until=cases.START.date())
    ending = replace(view, waivers=(WaiverUse(soon, 1),))
    assert DEVICE in rendered.text(web.province(ending, rendered.shell(ending, Role.IT)))
    assert DEVICE not in rendered.text(web.province(ending, rendered.shell(ending, Role.LEADERSHIP)))
