"""What a rule's remedy comes to on one device: a call with plain values, or why no machine does it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from auditor.i18n import _
from auditor.model import Device, Finding
from auditor.remedy import arguments
from auditor.remedy.roles import Entry
from auditor.standard import Standard, references, substitute, without_unstated
from auditor.standard.model import Remedy, RoleCall


@dataclass(frozen=True)
class Call:
    """One entry point with its variables, for one finding."""

    entry: Entry
    variables: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Refusal:
    """Why the role that a rule names cannot be taken on this device; ``person``: whoever the rule is for
    acts, else the province, because something is missing in the standard or the inventory."""

    reason: str
    person: bool = False


class Calls:
    """Resolves remedies for the devices of one run; *families* is each device's os_family, *failed* each
    device's rules that failed."""

    def __init__(
        self,
        standard: Standard,
        entries: Mapping[str, Entry],
        devices: Mapping[str, Device],
        families: Mapping[str, str],
        failed: Mapping[str, Set[str]],
    ) -> None:
        self._standard, self._entries = standard, entries
        self._devices, self._families, self._failed = devices, families, failed
        self._standards: dict[tuple[str, str], tuple[Standard, Mapping[str, Remedy]]] = {}

    def remedy(self, finding: Finding) -> Remedy:
        """The remedy of the finding's rule as it holds there; an empty one where the rule is not known."""
        return self._for(finding.device)[1].get(finding.rule, Remedy())

    def family(self, device: str) -> str:
        """The device's os_family, ``""`` where it has none or did not tell."""
        return self._families.get(device, "")

    def call(self, finding: Finding) -> Call | Refusal | None:
        """The role's call that closes *finding*; None where its rule names none for such a device."""
        remedy, family = self.remedy(finding), self.family(finding.device)
        call = remedy.calls.get(family) or remedy.calls.get("")
        device = self._devices.get(finding.device)
        if call is None or device is None:
            return None
        for rule in remedy.unless:
            if rule in self._failed.get(device.id, ()):
                return Refusal(_("{rule} must be put right first").format(rule=rule), person=True)
        entry = self._entries.get(f"{call.role}/{call.entry}")
        if entry is None:
            return Refusal(_("there is no role {name}").format(name=f"{call.role}/{call.entry}"))
        return self._resolved(call, entry, device)

    def _resolved(self, call: RoleCall, entry: Entry, device: Device) -> Call | Refusal:
        variables = {}
        for name, argument in call.variables.items():
            value = self._value(argument, device)
            unstated = references(value)
            if not unstated:
                variables[name] = value
            elif name in entry.required:
                return Refusal(_unstated(*unstated[0]))
        wrong = arguments.check(variables, entry.options)
        return Refusal(f"{entry.name}: {wrong[0].message}") if wrong else Call(entry, variables)

    def _value(self, argument: Any, device: Device) -> Any:
        """*argument* with its references replaced; those that nothing states stay."""
        values = self._for(device.id)[0].values

        def lookup(kind: str, name: str) -> Any:
            if kind == "value":
                return values[name].value if name in values else None
            return device.id if kind == "device" else device.expect.get(name)

        said = without_unstated(substitute(argument, lookup))
        return substitute(said, lambda kind, name: None)

    def _for(self, device: str) -> tuple[Standard, Mapping[str, Remedy]]:
        """The standard as it holds for *device*, and its remedies by rule."""
        known = self._devices.get(device)
        if known is None:
            return self._named(("", ""), self._standard)
        key = (self._standard.profile_of(known), known.commune)
        if key not in self._standards:
            return self._named(key, self._standard.for_device(known))
        return self._standards[key]

    def _named(self, key: tuple[str, str], standard: Standard) -> tuple[Standard, Mapping[str, Remedy]]:
        named = (standard, {rule.id: rule.remedy for rule in standard.rules})
        return self._standards.setdefault(key, named)


def _unstated(kind: str, name: str) -> str:
    if kind == "inventory":
        return _("the inventory does not state expect_{name}").format(name=name)
    return _("the standard has no value “{name}”").format(name=name)
