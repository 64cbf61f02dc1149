"""`auditor account` and what `auditor serve` refuses before it serves anything."""

import io
import json
from pathlib import Path

import pytest
from support.workspaces import make

from auditor import cli
from auditor.errors import EXIT_USAGE
from auditor.model import passwords

PASSWORD = "bốn con trâu gặm cỏ"


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command in an empty workspace, *typed* on its standard input; code and output."""
    workspace = make(tmp_path / "w")
    monkeypatch.setattr(passwords, "_LOG_N", 10)

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = cli.main(["--workspace", str(workspace), *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


def add(said, name: str = "mai", *words: str, typed: str = PASSWORD + "\n") -> tuple[int, str]:
    return said("account", "add", name, *(words or ("--role", "it")), typed=typed)


def test_an_account_is_listed_without_its_password(said):
    assert add(said)[0] == 0
    assert add(said, "hoa", "--role", "technician", "--commune", "03158")[0] == 0
    told = said("account", "list", "--json")[1]
    mai, hoa = sorted(json.loads(told), key=lambda account: account["name"], reverse=True)
    assert (mai["name"], mai["role"], mai["disabled"], mai["sessions"]) == ("mai", "it", None, 0)
    assert hoa["communes"] == ["03158"]
    assert "scrypt" not in told and PASSWORD not in told
    assert "hoa" in said("account", "list")[1]


def test_a_name_means_one_account_however_it_is_written(said):
    assert add(said, "Mai")[0] == 0
    code, told = add(said, "MAI ")
    assert code == EXIT_USAGE
    assert "already" in told
    assert said("account", "password", " mai", typed="năm con bò uống nước\n")[0] == 0


@pytest.mark.parametrize(
    ("name", "words", "typed", "told"),
    [
        ("", ("--role", "it"), PASSWORD, "cannot be"),
        ("a b", ("--role", "it"), PASSWORD, "cannot be"),
        ("<b>", ("--role", "it"), PASSWORD, "cannot be"),
        ("a" * 65, ("--role", "it"), PASSWORD, "cannot be"),
        ("mai", ("--role", "it"), "ngắn", "at least 12"),
        ("mai", ("--role", "it"), "", "at least 12"),
        ("hoa", ("--role", "technician"), PASSWORD, "own communes"),
        ("mai", ("--role", "it", "--commune", "03158"), PASSWORD, "only a technician"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_reason(said, name, words, typed, told):
    code, answer = add(said, name, *words, typed=typed + "\n")
    assert code == EXIT_USAGE
    assert told in answer
    assert said("account", "list", "--json")[1].strip() == "[]"


def test_a_name_that_is_not_there_is_told_with_the_nearest(said):
    add(said, "chutich")
    code, told = said("account", "disable", "chutihc")
    assert code == EXIT_USAGE
    assert "did you mean “chutich”?" in told


def test_disabling_and_enabling_is_told_in_the_list(said):
    add(said)
    assert said("account", "disable", "mai")[0] == 0
    assert "disabled" in said("account", "list")[1]
    assert said("account", "enable", "mai")[0] == 0
    assert "disabled" not in said("account", "list")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--host", "0.0.0.0"), "without TLS"),
        (("--host", "192.0.2.1"), "without TLS"),
        (("--cert", "c.pem"), "belong together"),
        (("--cert", "none.pem", "--key", "none.key", "--host", "0.0.0.0"), "no account"),
        (("--behind-proxy", "127.0.0.1"), "no account"),
        (("--public-url", "auditor.example"), "no address"),
        (("--public-url", "https://user@auditor.example/path"), "no address"),
    ],
)
def test_the_dashboard_is_not_served_where_it_could_be_read_by_anybody(said, words, told):
    code, answer = said("serve", *words)
    assert code == EXIT_USAGE
    assert told in answer


def test_behind_a_proxy_the_address_that_readers_type_must_be_known(said):
    add(said)
    code, answer = said("serve", "--behind-proxy", "127.0.0.1")
    assert code == EXIT_USAGE
    assert "public_url" in answer


def test_a_certificate_that_cannot_be_used_is_told(said, tmp_path):
    (tmp_path / "c.pem").write_text("no certificate")
    code, answer = said("serve", "--cert", str(tmp_path / "c.pem"), "--key", str(tmp_path / "c.pem"))
    assert code == EXIT_USAGE
    assert "certificate" in answer
