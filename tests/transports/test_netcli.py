"""A real FRR router, in a network of its own, behind a real sshd."""

import os
import shutil
import subprocess
from dataclasses import replace

import pytest
from support import hostile
from support import sshd as servers
from support.connections import HASTY, LIMITS, stranger, to

from auditor.errors import DeviceError
from auditor.parsers import netcli as parser
from auditor.transports import netcli
from auditor.transports.jump import Jumps

ZEBRA = "/usr/lib/frr/zebra"
CONFIG = """\
hostname pasc-03158-rt01
password S3CRET
interface eth0
 description WAN
interface eth1
 shutdown
"""
START = """\
ip link set lo up
ip link add eth0 type veth peer name eth1
ip addr add 198.18.1.1/24 dev eth0
ip link set eth0 up
exec {zebra} -f {folder}/zebra.conf -i {folder}/pid --vty_socket {folder} -z {folder}/zserv -u frr -g frr
"""


@pytest.fixture(scope="module")
def router(tmp_path_factory, public_folder):
    if not os.access(ZEBRA, os.X_OK) or not servers.PROGRAM:
        pytest.skip("frr or openssh-server is not installed")
    folder = public_folder
    (folder / "zebra.conf").write_text(CONFIG)
    shutil.chown(folder, "frr", "frr")
    shutil.chown(folder / "zebra.conf", "frr", "frr")
    start = ["unshare", "--net", "sh", "-ec", START.format(zebra=ZEBRA, folder=folder)]
    shell = f"ForceCommand vtysh --vty_socket {folder}"
    with subprocess.Popen(start, stderr=subprocess.DEVNULL) as zebra:
        try:
            while zebra.poll() is None and not (folder / "zebra.vty").exists():
                pass
            with servers.running(tmp_path_factory.mktemp("router-sshd"), shell) as server:
                yield to(server, platform="cisco_ios")
        finally:
            zebra.terminate()


def run(connection, limits=LIMITS):
    return netcli.run(connection, parser.COMMANDS, limits, Jumps())


def kind_of(connection, limits=LIMITS):
    with pytest.raises(DeviceError) as raised:
        run(connection, limits)
    return raised.value.kind


@pytest.mark.lab
def test_a_routers_configuration_version_and_interfaces_come_back(router):
    said = {name: parser.blank_secrets(text) for name, text in run(router).by_command.items()}
    facts = parser.parse(said, "cisco_ios").facts
    assert "hostname pasc-03158-rt01" in facts["network.config_lines"]
    assert "interface eth0 > description WAN" in facts["network.config_lines"]
    assert {each["name"]: each["admin"] for each in facts["network.interfaces"]}["eth1"] == "down"
    assert facts["network.version"]
    assert "S3CRET" not in str(said)


@pytest.mark.lab
def test_an_answer_over_the_limit_is_too_large(router):
    assert kind_of(router, replace(LIMITS, answer_bytes=100)) == "too_large"


@pytest.mark.lab
def test_an_unrecorded_host_key_is_refused_before_any_credential(router):
    assert kind_of(replace(router, known_hosts=())) == "host_key_unknown"


@pytest.mark.lab
def test_a_changed_host_key_is_an_error_of_its_own(router, tmp_path):
    other = servers.make_key(tmp_path / "other").with_suffix(".pub").read_text()
    (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{router.port} {other}")
    assert kind_of(replace(router, known_hosts=(tmp_path / "known_hosts",))) == "host_key_changed"


@pytest.mark.lab
def test_a_wrong_password_is_auth_failed(router):
    assert kind_of(replace(router, key_file="", password="wrong")) == "auth_failed"


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        pytest.param(hostile.silent, "silent", id="silent"),
        pytest.param(hostile.after(b"SSH-2.0-x\r\n"), "silent", id="hangs after the banner"),
        pytest.param(lambda connection: None, "lost", id="closes at once"),
    ],
)
def test_a_server_that_misbehaves_is_a_typed_failure(behave, kind):
    with hostile.server(behave) as port:
        assert kind_of(replace(stranger(port), platform="cisco_ios"), HASTY) == kind


def test_an_endless_banner_is_cut_off():
    with hostile.server(hostile.endless(b"x" * 65536)) as port:
        assert kind_of(replace(stranger(port), platform="cisco_ios")) == "too_large"


def test_a_platform_that_netmiko_does_not_know_is_refused():
    assert kind_of(replace(stranger(1), platform="windows_95")) == "unsupported"


def test_a_platform_may_be_named_as_ansible_does():
    assert netcli.platform("cisco.ios.ios") == "cisco_ios"
