"""`auditor init` and `auditor inventory`: from an empty folder to hosts whose keys are trusted."""

import json
import subprocess
from pathlib import Path

import pytest
from support import sshd

from auditor import cli

pytestmark = pytest.mark.usefixtures("_english")


@pytest.fixture
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)


@pytest.fixture
def province(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new workspace of Điện Biên."""
    folder = tmp_path / "province"
    assert cli.main(["init", "--province", "11", str(folder)]) == 0
    capsys.readouterr()
    return folder


def _hosts(province: Path, text: str) -> None:
    (province / "inventories" / "dien-bien" / "more.yml").write_text(text, "utf-8")


def test_a_new_workspace_has_everything_and_passes_its_own_check(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {entry.name for entry in province.iterdir()} == {
        *("auditor.toml", "inventories", "standard", "reports", "runs")
    }
    assert cli.main(["--workspace", str(province), "inventory", "check"]) == 0
    assert capsys.readouterr().out == "no problem: 45 communes, 0 devices\n"


def test_init_never_writes_into_a_folder_that_has_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").touch()
    assert cli.main(["init", "--province", "11", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine"]


def test_an_unknown_province_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", "--province", "Dien Ben", str(tmp_path / "x")]) == 2
    assert "did you mean “Điện Biên”?" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_written_or_looked_into_is_told_with_a_remedy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["init", "--province", "11", "/proc/nowhere"]) == 2
    told = capsys.readouterr().err
    assert "cannot write /proc/nowhere" in told
    assert "→ name a folder that you may write" in told


def test_every_default_that_init_writes_as_a_comment_is_usable(province: Path) -> None:
    file = province / "auditor.toml"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(line.removeprefix("# ") if " = " in line else line for line in lines), "utf-8")
    assert cli.main(["--workspace", str(province), "inventory", "check"]) == 0


def test_the_provinces_own_standard_is_in_order_as_it_is_and_with_its_examples(province: Path) -> None:
    words = ["--workspace", str(province), "standard", "check"]
    assert cli.main(words) == 0
    file = province / "standard" / "dien-bien.yml"
    head, _name, examples = file.read_text("utf-8").partition("name: dien-bien\n")
    file.write_text(head + "name: dien-bien\n" + examples.replace("# ", ""), "utf-8")
    assert cli.main(words) == 0


def test_problems_come_with_place_and_remedy_also_as_json(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _hosts(province, "commune_03127: {hosts: {a: {commune: 03127}}}\n")
    words = ["--workspace", str(province), "inventory", "check"]
    assert cli.main(words) == 3
    assert (
        "more.yml:1:38: the commune's code 03127 is not in quotes, so YAML reads 1623"
        in capsys.readouterr().err
    )
    assert cli.main([*words, "--json"]) == 3
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["line"], problem["remedy"]) == (1, 'write it in quotes: "03127"')


def test_a_host_without_a_kind_is_found_after_ansible_resolved_it(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _hosts(province, "commune_03127: {hosts: {a: }}\n")
    assert cli.main(["--workspace", str(province), "inventory", "check"]) == 3
    assert "more.yml:1:25: a: states no kind" in capsys.readouterr().err


def test_the_list_shows_what_ansible_resolves_and_no_secret(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    host = "{ansible_host: 198.18.0.1, ansible_password: s3c}"
    _hosts(province, f"commune_03127: {{hosts: {{a: {host}}}}}\npc: {{hosts: {{a: }}}}\n")
    words = ["--workspace", str(province), "inventory", "list"]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[1].split() == [
        "a",
        "pc",
        "Phường",
        "Điện",
        "Biên",
        "Phủ",
        "(03127)",
        "198.18.0.1",
    ]
    assert cli.main([*words, "--json"]) == 0
    raw = capsys.readouterr().out
    assert json.loads(raw)["devices"][0]["address"] == "198.18.0.1"
    assert "s3c" not in told + raw


def test_the_workspaces_ansible_cfg_holds_from_any_folder(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (province / "ansible.cfg").write_text("[inventory]\nenable_plugins = ini\n")
    assert cli.main(["--workspace", str(province), "inventory", "list"]) == 3
    assert "No inventory was parsed" in capsys.readouterr().err


_ON_LOOPBACK = """\
commune_03127: {{hosts: {{a: {{ansible_host: 127.0.0.1, ansible_port: {port}}}}}}}
pc: {{hosts: {{a: }}}}
"""


def _trust(province: Path, *words: str) -> int:
    return cli.main(["--workspace", str(province), "inventory", "trust", "a", *words])


@pytest.mark.skipif(not sshd.PROGRAM, reason="needs an SSH server")
def test_a_host_key_is_recorded_once_and_a_different_one_only_when_asked(
    province: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sshd.running(tmp_path / "server") as server:
        _hosts(province, _ON_LOOPBACK.format(port=server.port))
        known = province / "known_hosts"
        right = f"[127.0.0.1]:{server.port} {server.host_key}\n"
        assert _trust(province, "--dry-run") == 0
        looked = capsys.readouterr().out
        assert "would be recorded" in looked
        assert not known.exists()
        assert _trust(province) == 0
        assert known.read_text() == right
        fingerprint = ["ssh-keygen", "-lf", str(known)]
        shown = subprocess.run(fingerprint, capture_output=True, text=True, check=True).stdout
        assert shown.split()[1] in capsys.readouterr().out
        assert shown.split()[1] in looked
        assert _trust(province) == 0
        assert "already trusted" in capsys.readouterr().out

        other = sshd.make_key(tmp_path / "other").with_suffix(".pub").read_text()
        wrong = f"[127.0.0.1]:{server.port} {other}"
        known.write_text(wrong)
        assert _trust(province) == 1
        assert known.read_text() == wrong
        assert _trust(province, "--replace", "--dry-run") == 0
        assert known.read_text() == wrong
        assert _trust(province, "--replace") == 0
        assert known.read_text() == right


def test_a_host_that_does_not_answer_is_told_and_nothing_recorded(
    province: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _hosts(province, _ON_LOOPBACK.format(port=sshd.free_port()))
    assert _trust(province, "--json") == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told["result"] is None
    assert told["reason"]
    assert not (province / "known_hosts").exists()
