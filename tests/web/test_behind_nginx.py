"""Behind nginx, configured word for word as docs/serve.md says: everything works as it does without."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import httpx
import pytest
from playwright.sync_api import Browser, expect
from support.browser import CHROMIUM, FLAGS, LAPTOP, opened

from auditor.web import live, watching
from auditor.web.guard import LARGEST_BODY
from tests.web.conftest import log_in
from tests.web.proxied import NAME, NGINX, Proxied, behind_nginx, trusting
from tests.web.serving import PASSWORD
from tests.web.test_server_live import audit, events, until

pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    with behind_nginx(tmp_path_factory.mktemp("nginx")) as made:
        yield made


def test_a_reader_logs_in_reads_and_logs_out(proxied: Proxied) -> None:
    reader = proxied.reader("mai")
    run = reader.get("/").headers["location"]
    assert reader.get(run).status_code == 200
    assert reader.get("/accounts").status_code == 200
    assert reader.post("/logout", {}, at="/account").headers["location"] == "/login"
    assert reader.get(run).headers["location"].startswith("/login?next=")


def test_the_cookie_is_bound_to_this_very_host_and_browsers_are_told_of_tls_once(proxied: Proxied) -> None:
    answer = proxied.reader().log_in("mai")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-auditor=")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(cookie.split("; "))
    for name in ("strict-transport-security", "content-security-policy"):
        assert len(answer.headers.get_list(name)) == 1
    assert answer.headers["server"] == "nginx"


def test_who_types_the_address_without_https_is_led_to_it(proxied: Proxied) -> None:
    answer = httpx.get(f"http://127.0.0.1:{proxied.plain}/runs?x=1", headers={"host": NAME})
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{NAME}/runs?x=1")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", f"{NAME}.evil.example"])
def test_a_foreign_name_shows_nothing(proxied: Proxied, host: str) -> None:
    assert proxied.reader(host=host).get("/login").status_code == 421


def test_a_form_from_a_foreign_page_does_nothing(proxied: Proxied) -> None:
    reader = proxied.reader("mai")
    form = {"language": "en"}
    ours, foreign = {"origin": f"https://{NAME}"}, {"origin": "https://evil.example"}
    assert reader.post("/language", form, at="/account", headers=foreign).status_code == 403
    assert reader.post("/language", form, at="/account", headers=ours).status_code == 303


def test_tries_count_for_the_readers_own_address_whatever_he_claims(
    proxied: Proxied, caplog: pytest.LogCaptureFixture
) -> None:
    def tries(address: str, claimed: str) -> int:
        reader = proxied.reader(address=address, **{"x-forwarded-for": claimed})
        form = {"name": "chutich", "password": "wrong wrong wrong"}
        return reader.post("/login", form).status_code

    assert [tries("127.0.0.2", f"192.0.2.{n}") for n in range(6)] == [401] * 5 + [429]
    assert tries("127.0.0.3", "127.0.0.2") == 401
    assert "login failed for chutich from 127.0.0.3" in caplog.text
    assert "192.0.2." not in caplog.text


def test_a_running_audit_is_heard_of_device_by_device(
    proxied: Proxied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_EVERY_S", 0.02)
    monkeypatch.setattr(live, "_LOOK_EVERY_S", 0.0)
    reader = proxied.reader("mai")
    devices = sorted(proxied.dashboard.site.store.manifest(proxied.dashboard.run).devices)
    with audit(proxied.dashboard) as running, reader.client.stream("GET", "/live/events") as answer:
        heard = events(answer)
        until(heard, asked=0)
        for number, device in enumerate(devices[:3], 1):
            running.answers(device)
            until(heard, asked=number)  # it came while the stream is open: nothing was held back
        running.ends()


def test_what_is_too_large_for_auditor_does_not_get_as_far(proxied: Proxied) -> None:
    """Auditor hangs up on it, which nginx would tell as a server that is broken (502)."""
    reader = proxied.reader()

    def sent(size: int) -> int:
        form = "password=".ljust(size, "x")
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return reader.client.post("/login", content=form, headers=headers).status_code

    assert [sent(LARGEST_BODY), sent(LARGEST_BODY + 1), sent(5 * 1024 * 1024)] == [403, 413, 413]


@pytest.mark.parametrize(
    "begun",
    [
        "GET /login HTTP/1.1\r\nHost: ",
        f"POST /login HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 90\r\n\r\ncsrf=",
    ],
    ids=["head", "body"],
)
def test_who_never_ends_his_request_is_hung_up_on_and_auditor_hears_nothing_of_it(
    proxied: Proxied, begun: str
) -> None:
    with (
        closing(socket.create_connection(("127.0.0.1", proxied.port), timeout=20)) as plain,
        closing(trusting().wrap_socket(plain)) as line,
    ):
        line.sendall(begun.encode())
        said = b""
        while part := line.recv(4096):
            said += part
    assert said.partition(b"\r\n")[0] in (b"", b"HTTP/1.1 408 Request Time-out")
    assert b"content-security-policy" not in said


def test_one_address_has_so_many_requests_at_once_and_others_go_on(proxied: Proxied) -> None:
    with audit(proxied.dashboard, "20261122T020000Z-beef") as running, ExitStack() as listening:
        for _reader in range(20 // live.MOST_OF_ONE):
            reader = proxied.reader("mai", address="127.0.0.4")
            for _stream in range(live.MOST_OF_ONE):
                stream = listening.enter_context(reader.client.stream("GET", "/live/events"))
                assert stream.status_code == 200
        assert proxied.reader(address="127.0.0.4").get("/login").status_code == 503
        assert proxied.reader(address="127.0.0.5").get("/login").status_code == 200
        running.ends()


def test_a_whole_document_comes_through(proxied: Proxied) -> None:
    answer = proxied.reader("chutich").get(f"/runs/{proxied.dashboard.run}/report.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")


def test_a_browser_logs_in_and_watches_an_audit(proxied: Proxied, browser: Browser) -> None:
    to_nginx = f"--host-resolver-rules=MAP {NAME}:443 127.0.0.1:{proxied.port}"
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, to_nginx])
    devices = sorted(proxied.dashboard.site.store.manifest(proxied.dashboard.run).devices)
    with (
        opened(chromium, LAPTOP, base_url=f"https://{NAME}", ignore_https_errors=True) as page,
        audit(proxied.dashboard, "20261122T030000Z-cafe") as running,
    ):
        page.goto("/live")
        log_in(page, "mai", PASSWORD)
        expect(page.locator("[data-asked]")).to_have_text("0")
        running.answers(*devices[:2])
        expect(page.locator("[data-asked]")).to_have_text("2")
        (cookie,) = [each for each in page.context.cookies() if each["name"] == "__Host-auditor"]
        assert cookie["secure"]
        assert cookie["httpOnly"]
    chromium.close()
