"""The baseline on a Windows PC: a healthy one fails nothing, and each rule fails for what it is there for."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from support import runs
from support.windows_answers import answer, parse, registry, rows

from auditor.evaluate import judge
from auditor.model import (
    Device,
    Finding,
    Kind,
    Observation,
    Severity,
    Verdict,
)
from auditor.standard import load_standard

BASELINE = load_standard("baseline")
WHEN = datetime(2026, 11, 21, 2, 0, 12, tzinfo=UTC)
PC = Device(
    *("pasc-win01", Kind.PC, "03158"),
    counter="1",
    expect={
        "dns": ["198.18.0.53"],
        "gateway": "198.19.1.1",
        "ntp": ["198.18.0.123"],
        "printer_uri": "ipp://198.19.1.200:631/ipp/print",
        "admins": ["auditor"],
        "card_readers": 1,
        "signing": "token",
        "token_subject": "UBND xã Sín Thầu",
    },
)
OURS = {rule.id for rule in BASELINE.rules if rule.id.startswith("pc.windows.")}
NT = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"


def judged(data: dict[str, Any]) -> dict[str, Finding]:
    clock = data["clock"]
    parsed = parse(data, asked_at=clock, answered_at=clock + data["took"])
    facts = {**parsed.facts, "answers": True, "host_key": "known"}
    seen = Observation(PC.id, WHEN, WHEN, facts, parsed.missing)
    found = judge(BASELINE, runs.run([PC], [seen]), WHEN).findings
    return {each.rule: each for each in found if each.device == PC.id}


@cache
def healthy() -> dict[str, Finding]:
    return judged(answer())


def test_a_healthy_pc_fails_nothing_and_no_blocker_is_unknown():
    wrong = [f for f in healthy().values() if f.verdict is Verdict.FAIL]
    assert [(found.rule, found.found) for found in wrong] == []
    unknown = [f for f in healthy().values() if f.verdict is Verdict.UNKNOWN]
    assert [found.rule for found in unknown if found.severity is Severity.BLOCKER] == []


def test_every_rule_of_windows_is_measured_on_it():
    assert {rule: healthy()[rule].verdict for rule in OURS} == dict.fromkeys(OURS, Verdict.PASS)


def test_what_only_linux_has_does_not_apply_and_is_not_unknown():
    linux = {rule.id for rule in BASELINE.rules if rule.applies_to.os_family == "linux"}
    there = {rule: healthy()[rule].verdict for rule in linux if rule in healthy()}
    assert there
    assert set(there.values()) == {Verdict.NOT_APPLICABLE}


def _services(*names: str, **changes: Any) -> list[dict[str, Any]]:
    found = answer()["sections"]["services"]
    return [{**row, **changes} if row["Name"] in names else row for row in found]


def _disabled(name: str) -> dict[str, Any]:
    return {"services": _services(name, StartMode="Disabled", State="Stopped")}


def _guest() -> list[dict[str, Any]]:
    return [{**row, "Disabled": False} for row in answer()["sections"]["accounts"]["users"]]


def _program(name: str) -> dict[str, Any]:
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\X"
    return {**answer()["sections"]["programs"], key: {"DisplayName": name}}


OLD = rows("system", Caption="Microsoft Windows 10 Pro", BuildNumber="19045", Version="10.0.19045")
POLICY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
CONTROL = r"SYSTEM\CurrentControlSet\Control"
BREAKS: dict[str, dict[str, Any]] = {
    "pc.windows.supported": {"system": OLD},
    "pc.windows.build": {"system": rows("system", BuildNumber="22631")},
    "pc.windows.activated": {"license": rows("license", LicenseStatus=5)},
    "pc.windows.tpm": {"tpm": [], "pnp": []},
    "pc.windows.secure_boot": {"registry": registry(CONTROL, r"SecureBoot\State", UEFISecureBootEnabled=0)},
    "pc.windows.antivirus": {"security__antivirus": rows("security.antivirus", productState=393216)},
    "pc.windows.definitions": {"security__antivirus": rows("security.antivirus", productState=397584)},
    "pc.windows.firewall": {"firewall": rows("firewall", Enabled=0)},
    "pc.windows.bitlocker": {"encryption": rows("encryption", ProtectionStatus=0)},
    "pc.windows.smb1": {"smb__features": [{"Name": "SMB1Protocol-Client", "InstallState": 1}]},
    "pc.windows.uac": {"registry": registry(POLICY, EnableLUA=0)},
    "pc.windows.stored_password": {"registry": registry(NT, "Winlogon", **{"DefaultPassword?": True})},
    "pc.windows.accounts.builtin": {"accounts__users": _guest()},
    "pc.windows.smartcard": _disabled("SCardSvr"),
    "pc.windows.signing": {"net__listeners": ["0.0.0.0:22"]},
    "pc.windows.spooler": {"services": _services("Spooler", State="Stopped")},
    "pc.windows.updates": {
        "updates__fixes": [{"HotFixID": "KB5000001", "InstalledOn": "3/11/2026"}],
        "updates__history": [],
    },
    "pc.windows.updates.service": _disabled("wuauserv"),
    "pc.windows.programs.forbidden": {"programs": _program("UltraViewer version 6.6.114")},
    "pc.windows.fonts.legacy": {"registry": registry(NT, "FontSubstitutes", **{"MS Shell Dlg": "VNI-Times"})},
}


def _open_desktop() -> dict[str, Any]:
    keys = registry(CONTROL, "Terminal Server", fDenyTSConnections=0)
    keys[rf"HKEY_LOCAL_MACHINE\{CONTROL}\Terminal Server\WinStations\RDP-Tcp"] = {"UserAuthentication": 0}
    return {"registry": keys}


BREAKS["pc.windows.rdp"] = _open_desktop()


@pytest.mark.parametrize("rule", sorted(OURS))
def test_each_rule_fails_for_what_it_is_there_for(rule):
    found = judged(answer(**BREAKS[rule]))[rule]
    assert (found.verdict, found.reason) == (Verdict.FAIL, "")
    assert found.fix["vi"]
    assert found.fix["en"]


def test_windows_10_is_told_once_and_not_by_its_build_too():
    found = judged(answer(system=OLD))
    assert found["pc.windows.build"].verdict is Verdict.NOT_APPLICABLE


def test_a_pc_without_signing_software_need_not_run_its_service():
    programs = {
        key: value for key, value in answer()["sections"]["programs"].items() if "SignService" not in key
    }
    quiet = {"names": ["explorer.exe", "UniKeyNT.exe"], "kiosk": []}
    found = judged(answer(programs=programs, processes=quiet))
    assert found["pc.windows.signing"].verdict is Verdict.NOT_APPLICABLE


def test_a_pc_asked_by_an_ordinary_account_has_unknowns_and_no_passes_for_what_it_could_not_see():
    refused = dict.fromkeys(("encryption", "smb.features"), "needs administrator")
    found = judged(answer(refused, encryption=None, smb__features=None))
    for rule in ("pc.windows.bitlocker", "pc.windows.smb1"):
        assert found[rule].verdict is Verdict.UNKNOWN
        assert "administrator" in found[rule].reason


def test_a_kiosk_may_log_on_by_itself_and_a_pc_may_not():
    keys = registry(NT, "Winlogon", AutoAdminLogon="1", DefaultUserName="kiosk")
    assert judged(answer(registry=keys))["pc.accounts.autologin"].verdict is Verdict.FAIL
    rule = BASELINE.rule("pc.accounts.autologin")
    assert not rule.applies_to.is_for(replace(PC, kind=Kind.KIOSK))
