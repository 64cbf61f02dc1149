"""docs/commands.md and its English twin are what the program itself says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.commands import FILES

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("language", FILES)
def test_the_page_of_commands_is_what_help_says(language: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "support.commands", language],
        capture_output=True, text=True, check=True, cwd=TESTS, env={**os.environ, "AUDITOR_LANG": language},
    ).stdout  # fmt: skip
    assert FILES[language].read_text("utf-8") == said, f"write it anew: make docs ({FILES[language].name})"
