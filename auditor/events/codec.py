"""A run's header and manifest as JSON, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from auditor.errors import RunError
from auditor.i18n import _
from auditor.model import Commune, Device, Kind, Manifest, RunHeader, times


def header_to_json(header: RunHeader) -> dict[str, Any]:
    """A JSON-able dict that :func:`header_from_json` reads back to an equal header."""
    ended = times.to_text(header.ended) if header.ended else None
    return asdict(header) | {"started": times.to_text(header.started), "ended": ended}


def header_from_json(data: Mapping[str, Any]) -> RunHeader:
    """The inverse of :func:`header_to_json`; raises RunError for anything else."""
    try:
        ended = times.from_text(data["ended"]) if data["ended"] else None
        return RunHeader(**{**data, "started": times.from_text(data["started"]), "ended": ended})
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(_("not a run's header: {error}").format(error=error)) from error


def manifest_to_json(manifest: Manifest) -> dict[str, Any]:
    """A JSON-able dict that :func:`manifest_from_json` reads back to an equal manifest."""
    return asdict(manifest)


def manifest_from_json(data: Mapping[str, Any]) -> Manifest:
    """The inverse of :func:`manifest_to_json`; raises RunError for anything else."""
    try:
        communes = {code: Commune(**each) for code, each in data["communes"].items()}
        devices = {id: Device(**{**each, "kind": Kind(each["kind"])}) for id, each in data["devices"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunError(_("not a run's manifest: {error}").format(error=error)) from error
    return Manifest(communes, devices)
