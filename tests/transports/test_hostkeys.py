"""known_hosts as OpenSSH writes it: plain, hashed, patterns, ports, revoked."""

import subprocess

import pytest
from support.sshd import make_key

from auditor.errors import DeviceError
from auditor.transports.hostkeys import load, parse, preferred

ED, RSA, OTHER = "AAAAC3NzaC1lZDI1NTE5", "AAAAB3NzaC1yc2E=", "AAAAB3NzaC1vdGhlcg=="


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (f"198.18.0.1 ssh-ed25519 {ED}", "198.18.0.1", 22),
        (f"a,PC01.Example ssh-ed25519 {ED} comment", "pc01.example", 22),
        (f"[198.18.0.1]:2222 ssh-ed25519 {ED}", "198.18.0.1", 2222),
        (f"*.example,!bad.example ssh-ed25519 {ED}", "pc01.example", 22),
        (f"[*.example]:2222 ssh-ed25519 {ED}", "pc01.example", 2222),
        (f"198.18.0.? ssh-ed25519 {ED}", "198.18.0.7", 22),
    ],
)
def test_a_recorded_key_is_found(text, host, port):
    assert parse(text).of(host, port) == {("ssh-ed25519", ED)}


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (f"198.18.0.1 ssh-ed25519 {ED}", "198.18.0.11", 22),
        (f"198.18.0.1 ssh-ed25519 {ED}", "198.18.0.1", 2222),
        (f"*.example,!bad.example ssh-ed25519 {ED}", "bad.example", 22),
        (f"# 198.18.0.1 ssh-ed25519 {ED}", "198.18.0.1", 22),
        (f"@cert-authority 198.18.0.1 ssh-ed25519 {ED}", "198.18.0.1", 22),
        ("198.18.0.1 ssh-ed25519 not-base64!", "198.18.0.1", 22),
        ("198.18.0.1 ssh-ed25519", "198.18.0.1", 22),
        (f"|1|broken|= ssh-ed25519 {ED}", "198.18.0.1", 22),
    ],
)
def test_what_is_not_recorded_for_this_host_is_not_found(text, host, port):
    assert parse(text).of(host, port) == set()


@pytest.mark.parametrize("port", [22, 2222])
def test_a_name_that_ssh_keygen_hashed_is_found(tmp_path, port):
    key = " ".join(make_key(tmp_path / "key").with_suffix(".pub").read_text().split()[:2])
    known = tmp_path / "known_hosts"
    known.write_text(f"{'198.18.0.1' if port == 22 else '[198.18.0.1]:2222'} {key}\n")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(known)], check=True, capture_output=True)
    assert known.read_text().startswith("|1|")
    assert parse(known.read_text()).of("198.18.0.1", port) == {tuple(key.split())}
    assert parse(known.read_text()).of("198.18.0.2", port) == set()


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        ("", ("ssh-ed25519", ED), "host_key_unknown"),
        (f"h ssh-ed25519 {ED}", ("ssh-ed25519", OTHER), "host_key_changed"),
        (f"h ssh-rsa {RSA}", ("ssh-ed25519", ED), "host_key_changed"),
        (f"h ssh-ed25519 {ED}\n@revoked * ssh-ed25519 {ED}", ("ssh-ed25519", ED), "host_key_changed"),
    ],
)
def test_a_key_that_is_not_the_recorded_one_is_typed(text, shown, kind):
    with pytest.raises(DeviceError) as raised:
        parse(text).check("h", 22, shown)
    assert raised.value.kind == kind


def test_one_of_several_recorded_keys_is_enough():
    parse(f"h ssh-rsa {RSA}\nh ssh-ed25519 {ED}").check("h", 22, ("ssh-ed25519", ED))


def test_the_host_is_asked_first_for_the_kind_of_key_that_is_recorded():
    offered = ["ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256"]
    assert preferred(offered, {"ssh-rsa"})[:2] == ["rsa-sha2-512", "rsa-sha2-256"]
    assert preferred(offered, set()) == offered


def test_a_changed_file_is_read_anew_and_a_missing_one_is_empty(tmp_path):
    file = tmp_path / "known_hosts"
    assert load([file]).of("only-here.example", 22) == set()
    file.write_text(f"only-here.example ssh-ed25519 {ED}\n")
    assert load([file]).of("only-here.example", 22) == {("ssh-ed25519", ED)}
