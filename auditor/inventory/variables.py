"""The variables that the product reads, and what may stand in them: checks on nodes with positions."""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path

import yaml

from auditor.errors import Problem, did_you_mean
from auditor.i18n import _
from auditor.inventory.nodes import is_opaque, is_text, pairs, place
from auditor.inventory.quantities import check_required, check_sites
from auditor.model import DEVICE_KINDS, Kind

CODE = re.compile(r"\d{5}")
_REGIONS = ("I", "II", "III")

OURS = (
    *("kind", "commune", "site", "counter", "role", "endpoints"),
    *("commune_name", "commune_type", "region", "lat", "lon", "area_km2", "merged_from", "legal_source"),
    *("sites", "counters", "counters_required", "required", "ipp_port", "ipp_path", "ipp_tls", "printer_ipp"),
    *("snmp_version", "snmp_port", "snmp_community", "snmp_user", "snmp_auth_protocol", "snmp_auth_password"),
    *("snmp_priv_protocol", "snmp_priv_password", "snmp_write_community", "ipp_user", "ipp_password"),
    *("scanner_protocol", "scanner_port", "scanner_path", "scanner_tls"),
    *("subnets", "enrol_user", "enrol_password", "enrol_become_password"),
    *("asset_name", "asset_make", "asset_model", "asset_serial", "asset_note", "origin"),
    *("expect_gateway", "expect_dns", "expect_printer_uri", "expect_ntp", "expect_interfaces_up"),
    *("throughput_url", "iperf3_server", "expect_bandwidth_mbps", "expect_config_sections"),
    *("expect_interface_speeds", "expect_serial"),
    *("expect_config_lines", "expect_admins", "expect_ca_roots", "expect_network_version"),
    "expect_ca_certificates",
    *(
        "expect_card_readers",
        "expect_cameras",
        "expect_qr_readers",
        "expect_receipt_printers",
        "expect_touch",
    ),
    *("expect_signing", "expect_token_subject", "expect_kiosk_url", "expect_pc_ups", "expect_usb_printers"),
    "expect_usb_scanners",
    *("expect_printer_firmware", "expect_printer_color", "expect_printer_pages_maximum"),
    "expect_scanner_firmware",
)
_ANSIBLE = (
    *("ansible_host", "ansible_port", "ansible_user", "ansible_password", "ansible_connection"),
    *("ansible_ssh_host", "ansible_ssh_port", "ansible_ssh_user", "ansible_ssh_pass", "ansible_ssh_password"),
    *(
        "ansible_ssh_private_key_file",
        "ansible_ssh_common_args",
        "ansible_ssh_extra_args",
        "ansible_ssh_args",
    ),
    *("ansible_private_key_file", "ansible_become", "ansible_become_user", "ansible_become_method"),
    *("ansible_become_pass", "ansible_become_password", "ansible_network_os", "ansible_python_interpreter"),
    "ansible_shell_type",
)
KNOWN = OURS + _ANSIBLE


def check_variable(file: Path, key: yaml.ScalarNode, value: yaml.Node) -> Iterator[Problem]:
    """What is wrong with one variable: a misspelt name, or a value that the product could not use."""
    name = key.value
    if name not in KNOWN:
        near = next((known for known in KNOWN if one_edit_apart(name, known)), None)
        if near:
            unknown = _("there is no variable “{name}”").format(name=name)
            yield place(file, key).problem(unknown, did_you_mean(name, (near,)))
    elif name in _CHECKS and not is_opaque(value):
        yield from _CHECKS[name](file, value)


def check_code(file: Path, value: yaml.Node) -> Iterator[Problem]:
    """A commune's code must be text: YAML 1.1 reads an unquoted 03127 as the octal number 1623."""
    written = value.value if isinstance(value, yaml.ScalarNode) else ""
    if not isinstance(value, yaml.ScalarNode):
        yield place(file, value).problem(_("a commune's code is five digits in quotes"))
    elif not value.style and re.fullmatch(r"[\d_]+", written):
        yield _unquoted(file, value)
    elif not CODE.fullmatch(written):
        message = _("“{code}” is not a commune's code").format(code=written)
        yield place(file, value).problem(message, _('five digits in quotes, for example "03127"'))


def _origin(file: Path, value: yaml.Node) -> Iterator[Problem]:
    """An old commune's code is text as well; which ones there are is asked once all files are read."""
    written = value.value if isinstance(value, yaml.ScalarNode) else ""
    if isinstance(value, yaml.ScalarNode) and not value.style and re.fullmatch(r"[\d_]+", written):
        yield _unquoted(file, value)
    else:
        yield from _quoted(file, value)


def _unquoted(file: Path, value: yaml.ScalarNode) -> Problem:
    read = yaml.safe_load(value.value)
    message = _("the commune's code {code} is not in quotes").format(code=value.value)
    if str(read) != value.value:
        message = _("the commune's code {code} is not in quotes, so YAML reads {read}").format(
            code=value.value, read=read
        )
    remedy = _('write it in quotes: "{code}"').format(code=value.value.replace("_", "").zfill(5))
    return place(file, value).problem(message, remedy)


def _one_of(words: tuple[str, ...], what: str) -> Callable[[Path, yaml.Node], Iterator[Problem]]:
    def check(file: Path, value: yaml.Node) -> Iterator[Problem]:
        word = value.value if isinstance(value, yaml.ScalarNode) else ""
        if word not in words:
            message = _("there is no {what} “{word}”").format(what=what, word=word)
            yield place(file, value).problem(message, did_you_mean(word, words) or ", ".join(words))

    return check


def _kind(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if isinstance(value, yaml.ScalarNode) and value.value == Kind.COMMUNE:
        yield place(file, value).problem(_("a commune is no device: it is the group commune_<code>"))
        return
    yield from _one_of(DEVICE_KINDS, "kind")(file, value)


def _endpoints(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not isinstance(value, yaml.SequenceNode):
        yield place(file, value).problem(_("endpoints is a list of {name, url, essential}"))
        return
    for item in value.value:
        given = {key.value: (key, each) for key, each in pairs(item)}
        if not {"name", "url"} <= given.keys():
            yield place(file, item).problem(_("an endpoint has a name and a url"))
        for word, (key, _value) in given.items():
            if word not in {"name", "url", "essential"}:
                unknown = _("an endpoint has no “{name}”").format(name=word)
                yield place(file, key).problem(unknown, did_you_mean(word, ("name", "url", "essential")))
        if "url" in given:
            yield from _url(file, given["url"][1])
        if "essential" in given:
            yield from _truth(file, given["essential"][1])


def _url(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not is_opaque(value) and not (is_text(value) and re.match(r"(https?|tcp|tls)://[^/\s]", value.value)):
        message = _("“{url}” is not an http:// or https:// address").format(url=value.value)
        yield place(file, value).problem(message)


def _truth(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not is_opaque(value) and value.tag != "tag:yaml.org,2002:bool":
        yield place(file, value).problem(_("true or false is expected, without quotes"))


def _whole(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if value.tag not in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:null"}:
        yield place(file, value).problem(_("a whole number is expected, without quotes"))


def _text_list(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not isinstance(value, yaml.SequenceNode):
        yield place(file, value).problem(_("a list is expected, for example [a, b]"))


def _subnets(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not isinstance(value, yaml.SequenceNode):
        yield place(file, value).problem(_("a list is expected, for example [a, b]"))
        return
    for each in value.value:
        if is_opaque(each):
            continue
        try:
            ip_network(each.value if isinstance(each, yaml.ScalarNode) else "", strict=False)
        except ValueError:
            wrong = _("“{text}” is not a subnet").format(text=getattr(each, "value", ""))
            yield place(file, each).problem(wrong, _("for example 10.11.12.0/24"))


def _number(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if value.tag not in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}:
        yield place(file, value).problem(_("a number is expected, without quotes"))


def _quoted(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not is_text(value):
        yield place(file, value).problem(_("a text is expected, in quotes"))


def _certificates(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not isinstance(value, yaml.SequenceNode):
        yield from _text_list(file, value)
        return
    for item in value.value:
        if not is_opaque(item) and not (is_text(item) and _PEM.fullmatch(item.value.strip())):
            message = _("a certificate is expected as PEM: one, from BEGIN CERTIFICATE to END CERTIFICATE")
            yield place(file, item).problem(message)


_PEM = re.compile(r"-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")


def _speeds(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not isinstance(value, yaml.MappingNode):
        yield place(file, value).problem(_("{port: Mbit/s} is expected, for example {eth0: 1000}"))
        return
    for _port, speed in pairs(value):
        if not is_opaque(speed):
            yield from _whole(file, speed)


def _sections(file: Path, value: yaml.Node) -> Iterator[Problem]:
    if not isinstance(value, yaml.SequenceNode):
        yield place(file, value).problem(_("a list of {section, lines, ordered, extra} is expected"))
        return
    for item in value.value:
        given = {key.value: (key, each) for key, each in pairs(item)}
        if len({"section", "section_matches"} & given.keys()) != 1:
            yield place(file, item).problem(_("a section is named by section or by section_matches"))
        for word, (key, _value) in given.items():
            if word not in _SECTION:
                unknown = _("a section has no “{name}”").format(name=word)
                yield place(file, key).problem(unknown, did_you_mean(word, _SECTION))
        if "extra" in given:
            yield from _one_of(("allowed", "forbidden"), "extra")(file, given["extra"][1])
        if "ordered" in given:
            yield from _truth(file, given["ordered"][1])


_SECTION = ("section", "section_matches", "lines", "ordered", "extra")

_CHECKS: Mapping[str, Callable[[Path, yaml.Node], Iterator[Problem]]] = {
    "commune": check_code,
    "kind": _kind,
    "origin": _origin,
    "region": _one_of(_REGIONS, "region"),
    "endpoints": _endpoints,
    "subnets": _subnets,
    "counters_required": _whole,
    "required": check_required,
    "sites": check_sites,
    "ipp_port": _whole,
    "ipp_tls": _truth,
    "printer_ipp": _truth,
    "snmp_port": _whole,
    "scanner_protocol": _one_of(("escl", "wsd", "ledm"), "scanner protocol"),
    "scanner_port": _whole,
    "scanner_tls": _truth,
    "expect_signing": _one_of(("token", "sim", "central"), "way of signing"),
    "expect_card_readers": _whole,
    "expect_cameras": _whole,
    "expect_qr_readers": _whole,
    "expect_receipt_printers": _whole,
    "expect_pc_ups": _whole,
    "expect_usb_printers": _whole,
    "expect_usb_scanners": _whole,
    "expect_printer_firmware": _text_list,
    "expect_printer_color": _truth,
    "expect_printer_pages_maximum": _whole,
    "expect_scanner_firmware": _quoted,
    "expect_touch": _truth,
    "expect_kiosk_url": _url,
    "expect_dns": _text_list,
    "expect_ntp": _text_list,
    "expect_interfaces_up": _text_list,
    "expect_config_lines": _text_list,
    "expect_config_sections": _sections,
    "expect_interface_speeds": _speeds,
    "expect_bandwidth_mbps": _number,
    "expect_serial": _quoted,
    "throughput_url": _url,
    "expect_admins": _text_list,
    "expect_ca_roots": _text_list,
    "expect_ca_certificates": _certificates,
}


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, dropped, changed, or two neighbours swapped makes *other* out of *one*.

    Closer than difflib's ratio would be: a province's own variables must not be taken for misspelt ones.
    """
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[start:] == long[start + 1 :]
    if len(long) != len(short) or one == other:
        return False
    swapped = short[:start] + short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long
