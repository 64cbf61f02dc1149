"""The demo lab's answers, recorded: for machines where no lab can run."""

import re
import shutil
from pathlib import Path

from auditor.errors import LabError
from auditor.i18n import _

RECORDINGS = Path(__file__).parent / "recordings" / "demo"
_COMMUNITY = re.compile(r"^(snmp_(?:write_)?community): .*", re.MULTILINE)
_INVENTORY = ("hosts.yml", "truth.json", "group_vars")


def lay_out(folder: Path) -> None:
    """Write the recorded lab's inventory and truth into *folder*; its devices answer from the recordings.

    Raises LabError when this copy of the product came without them.
    """
    if not (RECORDINGS / "hosts.yml").is_file():
        raise LabError(_("there are no recordings in {folder}").format(folder=RECORDINGS))
    shutil.rmtree(folder / "group_vars", ignore_errors=True)
    _copy(RECORDINGS, folder)
    everywhere = folder / "group_vars" / "all.yml"
    answers = RECORDINGS / "answers"
    line = f'auditor_replay: "{answers}/{{{{ inventory_hostname }}}}.json"\n'
    everywhere.write_text(everywhere.read_text("utf-8") + line, "utf-8")


def keep(inventory: Path) -> Path:
    """Make *inventory* (of a lab that was audited) the recorded one; returns where the answers belong."""
    answers = RECORDINGS / "answers"
    shutil.rmtree(RECORDINGS, ignore_errors=True)
    answers.mkdir(parents=True)
    _copy(inventory, RECORDINGS)
    for file in (RECORDINGS / "group_vars").glob("*.yml"):
        # That lab is gone, and its word with it; a recording asks nobody.
        file.write_text(_COMMUNITY.sub(r"\1: recorded", file.read_text("utf-8")), "utf-8")
    return answers


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in _INVENTORY:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        else:
            shutil.copyfile(source / name, target / name)
