"""Who may look at the dashboard, and what of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Leadership reads summaries, a technician everything of his own communes, provincial IT everything."""

    LEADERSHIP = "leadership"
    TECHNICIAN = "technician"
    IT = "it"


@dataclass(frozen=True)
class Account:
    """One reader's account; ``communes`` are a technician's own, by code. Its password is not in it."""

    name: str
    role: Role
    communes: tuple[str, ...] = ()
    made: datetime | None = None
    made_by: str = ""
    disabled: datetime | None = None


@dataclass(frozen=True)
class Access:
    """What a reader gets to see: ``communes`` None is all of them."""

    role: Role
    communes: frozenset[str] | None = None

    @classmethod
    def of(cls, account: Account) -> "Access":
        """What *account* may see."""
        own = frozenset(account.communes) if account.role is Role.TECHNICIAN else None
        return cls(account.role, own)

    def sees(self, code: str) -> bool:
        """Whether the commune *code* exists for this reader."""
        return self.communes is None or code in self.communes

    def kept(self, codes: Iterable[str]) -> Collection[str]:
        """Those of *codes* that exist for this reader, in their order."""
        return [code for code in codes if self.sees(code)]

    @property
    def devices(self) -> bool:
        """Whether devices and their findings are shown, not only what they add up to."""
        return self.role is not Role.LEADERSHIP

    @property
    def raw(self) -> bool:
        """Whether what devices answered, word for word, is shown."""
        return self.role is Role.IT
