"""Words that devices and standards use for states and reasons, as a reader who is no engineer knows them.

The words are those of RFC 8011 and PWG 5100.9 (printers), eSCL and WS-Scan (scanners), RFC 1628 (UPS) and
of the dictionary of facts. One that is not here is shown as the device said it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import N_

Gettext = Callable[[str], str]
_SUFFIXES = ("-error", "-warning", "-report")
"""Severities of printer-state-reasons (RFC 8011, 5.4.12)."""
_STATES = {
    "idle": N_("idle"),
    "processing": N_("busy"),
    "testing": N_("testing itself"),
    "stopped": N_("stopped"),
    "down": N_("out of order"),
    "busy-with-scan-job": N_("scanning"),
}
_REASONS = {
    "cover-open": N_("cover open"),
    "door-open": N_("door open"),
    "interlock-open": N_("safety switch open"),
    "developer-empty": N_("developer used up"),
    "developer-low": N_("developer low"),
    "fuser-over-temp": N_("fuser too hot"),
    "fuser-under-temp": N_("fuser too cold"),
    "input-tray-missing": N_("paper tray missing"),
    "marker-supply-empty": N_("toner or ink used up"),
    "marker-supply-low": N_("toner or ink low"),
    "marker-waste-full": N_("waste toner box full"),
    "marker-waste-almost-full": N_("waste toner box almost full"),
    "media-empty": N_("no paper"),
    "media-low": N_("little paper"),
    "media-jam": N_("paper jam"),
    "media-needed": N_("waits for paper"),
    "offline": N_("offline"),
    "opc-life-over": N_("drum worn out"),
    "opc-near-eol": N_("drum nearly worn out"),
    "output-area-full": N_("output tray full"),
    "output-tray-missing": N_("output tray missing"),
    "paused": N_("paused"),
    "moving-to-paused": N_("about to pause"),
    "shutdown": N_("shut down"),
    "spool-area-full": N_("memory for jobs full"),
    "timed-out": N_("does not react"),
    "toner-empty": N_("toner used up"),
    "toner-low": N_("toner low"),
    "other": N_("another reason"),
    "feeder-duplex-page-too-long": N_("page too long for both sides"),
    "feeder-duplex-page-too-short": N_("page too short for both sides"),
    "feeder-hatch-open": N_("feeder's cover open"),
    "feeder-input-tray-failed": N_("feeder's tray out of order"),
    "feeder-input-tray-overloaded": N_("too many sheets in the feeder"),
    "feeder-jam": N_("paper jam in the feeder"),
    "feeder-mispick": N_("the feeder took no sheet"),
    "feeder-multipick-detected": N_("the feeder took several sheets at once"),
    "internal-storage-full": N_("memory full"),
    "lamp-error": N_("lamp out of order"),
    "media-path": N_("paper path blocked"),
    "multiple-feed-error": N_("the feeder took several sheets at once"),
}
_UPS_ALARMS = {
    "awaiting-power": N_("waits for mains power"),
    "battery-bad": N_("battery bad"),
    "charger-failed": N_("charger failed"),
    "communications-lost": N_("connection lost"),
    "depleted-battery": N_("battery empty"),
    "diagnostic-test-failed": N_("self-test failed"),
    "fan-failure": N_("fan failed"),
    "fuse-failure": N_("fuse blown"),
    "general-fault": N_("general fault"),
    "input-bad": N_("mains power bad"),
    "low-battery": N_("battery low"),
    "on-battery": N_("runs on battery"),
    "on-bypass": N_("bypasses the battery"),
    "output-bad": N_("output voltage bad"),
    "output-off": N_("output switched off"),
    "output-overload": N_("overloaded"),
    "shutdown-imminent": N_("about to shut down"),
    "shutdown-pending": N_("shutdown planned"),
    "system-off": N_("switched off"),
    "temperature-bad": N_("too hot or too cold"),
}
_BATTERY = {
    "normal": N_("normal"),
    "low": N_("low"),
    "depleted": N_("empty"),
    "unknown": N_("not known"),
}
_POWER = {
    "normal": N_("mains"),
    "battery": N_("battery"),
    "bypass": N_("bypass, without protection"),
    "booster": N_("mains, raised"),
    "reducer": N_("mains, lowered"),
    "none": N_("none"),
    "other": N_("another source"),
}
_SELF_TEST = {
    "passed": N_("passed"),
    "warning": N_("passed with a warning"),
    "failed": N_("failed"),
    "aborted": N_("broken off"),
    "in-progress": N_("under way"),
    "none": N_("none yet"),
}
_FORMATS = {
    "application/pdf": "PDF",
    "image/pwg-raster": "PWG Raster",
    "image/urf": "AirPrint (URF)",
    "application/octet-stream": N_("unnamed format"),
    "application/postscript": "PostScript",
    "application/vnd.hp-pcl": "PCL",
    "application/vnd.hp-pclxl": "PCL XL",
    "image/jpeg": "JPEG",
}
_MEDIA = {
    "iso_a3_297x420mm": "A3",
    "iso_a4_210x297mm": "A4",
    "iso_a5_148x210mm": "A5",
    "na_letter_8.5x11in": "Letter",
    "na_legal_8.5x14in": "Legal",
}
_SSHD = {
    "yes": N_("allowed"),
    "no": N_("not allowed"),
    "prohibit-password": N_("only with a key"),
    "without-password": N_("only with a key"),
    "forced-commands-only": N_("only for fixed commands"),
}
_BY_FACT: Mapping[str, Mapping[str, str]] = {
    "printer.state": _STATES,
    "scanner.state": _STATES,
    "printer.state_reasons": _REASONS,
    "scanner.state_reasons": _REASONS,
    "printer.formats": _FORMATS,
    "printer.media_ready": _MEDIA,
    "printer.media_default": _MEDIA,
    "ssh.permit_root_login": _SSHD,
    "ssh.password_authentication": _SSHD,
    "ssh.permit_empty_passwords": _SSHD,
    "time.service": {"none": N_("no clock service")},
    "tpm.version": {"none": N_("no TPM")},
    "ups.alarms": _UPS_ALARMS,
    "ups.battery_status": _BATTERY,
    "ups.output_source": _POWER,
    "ups.self_test": _SELF_TEST,
    "kiosk.mode": {"none": N_("no kiosk mode")},
    "rdp.access": {
        "off": N_("off"),
        "nla": N_("log-in first (NLA)"),
        "open": N_("open, without log-in first (NLA)"),
    },
    "host_key": {
        "known": N_("known"),
        "unknown": N_("not known"),
        "changed": N_("changed"),
        "not_ssh": N_("not reached by SSH"),
    },
    "network.duplexes": {"full": N_("both ways at once"), "half": N_("one way at a time")},
    "signing.way": {"token": N_("signing token")},
    "host.virtualization": {"none": N_("real hardware")},
}


def worded(fact: str, value: Any, gettext: Gettext) -> Any:
    """*value* of *fact* with the words it knows in the reader's language, each once; the rest as it is."""
    words = _BY_FACT.get(fact)
    return _worded(words, value, gettext) if words else value


def _worded(words: Mapping[str, str], value: Any, gettext: Gettext) -> Any:
    if isinstance(value, str):
        return _said(words, value, gettext)
    if isinstance(value, list):
        said = [_worded(words, item, gettext) for item in value]
        return list(dict.fromkeys(said)) if all(isinstance(item, str) for item in said) else said
    if isinstance(value, Mapping):
        return {name: _worded(words, item, gettext) for name, item in value.items()}
    return value


def _said(words: Mapping[str, str], word: str, gettext: Gettext) -> str:
    bare = word
    if words is _REASONS and word not in words:
        for suffix in _SUFFIXES:
            bare = bare.removesuffix(suffix)
    return gettext(words[bare]) if bare in words else word


def in_sentence(text: str, gettext: Gettext) -> str:
    """*text* that someone stored, the states and reasons of printers and scanners in it put into words."""
    known = _STATES | _REASONS
    head, colon, tail = text.rpartition(": ")
    reasons = tail.split(", ")
    if not colon or not all(reason in known for reason in reasons):
        return text
    return head + colon + ", ".join(gettext(known[reason]) for reason in reasons)
