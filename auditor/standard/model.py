"""What a standard is once it has been read and checked: rules, values, deviations, what they add up to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from auditor.errors import UsageError, did_you_mean
from auditor.i18n import _
from auditor.model import Area, Device, Kind, Severity, Source, Step, Texts, Work


@dataclass(frozen=True)
class Value:
    """A named expected value and where it comes from."""

    name: str
    value: Any
    source: Source


@dataclass(frozen=True)
class Comparison:
    """One matcher on one fact. ``argument`` is JSON and may hold references; see ``references.resolve``."""

    fact: str
    matcher: str
    argument: Any = None


@dataclass(frozen=True)
class Applies:
    """Which devices a rule is for; empty ``roles`` and ``os_family`` are all of them."""

    kinds: tuple[Kind, ...]
    roles: tuple[str, ...] = ()
    os_family: str = ""
    when: Comparison | None = None

    def is_for(self, device: Device) -> bool:
        """True when kind and role fit; the rest only the device's own facts can tell."""
        return device.kind in self.kinds and (not self.roles or device.role in self.roles)


@dataclass(frozen=True)
class RoleCall:
    """A role's entry point with its variables, in which ``{value: …}``, ``{inventory: …}``, ``{device: id}``,
    ``{join: […]}`` and ``{first: …}`` are references."""

    role: str
    entry: str
    variables: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Remedy:
    """What is done about a failed rule. ``calls`` by os_family (``""``: any device of the rule); ``follows``
    are rules on the same device whose remedies close this one too; ``unless`` are rules on the same device
    that must not fail beside it: then the role could only try. ``who`` is a disposition where a person must
    act (``""``: told by the kind of fact, see ``model.who``)."""

    calls: Mapping[str, RoleCall] = field(default_factory=dict, hash=False)
    follows: tuple[str, ...] = ()
    who: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule. ``pages`` is the folder with its page in each language; ``disabled`` is why it is off, or "".

    ``title`` says what must hold, ``problem`` what is so when it does not (None: nobody has written it).
    ``source`` may be None where it refers to a value: that value has one.
    """

    id: str
    applies_to: Applies
    expect: Comparison
    severity: Severity
    area: Area
    steps: tuple[Step, ...]
    title: Texts
    fix: Texts
    source: Source | None
    pages: Path
    disabled: str = ""
    remedy: Remedy = Remedy()
    work: Work | None = None
    problem: Texts | None = None

    @property
    def fact(self) -> str:
        """The fact it looks at."""
        return self.expect.fact

    def page(self, language: str) -> str:
        """The rule's page (Markdown) in *language*."""
        return (self.pages / language / f"{self.id}.md").read_text("utf-8")


@dataclass(frozen=True)
class Deviation:
    """What a profile or a commune has otherwise: whole values, and changed fields of rules by their id."""

    values: Mapping[str, Value] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standard:
    """Rules, values and deviations. ``digest`` is the SHA-256 of the resolved content, ``weights`` go by
    severity, ``coverage`` is the share measured from which a commune may be called ready."""

    name: str
    rules: tuple[Rule, ...]
    values: Mapping[str, Value]
    weights: Mapping[Severity, float]
    coverage: float
    profiles: Mapping[str, Deviation] = field(default_factory=dict)
    communes: Mapping[str, Deviation] = field(default_factory=dict)
    digest: str = ""
    description: Texts = field(default_factory=dict)

    @property
    def per_counter(self) -> Mapping[str, int]:
        """How many of each noun must serve a counter: the value ``per_counter``, else nothing."""
        return self._counts("per_counter")

    @property
    def attestation_days(self) -> Mapping[str, int]:
        """How long an attestation of each topic holds (the value ``attestation_days``)."""
        return self._counts("attestation_days")

    def _counts(self, name: str) -> Mapping[str, int]:
        return self.values[name].value if name in self.values else {}

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; raises UsageError with the nearest right one."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise UsageError(
            _("the standard {name} has no rule “{rule}”").format(name=self.name, rule=rule_id),
            did_you_mean(rule_id, tuple(rule.id for rule in self.rules)),
        )

    def for_commune(self, code: str) -> "Standard":
        """The standard as it holds in that commune, deviations applied."""
        return self.deviating(self.communes.get(code))

    def for_profile(self, profile: str) -> "Standard":
        """The standard as it holds for devices of that role (or kind)."""
        return self.deviating(self.profiles.get(profile))

    def profile_of(self, device: Device) -> str:
        """The profile that holds for *device*: its role's, else its kind's, else ``""``."""
        return next((name for name in (device.role, device.kind.value) if name in self.profiles), "")

    def for_device(self, device: Device) -> "Standard":
        """The standard as it holds for *device*: the commune's word comes after the profile's."""
        return self.for_profile(self.profile_of(device)).for_commune(device.commune)

    def source_of(self, rule: Rule) -> Source:
        """Where the rule's expected value comes from: a value it refers to knows better than the rule."""
        names = value_names(rule.expect.argument)
        source = self.values[names[0]].source if names else rule.source
        assert source is not None  # noqa: S101 - checked when the standard was loaded
        return source

    def files_named(self) -> tuple[str, ...]:
        """Paths that some rule wants compared, anywhere in the province: the probe must hash them."""
        everywhere = [self, *map(self.for_profile, self.profiles), *map(self.for_commune, self.communes)]
        return tuple(sorted({path for standard in everywhere for path in standard._paths()}))

    def _paths(self) -> list[str]:
        wanted = [rule.expect for rule in self.rules if rule.expect.matcher == "files_are"]
        return [file["path"] for expect in wanted for file in self.resolve(expect.argument)]

    def resolve(self, argument: Any) -> Any:
        """*argument* with every ``{value: NAME}`` in it replaced by that value."""
        return substitute(argument, lambda kind, name: self.values[name].value if kind == "value" else None)

    def deviating(self, deviation: Deviation | None) -> "Standard":
        """The standard with *deviation* applied."""
        if deviation is None:
            return self
        rules = tuple(replace(rule, **deviation.rules.get(rule.id, {})) for rule in self.rules)
        return replace(self, rules=rules, values={**self.values, **deviation.values})


# --- references in an argument ------------------------------------------------------------------------------
REFERENCES = ("value", "inventory", "device", "join", "first")


def reference(argument: Any) -> tuple[str, Any] | None:
    """``("value", NAME)`` when *argument* is ``{value: NAME}`` (or inventory, device, join), else None."""
    if isinstance(argument, Mapping) and len(argument) == 1:
        kind, name = next(iter(argument.items()))
        if kind in REFERENCES:
            return kind, name
    return None


def substitute(argument: Any, lookup: Callable[[str, str], Any]) -> Any:
    """*argument* with each reference replaced by ``lookup(kind, name)``, at any depth; a reference for which
    *lookup* gives None stays; lists under ``join`` are put together once none of them is a reference, and
    ``first`` is the first of a list."""
    found = reference(argument)
    if found and found[0] == "first":
        several = substitute(found[1], lookup)
        return argument if reference(several) else next(iter(several), None)
    if found and found[0] == "join":
        parts = [substitute(part, lookup) for part in found[1]]
        if any(reference(part) for part in parts):
            return {"join": parts}
        return [item for part in parts for item in (part if isinstance(part, list) else [part])]
    if found:
        value = lookup(*found)
        return argument if value is None else value
    if isinstance(argument, Mapping):
        return {key: substitute(value, lookup) for key, value in argument.items()}
    return [substitute(item, lookup) for item in argument] if isinstance(argument, list) else argument


def without_unstated(argument: Any) -> Any:
    """*argument* where a ``join`` is the lists of it that are known; one of which none is known, or all are
    empty, stays."""
    found = reference(argument)
    if found and found[0] == "join":
        known = [part for part in found[1] if not reference(part)]
        return [item for part in known for item in (part if isinstance(part, list) else [part])] or argument
    if isinstance(argument, Mapping):
        return {key: without_unstated(value) for key, value in argument.items()}
    return [without_unstated(item) for item in argument] if isinstance(argument, list) else argument


def references(argument: Any) -> list[tuple[str, str]]:
    """Every reference in *argument*, at any depth, in order, as (kind, name); a join's are its parts'."""
    found = reference(argument)
    if found and found[0] not in ("join", "first"):
        return [found]
    parts = (
        argument.values() if isinstance(argument, Mapping) else argument if isinstance(argument, list) else ()
    )
    return [inner for part in parts for inner in references(part)]


def value_names(argument: Any) -> list[str]:
    """Names of the standard's values that *argument* refers to."""
    return [name for kind, name in references(argument) if kind == "value"]
