"""The replay double: recorded answers instead of devices, for demos without root and for measuring scale."""

import json
from functools import lru_cache
from pathlib import Path

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import Observation
from auditor.model.observation import from_json, to_json


def record(observation: Observation, file: Path) -> None:
    """Write *observation* with its raw answers to *file*, for :func:`recorded`."""
    file.write_text(json.dumps(to_json(observation), ensure_ascii=False, indent=1) + "\n", "utf-8")


@lru_cache(maxsize=32)  # thousands of devices may replay a handful of recordings
def recorded(file: Path) -> Observation:
    """The observation recorded in *file*. Raises DeviceError unsupported when it is none."""
    try:
        return from_json(json.loads(file.read_text("utf-8")))
    except (OSError, KeyError, TypeError, ValueError) as error:
        unusable = _("the recording {file} cannot be used: {error}").format(file=file, error=error)
        raise DeviceError("unsupported", unusable) from error
