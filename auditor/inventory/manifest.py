"""Ansible's resolved host variables → the communes and devices of a run."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from auditor.errors import InventoryError, Problem, did_you_mean
from auditor.i18n import _
from auditor.inventory.origins import origin_of
from auditor.inventory.quantities import required_of
from auditor.inventory.variables import CODE
from auditor.model import DEVICE_KINDS, EXPECT_PREFIX, Commune, Device, Endpoint, Kind, Manifest

DESCRIPTION = ("commune_name", "region", "lat", "lon", "counters_required", "required", "sites")
"""The variables that describe a commune, besides its code."""
_COMMUNE = "commune_"


def manifest(
    hosts: Mapping[str, Mapping[str, Any]],
    groups: Iterable[str] = (),
    described: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    left_out: Iterable[str] | None = None,
) -> Manifest:
    """Devices and communes of *hosts* (name → its variables, templates and vault resolved).

    *groups* are the inventory's, *described* holds the DESCRIPTION of those of which it is known: a
    ``commune_<code>`` without devices is a commune all the same, one of which nothing is measured. *left_out*
    are the communes of the hosts that a limit kept out of *hosts*, one for each (None: there was no limit);
    communes that the limit does not touch are not in the run. Raises InventoryError with every host that
    states no usable kind or commune.
    """
    problems: list[Problem] = []
    devices = {}
    communes = {
        group.removeprefix(_COMMUNE): _commune(group.removeprefix(_COMMUNE), described.get(group, {}))
        for group in filter(is_commune, groups)
    }
    for name, variables in hosts.items():
        found = _problems(name, variables)
        problems += found
        if not found:
            device = _device(name, variables)
            devices[name] = device
            communes[device.commune] = _commune(device.commune, variables)
    if problems:
        raise InventoryError(problems)
    if left_out is not None:
        communes = _touched(communes, devices.values(), Counter(left_out))
    return Manifest(dict(sorted(communes.items())), devices)


def is_commune(group: str) -> bool:
    """Whether *group* is named as a commune's."""
    return group.startswith(_COMMUNE) and CODE.fullmatch(group.removeprefix(_COMMUNE)) is not None


def _touched(
    communes: Mapping[str, Commune], devices: Iterable[Device], left_out: Mapping[str, int]
) -> dict[str, Commune]:
    codes = {device.commune for device in devices}
    return {code: replace(communes[code], left_out=left_out.get(code, 0)) for code in codes}


def endpoints(variables: Mapping[str, Any]) -> tuple[Endpoint, ...]:
    """The ``endpoints`` of a host's variables. An entry without name or url is refused by the check."""
    return tuple(
        Endpoint(str(item["name"]), str(item["url"]), truth(item.get("essential")) is not False)
        for item in variables.get("endpoints") or ()
    )


def _problems(name: str, variables: Mapping[str, Any]) -> list[Problem]:
    found = []
    kind, commune = variables.get("kind"), variables.get("commune")
    if kind not in DEVICE_KINDS:
        message = _("states no kind") if kind is None else _("there is no kind “{word}”").format(word=kind)
        if kind == Kind.COMMUNE:
            message = _("a commune is no device: it is the group commune_<code>")
        near = did_you_mean(str(kind), DEVICE_KINDS) or _("one of {words}").format(
            words=", ".join(DEVICE_KINDS)
        )
        found.append(Problem(name, 0, 0, message, near))
    if commune is None:
        remedy = _("put it into the group commune_<code>, or write commune: in its variables")
        found.append(Problem(name, 0, 0, _("states no commune"), remedy))
    elif not (isinstance(commune, str) and CODE.fullmatch(commune)):
        message = _("{code} is not a commune's code").format(code=repr(commune))
        found.append(Problem(name, 0, 0, message, _('five digits in quotes, for example "03127"')))
    return found


def _device(name: str, variables: Mapping[str, Any]) -> Device:
    return Device(
        id=name,
        kind=Kind(variables["kind"]),
        commune=str(variables["commune"]),
        site=_text(variables.get("site")),
        counter=_text(variables.get("counter")),
        role=_text(variables.get("role")),
        address=_text(variables.get("ansible_host")) or name,
        expect={
            key.removeprefix(EXPECT_PREFIX): plain(value)
            for key, value in variables.items()
            if key.startswith(EXPECT_PREFIX)
        }
        | _endpoint_hosts(variables.get("endpoints")),
        origin=origin_of(variables),
    )


def _endpoint_hosts(endpoints: Any) -> dict[str, list[str]]:
    """``endpoint_hosts``, the names of the services to reach: those that no hosts file should know."""
    given = endpoints if isinstance(endpoints, list) else []
    found = (_host(str(each.get("url", ""))) for each in given if isinstance(each, Mapping))
    names = list(dict.fromkeys(name for name in found if name))
    return {"endpoint_hosts": names} if names else {}


def _host(url: str) -> str:
    """The host name of *url*; ``""`` for an address, which a hosts file cannot change, and for no URL."""
    try:
        name = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return "" if re.fullmatch(r"[0-9.]+|.*:.*", name) else name


def _commune(code: str, variables: Mapping[str, Any]) -> Commune:
    return Commune(
        code=code,
        name=_text(variables.get("commune_name")),
        region=_text(variables.get("region")),
        lat=_number(variables.get("lat")),
        lon=_number(variables.get("lon")),
        counters=_count(variables.get("counters_required")),
        required=required_of(variables),
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else None


def truth(value: Any) -> bool | None:
    """*value* as Ansible reads truth (a template gives the text ``false``), None when it is neither."""
    word = str(value).lower()
    if word in {"yes", "true", "on", "1", "1.0", "y", "t"}:
        return True
    return False if word in {"no", "false", "off", "0", "0.0", "n", "f"} else None


def plain(value: Any) -> Any:
    """*value* in JSON's own types: Ansible marks its strings, lists and dicts with tags of its own."""
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case float():
            return float(value)
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return str(value)
