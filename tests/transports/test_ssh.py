"""One exec over SSH against a real OpenSSH server."""

import shutil
from dataclasses import replace

import pytest
from support import sshd as servers
from support.connections import LIMITS, to

from auditor.errors import DeviceError
from auditor.transports import ssh
from auditor.transports.jump import Jumps


@pytest.fixture
def run():
    jumps = Jumps()
    yield lambda connection, command="cat", stdin=b"", limits=LIMITS: ssh.run(
        connection, command, stdin, limits, jumps
    )
    jumps.close()


def kind_of(run, connection, **more):
    with pytest.raises(DeviceError) as raised:
        run(connection, **more)
    return raised.value.kind


def test_what_goes_to_stdin_comes_back_on_stdout(openssh, run):
    text = bytes(range(256)) * 500
    answer = run(to(openssh), stdin=text)
    assert (answer.stdout, answer.exit_status) == (text, 0)
    assert answer.started < answer.ended


def test_a_failing_command_is_an_answer_with_its_status_and_the_end_of_stderr(openssh, run):
    answer = run(to(openssh), "seq 100000 >&2; echo the end >&2; exit 3")
    assert answer.exit_status == 3
    assert answer.stderr_tail.endswith(b"the end\n")
    assert len(answer.stderr_tail) <= 4096


def test_a_command_that_does_not_read_its_stdin_is_no_error(openssh, run):
    assert run(to(openssh), "exec true", b"x" * 3_000_000).exit_status == 0


def test_bytes_that_are_no_utf8_arrive_as_they_are(openssh, run):
    assert run(to(openssh), r"printf '\377\376\000{{ 7*7 }}'").stdout == b"\xff\xfe\x00{{ 7*7 }}"


def test_an_answer_over_the_limit_is_too_large(openssh, run):
    kind = kind_of(run, to(openssh), command="head -c 200000000 /dev/zero")
    assert kind == "too_large"


def test_endless_stderr_does_not_hang(openssh, run):
    hasty = replace(LIMITS, answer_s=2)
    assert kind_of(run, to(openssh), command="yes >&2", limits=hasty) in ("silent", "too_large")


def test_a_command_that_never_ends_is_silent(openssh, run):
    assert kind_of(run, to(openssh), command="sleep 60", limits=replace(LIMITS, answer_s=0.5)) == "silent"


def test_a_connection_cut_mid_answer_is_lost(openssh, run):
    # the command kills the sshd process that serves it
    assert kind_of(run, to(openssh), command="echo begun; kill -9 $PPID; sleep 5") == "lost"


def test_an_unrecorded_host_key_is_refused_before_any_credential(openssh, run):
    assert kind_of(run, to(openssh, known_hosts=(), key_file="/nonexistent")) == "host_key_unknown"


def test_a_changed_host_key_is_an_error_of_its_own(openssh, run, tmp_path):
    other = servers.make_key(tmp_path / "other").with_suffix(".pub").read_text()
    known = tmp_path / "known_hosts"
    known.write_text(f"[127.0.0.1]:{openssh.port} {other}")
    assert kind_of(run, to(openssh, known_hosts=(known,))) == "host_key_changed"


def test_a_key_that_the_server_does_not_let_in_is_auth_failed(openssh, run, tmp_path):
    key = servers.make_key(tmp_path / "key")
    assert kind_of(run, to(openssh, key_file=str(key))) == "auth_failed"


def test_a_wrong_password_is_auth_failed(openssh, run):
    assert kind_of(run, to(openssh, key_file="", password="wrong")) == "auth_failed"


def test_a_missing_key_file_is_auth_failed(openssh, run):
    assert kind_of(run, to(openssh, key_file="/nonexistent")) == "auth_failed"


def test_a_key_under_a_passphrase_opens_with_it_and_not_without(openssh, run, tmp_path):
    key = servers.make_key(tmp_path / "key", "open sesame")
    with (openssh.folder / "authorized_keys").open("a") as file:
        file.write(key.with_suffix(".pub").read_text())
    assert run(to(openssh, key_file=str(key), key_passphrase="open sesame"), "true").exit_status == 0
    assert kind_of(run, to(openssh, key_file=str(key))) == "auth_failed"


def test_a_port_where_nobody_listens_refuses(openssh, run):
    assert kind_of(run, to(openssh, port=servers.free_port())) == "refused"


def test_a_name_that_does_not_resolve_is_a_dns_failure(openssh, run):
    assert kind_of(run, to(openssh, host="nowhere.invalid")) == "dns_failure"


def test_post_quantum_key_exchange_is_never_replaced_by_another(openssh, run):
    if "mlkem768x25519" in _kex_of_openssh():
        assert run(to(openssh, kex="post-quantum"), "true").exit_status == 0
    else:
        assert kind_of(run, to(openssh, kex="post-quantum")) == "unsupported"


def _kex_of_openssh() -> str:
    import subprocess

    ssh_program = shutil.which("ssh")
    return subprocess.run([ssh_program, "-Q", "kex"], capture_output=True, text=True, check=True).stdout


def test_no_secret_shows_in_a_connection(openssh):
    connection = to(openssh, password="hunter22", key_passphrase="sesame22")
    assert "hunter22" not in repr(connection)
    assert "sesame22" not in repr(connection)
