"""The faults by name: which kinds of device each can hit, its settings, and what it does.

A fault is a function of (bed, device, with) that changes the bed and returns its Effect.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import LabError, did_you_mean
from auditor.i18n import _
from auditor.lab.bed import Bed, Effect, With

Inject = Callable[[Bed, str, With], Effect]


@dataclass(frozen=True)
class Fault:
    """A fault. *settings* are the names ``with:`` may have, with their defaults."""

    name: str
    kinds: tuple[str, ...]
    inject: Inject
    settings: Mapping[str, Any]


_FAULTS: dict[str, Fault] = {}


def fault(name: str, /, *kinds: str, **settings: Any) -> Callable[[Inject], Inject]:
    """Register the decorated function as the fault *name*. Raises ValueError when the name is taken."""

    def register(inject: Inject) -> Inject:
        if name in _FAULTS:
            raise ValueError(f"fault {name} is already there")
        _FAULTS[name] = Fault(name, kinds, inject, settings)
        return inject

    return register


def all_faults() -> Mapping[str, Fault]:
    """Every fault by its name."""
    from auditor.lab import faults_desktop, faults_line, faults_pc, faults_printer, faults_router  # noqa: F401

    return dict(sorted(_FAULTS.items()))


def find(name: str) -> Fault:
    """The fault *name*. Raises LabError with the nearest name when there is none."""
    known = all_faults()
    if name not in known:
        near = did_you_mean(name, tuple(known))
        raise LabError(_("there is no fault “{name}”").format(name=name), near or ", ".join(known))
    return known[name]


def put(bed: Bed, name: str, device: str, given: With) -> Effect:
    """Inject the fault *name* into *device*, with its defaults where *given* says nothing."""
    known = find(name)
    return known.inject(bed, device, {**known.settings, **given})
