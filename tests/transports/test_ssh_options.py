"""ssh's options are honoured, harmless, or refused by name; never ignored."""

import pytest

from auditor.errors import DeviceError
from auditor.transports.connection import Hop
from auditor.transports.ssh_options import SshOptions, hops, parse


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ("", {}),
        ("-C -o ControlMaster=auto -o ControlPersist=60s", {}),
        ("-o 'ControlPath=/tmp/with space' -q -T -o ServerAliveInterval=30", {}),
        ("-o ProxyJump=admin@jump.example:2222", {"jumps": (Hop("jump.example", 2222, "admin"),)}),
        ("-J a,b@c", {"jumps": (Hop("a"), Hop("c", 22, "b"))}),
        ("-Jjump", {"jumps": (Hop("jump"),)}),
        ("-o ProxyJump=none", {}),
        ('-o ProxyCommand="nc -X 5 %h %p"', {"proxy_command": "nc -X 5 %h %p"}),
        ("-p 2222 -l root -i ~/.ssh/key", {"port": 2222, "user": "root", "identity_file": "~/.ssh/key"}),
        ("-o Port=2222 -oUser=root", {"port": 2222, "user": "root"}),
        ("-o 'User root' -o 'ConnectTimeout 5'", {"user": "root", "connect_timeout": 5.0}),
        ("-o user=first -o User=second", {"user": "first"}),
        ("-o HostKeyAlias=pasc-03158-pc01", {"host_key_alias": "pasc-03158-pc01"}),
        ("-o StrictHostKeyChecking=yes -o KexAlgorithms=curve25519-sha256", {}),
    ],
)
def test_an_option_is_honoured_or_harmless(arguments, wanted):
    assert parse(arguments) == SshOptions(**wanted)


@pytest.mark.parametrize(
    "arguments",
    [
        "-o StrictHostKeyChecking=no",
        "-o StrictHostKeyChecking=accept-new",
        "-o UserKnownHostsFile=/dev/null",
        "-o Ciphers=3des-cbc",
        "-o KexAlgorithms=diffie-hellman-group1-sha1",
        "-o Port=many",
        "-o ProxyJump=host:port",
        "-F /etc/ssh/other",
        "-D 1080",
        "-L 1:localhost:2",
        "-o LocalCommand=reboot",
        "stray",
        "'unclosed",
    ],
)
def test_an_option_that_cannot_be_honoured_is_refused_by_name(arguments):
    with pytest.raises(DeviceError) as refused:
        parse(arguments)
    assert refused.value.kind == "unsupported"
    assert arguments.removeprefix("-o ").split("=")[0].split()[0] in refused.value.message


@pytest.mark.parametrize("option", ["-o StrictHostKeyChecking=no", "-o UserKnownHostsFile=/dev/null"])
def test_who_switches_host_key_checks_off_is_told_the_remedy(option):
    with pytest.raises(DeviceError, match="auditor inventory trust"):
        parse(option)


def test_a_jump_host_may_be_an_ipv6_address():
    assert hops("root@[2001:db8::1]:2222,[2001:db8::2],2001:db8::3") == (
        Hop("2001:db8::1", 2222, "root"),
        Hop("2001:db8::2"),
        Hop("2001:db8::3"),
    )
