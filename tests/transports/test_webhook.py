"""A webhook gets its JSON signed, encrypted, and nowhere else than where it was told to go."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import hooks
from support.certificates import Authority
from support.hooks import HookServer

from auditor.errors import NotSent
from auditor.model.notice import Outcome
from auditor.transports.webhook import Hook, post, shown

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BODY = '{"xã":"Sín Thầu"}'.encode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def refusal(hook: Hook) -> NotSent:
    with pytest.raises(NotSent) as caught:
        post(hook, BODY, "id", NOW)
    return caught.value


@pytest.mark.parametrize("secret", ["plain secret", "whsec_" + base64.b64encode(b"key").decode()])
def test_the_receiver_can_check_who_sent_it_and_when(secret: str) -> None:
    with hooks.running(HookServer()) as server:
        post(Hook(f"http://127.0.0.1:{server.port}/in?a=b c", secret), BODY, "msg-1", NOW)
    (got,) = server.posts
    assert (got.body, got.path) == (BODY, "/in?a=b%20c")
    assert got.headers["content-type"].startswith("application/json")
    key = b"key" if secret.startswith("whsec_") else secret.encode()
    stamp = got.headers["webhook-timestamp"]
    wanted = hmac.new(key, f"msg-1.{stamp}.".encode() + BODY, hashlib.sha256).digest()
    assert got.headers["webhook-signature"] == "v1," + base64.b64encode(wanted).decode()
    assert (got.headers["webhook-id"], stamp) == ("msg-1", str(int(NOW.timestamp())))


def test_without_a_secret_it_is_not_signed() -> None:
    with hooks.running(HookServer()) as server:
        post(Hook(f"http://127.0.0.1:{server.port}"), BODY, "id", NOW)
    assert "webhook-signature" not in server.posts[0].headers


def test_over_https_the_certificate_is_checked(authority: Authority, tmp_path: Path) -> None:
    with hooks.running(HookServer(), authority.server()) as server:
        url = f"https://127.0.0.1:{server.port}/"
        post(Hook(url, ca_file=authority.file), BODY, "id", NOW)
        assert refusal(Hook(url, ca_file=Authority(tmp_path).file)).outcome == Outcome.CERTIFICATE
        assert refusal(Hook(url)).outcome == Outcome.CERTIFICATE
    assert len(server.posts) == 1


@pytest.mark.parametrize(
    ("status", "outcome", "temporary"),
    [
        (503, Outcome.BUSY, True),
        (429, Outcome.BUSY, True),
        (401, Outcome.LOGIN_REFUSED, False),
        (404, Outcome.REFUSED, False),
        (302, Outcome.REFUSED, False),
    ],
)
def test_what_it_answers_decides_whether_it_is_tried_again(
    status: int, outcome: Outcome, temporary: bool
) -> None:
    with hooks.running(HookServer([status], body=b"no\x1b[2J\xff")) as server:
        error = refusal(Hook(f"http://127.0.0.1:{server.port}/"))
    assert (error.outcome, error.temporary) == (outcome, temporary)
    assert error.message.isprintable()


def test_a_redirect_is_not_followed() -> None:
    with hooks.running(HookServer()) as other:
        target = {"location": f"http://127.0.0.1:{other.port}/"}
        with hooks.running(HookServer([307], target)) as server:
            refusal(Hook(f"http://127.0.0.1:{server.port}/"))
    assert not other.posts


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://127.evil.test/", Outcome.NO_TLS),
        ("http://192.0.2.1/", Outcome.NO_TLS),
        ("ftp://127.0.0.1/", Outcome.INVALID),
        ("127.0.0.1", Outcome.INVALID),
        ("https://[::1", Outcome.INVALID),
        ("https://127.0.0.1:x/", Outcome.INVALID),
    ],
)
def test_only_https_leaves_this_machine(url: str, outcome: Outcome) -> None:
    assert refusal(Hook(url)).outcome == outcome


def test_a_secret_that_is_no_base64_is_refused_without_being_shown() -> None:
    error = refusal(Hook("http://127.0.0.1:9/", "whsec_%%%"))
    assert error.outcome == Outcome.INVALID
    assert "%%%" not in error.message


def test_what_may_be_a_secret_in_the_address_is_not_shown() -> None:
    assert shown("https://user:pw@hooks.test/T0/B0/key?token=1") == "https://hooks.test/…"


def test_nobody_at_home_is_unreachable() -> None:
    with hooks.running(HookServer()) as server:
        url = f"http://127.0.0.1:{server.port}/"
    error = refusal(Hook(url))
    assert (error.outcome, error.temporary) == (Outcome.UNREACHABLE, True)
