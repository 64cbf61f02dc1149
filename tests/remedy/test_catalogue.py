"""The catalogue has the entry points that a plan may call, and only those."""

from pathlib import Path

import pytest

from auditor.errors import MissingRequirement
from auditor.remedy.roles import catalogue

SPECS = "argument_specs: {queue: {options: {p_uri: {type: str, required: true}}}, half: {}, bare: }\n"
SAYS = """
queue: {order: 140, reversible: false, reboot: true, person: true, touches: [/etc/cups/*], confirm: bare}
bare: {order: 150, reversible: true}
half: {order: 1, reversible: true}
other: {order: 2, reversible: true}
"""


def _role(folder: Path, says: str = SAYS, specs: str = SPECS) -> Path:
    role = folder / "p"
    for name in ("meta", "tasks"):
        (role / name).mkdir(parents=True)
    (role / "remedy.yml").write_text(says)
    (role / "meta" / "argument_specs.yml").write_text(specs)
    for name in ("queue", "bare"):
        (role / "tasks" / f"{name}.yml").write_text("")
    return folder


def test_an_entry_point_has_what_remedy_and_argument_specs_say(tmp_path: Path) -> None:
    entry = catalogue(_role(tmp_path))["p/queue"]
    assert (entry.role, entry.entry, entry.order, entry.confirm) == ("p", "queue", 140, "bare")
    assert (entry.reversible, entry.reboot, entry.person) == (False, True, True)
    assert (entry.touches, entry.required) == (("/etc/cups/*",), ("p_uri",))


def test_what_lacks_tasks_or_arguments_is_none(tmp_path: Path) -> None:
    assert set(catalogue(_role(tmp_path))) == {"p/queue", "p/bare"}


def test_a_role_that_cannot_be_read_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(MissingRequirement, match=r"remedy\.yml"):
        catalogue(_role(tmp_path, says="a: [1"))


def test_the_roles_that_ship_are_in_it() -> None:
    assert catalogue()["base/timezone"].required == ("base_timezone",)
