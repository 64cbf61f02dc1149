"""The door: quick, in the user's language, errors as sentences with their exit code."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from auditor import __version__, cli
from auditor.errors import AuditorError, UsageError, WorkspaceNotFound


def _run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "auditor", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **env}, check=False)


@click.command()
@click.option("--how")
def _broken(how: str) -> int:
    if how == "error":
        raise WorkspaceNotFound("none \x1b[31mhere", "make one")
    if how == "interrupt":
        raise KeyboardInterrupt
    return 100


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that ends in the way it is told to."""
    monkeypatch.setitem(cli.COMMANDS, "broken", "broken")
    module = type(sys)("auditor.cli.broken")
    module.command = _broken  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "auditor.cli.broken", module)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_with_an_example_in_each_language(name: str) -> None:
    for lang, example, commands in (("en", "Example", "Commands:"), ("vi", "Ví dụ", "Lệnh:")):
        told = _run("--lang", lang, name, "--help")
        assert told.returncode == 0, told.stderr
        assert example in told.stdout or commands in told.stdout
        assert f"auditor {name}" in told.stdout


def test_the_help_page_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in cli.COMMANDS)


def test_the_version_is_told_without_loading_what_only_commands_need() -> None:
    code = (
        "import sys, auditor.cli as cli\n"
        "try: cli.main(['--version'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'sqlalchemy', 'paramiko', 'netmiko', 'ansible_runner', 'rich', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == f"auditor {__version__}\n[]\n"


@pytest.mark.usefixtures("broken")
def test_an_error_is_a_sentence_with_its_remedy_and_code_and_no_escapes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--lang", "en", "broken", "--how", "error"]) == WorkspaceNotFound.exit_code
    told = capsys.readouterr().err
    assert told == "error: none \\x1b[31mhere\n  → make one\n"


@pytest.mark.usefixtures("broken")
def test_a_traceback_is_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_DEBUG", "1")
    with pytest.raises(AuditorError):
        cli.main(["broken", "--how", "error"])


@pytest.mark.usefixtures("broken")
def test_an_interrupt_ends_with_130_and_a_commands_own_code_is_kept() -> None:
    assert cli.main(["broken", "--how", "interrupt"]) == 130
    assert cli.main(["broken"]) == 100


def test_an_unknown_command_or_option_is_usage_with_the_nearest_right_one() -> None:
    told = _run("--lang", "en", "invetory")
    assert told.returncode == UsageError.exit_code
    assert "did you mean “inventory”?" in told.stderr
    assert _run("--nonsense").returncode == UsageError.exit_code


@pytest.mark.parametrize(
    ("words", "env", "expected"),
    [
        ([], {}, "vi"),
        ([], {"AUDITOR_LANG": "en"}, "en"),
        (["--lang", "en"], {"AUDITOR_LANG": "vi"}, "en"),
        (["--lang=en"], {}, "en"),
        (["lab", "exec", "--", "x", "--lang", "en"], {}, "vi"),
        (["--workspace", "WORKSPACE"], {}, "en"),
        ([], {"AUDITOR_WORKSPACE": "WORKSPACE"}, "en"),
        (["--lang", "vi", "--workspace", "WORKSPACE"], {}, "vi"),
    ],
)
def test_the_language_is_the_options_else_the_variables_else_the_workspaces_else_vietnamese(
    words: list[str],
    env: dict[str, str],
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "auditor.toml").write_text('language = "en"\n')
    monkeypatch.chdir(tmp_path)
    for name in ("AUDITOR_LANG", "AUDITOR_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value.replace("WORKSPACE", str(tmp_path / "w")))
    argv = [word.replace("WORKSPACE", str(tmp_path / "w")) for word in words]
    assert cli.common.language_of(argv) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    assert "_AUDITOR_COMPLETE" in capsys.readouterr().out


def test_the_shell_completes_commands() -> None:
    program = str(Path(sys.executable).with_name("auditor"))
    env = {**os.environ, "_AUDITOR_COMPLETE": "bash_complete", "COMP_WORDS": "auditor inv", "COMP_CWORD": "1"}
    told = subprocess.run([program], capture_output=True, text=True, env=env, check=False).stdout
    assert told.split() == ["plain,inventory"]


def test_no_colour_is_forced_on_those_who_refuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert cli.build().context_settings["color"] is False


@pytest.mark.parametrize("words", [["diff", "--lang", "en"], ["runs", "list", "--workspace", "x"]])
def test_an_option_of_every_command_behind_the_command_is_told_its_place(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--lang", "en", *words]) == UsageError.exit_code
    option = next(word for word in words if word.startswith("--"))
    assert f"it stands before the command: auditor {option} …" in capsys.readouterr().err
