"""Waivers and attestations: what a person may say, checked against the standard and what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.audit.stores import open_store
from auditor.collectors.request import who
from auditor.errors import RunNotFound, UsageError, did_you_mean
from auditor.evaluate import SUBJECT
from auditor.i18n import _
from auditor.inventory.resolved import resolved
from auditor.model import ATTEST_PREFIX, Attestation, Kind, Manifest, Scope, Waiver, times
from auditor.model.dictionary import dictionary
from auditor.standard import Rule, load_standard
from auditor.store import Store
from auditor.workspace import Workspace

DEFAULT_DAYS = 180
"""How long an attestation holds where the standard does not say."""


@dataclass(frozen=True)
class Excuse:
    """A waiver as a person asks for it; which of device, commune and site are needed the scope says."""

    rule: str
    scope: Scope
    reason: str
    approver: str
    until: date
    device: str = ""
    commune: str = ""
    site: str = ""


def waive(workspace: Workspace, wish: Excuse) -> Waiver:
    """Keep the waiver that *wish* asks for. Raises UsageError for an unknown rule, device, commune or site, a
    day that is over, or a scope that does not fit; StandardError, InventoryError, StoreError.
    """
    rule = load_standard(workspace.standard, [workspace.standards]).rule(wish.rule)
    _future(wish.until)
    _said(wish.reason, _("a waiver has a reason"), "--reason")
    _said(wish.approver, _("a waiver names who approved it"), "--approver")
    with open_store(workspace) as store:
        place = _Known(workspace, store).place(wish, rule)
        made = Waiver(
            rule=rule.id,
            scope=wish.scope,
            reason=wish.reason.strip(),
            approver=wish.approver.strip(),
            until=wish.until,
            by=who(),
            made=times.now(),
            device=place[0],
            commune=place[1],
            site=place[2],
        )
        return store.add_waiver(made)


def waivers(workspace: Workspace) -> tuple[Waiver, ...]:
    """Every waiver there ever was, the oldest first. Raises StoreError."""
    with open_store(workspace) as store:
        return store.waivers()


def revoke_waiver(workspace: Workspace, name: str) -> Waiver:
    """Take the waiver called *name* (``W-3``, ``3``) back. Raises UsageError, StoreError."""
    with open_store(workspace) as store:
        known = store.waivers()
        id_ = _named(name, "W", [(each.id, each.revoked is not None) for each in known])
        store.revoke_waiver(id_, who(), times.now())
        return next(waiver for waiver in store.waivers() if waiver.id == id_)


# --- attestations -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    """What a person attests; ``by`` and ``until`` may be left to the product."""

    commune: str
    topic: str
    answer: bool
    by: str = ""
    note: str = ""
    until: date | None = None


def topics() -> tuple[str, ...]:
    """What can be attested: the dictionary's facts ``attest.*`` without that prefix."""
    return tuple(name.removeprefix(ATTEST_PREFIX) for name in dictionary() if name.startswith(ATTEST_PREFIX))


def attest(workspace: Workspace, said: Answer) -> Attestation:
    """Keep what a person *said*. Raises UsageError for an unknown commune or topic or a day that is over,
    StandardError, InventoryError, StoreError.
    """
    if said.topic not in topics():
        message = _("there is no topic “{name}” to attest").format(name=said.topic)
        raise UsageError(message, did_you_mean(said.topic, topics()) or ", ".join(topics()))
    standard = load_standard(workspace.standard, [workspace.standards]).for_commune(said.commune)
    days = standard.attestation_days.get(said.topic, DEFAULT_DAYS)
    until = said.until or times.day(times.now()) + timedelta(days=days)
    _future(until)
    with open_store(workspace) as store:
        _Known(workspace, store).commune(said.commune)
        return store.add_attestation(
            Attestation(
                commune=said.commune,
                topic=said.topic,
                answer=said.answer,
                by=said.by.strip() or who(),
                entered_by=who(),
                made=times.now(),
                until=until,
                note=said.note.strip(),
            )
        )


def attestations(workspace: Workspace) -> tuple[Attestation, ...]:
    """Every attestation there ever was, the oldest first. Raises StoreError."""
    with open_store(workspace) as store:
        return store.attestations()


def revoke_attestation(workspace: Workspace, name: str) -> Attestation:
    """Take the attestation called *name* (``A-3``, ``3``) back: the one before it holds again.

    Raises UsageError when it cannot be, StoreError.
    """
    with open_store(workspace) as store:
        known = store.attestations()
        id_ = _named(name, "A", [(each.id, each.revoked is not None) for each in known])
        store.revoke_attestation(id_, who(), times.now())
        return next(said for said in store.attestations() if said.id == id_)


# --- what is known ----------------------------------------------------------------------------------------
class _Known:
    """Communes and devices of the latest run; what is not among them is looked for in the inventory."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace = workspace
        try:
            self._run = store.manifest("latest")
        except RunNotFound:
            self._run = Manifest()
        self._inventory: Manifest | None = None

    def _manifests(self) -> Sequence[Manifest]:
        """Ansible is only asked for what the latest run, perhaps a limited one, does not have."""
        if self._inventory is None:
            inventories, settings = [self._workspace.inventory], self._workspace.ansible_settings
            self._inventory = resolved(inventories, settings=settings)
        return self._run, self._inventory

    def commune(self, code: str) -> None:
        """Raise UsageError for a commune that neither has."""
        if code in self._run.communes:
            return
        known = sorted({code for manifest in self._manifests() for code in manifest.communes})
        if code not in known:
            message = _("there is no commune “{name}” in the latest run or the inventory")
            raise UsageError(message.format(name=code), did_you_mean(code, known))

    def place(self, wish: Excuse, rule: Rule) -> tuple[str, str, str]:
        """Device, commune and site of a waiver of *wish*'s scope."""
        given = {"device": wish.device, "commune": wish.commune, "site": wish.site}
        wanted = _WANTED[wish.scope]
        for name, value in given.items():
            if value and name not in wanted:
                message = _("scope {scope} takes no --{name}").format(scope=wish.scope.value, name=name)
                raise UsageError(message)
            _said(value or ("" if name in wanted else "-"), _scope_needs(wish.scope, name), f"--{name}")
        if wish.scope is Scope.DEVICE:
            return wish.device, self._commune_of(wish.device, rule), ""
        if wish.commune:
            self.commune(wish.commune)
        if wish.site:
            self._site(wish.commune, wish.site)
        return "", wish.commune, wish.site

    def _commune_of(self, device: str, rule: Rule) -> str:
        """The commune of *device*, which the rule must be for; a commune's own id is one too."""
        found = self._run.devices.get(device)
        if found is None and device.startswith(SUBJECT):
            self.commune(device.removeprefix(SUBJECT))
            _fits(rule, Kind.COMMUNE, device)
            return device.removeprefix(SUBJECT)
        if found is None:
            everything = {id: each for manifest in self._manifests() for id, each in manifest.devices.items()}
            found = everything.get(device)
            if found is None:
                message = _("there is no device “{name}” in the latest run or the inventory")
                raise UsageError(message.format(name=device), did_you_mean(device, list(everything)))
        _fits(rule, found.kind, device)
        return found.commune

    def _site(self, commune: str, site: str) -> None:
        there = [each for each in self._manifests() if commune in each.communes]
        devices = {d.site for m in there for d in m.devices.values() if d.commune == commune and d.site}
        known = sorted(devices | {name for m in there for name in m.communes[commune].required if name})
        if site not in known:
            message = _("commune {commune} has no site “{name}”").format(commune=commune, name=site)
            raise UsageError(message, did_you_mean(site, known) or ", ".join(known))


_WANTED = {
    Scope.DEVICE: ("device",),
    Scope.SITE: ("commune", "site"),
    Scope.COMMUNE: ("commune",),
    Scope.PROVINCE: (),
}


def _scope_needs(scope: Scope, name: str) -> str:
    return _("scope {scope} needs --{name}").format(scope=scope.value, name=name)


def _fits(rule: Rule, kind: Kind, device: str) -> None:
    if kind not in rule.applies_to.kinds:
        message = _("the rule {rule} is not for {device}, which is of kind {kind}")
        kinds = ", ".join(rule.applies_to.kinds)
        raise UsageError(
            message.format(rule=rule.id, device=device, kind=kind.value),
            _("it is for: {kinds}").format(kinds=kinds),
        )


def _future(until: date) -> None:
    if until < times.day(times.now()):
        message = _("the day {day} is over").format(day=times.day_shown(until))
        raise UsageError(message, _("give a day from today on: --until dd/mm/yyyy"))


def _said(text: str, message: str, option: str) -> None:
    if not text.strip():
        raise UsageError(message, option)


def _named(name: str, letter: str, known: Sequence[tuple[int, bool]]) -> int:
    """The id that *name* means, of one that was not taken back before."""
    digits = name.upper().removeprefix(f"{letter}-")
    id_ = int(digits) if digits.isdecimal() and len(digits) < 10 else 0
    revoked = dict(known).get(id_)
    if revoked is None:
        names = tuple(f"{letter}-{each}" for each, _revoked in known)
        raise UsageError(_("there is no {name}").format(name=name), did_you_mean(name, names))
    if revoked:
        raise UsageError(_("{name} was taken back before").format(name=f"{letter}-{id_}"))
    return id_
