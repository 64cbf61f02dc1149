"""The Linux probe, run as it is run on a device: its text on the standard input of a bare python3."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.model.dictionary import check_value
from auditor.parsers import linux
from auditor.parsers.parsed import Parsed
from auditor.probes import linux as probe
from auditor.probes import linux_script, linux_source
from tests.support.pythons import PYENV, PYTHONS

PLAIN_DESKTOP_BYTES = 60_000
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def run(asks=None, python=sys.executable, before=(), edit=None):
    """What the probe prints, asked from *python* behind the command *before*."""
    script = linux_source(asks or {})
    script = edit(script) if edit else script
    done = subprocess.run([*before, python, "-I", "-S", "-"], input=script, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def answer(*args, **kwargs):
    return json.loads(linux.extract_answer(run(*args, **kwargs)))


def parsed(data) -> Parsed:
    return linux.parse(
        json.dumps(data).encode(), asked_at=data["clock"], answered_at=data["clock"] + data["took"]
    )


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_3_from_36_gives_the_same_sections(python):
    data = answer({"files": ["/etc/passwd"]}, python)
    assert set(data["sections"]) == {noun.__name__ for noun in probe.NOUNS}
    assert (
        data["sections"]["files"][0]["sha256"] == hashlib.sha256(Path("/etc/passwd").read_bytes()).hexdigest()
    )


def test_the_oldest_python_that_is_promised_understands_its_text():
    oldest = sorted(PYENV.glob("3.6.*/bin/python3"))
    if not oldest:
        pytest.skip("no Python 3.6 on this machine")
    assert answer({}, str(oldest[0]))["python"].startswith("3.6.")


def test_this_machines_facts_are_of_the_dictionary():
    facts = parsed(answer()).facts
    assert [problem for name, value in facts.items() if (problem := check_value(name, value))] == []
    assert facts["host.name"] == os.uname().nodename
    assert abs(facts["time.offset_s"]) < 5


def test_the_answer_is_one_line_and_small():
    said = run()
    assert [line[:9] for line in said.strip().splitlines()] == [b"AUDITOR1 "]
    assert len(said) <= PLAIN_DESKTOP_BYTES


@needs_root
def test_without_root_it_says_what_it_could_not_see():
    if not os.access("/usr/bin/python3", os.X_OK):
        pytest.skip("no Python that nobody may run")
    data = answer(python="/usr/bin/python3", before=NOBODY)
    assert data["euid"] == 65534
    found = parsed(data)
    assert found.facts["probe.privileged"] is False
    assert found.missing["firewall.active"] == "needs root"
    assert found.missing["accounts.admins"] == "needs root"
    assert "packages.names" in found.facts


@needs_root
def test_a_file_that_it_may_not_read_is_named_and_not_called_gone(tmp_path):
    hidden = tmp_path / "hidden"
    hidden.write_text("x")
    hidden.chmod(0o600)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(0o755)
    data = answer({"files": [str(hidden)]}, "/usr/bin/python3", NOBODY)
    assert "sha256" not in data["sections"]["files"][0]
    assert data["errors"][f"files.{hidden}"] == "needs root"


def test_files_are_hashed_or_said_to_be_gone(tmp_path):
    there = tmp_path / "có dấu 'và' \"nháy\".json"
    there.write_bytes(b"\xff\0policy")
    there.chmod(0o640)
    gone = tmp_path / "gone"
    found = answer({"files": [str(there), str(gone), str(tmp_path)]})["sections"]["files"]
    assert found[0]["path"] == str(there)
    assert found[0]["sha256"] == hashlib.sha256(b"\xff\0policy").hexdigest()
    assert (found[0]["mode"], found[0]["exists"]) == ("0640", True)
    assert found[1] == {"path": str(gone), "exists": False}
    assert (found[2]["exists"], "sha256" in found[2]) == (True, False)


@pytest.mark.parametrize(
    "hostile",
    [
        "'''",
        '"""',
        "\\",
        "\n\nimport os; os._exit(3)\n",
        "{{ 7*7 }}",
        "\u2028\x00\x1b[2J",
        "# -*- coding: utf-16 -*-",
        "\ud8ff",
    ],
)
def test_what_is_asked_is_data_whatever_it_says(hostile):
    data = answer({"files": [hostile], "x": hostile})
    assert data["sections"]["files"][0]["path"] == hostile


def test_asks_that_are_no_data_are_refused():
    with pytest.raises(TypeError):
        linux_script({"files": [object()]})
    with pytest.raises(ValueError, match="not JSON compliant"):
        linux_script({"limits": {"endpoint_s": float("nan")}})


def test_a_fifo_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert answer({"files": [str(tmp_path / "pipe")]})["sections"]["files"][0]["exists"] is True


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("DeviceURI smb://an:bí%20mật@10.0.0.1/hp", "DeviceURI smb://***@10.0.0.1/hp"),
        (
            'http_proxy="http://u:p@w@proxy:3128/" x=http://v:q@h',
            'http_proxy="http://***@proxy:3128/" x=http://***@h',
        ),
        ("DeviceURI ipp://198.19.1.200:631/a@b", "DeviceURI ipp://198.19.1.200:631/a@b"),
        ("DeviceURI usb://HP/LaserJet?serial=1", "DeviceURI usb://HP/LaserJet?serial=1"),
    ],
)
def test_user_and_password_never_leave_the_device(line, sent):
    assert probe.blanked(line) == sent


def test_a_section_that_fails_leaves_the_others():
    def spoiled(script):
        return script.replace(
            b"def cpu():", b"def cpu():\n    raise RuntimeError('boom')\n\n\ndef old_cpu():"
        )

    data = answer(edit=spoiled)
    assert "boom" in data["errors"]["cpu"]
    assert "boom" in parsed(data).missing["cpu.model"]
    assert "memory.total_mib" in parsed(data).facts


def test_a_section_that_hangs_does_not_hold_the_answer():
    def spoiled(script):
        hanging = b"def fonts():\n    time.sleep(1000)\n\n\ndef old_fonts():"
        return script.replace(b"def fonts():", hanging).replace(
            b"TOTAL_LIMIT_S = 25.0", b"TOTAL_LIMIT_S = 0.5"
        )

    data = answer(edit=spoiled)
    assert data["errors"]["fonts"] == "time limit"
    assert "packages" in data["sections"]


def test_a_command_that_hangs_or_floods_is_ended():
    def spoiled(script):
        script = script.replace(b'start("fonts", "fc-list",', b'start("fonts", "sleep", "1000",')
        script = script.replace(b'start("net.addresses", "ip", "addr")', b'start("net.addresses", "yes")')
        return script.replace(b'"--format", "%{family}\\t%{lang}\\n")', b")").replace(
            b"COMMAND_LIMIT_S = 5.0", b"COMMAND_LIMIT_S = 0.5"
        )

    data = answer(edit=spoiled)
    assert data["errors"]["fonts"] == "time limit"
    assert "net.addresses" in data["cut"]
    assert len(data["sections"]["net"]["addresses"]) <= probe.OUTPUT_CAP


@pytest.mark.lab
def test_a_plain_desktop_with_1800_packages_fits_in_60_kb(tmp_path):
    status = Path("/var/lib/dpkg/status").read_text()
    entries = status.strip().split("\n\n")
    more = (entry.replace("Package: ", f"Package: x{turn}", 1) for turn in range(9) for entry in entries)
    many = [*entries, *more][:1800]
    (tmp_path / "status").write_text("\n\n".join(many) + "\n")
    command = f"mount --bind {tmp_path}/status /var/lib/dpkg/status && exec {shutil.which('python3')} -I -S -"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command], input=linux_script({}), capture_output=True, check=True
    )
    data = json.loads(linux.extract_answer(done.stdout))
    assert len(parsed(data).facts["packages"]) > 1500
    assert len(done.stdout) <= PLAIN_DESKTOP_BYTES


def test_what_is_sent_is_the_readable_probe_packed_to_less_than_half():
    asks = {"files": ["/etc/hostname"]}
    sent, readable = linux_script(asks), linux_source(asks)
    assert len(sent) * 2 < len(readable)
    command = [sys.executable, "-I", "-S", "-"]
    answers = (
        subprocess.run(command, input=script, capture_output=True, check=True) for script in (sent, readable)
    )
    packed, plain = (
        linux.parse(linux.extract_answer(answer.stdout), asked_at=None, answered_at=None)
        for answer in answers
    )
    assert packed.facts.keys() == plain.facts.keys()
    assert packed.facts["files"] == plain.facts["files"]
