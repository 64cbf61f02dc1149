"""A file of secrets under ansible-vault, opened by Ansible itself with the words of its own options."""

import os
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import yaml

from auditor.errors import InventoryError, MissingRequirement, Problem
from auditor.i18n import _


def secrets(
    file: Path,
    known: Collection[str],
    words: Sequence[str] = (),
    settings: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """The texts that *file* holds by name, of which only *known* ones may stand there.

    *words* are ``--vault-password-file`` and ``--vault-id``, *settings* Ansible's variables. Raises
    InventoryError, which never tells what stands in the file, and MissingRequirement.
    """
    program = Path(sys.executable).with_name("ansible-vault")
    if not program.is_file():
        missing = _("{program} is not installed").format(program=program)
        raise MissingRequirement(missing, _("install auditor again"))
    # no terminal: a password is never asked for, because nobody is there at half past six
    answer = subprocess.run(
        [str(program), "view", *words, str(file)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **settings, "ANSIBLE_NOCOLOR": "1", "PAGER": "cat"},
        check=False,
        start_new_session=True,
    )
    if answer.returncode:
        raise InventoryError([Problem(str(file), 0, 0, _("ansible-vault cannot open it"), _remedy())])
    return _read(answer.stdout, file, known)


def _remedy() -> str:
    return _("is it encrypted by ansible-vault? Name its password: --vault-password-file FILE")


def _read(text: bytes, file: Path, known: Collection[str]) -> dict[str, str]:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError):  # its message would show a line of the file
        data = None
    good = isinstance(data, dict) and set(data) <= set(known)
    if not good or not all(isinstance(value, str) for value in data.values()):
        wanted = _("a mapping of {names}, each a text in quotes").format(names=", ".join(sorted(known)))
        raise InventoryError([Problem(str(file), 0, 0, _("must hold {wanted}").format(wanted=wanted))])
    return dict(data)
