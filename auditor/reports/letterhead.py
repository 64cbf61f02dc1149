"""What stands around an official paper: bodies, number, place and date, recipients, signature.

The layout and its formulas are those of Decree 30/2020/NĐ-CP (docs/reports-paper.md says which were read).
What the workspace does not state is dots to write on, never a name that we made up.
"""

from dataclasses import dataclass

from auditor.errors import ReportError
from auditor.i18n import _
from auditor.model import times
from auditor.reports.text import line
from auditor.workspace import Settings

DOTS = "…" * 12
_BLANK = "…" * 2
_BODY, _NAME = 120, 80
"""Characters that a body and a person may take."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The settings ``report_…`` as texts; ``""`` or ``()`` where the workspace states nothing."""

    letter: bool = False
    parent_body: str = ""
    issuing_body: str = ""
    number: str = ""
    place: str = ""
    date: str = ""
    to: tuple[str, ...] = ()
    signer_prefix: str = ""
    signer_title: str = ""
    signer_own_title: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "Letterhead":
        """The letterhead that *settings* state."""
        return cls(
            letter=settings.report_type == "letter",
            parent_body=line(settings.report_parent_body, _BODY),
            issuing_body=line(settings.report_issuing_body, _BODY),
            number=line(settings.report_number, 40),
            place=line(settings.report_place, 40),
            date=line(settings.report_date, 20),
            to=_list(settings.report_to),
            signer_prefix="" if settings.report_signer_prefix == "none" else settings.report_signer_prefix,
            signer_title=line(settings.report_signer_title, _BODY),
            signer_own_title=line(settings.report_signer_own_title, _BODY),
            signer=line(settings.report_signer, _NAME),
            recipients=_list(settings.report_recipients),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """The letterhead as it is printed: every line is there, dots where nothing was stated."""

    letter: bool
    state: str
    motto: str
    bodies: tuple[str, ...]
    """The last one issues the paper, the one before is above it."""
    number: str
    place_date: str
    to: tuple[str, ...]
    sign: tuple[str, ...]
    """The lines above the signature: in whose stead, and the title."""
    signer: str
    recipients: tuple[str, ...]


def frame(head: Letterhead) -> Frame:
    """*head* with dots. Raises ReportError when its date is none."""
    return Frame(
        letter=head.letter,
        state="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        motto="Độc lập - Tự do - Hạnh phúc",
        bodies=_bodies(head),
        number="Số: " + _number(head),
        place_date=f"{head.place or DOTS[:6]}, {_date(head.date)}",
        to=head.to or ((DOTS,) if head.letter else ()),
        sign=_sign(head),
        signer=head.signer or DOTS,
        recipients=_recipients(head),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.split(";") if (part := line(each.strip(" .-"), _BODY)))


def _bodies(head: Letterhead) -> tuple[str, ...]:
    """A body may have none above it; where neither is stated there is room for both."""
    if not head.issuing_body:
        return (head.parent_body.upper() or DOTS, DOTS)
    return tuple(body.upper() for body in (head.parent_body, head.issuing_body) if body)


def _number(head: Letterhead) -> str:
    if not head.number:
        return f"{_BLANK}/{_BLANK}" if head.letter else f"{_BLANK}/BC-{_BLANK}"
    return _BLANK + head.number.lstrip("….") if head.number[0] in "/…." else head.number


def _date(stated: str) -> str:
    """Days below ten and the first two months have a zero before them (Decree 30/2020, annex I)."""
    if not stated:
        return f"ngày {_BLANK} tháng {_BLANK} năm 20{_BLANK}"
    try:
        day = times.day_from(stated)
    except ValueError as error:
        raise ReportError(
            _("report_date: “{text}” is no date").format(text=stated), _("write it as dd/mm/yyyy")
        ) from error
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def attached(head: Letterhead) -> str:
    """What stands below the title of each annex: which paper it belongs to. Raises ReportError."""
    kind = "Công văn" if head.letter else "Báo cáo"
    return f"(Kèm theo {kind} số {_number(head)} {_date(head.date)} của {head.issuing_body or DOTS[:5]})"


def _sign(head: Letterhead) -> tuple[str, ...]:
    title = head.signer_title.upper() or DOTS
    if not head.signer_prefix:
        return (title,)
    return (f"{head.signer_prefix} {title}", head.signer_own_title.upper() or DOTS)


def _recipients(head: Letterhead) -> tuple[str, ...]:
    whom = head.recipients or (DOTS, DOTS, f"Lưu: VT, {_BLANK}")
    return (*(f"- {each};" for each in whom[:-1]), f"- {whom[-1]}.")
