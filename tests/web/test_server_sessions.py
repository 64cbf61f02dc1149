"""Logging in, staying in, being out: tokens, their ends, forms, and patience with passwords."""

import re
from pathlib import Path

import pytest

from auditor.audit import accounts
from auditor.model import passwords
from auditor.store import Store
from auditor.web import familiar, sessions
from auditor.web.options import Serving
from tests.web.serving import PASSWORD, Dashboard, running, workspace


def token(reader: object) -> str:
    (cookie,) = (each for each in reader.client.cookies.jar if re.fullmatch(r"auditor-\d+", each.name))  # type: ignore[attr-defined]
    return str(cookie.value)


def test_a_token_that_was_there_before_the_login_is_worth_nothing_after_it(served: Dashboard) -> None:
    """Session fixation: whoever planted the cookie must not be let in with it."""
    victim = served.reader()
    victim.get("/login")
    planted = token(victim)
    assert victim.log_in("mai").status_code == 303
    assert token(victim) != planted
    attacker = served.reader()
    attacker.client.cookies.set(f"auditor-{served.site.serving.port}", planted)
    assert attacker.get("/runs").headers["location"].startswith("/login")


def test_the_store_holds_no_token_and_no_password(served: Dashboard) -> None:
    reader = served.reader("mai")
    file = Path(served.site.serving.workspace.store_url.removeprefix("sqlite:///"))
    written = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert b"mai" in written
    assert token(reader).encode() not in written
    assert PASSWORD.encode() not in written


def test_logging_out_ends_the_session_everywhere(served: Dashboard) -> None:
    reader, copy = served.reader("mai"), served.reader()
    copy.client.cookies.update(reader.client.cookies)
    assert copy.get("/accounts").status_code == 200
    assert reader.post("/logout", {}, at="/account").headers["location"] == "/login"
    assert copy.get("/accounts").status_code == 303


def test_who_does_nothing_for_an_hour_is_out_and_who_reads_on_is_not(served: Dashboard) -> None:
    idle, busy = served.reader("mai"), served.reader("mai")
    for _minutes in range(4):
        served.clock.forward(minutes=20)
        assert busy.get("/accounts").status_code == 200
    assert idle.get("/accounts").status_code == 303


def test_after_twelve_hours_everybody_logs_in_again(served: Dashboard) -> None:
    reader = served.reader("mai")
    for _hour in range(13):
        served.clock.forward(minutes=56)
        last = reader.get("/accounts").status_code
    assert last == 303


def test_a_disabled_account_is_out_at_once_and_stays_out(served: Dashboard) -> None:
    of = served.site.serving.workspace
    accounts.add(of, "tam", accounts.Role.LEADERSHIP, (), PASSWORD)
    reader = served.reader("tam")
    accounts.disable(of, "tam")
    assert reader.get("/account").status_code == 303
    assert served.reader().log_in("tam").status_code == 401
    accounts.enable(of, "tam")
    assert reader.get("/account").status_code == 303
    assert served.reader().log_in("tam").status_code == 303


def test_another_password_ends_every_session_but_the_one_that_chose_it(served: Dashboard) -> None:
    accounts.add(served.site.serving.workspace, "thao", accounts.Role.LEADERSHIP, (), PASSWORD)
    here, elsewhere = served.reader("thao"), served.reader("thao")
    before = token(here)
    form = {"old": PASSWORD, "new": "năm con bò uống nước", "again": "năm con bò uống nước"}
    assert here.post("/account", form, at="/account").headers["location"] == "/account"
    assert here.get("/account").status_code == 200
    assert token(here) != before
    assert elsewhere.get("/account").status_code == 303
    assert served.reader().log_in("thao").status_code == 401
    assert served.reader().log_in("thao", "năm con bò uống nước").status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {"old": "không phải mật khẩu", "new": "năm con bò uống nước", "again": "năm con bò uống nước"},
        {"old": PASSWORD, "new": "ngắn", "again": "ngắn"},
        {"old": PASSWORD, "new": "năm con bò uống nước", "again": "sáu con bò uống nước"},
    ],
    ids=("wrong old one", "too short", "not the same twice"),
)
def test_a_password_is_not_changed_for_less(served: Dashboard, form: dict[str, str]) -> None:
    reader = served.reader("chutich")
    assert reader.post("/account", form, at="/account").status_code == 400
    assert served.reader().log_in("chutich").status_code == 303


def test_a_form_without_the_token_of_its_page_does_nothing(served: Dashboard) -> None:
    reader, other = served.reader("mai"), served.reader("mai")
    foreign = other.csrf("/account")
    for csrf in ("", "x", "A" * 88, foreign, token(reader)):
        assert reader.client.post("/logout", data={"csrf": csrf}).status_code == 403, csrf
    assert reader.client.post("/logout").status_code == 415
    assert reader.get("/accounts").status_code == 200


def test_a_login_without_the_token_of_its_page_does_nothing(served: Dashboard) -> None:
    """Else a foreign page could log a reader in as somebody else."""
    reader = served.reader()
    reader.get("/login")
    form = {"name": "mai", "password": PASSWORD, "next": "/"}
    assert reader.client.post("/login", data=form).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_a_form_from_a_foreign_page_does_nothing_even_with_the_token(
    served: Dashboard, headers: dict[str, str]
) -> None:
    reader = served.reader("mai")
    assert reader.post("/logout", {}, at="/account", headers=headers).status_code == 403
    own = {"origin": served.url, "sec-fetch-site": "same-origin"}
    assert reader.post("/logout", {}, at="/account", headers=own).status_code == 303


def test_the_token_of_a_form_reads_otherwise_on_every_page(served: Dashboard) -> None:
    """Compressed pages would tell it letter by letter (BREACH) if it stood still."""
    reader = served.reader("mai")
    assert len({reader.csrf("/account") for _look in range(5)}) == 5


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\r\nset-cookie: x=1",
        "/%0d%0a",
        "evil.example",
        "https:///evil.example",
        "/" + "a" * 5000,
    ],
)
def test_a_login_leads_to_no_other_place(served: Dashboard, goal: str) -> None:
    answer = served.reader().post("/login", {"name": "mai", "password": PASSWORD, "next": goal})
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert re.fullmatch(r"/(?![/\\])[!-~]*", location), location
    assert "set-cookie: x" not in str(answer.headers)


def test_a_login_leads_back_to_the_page_that_was_asked_for(served: Dashboard) -> None:
    reader = served.reader()
    wanted = f"/runs/{served.run}/search?q=m%C6%B0%E1%BB%9Dng&x=1"
    sent = reader.get(wanted).headers["location"]
    form = reader.get(sent)
    assert wanted.replace("&", "&amp;") in form.text
    assert reader.log_in("mai", next_=wanted).headers["location"] == wanted


def test_a_link_from_a_letter_finds_who_is_logged_in(served: Dashboard) -> None:
    """The strict cookie does not come along; our page asks once more, and sets nothing in its place."""
    phone = served.reader(**{"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})
    path = f"/runs/{served.run}/communes/03158?from=letter&x=%22%3E%3Cscript%3E"
    hop = phone.get(path)
    assert (hop.status_code, hop.headers["refresh"]) == (200, f"0;url={path}")
    assert "set-cookie" not in hop.headers
    assert "<script>" not in hop.text
    again = served.reader("mai", **{"sec-fetch-site": "same-origin"})
    assert again.get(path).status_code == 200


# ── patience ──────────────────────────────────────────────────────────────────────────────────────


def wrong(served: Dashboard, name: str, times: int, **more: str) -> list[int]:
    reader = served.reader(**more)
    return [reader.log_in(name, "không đúng đâu nhé").status_code for _try in range(times)]


def test_who_guesses_waits_longer_and_longer_and_the_right_password_does_not_help(
    fresh: Dashboard,
) -> None:
    assert wrong(fresh, "mai", 5) == [401] * 5
    held = fresh.reader().log_in("mai")
    assert (held.status_code, held.headers["retry-after"]) == (429, "1")
    fresh.clock.forward(seconds=1)
    assert wrong(fresh, "mai", 2) == [401, 429]
    fresh.clock.forward(seconds=1)
    assert fresh.reader().log_in("mai").status_code == 429
    fresh.clock.forward(seconds=1)
    assert fresh.reader().log_in("mai").status_code == 303
    assert wrong(fresh, "mai", 5) == [401] * 5


def test_a_name_that_is_unknown_is_answered_like_one_that_is_known(fresh: Dashboard) -> None:
    known, unknown = fresh.reader(), fresh.reader()
    for _try in range(6):
        one, other = (
            reader.log_in(name, "không đúng đâu nhé")
            for reader, name in ((known, "chutich"), (unknown, "ai-day"))
        )
        assert one.status_code == other.status_code
        same = [re.sub(r'value="[^"]*"', "", each.text) for each in (one, other)]
        assert same[0] == same[1]


def test_an_unknown_name_costs_the_same_work(fresh: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    derive = passwords._derived

    def counting(password: str, salt: bytes, *parameters: int) -> bytes:
        asked.append((len(salt), *parameters))
        return derive(password, salt, *parameters)

    monkeypatch.setattr(passwords, "_derived", counting)
    for name in ("chutich", "ai-day"):
        fresh.reader().log_in(name, "không đúng đâu nhé")
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_the_log_repeats_no_name_that_is_no_account(
    fresh: Dashboard, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be a password in the wrong field, or a line made up for whoever reads the log."""
    monkeypatch.setattr(sessions.LOG, "propagate", True)
    for name in (PASSWORD, "x from 192.0.2.1: too many tries", "mai"):
        fresh.reader().log_in(name, "không đúng đâu nhé")
    told = [each for each in caplog.messages if each.startswith("login")]
    unknown = "login failed for an unknown name from 127.0.0.1"
    assert told == [unknown, unknown, "login failed for mai from 127.0.0.1"]


def test_one_address_that_tries_many_names_is_held_up_as_well(fresh: Dashboard) -> None:
    tries = [status for number in range(31) for status in wrong(fresh, f"ten{number}", 1)]
    assert tries == [401] * 30 + [429]


def test_waiting_ends_at_a_quarter_of_an_hour(fresh: Dashboard) -> None:
    """Else a stranger could lock somebody out for good."""
    for _try in range(5 + 12):
        wrong(fresh, "mai", 1)
        fresh.clock.forward(minutes=15)
    assert fresh.reader().log_in("mai").status_code == 303


def test_who_guesses_keeps_nobody_out_of_a_browser_that_was_logged_in_before(fresh: Dashboard) -> None:
    """Else whoever knows the chairman's name could keep him out for good, from anywhere."""
    own = fresh.reader("chutich")
    assert own.post("/logout", {}, at="/account").status_code == 303
    assert 429 in wrong(fresh, "chutich", 6)
    assert fresh.reader().log_in("chutich").status_code == 429
    assert own.log_in("chutich").status_code == 303


def test_a_browser_that_was_logged_in_before_may_not_guess_either(fresh: Dashboard) -> None:
    own = fresh.reader("chutich")
    assert own.post("/logout", {}, at="/account").status_code == 303
    answers = [own.log_in("chutich", "không đúng đâu nhé").status_code for _try in range(6)]
    assert answers == [401] * 5 + [429]


def test_the_mark_of_a_browser_counts_for_its_own_name_and_password_alone(fresh: Dashboard) -> None:
    reader = fresh.reader("chutich")
    mark = reader.client.cookies[f"auditor-{fresh.site.serving.port}-known"]
    kept = {name: fresh.site.store.readers.account(name) for name in ("chutich", "mai")}
    assert kept["chutich"] and kept["mai"]
    assert familiar.recognised(mark, "chutich", kept["chutich"].password)
    assert not familiar.recognised(mark, "mai", kept["mai"].password)
    assert not familiar.recognised(mark, "chutich", passwords.hashed(PASSWORD))
    for forged in ("", "é", "=", "A" * 64, mark[:-4], mark[4:]):
        assert not familiar.recognised(forged, "chutich", kept["chutich"].password)


def test_two_servers_of_one_store_share_sessions_and_patience(fresh: Dashboard) -> None:
    of = fresh.site.serving.workspace
    serving: Serving = fresh.site.serving
    with running(of, idle=serving.idle, longest=serving.longest) as second:
        reader = fresh.reader("mai")
        copy = second.reader()
        copy.client.cookies.set(f"auditor-{second.site.serving.port}", token(reader))
        assert copy.get("/accounts").status_code == 200
        second.clock.now = fresh.clock.now
        assert wrong(fresh, "hoa", 3) + wrong(second, "hoa", 3) == [401] * 5 + [429]


# ── without accounts ──────────────────────────────────────────────────────────────────────────────


def test_the_printed_address_lets_in_once_and_only_while_there_is_no_account(tmp_path: Path) -> None:
    from auditor.web.server import invitation

    of = workspace(tmp_path / "w", readers=False)
    with running(of) as open_:
        path = invitation(open_.site.serving).removeprefix(open_.url)
        first, second = open_.reader(), open_.reader()
        assert second.get("/enter?token=" + "A" * 43).headers["location"] == "/login"
        assert first.get(path).headers["location"] == "/"
        assert first.get("/accounts").status_code == 200
        assert second.get(path).headers["location"] == "/login"
        assert second.get("/accounts").status_code == 303
        with Store.open(of.store_url) as store:
            assert not store.readers.any_enabled()
        accounts.add(of, "mai", accounts.Role.IT, (), PASSWORD)
        assert first.get("/accounts").status_code == 303


@pytest.mark.parametrize(("minutes", "goal"), [(59, "/"), (61, "/login")])
def test_the_printed_address_waits_for_an_hour(tmp_path: Path, minutes: int, goal: str) -> None:
    from auditor.web.server import invitation

    with running(workspace(tmp_path / "w", readers=False)) as open_:
        path = invitation(open_.site.serving).removeprefix(open_.url)
        open_.clock.forward(minutes=minutes)
        assert open_.reader().get(path).headers["location"] == goal
