"""A host key goes into known_hosts once, and into the place of another only when asked."""

import subprocess
from pathlib import Path

from auditor.transports.hostkeys import parse
from auditor.transports.trust import Trust, record

ONE = ("ssh-ed25519", "AAAA")
OTHER = ("ssh-ed25519", "BBBB")


def test_a_new_host_is_added_and_the_rest_stays() -> None:
    text, result = record("# mine\nx ssh-rsa CCCC", "h", 22, ONE)
    assert (text, result) == ("# mine\nx ssh-rsa CCCC\nh ssh-ed25519 AAAA\n", Trust.RECORDED)


def test_a_known_key_changes_nothing() -> None:
    text, _ = record("", "h", 2222, ONE)
    assert text == "[h]:2222 ssh-ed25519 AAAA\n"
    assert record(text, "h", 2222, ONE) == (text, Trust.KNOWN)


def test_a_different_key_is_refused_and_replaced_only_when_asked() -> None:
    text = "h,other ssh-ed25519 AAAA\nh ssh-rsa CCCC c\n*.h ssh-rsa DDDD\n"
    assert record(text, "h", 22, OTHER) == (text, Trust.DIFFERENT)
    replaced = "other ssh-ed25519 AAAA\n*.h ssh-rsa DDDD\nh ssh-ed25519 BBBB\n"
    assert record(text, "h", 22, OTHER, replace=True) == (replaced, Trust.REPLACED)


def test_a_hashed_entry_of_openssh_is_known_and_replaced(tmp_path: Path) -> None:
    key, file = tmp_path / "key", tmp_path / "known_hosts"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    type_, base64, *_ = key.with_suffix(".pub").read_text().split()
    file.write_text(f"h {type_} {base64}\n")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(file)], check=True, capture_output=True)
    text = file.read_text()
    assert text.startswith("|1|")
    assert record(text, "h", 22, (type_, base64)) == (text, Trust.KNOWN)
    assert record(text, "h", 22, OTHER, replace=True) == ("h ssh-ed25519 BBBB\n", Trust.REPLACED)


def test_what_was_recorded_is_what_a_connection_checks() -> None:
    text, _ = record("", "H.example", 22, ONE)
    parse(text).check("h.example", 22, ONE)
