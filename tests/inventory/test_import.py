"""A list beside an inventory: what is new, changed, the same; written whole or not at all."""

from pathlib import Path

import pytest

from auditor.errors import InventoryError
from auditor.inventory import importing, skeleton
from auditor.inventory.importing import Wish, import_list
from auditor.inventory.listing import listing
from auditor.inventory.lists.cells import Level
from auditor.inventory.provinces import province

HEAD = "Tên máy;Loại;Mã xã;Địa chỉ IP;Quầy;Số sê-ri"
PC = "pc01;Máy tính;03158;198.18.1.11;1;ABC123"


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    folder = tmp_path / "inventories"
    skeleton.write(province("11"), folder)
    return folder


def take(inventory, *rows, **how):
    file = inventory.parent / "list.csv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    return import_list(Wish(file, inventory, **how))


def hosts(inventory):
    return listing([inventory]).hosts


def files(inventory):
    return {file: file.read_text("utf-8") for file in inventory.rglob("*.yml")}


def mistakes(done):
    assert done.refused
    return [(told.spot.cell, told.message) for told in done.remarks if told.level is Level.ERROR]


def test_new_hosts_go_into_a_file_of_their_commune_and_pass_the_check(inventory):
    done = take(inventory, PC, "Máy in quầy 1;Máy in;03158;198.18.1.21;1;", "rt;Router;03160;198.18.2.1;;")
    assert [file.name for file in done.files] == ["devices-03158.yml", "devices-03160.yml"]
    found = hosts(inventory)
    assert set(found) == {"pc01", "pasc-03158-printer01", "rt"}
    assert (found["pc01"]["kind"], found["pc01"]["commune"]) == ("pc", "03158")
    assert found["pasc-03158-printer01"]["asset_name"] == "Máy in quầy 1"


def test_the_same_list_again_changes_nothing(inventory):
    rows = (PC, "Máy in quầy 1;Máy in;03158;198.18.1.21;1;", "Máy quét;Máy quét;03158;198.18.1.21;1;")
    take(inventory, *rows)
    before = files(inventory)
    again = take(inventory, *rows, update=True)
    assert len(again.compared.unchanged) == 3
    assert (again.compared.added, again.compared.changed, again.files) == ((), (), ())
    assert files(inventory) == before


def test_a_change_is_shown_and_made_only_when_asked_where_it_stands(inventory):
    by_hand = inventory / "mine.yml"
    by_hand.write_text(
        "commune_03158:\n  hosts:\n    # của chị Lan\n    pc01: {ansible_host: 198.18.1.11}  # tầng 1\n"
        "pc: {hosts: {pc01: }}\n"
    )
    moved = PC.replace("198.18.1.11", "198.18.1.99").replace("ABC123", "")
    before = files(inventory)
    shown = take(inventory, moved)
    (change,) = shown.compared.changed
    assert dict(change.values) == {"ansible_host": ("198.18.1.11", "198.18.1.99"), "counter": (None, "1")}
    assert files(inventory) == before
    take(inventory, moved, update=True)
    assert by_hand.read_text() == before[by_hand].replace(
        "{ansible_host: 198.18.1.11}", '{ansible_host: 198.18.1.99, counter: "1"}'
    )
    assert hosts(inventory)["pc01"]["ansible_host"] == "198.18.1.99"


def test_a_value_of_host_vars_is_changed_there_because_it_wins(inventory):
    take(inventory, PC)
    (inventory / "host_vars").mkdir()
    file = inventory / "host_vars" / "pc01.yml"
    file.write_text('---\ncounter: "7"  # vì sao\n')
    take(inventory, PC.replace(";1;", ";2;"), update=True)
    assert file.read_text() == '---\ncounter: "2"  # vì sao\n'


def test_more_hosts_are_added_to_the_file_with_its_comments(inventory):
    take(inventory, PC)
    file = inventory / "devices-03158.yml"
    edited = file.read_text("utf-8").replace("    pc01:\n", "    # gần cửa\n    pc01:\n", 1)
    file.write_text(edited, "utf-8")
    take(inventory, PC, "pc02;PC;03158;198.18.1.12;2;", "in;Máy in;03158;198.18.1.21;;")
    assert set(hosts(inventory)) == {"pc01", "pc02", "in"}
    assert set(edited.splitlines()) <= set(file.read_text("utf-8").splitlines())


@pytest.mark.parametrize(
    ("rows", "cell", "told"),
    [
        ((PC, "pc01;PC;03158;198.18.1.12;;"), "A3", "stands in"),
        ((PC, "PC01;PC;03158;198.18.1.12;;"), "A3", "stands in"),
        ((PC, "pc02;PC;03158;198.18.1.11;;"), "D3", "stands in"),
        ((PC, "pc02;PC;03158;198.18.1.12;;abc123"), "F3", "stands in"),
        ((PC, "in;Máy in;03158;198.18.1.11;;"), "D3", "stands in"),
        (("old;PC;03160;198.18.1.12;;",), "2", "has the commune 03158"),
        (("old;Máy in;03158;198.18.1.12;;",), "2", "has the kind pc"),
        (("pc09;PC;03158;198.18.1.10;;",), "D2", "belongs to old"),
        (("pc09;PC;03158;198.18.1.19;;OLD-1",), "F2", "belongs to old"),
        (("pc;PC;03158;198.18.1.19;;",), "A2", "is a group's name"),
    ],
)
def test_what_collides_is_told_by_cell_and_nothing_is_written(inventory, rows, cell, told):
    (inventory / "old.yml").write_text(
        "commune_03158: {hosts: {old: {ansible_host: 198.18.1.10, asset_serial: old-1}}}\n"
        "pc: {hosts: {old: }}\n"
    )
    before = files(inventory)
    ((where, message),) = mistakes(take(inventory, *rows))
    assert (where, told in message) == (cell, True), message
    assert files(inventory) == before


def test_a_host_without_a_name_is_known_again_by_serial_number_or_address(inventory):
    take(inventory, "Máy 1;PC;03158;198.18.1.11;1;ABC123")
    done = take(inventory, "Máy 1;PC;03158;198.18.1.12;1;ABC123")
    assert [change.entry.name for change in done.compared.changed] == ["pasc-03158-pc01"]
    done = take(inventory, "Máy một;PC;03158;198.18.1.11;1;")
    assert [change.entry.name for change in done.compared.changed] == ["pasc-03158-pc01"]


def test_a_multifunction_device_may_stand_twice_and_a_line_has_its_routers_address(inventory):
    done = take(
        inventory,
        "in;Máy in;03158;198.18.1.21;1;X-99",
        "quet;Máy quét;03158;198.18.1.21;1;X-99",
        "rt;Router;03158;198.18.1.1;;",
        "duong;Đường truyền;03158;198.18.1.1;;",
    )
    assert len(done.compared.added) == 4
    assert not done.refused


def test_bad_rows_can_be_left_out_and_are_told(inventory):
    rows = (PC, "pc02;PC;03158;198.18.1.999;;")
    assert mistakes(take(inventory, *rows)) != []
    assert hosts(inventory) == {}
    done = take(inventory, *rows, skip_bad=True)
    assert (done.refused, done.bad) == (False, 1)
    assert [told.spot.cell for told in done.remarks if told.level is Level.ERROR] == ["D3"]
    assert set(hosts(inventory)) == {"pc01"}


def test_a_dry_run_writes_nothing(inventory):
    before = files(inventory)
    done = take(inventory, PC, dry_run=True)
    assert [file.name for file in done.files] == ["devices-03158.yml"]
    assert files(inventory) == before


def test_what_ansible_then_reads_otherwise_is_put_back_as_it_was(inventory):
    take(inventory, PC)
    # a source that only Ansible can read wins over the file that a program can change
    (inventory / "zzz.ini").write_text("[pc]\npc01 counter=9\n")
    before = files(inventory)
    with pytest.raises(InventoryError, match="nothing was changed"):
        take(inventory, PC.replace(";1;", ";2;"), update=True)
    assert files(inventory) == before


def test_an_inventory_with_mistakes_of_its_own_is_not_added_to(inventory):
    (inventory / "bad.yml").write_text("commune_031: {hosts: {a: }}\n")
    with pytest.raises(InventoryError, match=r"bad\.yml"):
        take(inventory, PC)


def test_an_empty_inventory_gets_its_groups_with_what_they_stand_for(tmp_path):
    (tmp_path / "inventories").mkdir()
    take(tmp_path / "inventories", PC)
    assert hosts(tmp_path / "inventories")["pc01"]["kind"] == "pc"
    assert hosts(tmp_path / "inventories")["pc01"]["commune"] == "03158"


def test_an_inventory_of_one_file_is_refused_with_what_to_do(inventory):
    with pytest.raises(InventoryError, match="--into"):
        import_list(Wish(inventory.parent / "list.csv", inventory / "hosts.yml"))


def test_a_file_that_cannot_be_written_leaves_the_others_as_they_were(inventory, monkeypatch):
    before = files(inventory)
    written = []

    def full(file, text):
        if written:
            raise OSError(28, "No space left on device", str(file))
        written.append(file)
        file.write_text(text, "utf-8")

    monkeypatch.setattr(importing.placing, "write", full)
    with pytest.raises(InventoryError, match="the disk is full"):
        take(inventory, PC, "rt;Router;03160;198.18.2.1;;")
    assert written
    assert files(inventory) == before


def test_forty_new_devices_of_every_commune_are_taken_in_one_go(inventory):
    units = province("11").units
    rows = [
        f"m{number}-{unit.code};PC;{unit.code};198.18.{index}.{number};;"
        for index, unit in enumerate(units)
        for number in range(1, 41)
    ]
    done = take(inventory, *rows)
    assert len(done.files) == len(units)
    assert len(hosts(inventory)) == 40 * len(units)


@pytest.mark.parametrize("said", ["03155", "3155", "Sen Thượng", "xã sen thượng"])
def test_an_origin_by_old_code_or_name_is_written_as_the_code(inventory, said):
    take_with_origin(inventory, said)
    assert hosts(inventory)["pc01"]["origin"] == "03155"


def test_an_origin_that_no_commune_lists_is_told_by_its_cell(inventory):
    done = take_with_origin(inventory, "Sen Thượngg")
    assert mistakes(done) == [
        ("G2", "no commune of before July 2025 that merged_from lists is “Sen Thượngg”")
    ]
    assert done.bad == 1


def take_with_origin(inventory, origin):
    file = inventory.parent / "list.csv"
    file.write_text(f"{HEAD};Xã cũ\n{PC};{origin}\n", "utf-8")
    return import_list(Wish(file, inventory))
