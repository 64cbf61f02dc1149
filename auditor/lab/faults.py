"""The faults by name: which kinds of device each can hit, its settings, and what it does.

A fault is a function of (bed, device, with) that changes the bed and returns its Effect.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.lab.bed import Bed, Effect, With

Inject = Callable[[Bed, str, With], Effect]


@dataclass(frozen=True)
class Fault:
    """A fault. *settings* are the names ``with:`` may have, with their defaults."""

    name: str
    kinds: tuple[str, ...]
    inject: Inject
    settings: Mapping[str, Any]


FAULTS: dict[str, Fault] = {}


def fault(name: str, /, *kinds: str, **settings: Any) -> Callable[[Inject], Inject]:
    """Register the decorated function as the fault *name*. Raises ValueError when the name is taken."""

    def register(inject: Inject) -> Inject:
        if name in FAULTS:
            raise ValueError(f"fault {name} is already there")
        FAULTS[name] = Fault(name, kinds, inject, settings)
        return inject

    return register
