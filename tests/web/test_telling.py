"""After each form one line says what it did: once, on the page that follows, with or without a script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import LAPTOP, PHONE, overflow, violations

from auditor.audit import accounts
from auditor.web.server import invitation
from tests.support.dashboard import LEADER
from tests.web.conftest import Visit, log_in
from tests.web.serving import PASSWORD, Dashboard, Reader, running, workspace

IN, OUT = "You are logged in.", "You are logged out."
ANOTHER = "năm con bò uống nước"


def flash(reader: Reader, path: str) -> str:
    """The line on the page where *path* leads in the end, ``""`` where there is none."""
    answer = reader.get(path, follow_redirects=True)
    assert answer.status_code == 200
    found = re.search(r'<p class="flash" role="status">([^<]*)</p>', answer.text)
    return found[1] if found else ""


def english(served: Dashboard, name: str = "") -> Reader:
    reader = served.reader(name)
    reader.client.cookies.set("auditor-language", "en")
    return reader


def test_a_login_is_told_on_the_first_page_and_on_no_other(served: Dashboard) -> None:
    reader = english(served)
    reader.log_in("mai")
    assert [flash(reader, path) for path in ("/", "/", "/runs")] == [IN, "", ""]


def test_a_page_that_others_saw_before_tells_it_too_and_they_are_not_told(served: Dashboard) -> None:
    other = english(served, "mai")
    run = other.get("/").headers["location"]
    flash(other, run)
    reader = english(served, "mai")
    assert (flash(reader, run), flash(other, run), flash(reader, run)) == (IN, "", "")


def test_logging_out_is_told_where_one_logs_in(served: Dashboard) -> None:
    reader = english(served, "mai")
    where = reader.post("/logout", {}, at="/account").headers["location"]
    assert (where, flash(reader, where), flash(reader, where)) == ("/login", OUT, "")


def test_another_language_is_told_in_that_language(served: Dashboard) -> None:
    reader = served.reader()
    for language, said in (("en", "The pages are in English from now on."), ("xx", "")):
        where = reader.post("/language", {"language": language, "next": "/login"}).headers["location"]
        assert (where, flash(reader, where)) == ("/login", said)


def test_another_password_is_told_after_a_redirect_so_that_loading_anew_sends_nothing_again(
    fresh: Dashboard,
) -> None:
    reader = english(fresh, "chutich")
    form = {"old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    answer = reader.post("/account", form, at="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert flash(reader, "/account").startswith("The password was changed.")
    assert flash(reader, "/account") == ""


def test_who_was_in_before_is_told_why_the_login_is_there_again_and_nobody_else(served: Dashboard) -> None:
    reader, stranger = english(served, "chutich"), english(served)
    flash(reader, "/")
    stranger.get("/login")
    served.clock.forward(hours=2)
    assert flash(reader, "/runs") == "The session has ended. Log in to go on."
    assert reader.log_in("chutich", next_="/runs").headers["location"] == "/runs"
    assert [flash(reader, "/runs"), flash(stranger, "/runs")] == [IN, ""]


@pytest.mark.parametrize(
    ("path", "said"), [("/account", "The session had ended, and nothing was changed."), ("/logout", OUT)]
)
def test_a_form_that_was_sent_when_the_session_had_ended_says_so(
    served: Dashboard, path: str, said: str
) -> None:
    reader = english(served, "chutich")
    form = {"csrf": reader.csrf("/account"), "old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    served.clock.forward(hours=2)
    where = reader.client.post(path, data=form).headers["location"]
    assert flash(reader, where).startswith(said)
    assert served.reader().log_in("chutich").status_code == 303


def test_what_was_refused_is_not_told_as_done(served: Dashboard) -> None:
    reader = english(served, "chutich")
    flash(reader, "/account")
    reader.post("/account", {"old": "x", "new": ANOTHER, "again": ANOTHER}, at="/account")
    reader.post("/login", {"name": "mai", "password": "wrong"}, at="/account")
    reader.client.post("/logout", data={"csrf": "x"})
    assert flash(reader, "/account") == ""


def test_the_printed_address_says_as_whom_one_is_in_and_when_it_lets_nobody_in(tmp_path: Path) -> None:
    of = workspace(tmp_path / "w", readers=False)
    with running(of) as open_:
        path = invitation(open_.site.serving).removeprefix(open_.url)
        assert flash(english(open_), path) == "You are in as provincial IT until there is an account."
        assert flash(english(open_), path).startswith("That address lets nobody in any more")
        accounts.add(of, "mai", accounts.Role.IT, (), PASSWORD)
        assert flash(english(open_), path).startswith("That address lets nobody in any more")


@pytest.mark.parametrize("word", ["<b>hello</b>", "LOGGED_IN", "", "x" * 4000])
def test_a_word_that_somebody_else_put_there_says_nothing(served: Dashboard, word: str) -> None:
    reader = english(served, "mai")
    flash(reader, "/")
    reader.client.cookies.set(f"auditor-{served.site.serving.port}-said", f'"{word}"')
    assert flash(reader, "/account") == ""


def test_no_address_and_no_cookie_holds_more_than_a_word(served: Dashboard) -> None:
    answer = served.reader().log_in("mai")
    said = next(cookie for cookie in answer.headers.get_list("set-cookie") if "-said=" in cookie)
    assert answer.headers["location"] == "/"
    assert said.split("; ")[0].endswith("-said=in")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=60"} <= set(said.split("; "))


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("dark", [False, True])
def test_the_line_can_be_read_by_everyone_and_fits_the_screen(visit: Visit, width: int, dark: bool) -> None:
    with visit("", width, dark) as page:
        page.goto("/login")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("status")).to_be_visible()
        assert (violations(page), overflow(page)) == ([], 0)


def test_in_a_browser_without_a_script_each_form_says_what_it_did(visit: Visit) -> None:
    with visit("", java_script_enabled=False) as page:
        line = page.locator(".flash")
        page.goto("/login")
        expect(line).to_have_count(0)
        page.get_by_role("button", name="English").click()
        expect(line).to_have_text("The pages are in English from now on.")
        log_in(page, LEADER)
        expect(line).to_have_text(IN)
        page.reload()
        expect(line).to_have_count(0)
        page.get_by_role("button", name="Log out").click()
        expect(line).to_have_text(OUT)
