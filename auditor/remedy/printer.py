"""Changing a printer: its default paper, how it is called and where it stands, and letting it print again.

What it is now is asked first; what is already right is left alone. It goes by the ways that the inventory
states and the printer offers: IPP (RFC 3380, 3998, 8011), SNMP (RFC 3418).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.parsers import ipp as parser
from auditor.parsers import snmp as variables
from auditor.transports import ipp, snmp
from auditor.transports.connection import IppConnection, Limits, PrinterConnection, SnmpConnection

_MEDIA, _STATE, _REASONS, _TAKES = (
    *("media-default", "printer-state", "printer-state-reasons"),
    "printer-is-accepting-jobs",
)
_BY_IPP = {"info": "printer-info", "location": "printer-location", "organization": "printer-organization"}
_BY_SNMP = {
    "name": "1.3.6.1.2.1.1.5.0",  # sysName
    "location": "1.3.6.1.2.1.1.6.0",  # sysLocation
    "contact": "1.3.6.1.2.1.1.4.0",  # sysContact
}
IDENTITY = ("info", "name", "location", "contact", "organization")
_ASKED = ("operations-supported", "printer-settable-attributes-supported", "media-supported", _MEDIA)
_STOPPED = 5
_PAUSED = ("paused", "moving-to-paused")
_HARMLESS = ("-report", "-warning")
_MAX_TEXT = 127
"""Octets that every printer takes of a text (RFC 8011 §5.1.2; sysLocation and its like take 255)."""


@dataclass(frozen=True)
class Shown:
    """What of a printer is otherwise than it is to be: name of the attribute or variable, its text."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        return self.before != self.after


# --- default paper ------------------------------------------------------------------------------------------
def media(connection: PrinterConnection, wanted: str, limits: Limits, *, apply: bool) -> Shown:
    """Make *wanted* (a PWG 5101.1 name) the default paper; only looked at without *apply*.

    Raises DeviceError: unsupported where the printer does not have that paper, or lets nobody choose.
    """
    way = _ipp_of(connection)
    told = _attributes(way, _ASKED, limits)
    shown = Shown({_MEDIA: _text(told, _MEDIA)}, {_MEDIA: wanted})
    if not shown.changed:
        return shown
    if wanted not in told.get("media-supported", ()):
        raise DeviceError("unsupported", _("the printer has no paper “{name}”").format(name=wanted))
    _settable(told, (_MEDIA,))
    if apply:
        ipp.set_printer_attributes(way, {_MEDIA: (ipp.KEYWORD, wanted)}, limits)
    return shown


# --- what it is called, where it stands ---------------------------------------------------------------------
def identity(
    connection: PrinterConnection, wanted: Mapping[str, str], limits: Limits, *, apply: bool
) -> Shown:
    """Give the printer the texts *wanted* (by the words of IDENTITY; ``""`` is left as it is).

    Raises DeviceError: unsupported where neither way takes one of them.
    """
    texts = {word: _fitting(word, text) for word, text in wanted.items() if text}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    covered: set[str] = set()
    failures: list[DeviceError] = []
    for each in (_identity_by_ipp, _identity_by_snmp):
        try:
            shown, words = each(connection, texts, limits, apply)
        except DeviceError as error:
            failures.append(error)
            continue
        before, after, covered = {**before, **shown.before}, {**after, **shown.after}, covered | words
    if left := set(texts) - covered:
        raise _no_way(sorted(left)[0], failures)
    return Shown(before, after)


def _identity_by_ipp(
    connection: PrinterConnection, texts: Mapping[str, str], limits: Limits, apply: bool
) -> tuple[Shown, set[str]]:
    names = {_BY_IPP[word]: text for word, text in texts.items() if word in _BY_IPP}
    if not names:
        return Shown({}, {}), set()
    way = _ipp_of(connection)
    told = _attributes(way, (*_ASKED, *names), limits)
    shown = Shown({name: _text(told, name) for name in names}, names)
    wrong = {name: text for name, text in names.items() if shown.before[name] != text}
    if wrong:
        _settable(told, tuple(wrong))
    if wrong and apply:
        ipp.set_printer_attributes(way, {name: (ipp.TEXT, text) for name, text in wrong.items()}, limits)
    return shown, {word for word in texts if word in _BY_IPP}


def _identity_by_snmp(
    connection: PrinterConnection, texts: Mapping[str, str], limits: Limits, apply: bool
) -> tuple[Shown, set[str]]:
    oids = {_BY_SNMP[word]: text for word, text in texts.items() if word in _BY_SNMP}
    if not oids:
        return Shown({}, {}), set()
    way = _snmp_of(connection)
    told = variables.read(snmp.get(way, list(oids), limits).stdout)
    words = {oid: word for word, oid in _BY_SNMP.items()}
    now = {oid: told.text(oid) or "" for oid in oids}
    wrong = {oid: text for oid, text in oids.items() if now[oid] != text}
    if wrong and way.version != "3" and not way.write_community:
        unstated = _("the inventory states no {name}").format(name="snmp_write_community")
        raise DeviceError("unsupported", unstated)
    if wrong and apply:
        snmp.set_texts(way, wrong, limits)
    before, after = ({f"snmp {words[oid]}": each[oid] for oid in oids} for each in (now, oids))
    return Shown(before, after), {word for word in texts if word in _BY_SNMP}


def _fitting(word: str, text: str) -> str:
    if len(text.encode()) > _MAX_TEXT or not text.isprintable():
        long = _("{name}: one line of at most {n} bytes is needed")
        raise DeviceError("unsupported", long.format(name=word, n=_MAX_TEXT))
    return text


def _no_way(word: str, failures: list[DeviceError]) -> DeviceError:
    if failures:
        return failures[0]
    return DeviceError(
        "unsupported", _("the inventory states no way by which {name} is set").format(name=word)
    )


# --- printing again -----------------------------------------------------------------------------------------
def resume(connection: PrinterConnection, limits: Limits, *, apply: bool) -> Shown:
    """Let a printer that somebody paused print on, and take jobs again.

    Raises DeviceError: unsupported where it is stopped for a reason that hands must clear, or for none that
    it tells.
    """
    way = _ipp_of(connection)
    told = _attributes(way, ("operations-supported", _STATE, _REASONS, _TAKES), limits)
    reasons = [str(each) for each in told.get(_REASONS, ()) if each and each != "none"]
    paused, stopped = any(each in _PAUSED for each in reasons), _STOPPED in told.get(_STATE, ())
    if (paused or stopped) and (why := _by_hand(reasons, paused)):
        raise DeviceError("unsupported", why)
    refuses = told.get(_TAKES) == [False]
    before = {_REASONS: ",".join(reasons) or "none", _TAKES: "false" if refuses else "true"}
    left = ",".join(each for each in reasons if each not in _PAUSED) or "none"
    _resumed(way, told, limits, paused, refuses, apply)
    return Shown(before, {_REASONS: left, _TAKES: "true"})


def _resumed(
    way: IppConnection, told: parser.Attributes, limits: Limits, paused: bool, refuses: bool, apply: bool
) -> None:
    if paused:
        _offers(told, ipp.RESUME_PRINTER, "Resume-Printer")
    if refuses:
        _offers(told, ipp.ENABLE_PRINTER, "Enable-Printer")
    if paused and apply:
        ipp.resume_printer(way, limits)
    if refuses and apply:
        ipp.enable_printer(way, limits)


def _by_hand(reasons: list[str], paused: bool) -> str:
    """Why no machine lets it print on; ``""`` when one may."""
    serious = [each for each in reasons if each not in _PAUSED and not each.endswith(_HARMLESS)]
    if serious:
        said = ", ".join(sorted(serious))
        return _("somebody must go there: {reasons}").format(reasons=said)
    return "" if paused else _("it is stopped and does not say why: somebody must go there")


# --- ways ---------------------------------------------------------------------------------------------------
def _ipp_of(connection: PrinterConnection) -> IppConnection:
    if connection.ipp is None:
        raise DeviceError("unsupported", _("the inventory says that it is not asked over IPP (printer_ipp)"))
    return connection.ipp


def _snmp_of(connection: PrinterConnection) -> SnmpConnection:
    if connection.snmp is None:
        raise DeviceError("unsupported", _("the inventory states no SNMP access"))
    return connection.snmp


def _attributes(way: IppConnection, names: tuple[str, ...], limits: Limits) -> parser.Attributes:
    answer = ipp.get_printer_attributes(way, names, limits).answer.stdout
    try:
        return parser.decode(answer).printer
    except parser.IppError as error:
        raise DeviceError("invalid_answer", str(error)) from error


_SETTABLE = "printer-settable-attributes-supported"


def _settable(told: parser.Attributes, names: tuple[str, ...]) -> None:
    """Raises DeviceError where the printer says that it lets nobody set one of *names* (RFC 3380 §4.1.2).

    CUPS answers the setting of others with successful-ok, and does not do it.
    """
    _offers(told, ipp.SET_PRINTER_ATTRIBUTES, "Set-Printer-Attributes")
    fixed = [name for name in names if _SETTABLE in told and name not in told[_SETTABLE]]
    if fixed:
        refused = _("the printer lets nobody set {name}: it is set at the printer, or on its web page")
        raise DeviceError("unsupported", refused.format(name=fixed[0]))


def _offers(told: parser.Attributes, operation: int, name: str) -> None:
    """Raises DeviceError unless the printer says that it has the *operation*."""
    if operation not in told.get("operations-supported", ()):
        lacks = _("the printer does not offer {operation}: it is set at the printer, or on its web page")
        raise DeviceError("unsupported", lacks.format(operation=name))


def _text(told: parser.Attributes, name: str) -> str:
    found: Any = next(iter(told.get(name, ())), None)
    return found if isinstance(found, str) else ""
