"""What the inventory states of a commune and of a kind of device there, also where there is no device yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from auditor.errors import UsageError
from auditor.i18n import _
from auditor.inventory.listing import listing
from auditor.inventory.lists.communes import Communes, NotMeant
from auditor.inventory.manifest import is_commune
from auditor.model import DEVICE_KINDS, Kind

_STANDS_FOR = "auditor-stands-for-"


@dataclass(frozen=True)
class Described:
    """A commune as the inventory describes it.

    ``stated`` are the variables of a device there of which nothing particular is known, ``of_kind`` those of
    one of each kind; ``hosts`` are the inventory's own, by name, of all communes.
    """

    code: str
    label: str
    stated: Mapping[str, Any]
    of_kind: Mapping[Kind, Mapping[str, Any]]
    hosts: Mapping[str, Mapping[str, Any]]
    groups: tuple[str, ...] = ()

    @property
    def own(self) -> Mapping[str, Mapping[str, Any]]:
        """The commune's hosts."""
        return {name: each for name, each in self.hosts.items() if each.get("commune") == self.code}


def described(
    inventory: Path,
    wanted: str,
    words: Sequence[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Described:
    """The commune that *wanted* (a code or name) means in *inventory*; *words*, *settings* as for listing.

    A host that stands for one of each kind is asked for its variables, in an inventory beside the real one.
    Raises UsageError when there is no such commune, InventoryError.
    """
    with TemporaryDirectory(prefix="auditor-") as folder:
        beside = Path(folder) / "hosts.json"
        beside.write_text(json.dumps(_groups(wanted)), "utf-8")
        found = listing([inventory, beside], words, settings)
        communes = Communes(group.removeprefix("commune_") for group in found.groups if is_commune(group))
        try:
            code = communes.meant(wanted).code
        except NotMeant as error:
            raise UsageError(error.message, error.remedy) from error
        if code != wanted:  # it was named by its name
            beside.write_text(json.dumps(_groups(code)), "utf-8")
            found = listing([inventory, beside], words, settings)
    stated = found.hosts.get(_STANDS_FOR + "any", {})
    if stated.get("commune") != code:
        raise UsageError(
            _("the inventory has no commune {code}").format(code=code),
            _('make its group: group_vars/commune_{code}.yml with commune: "{code}"').format(code=code),
        )
    kinds = {Kind(kind): found.hosts.get(_STANDS_FOR + kind, {}) for kind in DEVICE_KINDS}
    return Described(
        code=code,
        label=communes.label(code),
        stated=stated,
        of_kind=kinds,
        hosts={name: each for name, each in found.hosts.items() if not name.startswith(_STANDS_FOR)},
        groups=tuple(found.groups),
    )


def _groups(code: str) -> dict[str, Any]:
    kinds = [str(kind) for kind in DEVICE_KINDS]
    groups: dict[str, Any] = {kind: {"hosts": {_STANDS_FOR + kind: {}}} for kind in kinds}
    commune = f"commune_{code}"
    if is_commune(commune):
        groups[commune] = {"hosts": {_STANDS_FOR + word: {} for word in ("any", *kinds)}}
    return {"all": {"children": groups}}
