"""The register of assets and transfers between communes, on real inventories and a real store."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.fixes import fix
from support.runs import START, finding, header, judgement, manifest, observation, waiver

from auditor import cli
from auditor.audit.assets import history, models, register
from auditor.audit.transfers import Transfer, transfer
from auditor.errors import CommuneLocked, InventoryError, UsageError
from auditor.i18n import activate
from auditor.inventory.listing import listing
from auditor.model import Device, Kind
from auditor.store import Store
from auditor.workspace import Workspace, open_workspace

PC, NEW = "pasc-03158-pc01", "pasc-03160-pc07"
HOSTS = """\
all:
  children:
    commune_03158:
      vars: {commune: "03158", commune_name: Xã Sín Thầu, merged_from: [{code: "03155", name: Xã Sen Thượng}]}
      hosts:
        # máy của chị Lan
        pasc-03158-pc01:
          ansible_host: 198.18.1.5  # cổng 3
          counter: "1"
          origin: Sen Thượng
          asset_serial: SN-1
          expect_printer_uri: ipp://198.18.1.9/
        pasc-03158-printer01: {ansible_host: 198.18.1.9, kind: printer, asset_make: Brother}
        pasc-03158-pc[02:03]:
    commune_03160:
      vars: {commune: "03160", commune_name: Xã Mường Nhé, subnets: [198.18.2.0/24]}
      hosts: {}
    pc:
      vars: {kind: pc}
      hosts:
        pasc-03158-pc01:
        pasc-03158-pc[02:03]:
"""
SAID = {"host.vendor": "Dell", "host.model": "OptiPlex", "host.serial": "SN-1"}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose PC answered a week ago and today, and was judged."""
    activate("en")
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").touch()
    (tmp_path / "inventories").mkdir()
    (tmp_path / "inventories" / "hosts.yml").write_text(HOSTS, "utf-8")
    opened = open_workspace(tmp_path)
    with Store.open(opened.store_url) as store:
        for id, days in (("20261114T013000Z-0001", -7), ("20261121T013000Z-0002", 0)):
            store.save_header(header(id, started=START + timedelta(days=days)))
            store.save_manifest(id, manifest(1))
            store.add_observations(id, [observation(minute=days * 1440, facts=SAID, identity="machine-1")])
            store.save_judgement(id, judgement([finding()]))
    return opened


def hosts(workspace: Workspace) -> Any:
    return listing([workspace.inventory]).hosts


def test_the_register_says_what_a_device_is_where_it_came_from_and_when_it_was_seen(
    workspace: Workspace,
) -> None:
    assets = {asset.device: asset for asset in register(workspace)}
    pc, printer = assets[PC], assets["pasc-03158-printer01"]
    assert (pc.maker, pc.model, pc.serial, pc.observed) == ("Dell", "OptiPlex", "SN-1", True)
    assert (pc.origin, pc.origin_name) == ("03155", "Xã Sen Thượng")
    assert (pc.first_seen, pc.last_seen) == (START - timedelta(days=7), START + timedelta(seconds=2))
    assert (printer.maker, printer.observed, printer.last_seen) == ("Brother", False, None)
    assert len(assets) == 4


def test_a_model_is_what_the_device_last_said_and_the_maker_stands_once(workspace: Workspace) -> None:
    silent = Device("pasc-03158-printer01", Kind.PRINTER, "03158")
    line = Device("pasc-03158-link", Kind.LINK, "03158")
    asked = (Device(PC, Kind.PC, "03158"), silent, line)
    assert models(workspace, asked) == {PC: "Dell OptiPlex"}
    with Store.open(workspace.store_url) as store:
        more = {**SAID, "host.model": "Dell Vostro"}
        store.add_observations("20261121T013000Z-0002", [observation(minute=5, facts=more)])
    assert models(workspace, asked) == {PC: "Dell Vostro"}


def test_the_register_can_be_asked_for_one_commune_and_one_origin(workspace: Workspace) -> None:
    assert register(workspace, commune="Mường Nhé") == ()
    assert [asset.device for asset in register(workspace, origin="Sen Thượng")] == [PC]


def test_another_machine_than_the_stated_one_is_told(workspace: Workspace) -> None:
    file = workspace.inventory / "hosts.yml"
    file.write_text(file.read_text("utf-8").replace("SN-1", "SN-9"), "utf-8")
    (pc,) = (asset for asset in register(workspace) if asset.device == PC)
    assert (pc.serial, pc.serial_stated, pc.other_machine) == ("SN-1", "SN-9", True)


def test_a_transfer_moves_the_entry_as_it_is_written_and_nothing_else(workspace: Workspace) -> None:
    before = hosts(workspace)
    made = transfer(workspace, Transfer(PC, "Mường Nhé", "thiếu máy", "Lò Thị Hoa"))
    after = hosts(workspace)
    assert (after[PC]["commune"], after[PC]["origin"], after[PC]["counter"]) == ("03160", "03155", "1")
    assert {name: of for name, of in after.items() if name != PC} == {
        name: of for name, of in before.items() if name != PC
    }
    text = (workspace.inventory / "hosts.yml").read_text("utf-8")
    assert "ansible_host: 198.18.1.5  # cổng 3" in text
    assert (made.move.origin, made.move.to, made.move.identity) == ("03158", "03160", "machine-1")


def test_a_transfer_says_what_a_person_must_look_at(workspace: Workspace) -> None:
    told = "\n".join(transfer(workspace, Transfer(PC, "03160", "x")).by_hand)
    for word in (
        "old commune's code",
        "198.18.1.5",
        "counter “1”",
        "expect_printer_uri",
        "Lan",
    ):
        assert word in told


def test_an_address_of_the_new_commune_needs_no_look(workspace: Workspace) -> None:
    file = workspace.inventory / "hosts.yml"
    file.write_text(file.read_text("utf-8").replace("198.18.1.5", "198.18.2.5"), "utf-8")
    told = "\n".join(transfer(workspace, Transfer(PC, "03160", "x", name=NEW)).by_hand)
    assert "198.18.2.5" not in told
    assert "old commune's code" not in told


def test_a_waiver_for_the_old_name_is_told(workspace: Workspace) -> None:
    with Store.open(workspace.store_url) as store:
        made = store.add_waiver(waiver(device=PC, until=date(2999, 1, 1)))
    assert made.name in "\n".join(transfer(workspace, Transfer(PC, "03160", "x", name=NEW)).by_hand)


def test_with_a_new_name_it_is_renamed_everywhere_and_its_variables_go_along(workspace: Workspace) -> None:
    own = workspace.inventory / "host_vars"
    own.mkdir()
    (own / f"{PC}.yml").write_text("asset_note: cũ  # 2019\n", "utf-8")
    transfer(workspace, Transfer(PC, "03160", "x", name=NEW))
    assert sorted(hosts(workspace)) == sorted(
        [NEW, "pasc-03158-pc02", "pasc-03158-pc03", "pasc-03158-printer01"]
    )
    assert (hosts(workspace)[NEW]["kind"], hosts(workspace)[NEW]["asset_note"]) == ("pc", "cũ")
    assert [file.name for file in own.iterdir()] == [f"{NEW}.yml"]


def test_history_follows_the_machine_under_its_new_name(workspace: Workspace) -> None:
    with Store.open(workspace.store_url) as store:
        store.save_fix(fix())
    transfer(workspace, Transfer(PC, "03160", "thiếu máy", name=NEW))
    with Store.open(workspace.store_url) as store:
        later = "20261122T013000Z-0003"
        store.save_header(header(later, started=START + timedelta(days=1)))
        store.add_observations(later, [observation(NEW, 1440, facts=SAID, identity="machine-1")])
        store.save_judgement(later, judgement([finding(device=NEW, commune="03160")]))
    found = history(workspace, NEW)
    assert [seen.name for seen in found.names] == [PC, NEW]
    assert [(check.device, check.commune) for check in found.checks] == [
        (NEW, "03160"),
        (PC, "03158"),
        (PC, "03158"),
    ]
    assert [(made.origin, made.to) for made in found.moves] == [("03158", "03160")]
    assert [each.device for each in found.fixes] == [PC]


def test_a_machine_that_was_renamed_is_still_seen_before_it_answers_by_its_new_name(
    workspace: Workspace,
) -> None:
    transfer(workspace, Transfer(PC, "03160", "x", name=NEW))
    (pc,) = register(workspace, commune="03160")
    assert (pc.device, pc.serial, pc.observed, pc.last_seen) == (
        NEW,
        "SN-1",
        True,
        START + timedelta(seconds=2),
    )


def test_another_machine_that_answers_by_the_old_name_has_another_history(
    workspace: Workspace,
) -> None:
    with Store.open(workspace.store_url) as store:
        later = "20261122T013000Z-0003"
        store.save_header(header(later, started=START + timedelta(days=1)))
        store.add_observations(later, [observation(PC, 1440, facts=SAID, identity="machine-2")])
        store.save_judgement(later, judgement([finding()]))
    assert [check.run for check in history(workspace, PC).checks] == [later]


@pytest.mark.parametrize(
    ("wish", "error", "told"),
    [
        (Transfer("nix", "03160", "x"), UsageError, "no device “nix”"),
        (Transfer(PC, "99999", "x"), UsageError, "99999"),
        (Transfer(PC, "03158", "x"), UsageError, "already"),
        (Transfer(PC, "03160", " "), UsageError, "reason"),
        (Transfer(PC, "03160", "x", name="pasc-03158-pc02"), UsageError, "taken"),
        (Transfer(PC, "03160", "x", name="pc[1:9]"), UsageError, "cannot be a host's name"),
        (Transfer("pasc-03158-pc02", "03160", "x"), InventoryError, "cannot be moved by a program"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_changed(
    workspace: Workspace, wish: Transfer, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        transfer(workspace, wish)
    assert (workspace.inventory / "hosts.yml").read_text("utf-8") == HOSTS
    with Store.open(workspace.store_url) as store:
        assert store.moves([wish.device]) == ()


def test_nobody_moves_a_device_of_a_commune_that_is_being_fixed(workspace: Workspace) -> None:
    with (
        Store.open(workspace.store_url) as store,
        store.hold_communes(["03160"], "lan@xa"),
        pytest.raises(CommuneLocked, match="lan@xa"),
    ):
        transfer(workspace, Transfer(PC, "03160", "x"))
    assert (workspace.inventory / "hosts.yml").read_text("utf-8") == HOSTS


def test_a_move_that_ansible_would_not_read_so_is_taken_back(workspace: Workspace) -> None:
    last = f"last: {{vars: {{ansible_group_priority: 99, commune: '03158'}}, hosts: {{{PC}: }}}}"
    (workspace.inventory / "zz.yml").write_text(last, "utf-8")
    with pytest.raises(InventoryError, match="nothing was changed"):
        transfer(workspace, Transfer(PC, "03160", "x"))
    assert (workspace.inventory / "hosts.yml").read_text("utf-8") == HOSTS


def test_the_list_as_csv_holds_no_formula(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(workspace.store_url) as store:
        evil = replace(observation(facts={**SAID, "host.serial": '=HYPERLINK("x")'}, minute=60), identity="m")
        store.add_observations("20261121T013000Z-0002", [evil])
    assert cli.main(["asset", "list", "--csv", "tai-san.csv"]) == 0
    capsys.readouterr()
    raw = Path("tai-san.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in raw.decode("utf-8-sig")


def test_the_register_is_listed_shown_and_changed(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["asset"]) == 0
    assert "Xã Sen Thượng" in capsys.readouterr().out
    assert cli.main(["asset", "transfer", PC, "--to", "03160", "--reason", "thiếu máy", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["move"]["to"] == "03160"
    assert cli.main(["asset", "show", PC]) == 0
    assert "03158 → 03160" in capsys.readouterr().out
    assert cli.main(["asset", "list", "--json"]) == 0
    assert {asset["device"]: asset["commune"] for asset in json.loads(capsys.readouterr().out)}[PC] == "03160"
