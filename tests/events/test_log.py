"""A run's log can be sent to a colleague: no secret, no forged line, nothing that steers a terminal."""

import pytest

from auditor.errors import RunError
from auditor.events import log


@pytest.fixture
def written(tmp_path):
    """Write to a log, give its text back."""

    def write(message, *arguments, level="info", **more):
        file = tmp_path / "run.log"
        handler = log.attach(file, level)
        try:
            log.LOGGER.info(message, *arguments, **more)
        finally:
            log.detach(handler)
        return file.read_text("utf-8")

    yield write
    log._known.clear()


def test_a_registered_secret_never_gets_into_the_log(written):
    log.register_secrets(["Mật khẩu 123"])
    assert written("asked with %s", "Mật khẩu 123").endswith("INFO asked with ***\n")


@pytest.mark.parametrize(
    "secret",
    [
        "password=hunter22",
        "ansible_become_pass: hunter22",
        "{'ansible_password': 'hunter22'}",
        "token = hunter22",
        "Authorization: Bearer hunter22",
        "postgresql://auditor:hunter22@198.18.0.1/db",
        "snmp community: hunter22",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter22\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter22",
    ],
)
def test_what_looks_like_a_secret_is_left_out_even_when_nobody_registered_it(written, secret):
    assert "hunter22" not in written("said %s", secret)


def test_a_secret_in_a_traceback_is_left_out(written):
    log.register_secrets(["hunter22"])
    try:
        raise ValueError("hunter22")
    except ValueError:
        text = written("failed", exc_info=True)
    assert "ValueError" in text
    assert "hunter22" not in text


def test_a_message_cannot_pose_as_a_line_of_its_own_nor_steer_the_terminal(written):
    text = written("said %s", "x\n2026-01-01T00:00:00.000Z INFO forged\x1b[2J\r\u202e")
    assert "\n2026-01-01" not in text
    assert not {"\x1b", "\r", "\u202e"} & set(text)


def test_times_are_utc(written):
    assert written("hello").split(" ")[0].endswith("Z")


def test_less_than_the_wanted_level_is_not_written(written):
    assert written("hello", level="warning") == ""


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RunError):
        log.attach(tmp_path / "file" / "run.log")
