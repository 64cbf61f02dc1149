"""Every setting comes from the default, the file, a variable or an option, and tells from which."""

from pathlib import Path

import pytest

from auditor.errors import SettingsError, WorkspaceNotFound
from auditor.workspace import TABLE, Settings, find, open_workspace, resolve


def _file(folder: Path, text: str) -> Path:
    file = folder / "auditor.toml"
    file.write_text(text, "utf-8")
    return file


def _problems(file: Path | None = None, env: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        resolve(file, env or {})
    return [str(problem) for problem in caught.value.problems]


def test_without_file_variable_or_option_every_default_wins() -> None:
    resolved = resolve()
    assert resolved.settings == Settings()
    assert {origin.kind for origin in resolved.origins.values()} == {"default"}


def test_option_wins_over_variable_over_file_over_default(tmp_path: Path) -> None:
    file = _file(tmp_path, "# forks\nforks = 2\nper_commune = 2\nping_count = 2\n")
    env = {"AUDITOR_FORKS": "3", "AUDITOR_PER_COMMUNE": "3"}
    resolved = resolve(file, env, {"forks": 4, "standard": None})
    assert (resolved.settings.forks, str(resolved.origins["forks"])) == (4, "--forks")
    assert (resolved.settings.per_commune, str(resolved.origins["per_commune"])) == (3, "AUDITOR_PER_COMMUNE")
    assert (resolved.settings.ping_count, str(resolved.origins["ping_count"])) == (2, f"{file}:4")
    assert (resolved.settings.standard, str(resolved.origins["standard"])) == ("baseline", "default")


@pytest.mark.parametrize("setting", TABLE.values(), ids=TABLE)
def test_every_setting_can_be_given_by_its_variable(setting) -> None:  # type: ignore[no-untyped-def]
    resolved = resolve(env={setting.env: str(setting.default or "postgresql://h/d")})
    assert resolved.origins[setting.name].place == setting.env
    assert type(getattr(resolved.settings, setting.name)) is setting.type


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_right_one(tmp_path: Path) -> None:
    file = _file(tmp_path, "\nper_comune = 3\n")
    assert _problems(file) == [f"{file}:2:1: there is no setting “per_comune” — did you mean “per_commune”?"]


def test_a_misspelt_variable_is_refused_and_a_foreign_one_is_not() -> None:
    assert "did you mean “AUDITOR_FORKS”?" in _problems(env={"AUDITOR_FORK": "3"})[0]
    assert resolve(env={"AUDITOR_OF_THE_ARMY": "3", "AUDITOR_WORKSPACE": "x"}).settings == Settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('forks = "3"', "a number is expected, without quotes"),
        ("forks = 0", "0 is less than 1"),
        ("forks = 2.5", "a whole number is expected"),
        ("forks = true", "a number is expected"),
        ("connect_timeout_s = nan", "a number is expected"),
        ("standard = 3", "text in quotes is expected"),
        ('language = "vii"', "did you mean “vi”?"),
        ("forks = ", "not TOML"),
        ("[forks]\n", "a number is expected"),
    ],
)
def test_a_bad_value_is_refused_with_file_line_and_what_is_expected(
    tmp_path: Path, text: str, told: str
) -> None:
    file = _file(tmp_path, text)
    (problem,) = _problems(file)
    assert told in problem
    assert problem.startswith(f"{file}:1")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    assert (
        len(_problems(_file(tmp_path, "forks = 0\nnone = 1\nping_count = 0\n"), {"AUDITOR_LOG_LEVEL": "x"}))
        == 4
    )


@pytest.mark.parametrize(
    "url", ["postgresql://audit:s3cret@db/pasc", "postgresql://db/pasc?user=a&password=s3cret"]
)
def test_a_password_in_the_store_url_is_never_shown(url: str) -> None:
    resolved = resolve(env={"AUDITOR_STORE_URL": url})
    assert "s3cret" not in resolved.shown("store_url")
    assert "db/pasc" in resolved.shown("store_url")


def test_the_workspace_is_found_upward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, "")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find(inner) == tmp_path
    monkeypatch.chdir(inner)
    assert open_workspace(env={}).root == tmp_path


def test_a_named_workspace_must_be_one_and_wins_over_the_variable(tmp_path: Path) -> None:
    _file(tmp_path, "")
    (tmp_path / "other").mkdir()
    assert open_workspace(tmp_path, env={"AUDITOR_WORKSPACE": str(tmp_path / "other")}).root == tmp_path
    with pytest.raises(WorkspaceNotFound):
        open_workspace(env={"AUDITOR_WORKSPACE": str(tmp_path / "other")})


def test_what_is_typed_is_meant_from_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, "")
    (tmp_path / "x.yml").touch()
    monkeypatch.chdir(tmp_path)
    workspace = open_workspace(tmp_path, {"standard": "x.yml"}, {"AUDITOR_INVENTORY": "../hosts"})
    assert (workspace.standard, workspace.inventory) == (str(tmp_path / "x.yml"), tmp_path / "../hosts")


def test_relative_settings_of_the_file_are_meant_from_the_workspace(tmp_path: Path) -> None:
    _file(tmp_path, 'inventory = "inventories/x"\nknown_hosts = "/etc/k"\nstandard = "standard/x.yml"\n')
    (tmp_path / "standard").mkdir()
    (tmp_path / "standard" / "x.yml").touch()
    workspace = open_workspace(tmp_path, env={})
    assert workspace.inventory == tmp_path / "inventories" / "x"
    assert workspace.known_hosts == Path("/etc/k")
    assert workspace.standard == str(tmp_path / "standard" / "x.yml")
    assert workspace.store_url == f"sqlite:///{tmp_path}/auditor.db"
    _file(tmp_path, 'store_url = "sqlite:///mine.db"\n')
    assert open_workspace(tmp_path, env={}).store_url == f"sqlite:///{tmp_path}/mine.db"
    _file(tmp_path, 'store_url = "postgresql://db/pasc"\n')
    assert open_workspace(tmp_path, env={}).store_url == "postgresql://db/pasc"
