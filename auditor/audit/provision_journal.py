"""What was done in provisioning a commune, line by line: the hand-over record is made from it.

Nothing is decided by it: whether a device is known, trusted or enrolled is asked anew each time.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.model import times
from auditor.workspace import Workspace

FOLDER = "provisions"


@dataclass(frozen=True)
class Journal:
    """The journal of one commune: a file that only grows, a JSON object a line (``at``, ``event`` …)."""

    file: Path

    @classmethod
    def of(cls, workspace: Workspace, code: str) -> "Journal":
        """The journal of the commune *code*."""
        return cls(workspace.root / FOLDER / code / "journal.jsonl")

    def write(self, event: str, **data: Any) -> None:
        """Append *event*; it is on disk when this returns. Raises OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"at": times.to_text(times.now()), "event": event, **data}, ensure_ascii=False)
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")
            stream.flush()
            os.fsync(stream.fileno())

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event, the oldest first; a last line that was cut off by a power loss is passed over."""
        if not self.file.exists():
            return
        for line in self.file.read_text("utf-8", "replace").splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and "event" in event:
                yield event
