"""What recordings of printers (IPP), scanners, disks and links must say."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.parsers.escl import kebab
from tests.realdata.sheet import Sheet, near, same_text
from tests.realdata.snmp import same_model

# ── IPP ──────────────────────────────────────────────────────────────────────────────────────────

_PLAIN = {
    "printer-name": "printer.name",
    "make_and_model": "printer.make_model",
    "state": "printer.state",
    "state_message": "printer.state_message",
    "accepting_jobs": "printer.accepting_jobs",
    "queued_jobs": "printer.queued_jobs",
    "uuid": "printer.uuid",
    "color_supported": "printer.color",
    "media_default": "printer.media_default",
    "serial_from_device_id": "printer.serial",
}
_LISTS = {
    "sides_supported": "printer.sides",
    "formats": "printer.formats",
    "resolutions": "printer.resolutions",
    "ipp_versions": "printer.ipp_versions",
    "media_ready": "printer.media_ready",
}


def ipp(sheet: Sheet) -> None:
    """An IPP response: a printer's attributes, or an error."""
    expected = sheet.expected
    printer = expected.get("printer") or next(iter(expected.get("printers", [])), None)
    status = int(str(expected.get("status_or_operation_code", "0")), 16)
    if status >= 0x0400:
        sheet.check("status_or_operation_code", True, sheet.refused("ipp"))
    elif "jobs" in expected:
        sheet.check("jobs", True, sheet.refused("ipp"))
        sheet.skip("jobs", "the parser reads printers; of jobs it says that they are no printer")
    elif not printer:
        sheet.skip("malformed", "says only that another decoder gave up")
    else:
        at = "printer" if "printer" in expected else "printers[0]"
        _ipp_printer(sheet, at, printer, sheet.facts("ipp"))
    sheet.finish()


def _ipp_printer(sheet: Sheet, at: str, printer: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    for key, name in _PLAIN.items():
        if key in printer:
            wanted = printer[key] or None if key == "state_message" else printer[key]
            sheet.check(f"{at}.{key}", wanted, facts.get(name), same_text)
    for key, name in _LISTS.items():
        if key in printer:
            sheet.check(f"{at}.{key}[]", printer[key], facts.get(name))
    if "up_time_s" in printer:
        sane = printer["up_time_s"] if 0 <= printer["up_time_s"] < 30 * 365 * 86400 else None
        sheet.check(f"{at}.up_time_s", sane, facts.get("printer.uptime_s"))
    if "state_reasons" in printer:
        reasons = [word for word in printer["state_reasons"] if word != "none"]
        sheet.check(f"{at}.state_reasons[]", reasons, facts.get("printer.state_reasons"))
    if "firmware" in printer:
        sheet.check(f"{at}.firmware[]", printer["firmware"][0], facts.get("printer.firmware"), same_text)
    _markers(sheet, at, printer.get("markers", []), facts.get("printer.supplies", []))
    _ipp_trays(sheet, at, printer.get("input_tray", []), facts.get("printer.trays", []))


def _markers(sheet: Sheet, at: str, markers: list[Mapping[str, Any]], ours: list[Mapping[str, Any]]) -> None:
    for number, each in enumerate(markers):
        found = ours[number] if number < len(ours) else {}
        level = each.get("level")
        sheet.check(f"{at}.markers[{number}].name", each.get("name"), found.get("name"), same_text)
        sheet.check(f"{at}.markers[{number}].type", each.get("type"), found.get("kind"), _same_kind)
        if each.get("color") is not None:
            sheet.check(f"{at}.markers[{number}].color", each["color"], found.get("colour"), same_text)
        if level is not None:
            percent = level if 0 <= level <= 100 else None
            sheet.check(f"{at}.markers[{number}].level", percent, found.get("percent"), near)


def _same_kind(expected: Any, found: Any) -> bool:
    return kebab(str(expected)) == found


def _ipp_trays(sheet: Sheet, at: str, trays: list[str], ours: list[Mapping[str, Any]]) -> None:
    for number, text in enumerate(trays):
        words = dict(pair.split("=", 1) for pair in text.split(";") if "=" in pair)
        found = ours[number] if number < len(ours) else {}
        level, most = int(words.get("level", -2)), int(words.get("maxcapacity", -2))
        sheet.check(f"{at}.input_tray[{number}].name", words.get("name", ""), found.get("name"))
        sheet.check(f"{at}.input_tray[{number}].level", level if level >= 0 else None, found.get("level"))
        sheet.check(f"{at}.input_tray[{number}].max", most if most > 0 else None, found.get("capacity"))
        known = level >= 0 and most > 0
        sheet.check(f"{at}.input_tray[{number}].unknown", None if known else True, "word" in found or None)


# ── scanners ─────────────────────────────────────────────────────────────────────────────────────

_PLACES = {"platen": "platen", "adf_simplex": "feeder", "adf_duplex_caps": "feeder-duplex"}
_SIZES = {
    "MinWidth": "min_width",
    "MaxWidth": "max_width",
    "MinHeight": "min_height",
    "MaxHeight": "max_height",
}
_LEDM_MODES = {"K1": "BlackAndWhite1", "Gray8": "Grayscale8", "Color8": "RGB24"}
_LEDM_FORMATS = {"Jpeg": "image/jpeg", "Raw": "application/octet-stream", "Pdf": "application/pdf"}


def scanner(sheet: Sheet) -> None:
    """A scanner's capabilities or state, in eSCL, WSD or LEDM."""
    stratum = sheet.item["stratum"]
    facts = sheet.facts({"wsd": "wsd", "ledm": "ledm"}.get(stratum, "escl"))
    {"escl-caps": _escl, "escl-status": _status, "wsd": _wsd, "ledm": _ledm}[stratum](sheet, facts)
    sheet.finish()


def _escl(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    plain = {
        "version": "version",
        "serial": "serial",
        "uuid": "uuid",
        "admin_uri": "admin_url",
        "has_platen": "platen",
        "has_adf": "feeder",
        "adf_duplex": "duplex",
        "feeder_capacity": "feeder_capacity",
        "adf_options": "feeder_options",
    }
    _each(sheet, facts, plain)
    sheet.check(
        "make_and_model", sheet.expected["make_and_model"], facts.get("scanner.make_model"), same_model
    )
    sheet.skip("manufacturer", "part of the make and model")
    sources = {each["name"]: each for each in facts.get("scanner.sources", [])}
    for key, name in _PLACES.items():
        if key in sheet.expected:
            _place(sheet, key, sheet.expected[key], sources.get(name, {}))


def _each(sheet: Sheet, facts: Mapping[str, Any], names: Mapping[str, str]) -> None:
    for key, name in names.items():
        if key in sheet.expected:
            sheet.check(key, sheet.expected[key], facts.get(f"scanner.{name}"))


def _place(sheet: Sheet, key: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    resolutions = wanted.get("discrete_resolutions")
    if resolutions is not None:
        lower = {min(map(int, each.split("x"))) if isinstance(each, str) else each for each in resolutions}
        sheet.check(f"{key}.discrete_resolutions[]", sorted(lower), found.get("resolutions"))
    for theirs, ours in (("color_modes", "color_modes"), ("intents", "intents")):
        if theirs in wanted:
            sheet.check(f"{key}.{theirs}[]", wanted[theirs], found.get(ours))
    formats = sorted({*wanted.get("formats", []), *wanted.get("formats_ext", [])})
    sheet.check(f"{key}.formats[]", formats, found.get("formats"))
    sheet.skip(f"{key}.formats_ext[]", "one list with formats")
    for theirs, ours in _SIZES.items():
        if theirs in wanted:
            sheet.check(f"{key}.{theirs}", wanted[theirs], found.get(ours))
    optical = [wanted[side] for side in ("MaxOpticalXResolution", "MaxOpticalYResolution") if side in wanted]
    if optical:
        sheet.check(f"{key}.MaxOpticalXResolution", min(optical), found.get("optical_dpi"))
        sheet.skip(f"{key}.MaxOpticalYResolution", "the fact is the lower of the two")


def _status(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    expected = sheet.expected
    sheet.check("Version", expected["Version"], facts.get("scanner.version"))
    sheet.check("State", kebab(expected["State"]), facts.get("scanner.state"))
    feeder = kebab(expected["AdfState"].removeprefix("ScannerAdf"))
    sheet.check("AdfState", feeder, facts.get("scanner.feeder_state"))
    jobs = facts.get("scanner.jobs")
    sheet.check("jobs[]", len(expected["jobs"]), None if jobs is None else len(jobs))
    for number, (wanted, found) in enumerate(zip(expected["jobs"], jobs or [], strict=False)):
        at = f"jobs[{number}]"
        sheet.check(f"{at}.JobUri", wanted.get("JobUri"), found.get("uri"))
        sheet.check(f"{at}.JobState", kebab(wanted["JobState"]), found.get("state"))
        sheet.check(f"{at}.reasons[]", list(map(kebab, wanted["reasons"])), found.get("reasons"))
        for key, name in (("ImagesCompleted", "images_completed"), ("ImagesToTransfer", "images_left")):
            count = wanted.get(key)
            sheet.check(f"{at}.{key}", None if count is None else int(count), found.get(name))
    upstream = expected.get("upstream_test", {})
    if "adfState" in upstream:
        sheet.check("upstream_test.adfState", kebab(upstream["adfState"]), facts.get("scanner.feeder_state"))
    if "scannerState" in upstream:
        sheet.check("upstream_test.scannerState", kebab(upstream["scannerState"]), facts.get("scanner.state"))


def _wsd(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    expected = sheet.expected
    sheet.check("scanner_name[]", expected["scanner_name"][0], facts.get("scanner.make_model"))
    if "location" in expected:
        sheet.check("location[]", expected["location"][0], facts.get("scanner.location"))
    sheet.check("formats[]", expected["formats"], facts.get("scanner.formats"))
    sheet.check("color_entries[]", expected["color_entries"], facts.get("scanner.color_modes"))
    duplex = expected["adf_supports_duplex"][0] == "true"
    sheet.check("adf_supports_duplex[]", duplex, facts.get("scanner.duplex"))
    # the list mixes resolutions with sizes in thousandths of an inch
    resolutions = [width for width in expected["widths"] if width <= 1200]
    sheet.check("widths[]", resolutions, facts.get("scanner.resolutions"))


def _ledm(sheet: Sheet, facts: Mapping[str, Any]) -> None:
    expected = sheet.expected
    if "ScannerState" in expected:
        sheet.check("ScannerState", kebab(expected["ScannerState"]), facts.get("scanner.state"))
    if "AdfState" in expected:
        sheet.check("AdfState", kebab(expected["AdfState"]), facts.get("scanner.feeder_state"))
    _each(sheet, facts, {"has_platen": "platen", "has_adf": "feeder", "adf_duplex": "duplex"})
    _each(sheet, facts, {"adf_options": "feeder_options"})
    if "model" in expected:
        sheet.check("model[]", expected["model"][0], facts.get("scanner.make_model"))
    sources = {each["name"]: each for each in facts.get("scanner.sources", [])}
    for key, name in (("adf_resolutions", "feeder"), ("platen_resolutions", "platen")):
        if key in expected:
            sheet.check(f"{key}[]", expected[key], sources.get(name, {}).get("resolutions"))
    for key, words, name in (
        ("color_types", _LEDM_MODES, "color_modes"),
        ("formats", _LEDM_FORMATS, "formats"),
    ):
        if key in expected:
            wanted = sorted(words.get(each, each) for each in expected[key])
            sheet.check(f"{key}[]", wanted, facts.get(f"scanner.{name}"))


# ── disks ────────────────────────────────────────────────────────────────────────────────────────

_DISK = {
    "device_type": "protocol",
    "model_family": "family",
    "serial_number": "serial",
    "firmware": "firmware",
    "capacity_bytes": "capacity_bytes",
    "rotation_rate": "rotation_rpm",
    "temperature_c": "temperature_c",
    "power_on_hours": "power_on_hours",
    "power_cycles": "power_cycles",
    "exit_status": "smartctl_status",
    "scsi_grown_defect_list": "reallocated_sectors",
}
_NVME = {
    "available_spare": "spare_percent",
    "media_errors": "media_errors",
    "percentage_used": "used_percent",
    "unsafe_shutdowns": "unsafe_shutdowns",
}


def disk(sheet: Sheet) -> None:
    """A report of ``smartctl --json``."""
    summary = sheet.expected["summary"]
    if not set(summary) - {"device_type", "exit_status", "temperature_c"}:
        sheet.check("summary.device_type", True, sheet.refused("smartctl"))
        sheet.finish()
        return
    facts = sheet.facts("smartctl")
    for key, name in _DISK.items():
        if key in summary:
            sheet.check(f"summary.{key}", summary[key], facts.get(f"disk.{name}"))
    if "model_name" in summary:
        sheet.check("summary.model_name", summary["model_name"], facts.get("disk.model"), same_text)
    if "smart_passed" in summary:
        word = {True: "passed", False: "failed", None: None}[summary["smart_passed"]]
        sheet.check("summary.smart_passed", word, facts.get("disk.health"))
    _nvme(sheet, summary.get("nvme", {}), facts)
    raw = {each["id"]: each.get("raw") for each in facts.get("disk.attributes", [])}
    for key, value in summary.get("ata_raw", {}).items():
        sheet.check(f"summary.ata_raw.{key}", value, raw.get(int(key)))
    if "attributes_failed" in summary:
        sheet.check("summary.attributes_failed[]", summary["attributes_failed"], _failed(facts))
    sheet.finish()


def _failed(facts: Mapping[str, Any]) -> Any:
    return facts.get("disk.attributes_failed")


def _nvme(sheet: Sheet, nvme: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    for key, name in _NVME.items():
        if key in nvme:
            sheet.check(f"summary.nvme.{key}", nvme[key], facts.get(f"disk.{name}"))
    if "critical_warning" in nvme:
        bits = ("spare", "temperature", "reliability", "read-only", "backup", "persistent-memory")
        words = [word for at, word in enumerate(bits) if nvme["critical_warning"] >> at & 1]
        sheet.check("summary.nvme.critical_warning", words, facts.get("disk.critical_warnings"))
    if "data_units_written" in nvme:
        written = nvme["data_units_written"] * 512_000
        sheet.check("summary.nvme.data_units_written", written, facts.get("disk.data_written_bytes"))


# ── links ────────────────────────────────────────────────────────────────────────────────────────


def link(sheet: Sheet) -> None:
    """ping, fping and iperf3; for the rest of link-quality no fact is there yet."""
    stratum = sheet.item["stratum"]
    compare = {"ping": _ping, "fping": _fping, "iperf3": _iperf3, "iperf3-text": _iperf3_text}.get(stratum)
    if compare:
        compare(sheet)
    sheet.finish()


def _ping(sheet: Sheet) -> None:
    expected, facts = sheet.expected["jc"], sheet.facts("ping")
    plain = {
        "destination_ip": "target",
        "packets_transmitted": "sent",
        "packets_received": "received",
        "duplicates": "duplicates",
    }
    for key, name in plain.items():
        if key in expected:
            sheet.check(f"jc.{key}", expected[key], facts.get(f"link.{name}"), same_text)
    sheet.check("jc.packet_loss_percent", expected["packet_loss_percent"], facts["link.loss_percent"], _loss)
    if expected.get("time_ms") is not None:
        window = facts.get("link.window_s")
        sheet.check("jc.time_ms", expected["time_ms"], None if window is None else round(window * 1000), near)
    for key, name in (("min", "rtt_min_ms"), ("avg", "rtt_ms"), ("max", "rtt_max_ms")):
        wanted = expected.get(f"round_trip_ms_{key}")
        if expected.get("duplicates"):
            sheet.skip(f"jc.round_trip_ms_{key}", "ping counts duplicates into it, the fact does not")
        else:
            sheet.check(f"jc.round_trip_ms_{key}", wanted, facts.get(f"link.{name}"), near)


def _loss(expected: Any, found: Any) -> bool:
    return abs(float(expected) - float(found)) < 1  # ping writes whole percents, some cut them off


def _fping(sheet: Sheet) -> None:
    expected, facts = sheet.expected, sheet.facts("fping")
    names = {"target": "target", "sent": "sent", "received": "received", "loss_percent": "loss_percent"}
    times = {"min_ms": "rtt_min_ms", "avg_ms": "rtt_ms", "max_ms": "rtt_max_ms"}
    for key, name in {**names, **times}.items():
        if key in expected:
            sheet.check(key, expected[key], facts.get(f"link.{name}"))


def _iperf3(sheet: Sheet) -> None:
    expected = sheet.expected
    if "error" in expected:
        sheet.check("error", True, sheet.refused("iperf3"))
        return
    facts = sheet.facts("iperf3")
    sheet.check("protocol", expected["protocol"], facts.get("link.throughput_protocol"), same_text)
    name = "sum_received" if "sum_received" in expected else "sum"
    arrived = expected[name]
    way = "down" if expected.get("reverse") else "up"
    mbps = arrived["bits_per_second"] / 1e6 * (100 - arrived.get("lost_percent", 0)) / 100
    sheet.check(f"{name}.bits_per_second", mbps, facts.get(f"link.throughput_{way}_mbps"), near)
    sheet.check(f"{name}.bytes", arrived["bytes"], facts.get("link.throughput_bytes"))
    sheet.check(f"{name}.seconds", arrived["seconds"], facts.get("link.throughput_s"), near)
    if "jitter_ms" in arrived:
        sheet.check(f"{name}.jitter_ms", arrived["jitter_ms"], facts.get("link.jitter_ms"), near)
        sheet.check(f"{name}.lost_percent", arrived["lost_percent"], facts.get("link.loss_percent"), near)
    if "retransmits" in expected.get("sum_sent", {}):
        sent = expected["sum_sent"]["retransmits"]
        sheet.check("sum_sent.retransmits", sent, facts.get("link.retransmits"))


def _iperf3_text(sheet: Sheet) -> None:
    facts = sheet.facts("iperf3")
    for way, report in sheet.expected["moler"].items():
        if not isinstance(report, dict) or "Bitrate" not in report:
            continue
        at = f"moler.{way}"
        if "Retr" in report:
            sheet.check(f"{at}.Retr", report["Retr"], facts.get("link.retransmits"))
        if b" receiver" in sheet.raw() and abs(report["Interval"][1] - facts["link.throughput_s"]) > 0.005:
            for key in ("Bitrate", "Interval", "Transfer", "Jitter", "Lost_Datagrams_ratio"):
                if key in report:
                    sheet.skip(f"{at}.{key}", "upstream reads the sender's sum, the fact is what arrived")
            continue
        sheet.check(f"{at}.Bitrate", report["Bitrate"] * 8 / 1e6, facts.get("link.throughput_up_mbps"), near)
        sheet.check(f"{at}.Interval[]", report["Interval"][1], facts.get("link.throughput_s"))
        sheet.check(f"{at}.Transfer", report["Transfer"], facts.get("link.throughput_bytes"))
        if "Jitter" in report:
            sheet.check(f"{at}.Jitter", report["Jitter"], facts.get("link.jitter_ms"), near)
            lost = float(re.sub(r"[^\d.]", "", report["Lost_Datagrams_ratio"]))
            sheet.check(f"{at}.Lost_Datagrams_ratio", lost, facts.get("link.loss_percent"), near)
