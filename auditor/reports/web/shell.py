"""What stands around every page: who reads it in which language, where they are, and where they can go."""

from dataclasses import dataclass
from datetime import datetime

from auditor.model.accounts import Role
from auditor.reports.web import assets


@dataclass(frozen=True, slots=True)
class RunLink:
    """A run that may be shown instead."""

    id: str
    started: datetime
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of one page.

    ``account`` and ``role`` are ``""`` and None where nobody is logged in; ``path`` is that of the request
    with its query (where the language switch comes back to); ``run`` the id of the run that is shown, ``""``
    none; ``runs`` those of the switcher, newest first; ``flash`` a text told once, in the reader's language;
    ``live`` the id of a run that is under way, else ``""``.
    """

    language: str = "vi"
    account: str = ""
    role: Role | None = None
    csrf: str = ""
    path: str = "/"
    run: str = ""
    runs: tuple[RunLink, ...] = ()
    flash: str = ""
    live: str = ""
    style: str = assets.url("style.css")
    script: str = assets.url("app.js")

    @property
    def detailed(self) -> bool:
        """Whether the reader may open devices and findings; leadership reads summaries."""
        return self.role in (Role.TECHNICIAN, Role.IT)
