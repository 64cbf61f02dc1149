"""Taking a list of devices into an inventory: new hosts into a file of their commune, changes in place.

Nothing is written unless all of it can be, and what is written is read back by the check and by Ansible; if
that does not give what the list says, the files are put back as they were.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from auditor.errors import InventoryError, Problem
from auditor.i18n import _, os_error
from auditor.inventory import editing, placing
from auditor.inventory.check import check
from auditor.inventory.listing import Listing, listing
from auditor.inventory.lists.cells import Level, Remark, Remarks, Spot
from auditor.inventory.lists.communes import Communes, NotMeant
from auditor.inventory.lists.matching import Compared, compare
from auditor.inventory.lists.open import opened
from auditor.inventory.lists.reading import Entry, read
from auditor.inventory.manifest import is_commune, manifest
from auditor.inventory.origins import Former, formers, meant, unknown
from auditor.model.text import printable

_COMMUNE = "commune_"
_HEAD = """\
---
# Thiết bị của {commune}, do lệnh “auditor inventory import” ghi từ {file}.
# Sửa tay được: lần nhập sau chỉ thêm máy mới; chỗ khác đi chỉ được ghi khi có --update.
"""


@dataclass(frozen=True)
class Wish:
    """What is to be taken in: the *list*, into the folder *inventory*; *commune*: where a row states none."""

    list: Path
    inventory: Path
    commune: str = ""
    update: bool = False
    skip_bad: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Imported:
    """What came of it: rows read and bad, what was compared, what was told, the files (to be) written.

    ``refused``: there were errors, so that nothing was written.
    """

    rows: int
    bad: int
    compared: Compared
    remarks: tuple[Remark, ...]
    errors: int = 0
    files: tuple[Path, ...] = ()
    refused: bool = False
    communes: Mapping[str, str] = field(default_factory=dict)


def import_list(
    wish: Wish, words: Sequence[str] = (), settings: Mapping[str, str] = MappingProxyType({})
) -> Imported:
    """Take *wish*'s list in; *words* and *settings* are Ansible's, as for ``listing``.

    Raises InventoryError where list or inventory cannot be used at all; mistakes in cells are remarks.
    """
    _must_be_folder(wish.inventory)
    sources = check(wish.inventory)
    # Ansible refuses a folder without a single host
    there = sources.hosts or sources.opaque
    found = listing([wish.inventory], words, settings) if there else Listing({}, {})
    communes = Communes(group.removeprefix(_COMMUNE) for group in found.groups if is_commune(group))
    remarks = Remarks()
    listed = read(str(wish.list), opened(wish.list), communes, _default(wish, communes), remarks)
    entries = _with_origins(listed.entries, formers(wish.inventory), remarks)
    compared = compare(entries, found.hosts, found.groups, remarks)
    _tell_of_names(compared, remarks)
    texts = _texts(wish, found, compared, communes, remarks)
    refused = not wish.skip_bad and remarks.errors > 0
    done = Imported(
        rows=listed.rows,
        bad=listed.bad + len(listed.entries) - len(entries) + compared.left_out,
        compared=compared,
        remarks=remarks.all(),
        errors=remarks.errors,
        files=() if refused else tuple(sorted(texts)),
        refused=refused,
        communes={entry.commune: communes.label(entry.commune) for entry in listed.entries},
    )
    if texts and not refused and not wish.dry_run:
        with Written(texts):
            _verify(wish, compared, words, settings)
    return done


def add(
    inventory: Path,
    code: str,
    entries: Sequence[Entry],
    source: str,
    words: Sequence[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Compared:
    """Add those of *entries* that the folder *inventory* has not to the file of commune *code*.

    Hosts that are there already stay as they are, and are told as changed where an entry says otherwise.
    *source* stands in a new file's head. Raises InventoryError with each collision; then nothing is written.
    """
    _must_be_folder(inventory)
    sources = check(inventory)
    found = listing([inventory], words, settings) if sources.hosts or sources.opaque else Listing({}, {})
    communes = Communes(group.removeprefix(_COMMUNE) for group in found.groups if is_commune(group))
    remarks = Remarks()
    wish = Wish(list=Path(source), inventory=inventory, commune=code)
    compared = compare(entries, found.hosts, found.groups, remarks)
    texts = _texts(wish, found, compared, communes, remarks)
    if remarks.errors:
        told = [remark for remark in remarks.all() if remark.level is Level.ERROR]
        raise InventoryError(
            [Problem(each.spot.file, each.spot.row, 0, each.message, each.remedy) for each in told]
        )
    if texts:
        with Written(texts):
            _verify(wish, compared, words, settings)
    return compared


def _must_be_folder(inventory: Path) -> None:
    if not inventory.is_dir():
        message = _("new files can only be added to an inventory that is a folder")
        raise InventoryError([Problem(str(inventory), 0, 0, message, _("name one: --into DIR"))])


def _default(wish: Wish, communes: Communes) -> str:
    try:
        return communes.meant(wish.commune).code if wish.commune else ""
    except NotMeant as error:
        raise InventoryError([Problem("--commune", 0, 0, error.message, error.remedy)]) from error


def _with_origins(entries: Sequence[Entry], known: Sequence[Former], remarks: Remarks) -> list[Entry]:
    """*entries* with their origins as codes; one whose origin is unknown is left out, which is told."""
    right = []
    for entry in entries:
        said = entry.variables.get("origin", "")
        code = said.zfill(5) if said.isdigit() else said  # a spreadsheet drops the zeros
        found = meant(code, known, entry.commune) if said else ()
        if len(found) == 1:
            right.append(replace(entry, variables={**entry.variables, "origin": found[0].code}))
        elif said and known:
            remarks.error(entry.where("origin"), *unknown(code, known))
        else:
            right.append(entry)
    return right


def _tell_of_names(compared: Compared, remarks: Remarks) -> None:
    for entry in compared.added:
        if "ansible_host" not in entry.variables:
            unaddressed = _("no address: the device will be asked by its name, which DNS must know")
            remarks.warn(entry.where("ansible_host"), unaddressed)


# ── the texts ────────────────────────────────────────────────────────────────────────────────────


def _texts(
    wish: Wish, found: Listing, compared: Compared, communes: Communes, remarks: Remarks
) -> dict[Path, str]:
    """The new text of each file that changes."""
    texts: dict[Path, str] = {}
    by_commune: dict[str, list[Entry]] = {}
    for entry in compared.added:
        by_commune.setdefault(entry.commune, []).append(entry)
    for code, entries in by_commune.items():
        file = wish.inventory / f"devices-{code}.yml"
        try:
            texts[file] = _with_hosts(file, wish, communes.label(code), entries, found.groups)
        except editing.NotEditable as error:
            remarks.error(Spot(str(file)), str(error), _("rename the file; a new one will be written"))
    if wish.update and compared.changed:
        values = {
            change.entry.name: {variable: new for variable, (_old, new) in change.values.items()}
            for change in compared.changed
        }
        refused = placing.put_variables(wish.inventory, values, texts)
        for change in compared.changed:
            if why := refused.get(change.entry.name):
                told = _("{host} cannot be changed: {reason}").format(host=change.entry.name, reason=why)
                remarks.error(change.entry.spot, told, _("change it by hand in the inventory"))
    return texts


def _with_hosts(file: Path, wish: Wish, commune: str, entries: Sequence[Entry], groups: Iterable[str]) -> str:
    head = _HEAD.format(commune=commune, file=printable(wish.list.name))
    text = placing.read(file) if file.exists() else head
    for group, hosts in _groups(entries):
        if group not in groups:  # nobody has said yet what it stands for
            stated = {"commune": entries[0].commune} if group.startswith(_COMMUNE) else {"kind": group}
            text = editing.put(text, [group, "vars"], stated)
        text = editing.put(text, [group, "hosts"], hosts)
    return text


def _groups(entries: Sequence[Entry]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each group with its hosts: the commune's with their variables, those of the kinds with bare names."""
    yield (
        _COMMUNE + entries[0].commune,
        {entry.name: dict(sorted(entry.variables.items())) for entry in entries},
    )
    for kind in sorted({entry.kind for entry in entries}):
        yield kind.value, {entry.name: None for entry in entries if entry.kind is kind}


# ── writing and reading back ─────────────────────────────────────────────────────────────────────


class Written:
    """Inside, the files with their new texts; as they were before when the body raises."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        self._texts = texts
        self._before = {file: placing.read(file) if file.exists() else None for file in texts}

    def __enter__(self) -> None:
        try:
            for file, text in self._texts.items():
                placing.write(file, text)
        except OSError as error:
            self._restore()
            message = _("cannot be written: {error}").format(error=os_error(error))
            raise InventoryError([Problem(str(error.filename), 0, 0, message)]) from error

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        if kind is not None:
            self._restore()

    def _restore(self) -> None:
        for file, text in self._before.items():
            if text is None:
                file.unlink(missing_ok=True)
            else:
                placing.write(file, text)


def _verify(wish: Wish, compared: Compared, words: Sequence[str], settings: Mapping[str, str]) -> None:
    """Raise InventoryError unless Ansible now reads what the list says."""
    check(wish.inventory)
    found = listing([wish.inventory], words, settings)
    names = {entry.name for entry in compared.added}
    manifest({name: variables for name, variables in found.hosts.items() if name in names})
    entries = [*compared.added, *(change.entry for change in compared.changed if wish.update)]
    remarks = Remarks()
    again = compare(entries, found.hosts, (), remarks)
    left = [*(entry.name for entry in again.added), *(change.entry.name for change in again.changed)]
    if left or remarks.errors:
        message = _("Ansible does not read there what the list says of {hosts}; nothing was changed").format(
            hosts=", ".join(left[:5]) or str(remarks.all()[0])
        )
        remedy = _("another source of the inventory may override it; change it by hand")
        raise InventoryError([Problem(str(wish.inventory), 0, 0, message, remedy)])
