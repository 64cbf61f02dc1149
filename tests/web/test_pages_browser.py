"""The dashboard in a real browser: each role's main task, by mouse, by keyboard, without a script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import LAPTOP, PHONE, PROJECTOR, overflow, violations

from auditor.reports.web import urls
from tests.reports.golden import view
from tests.support.dashboard import (
    BEFORE,
    IT,
    LEADER,
    NEWEST,
    OTHER,
    OWN,
    TECHNICIAN,
    Dashboard,
    answered,
    audit_under_way,
)
from tests.web.conftest import Visit, log_in

FAILED = next(f for f in view("province", "vi").open(OWN).blockers if f.rule == "pc.disk.free")
RUN = urls.run(NEWEST)
DEVICE = urls.device(NEWEST, FAILED.device)
FINDING = urls.finding(NEWEST, FAILED)
OF_EACH_ROLE = {
    LEADER: (RUN, urls.commune(NEWEST, OWN), f"{urls.commune(NEWEST, OWN)}/counters/main/1", urls.RUNS),
    TECHNICIAN: (urls.commune(NEWEST, OWN), DEVICE, FINDING),
    IT: (
        RUN,
        urls.commune(NEWEST, OWN),
        f"{urls.commune(NEWEST, OWN)}/counters/main/1",
        DEVICE,
        FINDING,
        urls.rule(NEWEST, FAILED.rule),
        f"{urls.search(NEWEST)}?q=pc01",
        urls.compared(BEFORE, NEWEST),
        urls.LIVE,
        urls.ACCOUNTS,
        "/account",
        "/nowhere",
    ),
    "": (urls.LOGIN,),
}
PAGES = [(name, path) for name, paths in OF_EACH_ROLE.items() for path in paths]


# --- each role's task ----------------------------------------------------------------------------------
def test_leadership_reads_which_communes_cannot_serve_opens_one_and_takes_the_paper(visit: Visit) -> None:
    with visit(LEADER) as page:
        page.goto("/")
        expect(page.locator(".figure")).to_have_text("3 / 6")
        page.locator(".chips a", has=page.locator(".not_ready")).click()
        expect(page.locator(".tile > a")).to_have_text(["Xã Sín Thầu", "Xã Mường Chà", "Xã Mường Nhé"])
        page.get_by_role("link", name="Xã Sín Thầu", exact=True).click()
        expect(page.locator("h1")).to_contain_text("Xã Sín Thầu")
        expect(page.locator("main")).not_to_contain_text("pasc-")
        page.go_back()
        with page.expect_download() as paper:
            page.get_by_role("link", name="PDF").click()
        assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")


def test_a_technician_comes_by_the_code_on_the_paper_and_ticks_what_is_done(visit: Visit) -> None:
    with visit(width=PHONE, has_touch=True) as page:
        page.goto(FINDING)
        log_in(page, TECHNICIAN)
        page.wait_for_url(f"**{FINDING}")
        page.get_by_role("checkbox").check()
        page.reload()
        expect(page.get_by_role("checkbox")).to_be_checked()
        page.goto(urls.commune(NEWEST, OWN))
        expect(page.locator(".stops > li.ticked")).to_have_count(1)


def test_a_technician_sees_the_own_commune_and_no_other(visit: Visit) -> None:
    with visit(TECHNICIAN) as page:
        page.goto("/")
        expect(page.locator(".tile")).to_have_count(1)
        assert page.goto(urls.commune(NEWEST, OTHER)).status == 404
        expect(page.locator("main")).to_contain_text("404")


def test_provincial_it_searches_a_device_and_reads_what_it_answered(visit: Visit) -> None:
    with visit(IT) as page:
        page.goto("/")
        page.get_by_role("searchbox").first.fill("03158-pc01")
        page.keyboard.press("Enter")
        page.get_by_role("link", name=FAILED.device).first.click()
        expect(page.locator("h1")).to_contain_text(FAILED.device)
        page.get_by_text("probe").click()
        expect(page.locator("pre.raw")).to_have_text(f"<b>{FAILED.device}</b> says hello\\x1b[31m")
        page.get_by_role("link", name=re.compile("Ổ đĩa hệ thống")).first.click()
        expect(page.locator("h1")).to_contain_text("Ổ đĩa hệ thống sắp đầy")
        expect(page.locator(".command").first).to_contain_text("auditor standard explain pc.disk.free")


def test_the_language_is_switched_where_one_is(visit: Visit) -> None:
    with visit(IT) as page:
        page.goto(urls.commune(NEWEST, OWN))
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator(".answer .big")).to_have_text("Not ready")
        assert page.url.endswith(urls.commune(NEWEST, OWN))
        page.get_by_role("button", name="Tiếng Việt").click()
        expect(page.locator(".answer .big")).to_have_text("Chưa sẵn sàng")


def test_a_running_audit_is_watched_as_it_goes(visit: Visit, dashboard: Dashboard) -> None:
    with audit_under_way(dashboard.workspace) as spool, visit(IT) as page:
        page.goto(urls.LIVE)
        expect(page.locator("[data-commune]")).to_have_count(6)
        spool.append(answered("pasc-03158-pc01"))
        expect(page.locator("[data-asked]")).to_have_text("1")
        expect(page.locator("[data-commune='03158'] [data-n]")).to_have_text("1")
        for number in (1, 2, 3):
            spool.append(answered(f"pasc-03127-pc0{number}"))
        expect(page.locator("[data-asked]")).to_have_text("4")
        # who hears the page is told at each tenth of the way
        expect(page.locator("[data-said]")).to_have_text(re.compile("4 / 34$"))


# --- by keyboard, without a script --------------------------------------------------------------------------
def test_everything_on_the_way_to_a_commune_is_done_by_keyboard(visit: Visit) -> None:
    with visit() as page:
        page.goto(urls.LOGIN)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        expect(page.locator(".skip")).to_be_in_viewport()
        for _stop in range(3):
            page.keyboard.press("Tab")
        page.keyboard.type(LEADER)
        page.keyboard.press("Tab")
        log_in(page, LEADER)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        seen = []
        while "tile" not in (seen[-1] if seen else ""):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.parentElement.className"))
            assert len(seen) < 60
        outline = page.evaluate("getComputedStyle(document.activeElement.parentElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        page.wait_for_url("**/communes/*")
        expect(page.locator("h1")).to_contain_text("Xã Sín Thầu")


def test_everything_is_read_without_a_script(visit: Visit, dashboard: Dashboard) -> None:
    with visit(java_script_enabled=False) as page:
        page.goto("/")
        log_in(page, IT)
        page.locator(".line input[name=q]").fill("muong nhe")
        page.locator(".line button").click()
        expect(page.locator(".tile > a")).to_have_text(["Xã Mường Nhé"])
        page.locator(".tile > a").click()
        page.locator("table a", has_text="3").first.click()
        expect(page.locator(".steps > li")).to_have_count(5)
        page.locator("article.device h3 a").first.click()
        expect(page.locator("details pre.raw")).to_have_count(1)
        page.locator(".switch summary").click()
        expect(page.locator(".switch li a").first).to_be_visible()
        with audit_under_way(dashboard.workspace, "20261122T020000Z-8888"):
            page.goto(urls.LIVE)
            expect(page.locator("progress.whole")).to_have_count(1)
            expect(page.locator("[data-still]")).to_be_visible()
        page.locator("form[action='/logout'] button").click()
        page.wait_for_url(f"**{urls.LOGIN}")


# --- every page ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "path"), PAGES)
def test_a_page_can_be_used_by_everyone(visit: Visit, name: str, path: str) -> None:
    for width, dark in ((LAPTOP, False), (PHONE, True)):
        with visit(name, width, dark) as page:
            page.route(f"**{urls.LIVE_EVENTS}", lambda route: route.abort())  # it would move on by itself
            page.goto(path)
            assert violations(page) == []
            assert overflow(page) <= 0
            assert _small_targets(page) == []


@pytest.mark.parametrize("width", [320, PROJECTOR])  # 320: a window of 1280 at 400 % (WCAG 2.2, 1.4.10)
def test_the_province_fits_its_window(visit: Visit, width: int) -> None:
    with visit(LEADER, width) as page:
        page.goto("/")
        assert overflow(page) <= 0


def test_on_paper_there_is_no_menu(visit: Visit) -> None:
    with visit(LEADER) as page:
        page.goto("/")
        page.emulate_media(media="print")
        expect(page.locator(".site nav")).to_be_hidden()
        expect(page.locator(".filters")).to_be_hidden()
        expect(page.locator(".tile").first).to_be_visible()


def _small_targets(page: Page) -> list[str]:
    """Buttons, fields and links that stand alone and are under 24 CSS pixels (WCAG 2.2, 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
            "button, input:not([type=hidden]), summary, nav a, .button, .chips a, .tile > a, .who a, .brand")]
          .filter((e) => e.checkVisibility() && e.closest("label") === null)
          .map((e) => [e, e.getBoundingClientRect()])
          .filter(([e, box]) => box.width && (box.width < 23.5 || box.height < 23.5))
          .map(([e]) => e.outerHTML.slice(0, 120))"""
    )
    return found
