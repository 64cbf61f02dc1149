"""What the inventory says about a connection is honoured or refused with a reason, never ignored."""

from pathlib import Path

import pytest

from auditor.collectors import targets
from auditor.collectors.targets import Context
from auditor.collectors.variables import resolved, secrets
from auditor.events import log
from auditor.model import Device, FailureKind, Kind
from auditor.transports.connection import (
    Become,
    Hop,
    IppConnection,
    NetworkConnection,
    PingConnection,
    PrinterConnection,
    ReplayConnection,
    ScannerConnection,
    SnmpConnection,
)


def made(kind=Kind.PC, defaults=None, /, **variables):
    device = Device("pasc-03158-x", kind, "03158")
    return targets.target(device, variables, Context(defaults or {}, (Path("known_hosts"),)))


def test_every_connection_variable_of_a_pc_is_honoured():
    connection = made(
        ansible_host="198.18.0.1",
        ansible_port="2222",
        ansible_user="mai",
        ansible_password="p",
        ansible_ssh_private_key_file="~/key",
        ansible_ssh_private_key_passphrase="pp",
        ansible_ssh_common_args="-o ProxyJump=jump:2200",
        ansible_become=True,
        ansible_become_user="admin",
        ansible_become_password="bp",
        ansible_python_interpreter="/usr/bin/python3.6",
        ansible_timeout=3,
    ).connection
    assert (connection.host, connection.port, connection.user) == ("198.18.0.1", 2222, "mai")
    assert (connection.password, connection.key_file, connection.key_passphrase) == ("p", "~/key", "pp")
    assert connection.jumps == (Hop("jump", 2200),)
    assert connection.become == Become("admin", "bp")
    assert connection.interpreter == "/usr/bin/python3.6"
    assert connection.known_hosts == (Path("known_hosts"),)
    assert connection.connect_s == 3


def test_without_ansible_host_the_inventory_name_is_the_address():
    assert made().connection.host == "pasc-03158-x"


@pytest.mark.parametrize("interpreter", ["auto", "auto_silent", "auto_legacy", ""])
def test_an_automatic_interpreter_is_python3(interpreter):
    assert made(ansible_python_interpreter=interpreter).connection.interpreter == "python3"


def test_an_interpreter_cannot_smuggle_in_another_command():
    quoted = made(ansible_python_interpreter="python3; reboot").connection.interpreter
    assert quoted == "'python3;' reboot"


def test_the_command_line_and_ansible_cfg_stand_behind_the_hosts_own_variables():
    defaults = {"ansible_user": "everybody", "ansible_port": 2222}
    connection = made(Kind.PC, defaults, ansible_ssh_user="mai").connection
    assert (connection.user, connection.port) == ("mai", 2222)


def test_ssh_args_win_over_variables_and_variables_over_common_args():
    connection = made(
        ansible_ssh_args="-o User=first",
        ansible_user="second",
        ansible_port=2222,
        ansible_ssh_common_args="-p 3333",
    ).connection
    assert (connection.user, connection.port) == ("first", 2222)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"ansible_become": True, "ansible_become_method": "su"}, "su"),
        ({"ansible_become": True, "ansible_become_flags": "-i"}, "ansible_become_flags"),
        ({"ansible_become": "maybe"}, "ansible_become"),
        ({"ansible_ssh_common_args": "-o StrictHostKeyChecking=no"}, "StrictHostKeyChecking=no"),
        ({"ansible_host_key_checking": False}, "ansible_host_key_checking"),
        ({"ansible_ssh_private_key": "-----BEGIN"}, "ansible_private_key"),
        ({"ansible_port": "ssh"}, "ansible_port"),
        ({"ansible_ssh_executable": "/opt/ssh"}, "ansible_ssh_executable"),
        ({"ansible_ssh_certificate_file": "key-cert.pub"}, "ansible_ssh_certificate_file"),
        ({"ansible_ssh_password_mechanism": "sshpass"}, "ansible_ssh_password_mechanism"),
        ({"ansible_shell_executable": "/bin/zsh"}, "ansible_shell_executable"),
        ({"ansible_shell_type": "fish"}, "ansible_shell_type"),
        ({"ansible_ssh_retries": "many"}, "ansible_ssh_retries"),
        ({"ansible_ssh_retries": -1}, "ansible_ssh_retries"),
        ({"ansible_connection": "paramiko", "ansible_paramiko_port": 9}, "ansible_paramiko_port"),
        ({"ansible_become": True, "ansible_become_exe": "/opt/sudo"}, "ansible_become_exe"),
        ({"ansible_become": True, "ansible_sudo_chdir": "/tmp"}, "ansible_sudo_chdir"),
        ({"ansible_ssh_common_args": "-F other"}, "ansible_ssh_common_args"),
    ],
)
def test_what_the_engine_cannot_do_is_that_devices_refusal(variables, named):
    refused = made(**variables)
    assert refused.connection is None
    assert refused.refusal.kind is FailureKind.UNSUPPORTED
    assert named in refused.refusal.message


@pytest.mark.parametrize(
    "variables",
    [
        {"ansible_ssh_pipelining": True, "ansible_ssh_transfer_method": "scp"},
        {"ansible_ssh_executable": "ssh", "ansible_shell_executable": "/bin/sh", "ansible_shell_type": "sh"},
        {"ansible_ssh_host_key_ed25519_public": "AAAA"},
        {"ansible_ssh_control_path_dir": "/tmp/cp", "ansible_control_path": "x"},
        {"ansible_ssh_unheard_of": ""},
        {"ansible_become": True, "ansible_become_exe": "sudo"},
        {"ansible_sudo_chdir": "/tmp"},  # nobody becomes anybody
        {"ansible_paramiko_port": 9},  # Ansible's ssh does not read it either
    ],
)
def test_what_changes_nothing_in_how_a_device_is_reached_is_not_refused(variables):
    assert made(**variables).refusal is None


def test_what_ansible_cfg_asks_for_is_refused_as_well():
    refused = made(Kind.PC, {"ansible_ssh_executable": "/opt/ssh"}).refusal
    assert "ansible_ssh_executable" in refused.message


def test_retries_are_honoured():
    assert made(ansible_ssh_retries="3").connection.retries == 3


@pytest.mark.parametrize("connection", ["paramiko", "ansible.netcommon.libssh"])
def test_paramikos_proxy_command_is_the_way(connection):
    proxied = made(ansible_connection=connection, ansible_paramiko_proxy_command="nc %h %p")
    assert proxied.connection.proxy_command == "nc %h %p"
    assert made(ansible_paramiko_proxy_command="nc %h %p").connection.proxy_command == ""


@pytest.mark.parametrize("kind", [Kind.PRINTER, Kind.LINK])
def test_what_is_asked_without_logging_in_refuses_another_connection(kind):
    assert "ansible_connection" in made(kind, ansible_connection="winrm").refusal.message
    for from_here in ("local", "ssh", "ansible.builtin.ssh"):
        assert made(kind, ansible_connection=from_here).refusal is None


def test_a_link_has_no_port():
    assert "ansible_port" in made(Kind.LINK, ansible_port=22).refusal.message
    assert made(Kind.LINK, {"ansible_port": 22}).refusal is None


@pytest.mark.parametrize("connection", ["local", "psrp", "winrm", "community.docker.docker"])
def test_a_pc_with_a_connection_that_the_engine_does_not_speak_is_left_to_ansible(connection):
    pc = Device("x", Kind.PC, "03158")
    assert targets.elsewhere(pc, {"ansible_connection": connection}, Context())
    assert not targets.elsewhere(pc, {"ansible_connection": "ansible.builtin.ssh"}, Context())
    assert not targets.elsewhere(
        Device("x", Kind.PRINTER, "03158"), {"ansible_connection": connection}, Context()
    )


def test_a_pc_is_asked_for_the_endpoints_of_its_inventory_and_the_files_of_the_standard():
    endpoints = [{"name": "portal", "url": "https://198.18.0.80/", "essential": True}]
    device = Device("x", Kind.PC, "03158")
    target = targets.target(device, {"endpoints": endpoints}, Context(files=("/etc/hosts",)))
    assert target.asks == {"files": ["/etc/hosts"], "endpoints": endpoints}


def test_a_printer_is_reached_by_ipp():
    printer = made(Kind.PRINTER, ansible_host="198.19.1.200", ipp_port=8631, ipp_path="print", ipp_tls=True)
    assert printer.connection == PrinterConnection(IppConnection("198.19.1.200", 8631, "/print", True))


def test_a_printers_port_is_ipp_port_else_ansible_port_but_not_that_of_ansible_cfg():
    assert made(Kind.PRINTER, ansible_port=9999).connection.ipp.port == 9999
    assert made(Kind.PRINTER, ansible_port=9999, ipp_port=8631).connection.ipp.port == 8631
    assert made(Kind.PRINTER, {"ansible_port": 2222}).connection.ipp.port == 631
    assert "ipp_port" in made(Kind.PRINTER, ipp_port="abc").refusal.message


@pytest.mark.parametrize(("given", "tls"), [("false", False), ("True", True), ("no", False), (True, True)])
def test_a_template_that_gives_a_truth_as_text_is_that_truth(given, tls):
    assert made(Kind.PRINTER, ipp_tls=given).connection.ipp.tls is tls
    assert "ipp_tls" in made(Kind.PRINTER, ipp_tls="maybe").refusal.message
    endpoint = {"name": "portal", "url": "https://198.18.0.80/", "essential": given}
    assert made(endpoints=[endpoint]).asks["endpoints"] == [{**endpoint, "essential": tls}]


def test_a_link_is_pinged_at_its_address():
    assert made(Kind.LINK, ansible_host="198.19.1.1").connection == PingConnection("198.19.1.1")


def test_a_router_needs_its_platform():
    assert made(Kind.NETWORK, ansible_network_os="cisco_ios").connection.ssh.platform == "cisco_ios"
    assert "ansible_network_os" in made(Kind.NETWORK).refusal.message


def test_a_routers_own_time_to_connect_is_honoured():
    router = {"ansible_network_os": "cisco_ios", "ansible_timeout": 9, "ansible_connect_timeout": 45}
    assert made(Kind.NETWORK, **router).connection.ssh.connect_s == 45
    assert made(ansible_timeout=9, ansible_connect_timeout=45).connection.connect_s == 9


def test_a_router_becomes_by_enable_and_by_nothing_else():
    enable = {"ansible_network_os": "cisco_ios", "ansible_become": True, "ansible_become_password": "p"}
    router = made(Kind.NETWORK, ansible_become_method="enable", **enable)
    assert router.connection.ssh.become.password == "p"
    assert made(Kind.NETWORK, ansible_become_method="sudo", **enable).refusal


def test_snmp_is_asked_only_with_the_credentials_that_the_inventory_states():
    agent = {"ansible_host": "198.19.1.200", "snmp_community": "quay"}
    asked = SnmpConnection("198.19.1.200", community="quay")
    assert made(Kind.PRINTER, **agent).connection.snmp == asked
    assert made(Kind.PRINTER, printer_ipp=False, **agent).connection == PrinterConnection(None, asked)
    assert made(Kind.NETWORK, **agent).connection == NetworkConnection(None, asked)
    assert made(Kind.UPS, **agent).connection == asked
    assert made(Kind.PRINTER).connection.snmp is None
    for kind in (Kind.UPS, Kind.NETWORK):
        assert "SNMP" in made(kind).refusal.message or "snmp_community" in made(kind).refusal.message
    assert "printer_ipp" in made(Kind.PRINTER, printer_ipp="no").refusal.message


def test_a_user_of_snmp_means_version_3():
    agent = made(
        Kind.UPS, snmp_user="kiemtra", snmp_auth_protocol="sha256", snmp_auth_password="p"
    ).connection
    assert (agent.version, agent.user, agent.auth_password) == ("3", "kiemtra", "p")
    assert "snmp_version" in made(Kind.UPS, snmp_version="4", snmp_community="x").refusal.message
    assert "snmp_user" in made(Kind.UPS, snmp_version="3", snmp_community="x").refusal.message


def test_a_scanner_is_tried_by_every_protocol_unless_one_is_stated():
    assert made(Kind.SCANNER, ansible_host="198.19.1.210").connection == ScannerConnection("198.19.1.210")
    stated = made(Kind.SCANNER, scanner_protocol="wsd", scanner_port=5358, scanner_tls="yes").connection
    assert (stated.protocol, stated.port, stated.tls) == ("wsd", 5358, True)
    assert "scanner_protocol" in made(Kind.SCANNER, scanner_protocol="twain").refusal.message


def test_windows_is_asked_over_ssh_where_ansible_says_so():
    assert made(ansible_shell_type="powershell").connection.shell == "powershell"
    assert "ansible_become" in made(ansible_shell_type="cmd", ansible_become=True).refusal.message


def test_a_recording_stands_in_for_a_device_of_any_kind(tmp_path):
    assert made(Kind.PC, auditor_replay=str(tmp_path / "x.json")).connection == ReplayConnection(
        tmp_path / "x.json"
    )


class Templated(dict):
    """A host's variables of which one cannot be resolved."""

    def __getitem__(self, name):
        if name == "ansible_host":
            raise KeyError("'gateway' is undefined")
        return super().__getitem__(name)


def test_a_variable_that_cannot_be_resolved_is_named_with_its_reason():
    errors = {}
    found = resolved(
        Templated(ansible_host="{{ gateway }}", kind="pc", unrelated=1, ansible_ssh_odd=1, expect_dns=["a"]),
        errors,
    )
    assert found == {"kind": "pc", "ansible_ssh_odd": 1, "expect_dns": ["a"]}
    assert "gateway" in errors["ansible_host"]


def test_every_secret_is_known_to_the_log():
    hosts = [
        {"ansible_password": "one", "ansible_user": "mai"},
        {"ansible_become_pass": "two", "snmp_community": "three"},
    ]
    assert secrets(hosts) == {"one", "two", "three"}


def test_a_refusal_does_not_quote_a_secret_that_stands_behind_the_wrong_name():
    log.register_secrets({"quay-secret"})
    refused = made(Kind.UPS, snmp_version="quay-secret", snmp_community="quay-secret").refusal
    assert refused.message.startswith("snmp_version")
    assert "quay-secret" not in refused.message
