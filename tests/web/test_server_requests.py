"""What comes over the wire: headers of every answer; requests that are malformed, endless or slow."""

import gzip
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from auditor.reports.web import assets
from auditor.web import protocol
from auditor.web.guard import LARGEST_BODY
from auditor.web.headers import POLICY
from tests.support.tls import self_signed
from tests.web.serving import PASSWORD, Dashboard, running, workspace

STRICT = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def raw(served: Dashboard, request: bytes, wait: bool = True) -> bytes:
    """What the server answers to these very bytes before it closes the connection."""
    with closing(dialled(served)) as line:
        line.sendall(request)
        return rest(line) if wait else b""


def dialled(served: Dashboard) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.site.serving.port), timeout=20)


def rest(line: socket.socket) -> bytes:
    found = b""
    try:
        while part := line.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return found


def head(served: Dashboard, *lines: str, path: str = "/login", method: str = "GET") -> bytes:
    own = (f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{served.site.serving.port}", "connection: close")
    return "\r\n".join([*own, *lines, "", ""]).encode("latin-1")


ANSWERS = {
    "page": ("GET", "/login", 200),
    "redirect": ("GET", "/", 303),
    "not there": ("GET", "/nothing", 404),
    "method": ("DELETE", "/login", 405),
    "no form": ("POST", "/login", 415),
    "static": ("GET", "/static/none", 404),
    "events": ("GET", "/live/events", 401),
    "health": ("GET", "/healthz", 200),
    "long": ("GET", "/" + "a" * 5000, 414),
    "head": ("HEAD", "/login", 200),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_the_strict_headers_and_tells_no_server(served: Dashboard, name: str) -> None:
    method, path, status = ANSWERS[name]
    answer = served.reader().client.request(method, path)
    assert answer.status_code == status
    assert STRICT.items() <= dict(answer.headers).items()
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
    assert len(answer.headers.get_list("content-security-policy")) == 1


def test_the_policy_lets_nothing_through_that_stands_in_a_page() -> None:
    assert "unsafe" not in POLICY
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in POLICY.split("; ")


def test_what_is_no_http_gets_the_strict_headers_too(served: Dashboard) -> None:
    answer = raw(served, b"\x16\x03\x01 hello\r\n\r\n").decode()
    assert answer.startswith("HTTP/1.1 400")
    for name, value in STRICT.items():
        assert f"{name}: {value}\r\n" in answer


def test_without_tls_a_browser_is_not_told_to_insist_on_it(served: Dashboard) -> None:
    assert "strict-transport-security" not in served.reader().get("/login").headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8720", "127.0.0.1", "localhost.evil.example", "", "127.0.0.1:8720@evil"],
)
def test_a_foreign_host_name_that_points_here_shows_nothing(served: Dashboard, host: str) -> None:
    """DNS rebinding: the browser would take the page for one of the foreign site."""
    reader = served.reader("mai")
    answer = reader.get("/accounts", headers={"host": host})
    assert answer.status_code == 421
    assert "chutich" not in answer.text


def test_two_host_headers_are_one_too_many(served: Dashboard) -> None:
    assert b" 421 " in raw(served, head(served, "host: evil.example")).partition(b"\r\n")[0] + b" "


def test_localhost_and_the_address_itself_are_ours(served: Dashboard) -> None:
    port = served.site.serving.port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}"):
        assert served.reader().get("/login", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../auditor.toml",
        "/static/..%2f..%2fauditor.toml",
        "/static/%2e%2e/%2e%2e/auditor.toml",
        "/static//etc/passwd",
        "/static/~2E~2E~2Fauditor.toml",
        "/runs/..%2f..%2f",
        "/runs/%00",
        "/runs/x/devices/../../../etc/passwd/raw/probe",
        "/runs/latest",
        "/runs/%F0%9F%92%A9",
        "/runs/%FF%FE",
        "//evil.example/",
    ],
)
def test_no_path_leads_out_of_what_there_is(served: Dashboard, path: str) -> None:
    answer = raw(served, head(served, f"cookie: {cookie(served)}", path=path))
    assert answer.split(b" ")[1] in (b"404", b"400"), path
    assert b"root:" not in answer and b"language =" not in answer


def cookie(served: Dashboard) -> str:
    reader = served.reader("mai")
    return "; ".join(f"{each.name}={each.value}" for each in reader.client.cookies.jar)


@pytest.mark.parametrize(
    "cookies",
    [
        "auditor-1",
        "=; ;;; =",
        'auditor-{port}="',
        "auditor-{port}=" + "A" * 43,
        "auditor-{port}=" + "A" * 5000,
        "auditor-{port}=\xff\xfe",
        "auditor-{port}=../../etc",
        "auditor-{port}=a; auditor-{port}=b",
        "auditor-language=xx; auditor-{port}=",
        "auditor-language=../../vi",
    ],
)
def test_cookies_that_make_no_sense_are_nobody(served: Dashboard, cookies: str) -> None:
    port = str(served.site.serving.port)
    answer = raw(served, head(served, "cookie: " + cookies.replace("{port}", port), path="/accounts"))
    assert answer.startswith(b"HTTP/1.1 303"), answer[:100]


@pytest.mark.parametrize(
    "body",
    [
        b"name=%FF%FE%00&password=%E2%82&csrf=%%%&next=%0d%0a",
        b"=&=&=&&&",
        b"&".join(b"a%d=1" % n for n in range(500)),
        b"\x00" * 100,
        "name=\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_forms_that_make_no_sense_are_refused(served: Dashboard, body: bytes) -> None:
    answer = served.reader().client.post(
        "/login", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code in (403, 415)


def test_a_name_and_password_of_any_kind_are_simply_wrong(fresh: Dashboard) -> None:
    for name in ("", "\x00", "\ud800", "a" * 9000, "' OR 1=1 --", "<script>", "\u202emai"):
        answer = fresh.reader().log_in(name.encode("utf-8", "replace").decode(), "x" * 300)
        assert answer.status_code == 401
        assert "<script>" not in answer.text.replace("<script src", "")


def test_a_body_that_is_too_large_is_not_read(served: Dashboard) -> None:
    form = "content-type: application/x-www-form-urlencoded"
    told = raw(served, head(served, form, f"content-length: {LARGEST_BODY + 1}", method="POST"))
    assert told.startswith(b"HTTP/1.1 413")
    chunk = b"%x\r\n%s\r\n" % (4096, b"a" * 4096)
    endless = head(served, form, "transfer-encoding: chunked", method="POST") + chunk * 5
    assert raw(served, endless).startswith(b"HTTP/1.1 413")


def test_a_head_that_is_too_large_ends_the_connection(served: Dashboard) -> None:
    lines = [f"x-{number}: {'a' * 1000}" for number in range(40)]
    assert raw(served, head(served, *lines)).startswith(b"HTTP/1.1 400")


def test_who_sends_his_request_too_slowly_is_hung_up_on(
    served: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slowloris: else a few hundred such connections would keep everybody out."""
    monkeypatch.setattr(protocol, "WHOLE_REQUEST_S", 0.2)
    for sent in (
        b"",
        b"GET /login HTTP/1.1\r\nhost: x\r\n",
        head(served, "content-length: 9", method="POST"),
    ):
        with closing(dialled(served)) as line:
            line.sendall(sent)
            assert rest(line) in (b"",) or sent.startswith(b"POST")
    assert served.reader().get("/login").status_code == 200


def test_a_device_name_with_signs_of_every_kind_stays_one_part_of_a_path() -> None:
    from auditor.reports.web import urls

    for name in ("a/b", "..", ".", "", "~", "%2e", "?x#y;z", "Máy in số 1", "a\\b", "~2F", "\n\t", "a b+c"):
        quoted = urls.part(name)
        assert quoted and "/" not in quoted and quoted not in (".", "..")
        assert urls.name_of(httpx.URL(f"http://x/{quoted}").path.removeprefix("/")) == name


def test_a_file_of_the_style_is_kept_for_good_and_asked_for_once(served: Dashboard) -> None:
    reader = served.reader()
    url = assets.url("style.css")
    answer = reader.get(url)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    again = reader.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = reader.get(url, headers={"accept-encoding": "identity"})
    assert plain.text == answer.text


def test_a_raw_answer_is_a_file_that_no_browser_opens_as_a_page(served: Dashboard) -> None:
    answer = served.reader("mai").get(f"/runs/{served.run}/devices/pasc-03158-pc01/raw/probe")
    assert answer.content == b"raw of pasc-03158-pc01"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_what_goes_wrong_inside_is_told_in_the_readers_language_and_without_a_word_of_how(
    fresh: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("a secret of the inside")

    english, vietnamese = fresh.reader("mai"), fresh.reader("mai")
    english.post("/language", {"language": "en", "next": "/"}, at="/account")
    vietnamese.post("/language", {"language": "vi", "next": "/"}, at="/account")
    monkeypatch.setattr(fresh.site.library, "runs", broken)
    answers = [reader.get("/runs") for reader in (english, vietnamese)]
    for answer, language in zip(answers, ("en", "vi"), strict=True):
        assert answer.status_code == 500
        assert f'<html lang="{language}"' in answer.text
        assert (
            "secret" not in answer.text
            and "Traceback" not in answer.text
            and "RuntimeError" not in answer.text
        )
    assert fresh.reader().get("/healthz").status_code == 200


def test_a_store_that_is_gone_is_told_as_503(fresh: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.errors import StoreError

    def gone(*_arguments: object) -> None:
        raise StoreError("postgresql://auditor:secret@db cannot be reached")

    reader = fresh.reader("mai")
    monkeypatch.setattr(fresh.site.library, "runs", gone)
    answer = reader.get("/runs")
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_a_page_goes_packed_over_a_slow_line_and_plain_to_who_cannot_unpack(served: Dashboard) -> None:
    reader = served.reader("mai")
    path = f"/runs/{served.run}"
    with reader.client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    with reader.client.stream("GET", path, headers={"accept-encoding": "identity"}) as answer:
        plain = b"".join(answer.iter_raw())
    assert len(packed) * 3 < len(plain)
    assert gzip.decompress(packed)[:15] == plain[:15] == b"<!DOCTYPE html>"


# ── TLS ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("tls")
    self_signed(folder)
    of = workspace(folder / "w")
    with running(of, cert=folder / "certificate", key=folder / "key") as dashboard:
        dashboard.verify = False
        yield dashboard


def test_over_tls_the_cookie_is_bound_to_this_very_host(over_tls: Dashboard) -> None:
    reader = over_tls.reader()
    answer = reader.log_in("mai")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-auditor=")
    for part in ("HttpOnly", "Path=/", "SameSite=strict", "Secure"):
        assert part in cookie.split("; ")
    assert "domain" not in cookie.lower()
    assert reader.get("/accounts").status_code == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_old_tls_is_refused(over_tls: Dashboard) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with closing(dialled(over_tls)) as line, pytest.raises((ssl.SSLError, ConnectionResetError)):
        context.wrap_socket(line)


def test_plain_http_to_a_tls_port_is_no_way_in(over_tls: Dashboard) -> None:
    assert b"200 OK" not in raw(over_tls, head(over_tls))


def test_the_language_is_remembered_without_an_account(served: Dashboard) -> None:
    reader = served.reader()
    for language in ("en", "vi"):
        reader.post("/language", {"language": language, "next": "/login"})
        assert f'<html lang="{language}"' in reader.get("/login").text
    reader.post("/language", {"language": "../../etc", "next": "/login"})
    assert '<html lang="vi"' in reader.get("/login").text


def test_passwords_are_kept_as_owasp_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """scrypt with N = 2^17, r = 8, p = 1, and a salt of its own for each."""
    from auditor.model import passwords

    monkeypatch.setattr(passwords, "_LOG_N", 17)
    kept = passwords.hashed(PASSWORD)
    assert kept.split("$")[:4] == ["scrypt", "17", "8", "1"]
    assert passwords.matches(PASSWORD, kept)
    assert not passwords.matches(PASSWORD + "x", kept)
    monkeypatch.setattr(passwords, "_LOG_N", 10)
    assert passwords.hashed(PASSWORD) != passwords.hashed(PASSWORD)


def test_a_password_typed_in_pieces_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some keyboards write ộ as one character, some as three."""
    import unicodedata

    from auditor.model import passwords

    kept = passwords.hashed(unicodedata.normalize("NFD", PASSWORD))
    assert passwords.matches(unicodedata.normalize("NFC", PASSWORD), kept)


@pytest.mark.parametrize(
    "kept", ["", "scrypt", "md5$1$1$1$AA==$AA==", "scrypt$99$8$1$AA==$AA==", "scrypt$x$y$z$!$!"]
)
def test_a_hash_that_is_broken_lets_nobody_in(kept: str) -> None:
    from auditor.model import passwords

    assert not passwords.matches("", kept)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("ngắn quá", "short"),
        ("a" * 300, "long"),
        ("abababababab", "simple"),
        ("hoa hoa hoa hoa", "simple"),
        ("lo.van.binh12", "name"),
        ("LO.VAN.BINH!!", "name"),
        (PASSWORD, None),
    ],
)
def test_weak_passwords_are_refused(password: str, problem: str | None) -> None:
    from auditor.model import passwords

    assert passwords.weakness(password, "lo.van.binh") == problem


def test_pages_are_read_while_an_audit_writes(fresh: Dashboard) -> None:
    """Also by who has not been seen for a while, whose use of the session has to be noted."""
    import sqlite3

    reader = fresh.reader("mai")
    fresh.clock.forward(minutes=10)
    file = fresh.site.serving.workspace.store_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as audit:
        audit.execute("BEGIN IMMEDIATE")
        for path in (f"/runs/{fresh.run}", f"/runs/{fresh.run}/communes/03158", "/runs"):
            assert reader.get(path).status_code == 200
        audit.execute("ROLLBACK")
