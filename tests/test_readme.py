"""The front page says what is so."""

import re
from pathlib import Path

import pytest

from auditor import errors
from auditor.cli import COMMANDS
from auditor.standard import load_standard

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
VIETNAMESE, ENGLISH = README.split('<a id="english"></a>')

in_each_language = pytest.mark.parametrize("half", [VIETNAMESE, ENGLISH], ids=["vi", "en"])


@in_each_language
def test_every_exit_code_is_told(half: str) -> None:
    codes = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    table = half.split("### Mã thoát" if half is VIETNAMESE else "### Exit codes")[1].split(
        "###", maxsplit=1
    )[0]
    assert {int(code) for code in re.findall(r"(?:^\| |· |^)(\d+) ", table, re.MULTILINE)} == codes


@in_each_language
def test_the_number_of_rules_is_right(half: str) -> None:
    assert f"\n{len(load_standard('baseline').rules)} " in half


@in_each_language
def test_every_command_is_shown_and_no_other(half: str) -> None:
    named = set(
        re.findall(
            r"\bauditor ([a-z]+)\b", "\n".join(re.findall(r"`[^`\n]+`|```sh\n.*?```", half, re.DOTALL))
        )
    )
    assert named == set(COMMANDS)


def test_every_page_that_it_links_to_is_there() -> None:
    for page in re.findall(r"\]\((docs/[^)#]+)\)", README):
        assert (ROOT / page).is_file(), page
