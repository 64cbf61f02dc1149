"""Where the files that ship beside the code are: in a checkout at its top, in a wheel under auditor/data."""

from pathlib import Path

from auditor.errors import MissingRequirement
from auditor.i18n import _

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder *name* (``playbooks``, ``inventories/dien-bien``) of this very installation.

    A checkout wins over auditor/data, so that an edit takes effect at once. Raises MissingRequirement
    when neither has it: the installation is broken.
    """
    places = (_PACKAGE.parent / name, _PACKAGE / "data" / name)
    in_checkout = (_PACKAGE.parent / "pyproject.toml").is_file()
    for place in places if in_checkout else places[1:]:
        if place.is_dir():
            return place
    raise MissingRequirement(
        _("this installation of auditor has no folder “{name}”").format(name=name),
        _("install auditor again"),
    )


def playbooks() -> Path:
    """The folder of playbooks (audit.yml, action_plugins/)."""
    return shipped("playbooks")


def dien_bien() -> Path:
    """The folder of the inventory skeleton of Điện Biên."""
    return shipped("inventories/dien-bien")
