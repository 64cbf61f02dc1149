"""`auditor inventory discover`: a draft on paper, nothing overwritten, honest about what was sent."""

import json
import os
import re
import signal
import socket
import subprocess

import pytest
import yaml
from support import devices
from support.workspaces import AUDITOR

from auditor import cli
from auditor.audit.discover import Discovered
from auditor.cli import inventory_discover
from auditor.inventory.drafting import Draft
from auditor.model import Kind

QUIET = "127.82.0.0/30"
"""Nobody listens there."""


@pytest.fixture
def province(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.delenv("AUDITOR_SNMP_COMMUNITY", raising=False)
    assert cli.main(["init", "--province", "11", str(tmp_path / "province")]) == 0
    monkeypatch.chdir(tmp_path / "province")
    capsys.readouterr()
    return tmp_path / "province"


def run(capsys, *words, subnet=QUIET, commune="03158"):
    code = cli.main(["inventory", "discover", "--commune", commune, "--subnet", subnet, *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_where_nobody_answers_the_draft_is_empty_and_what_was_sent_is_told(province, capsys):
    code, out, err = run(capsys, "--rate", "1000")
    assert (code, yaml.safe_load(out)) == (0, {})
    assert "looking in 127.82.0.0/30 (4 addresses), at most 1000 questions a second" in err
    assert "SNMP is not asked: no community was given" in err
    assert "questions sent: escl 8, ipp 2, rdp 2, smb 2, ssh 2, winrm 2" in err
    assert "2 addresses asked: 0 new devices, 0 known ones" in err


def test_snmp_is_asked_with_the_community_of_a_file_or_the_variable_and_it_is_never_shown(
    province, capsys, monkeypatch
):
    (province / "community").write_text("s3cret\n")
    _code, out, err = run(capsys, "--rate", "1000", "--snmp-community-file", "community", "--json")
    assert json.loads(out)["questions"]["snmp"] == 2
    assert "s3cret" not in out + err
    monkeypatch.setenv("AUDITOR_SNMP_COMMUNITY", "s3cret")
    assert json.loads(run(capsys, "--rate", "1000", "--json")[1])["questions"]["snmp"] == 2


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"subnet": "10.0.0.0/8"}, "16777216 addresses"),
        ({"subnet": "8.8.8.8"}, "is public"),
        ({"commune": "99999"}, "no commune of this inventory has the code 99999"),
        ({"commune": "na tong"}, "Xã Na Tông → Xã Núa Ngam (03358)"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(province, capsys, more, told):
    code, out, err = run(capsys, **more)
    assert (code, out, told in err) == (2, "", True)
    assert "looking in" not in err


def test_a_file_that_is_there_is_never_overwritten(province, capsys):
    (province / "draft.yml").write_text("mine")
    code, _out, err = run(capsys, "-o", "draft.yml")
    assert (code, "is there already" in err) == (2, True)
    assert (province / "draft.yml").read_text() == "mine"


def test_ctrl_c_ends_it_in_order_and_says_what_is_left(province):
    words = ["inventory", "discover", "--commune", "03158", "--subnet", "127.82.1.0/24", "--rate", "60"]
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite run in the background ignores Ctrl-C
    with subprocess.Popen(
        [AUDITOR, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr
        assert run.stdout
        told = []
        for line in run.stderr:
            told.append(line)
            if line.startswith("64 of 254"):
                run.send_signal(signal.SIGINT)
        assert yaml.safe_load(run.stdout.read()) == {}
    signal.signal(signal.SIGINT, before)
    assert run.returncode == 130
    assert re.search(r"interrupted: 1\d\d addresses were not asked", "".join(told))


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="the real ports are root's")
def test_a_printer_at_its_real_port_is_drafted_and_then_known(province, capsys):
    try:
        socket.create_server(("127.82.0.9", 631)).close()
    except OSError:
        pytest.skip("port 631 is taken")
    with devices.web("127.82.0.9", 631, {"/ipp/print": devices.IPP.read_bytes()}):
        code, out, err = run(capsys, "-o", "draft.yml", "--rate", "1000", subnet="127.82.0.8/30")
        assert (code, out, "1 new devices" in err) == (0, "", True)
        text = (province / "draft.yml").read_text("utf-8")
        assert "    # PASC Laser A4\n    # IPP\n    pasc-03158-printer01:\n" in text
        (province / "inventories" / "dien-bien" / "more.yml").write_text(text, "utf-8")
        assert cli.main(["inventory", "check"]) == 0
        capsys.readouterr()
        told = json.loads(run(capsys, "--json", subnet="127.82.0.8/30")[1])
    assert [each["host"] for each in told["known"]] == ["pasc-03158-printer01"]
    assert told["new"] == []


@pytest.mark.parametrize(("asked", "warned"), [(20, True), (200, False)])
def test_where_every_address_answers_a_firewall_may_answer_for_them(asked, warned):
    drafts = tuple(Draft(f"pasc-03158-pc{number}", Kind.PC, {}) for number in range(20))
    lines = inventory_discover._told(Discovered(drafts, (), {}, asked), None)
    assert any("nearly every address answered" in line for line in lines) is warned
