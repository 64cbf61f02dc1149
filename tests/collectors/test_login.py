"""How who changes a device logs in: as the audit does, by the workspace of the fix that calls."""

import pytest

from auditor.collectors.login import Caller, login, of_kind
from auditor.errors import DeviceError
from auditor.model import Kind
from auditor.workspace import resolve

HOST = {"ansible_host": "198.19.1.1", "ansible_network_os": "cisco_ios", "ansible_user": "netadmin"}
ROUTER = of_kind("rt01", Kind.NETWORK)


@pytest.fixture
def fix(tmp_path):
    (tmp_path / "auditor.toml").write_text('language = "en"\n')
    folder = tmp_path / "fixes" / "X-1"
    folder.mkdir(parents=True)
    return folder


def test_the_host_keys_are_those_of_the_workspace_that_the_fix_is_in(fix):
    caller = Caller.of(str(fix))
    assert login(caller, ROUTER, HOST, {}).ssh.known_hosts == (fix.parent.parent / "known_hosts",)


def test_what_the_fix_tells_opensshs_client_is_no_option_of_the_inventory(fix):
    caller = Caller.of(str(fix))
    told = {"ansible_ssh_extra_args": f"-o Port=2222 -F {fix}/ssh_config"}
    assert login(caller, ROUTER, HOST, told).ssh.port == 2222
    with pytest.raises(DeviceError):
        login(caller, ROUTER, HOST, {"ansible_ssh_extra_args": "-F /home/mai/.ssh/config"})


def test_a_variable_that_cannot_be_resolved_is_a_refusal_and_not_half_a_login():
    class Broken(dict):
        def __getitem__(self, name):
            raise RuntimeError("no vault password")

    with pytest.raises(DeviceError) as raised:
        login(Caller(resolve(None).settings), ROUTER, Broken(HOST), {})
    assert raised.value.kind == "unsupported"


def test_a_community_to_write_by_and_a_login_for_ipp_come_from_the_variables():
    host = {"ansible_host": "198.19.1.200", "snmp_community": "quay", "snmp_write_community": "scribe"}
    host |= {"ipp_user": "mai", "ipp_password": "S3CRET", "ipp_tls": True}
    found = login(Caller(resolve(None).settings), of_kind("p", Kind.PRINTER), host, {})
    assert (found.snmp.write_community, found.ipp.user, found.ipp.password) == ("scribe", "mai", "S3CRET")
    assert "S3CRET" not in repr(found)
    assert "scribe" not in repr(found)
