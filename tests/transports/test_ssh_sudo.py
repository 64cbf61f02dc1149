"""Becoming another user with the real sudo, on a server whose /etc is a copy with three more users."""

import shutil
import subprocess

import pytest
from support import sshd as servers
from support.connections import LIMITS, to

from auditor.errors import DeviceError
from auditor.transports import ssh
from auditor.transports.connection import Become
from auditor.transports.jump import Jumps

pytestmark = pytest.mark.lab
PASSWORD = "đúng rồi 42"


@pytest.fixture(scope="module")
def server(tmp_path_factory, public_folder):
    if not servers.PROGRAM or not shutil.which("sudo"):
        pytest.skip("openssh-server or sudo is not installed")
    etc = tmp_path_factory.mktemp("copy") / "etc"
    shutil.copytree("/etc", etc, symlinks=True)
    _users(etc)
    enter = 'mount --bind "$0" /etc && exec "$@"'
    with servers.running(
        public_folder, wrapper=["unshare", "--mount", "sh", "-c", enter, str(etc)]
    ) as server:
        yield server


def _users(etc):
    digest = subprocess.run(["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True)
    users = {"asks": "ALL=(ALL) ALL", "free": "ALL=(ALL) NOPASSWD: ALL", "none": ""}
    for number, (name, rule) in enumerate(users.items(), 7701):
        with (etc / "passwd").open("a") as file:
            file.write(f"{name}:x:{number}:100::/tmp:/bin/sh\n")
        with (etc / "shadow").open("a") as file:
            file.write(f"{name}:{digest.stdout.strip()}:19000:0:99999:7:::\n")
        if rule:
            (etc / "sudoers.d" / name).write_text(f"{name} {rule}\n")
            (etc / "sudoers.d" / name).chmod(0o440)


def run(server, user, become, command="id -un; cat", stdin=b"the script"):
    return ssh.run(to(server, user=user, become=become), command, stdin, LIMITS, Jumps())


@pytest.mark.parametrize(
    ("user", "become", "who"),
    [
        ("asks", Become("root", PASSWORD), b"root"),
        ("asks", Become("free", PASSWORD), b"free"),
        ("free", Become("root"), b"root"),
        ("free", Become("root", PASSWORD), b"root"),
        ("root", Become("asks"), b"asks"),
    ],
)
def test_the_command_runs_as_the_other_user_and_its_stdin_holds_no_password(server, user, become, who):
    answer = run(server, user, become)
    assert (answer.stdout, answer.exit_status) == (who + b"\nthe script", 0)
    assert b"sudo" not in answer.stderr_tail


@pytest.mark.parametrize(
    ("user", "become"),
    [
        pytest.param("asks", Become("root", "wrong"), id="wrong password"),
        pytest.param("asks", Become("root"), id="no password given"),
        pytest.param("none", Become("root", PASSWORD), id="not in sudoers"),
        pytest.param("free", Become("nobody-of-that-name"), id="no such user"),
    ],
)
def test_what_sudo_refuses_is_sudo_failed(server, user, become):
    with pytest.raises(DeviceError) as raised:
        run(server, user, become)
    assert raised.value.kind == "sudo_failed"
    assert PASSWORD not in raised.value.message


def test_a_wrong_password_is_given_once_so_that_no_account_gets_locked(server):
    with pytest.raises(DeviceError, match="refused the password"):  # not: gave up after its three tries
        run(server, "asks", Become("root", "wrong"))


def test_an_interpreter_that_is_missing_under_sudo_is_status_127(server):
    assert run(server, "free", Become("root"), "/nonexistent/python3").exit_status == 127
