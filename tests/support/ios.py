"""A Cisco IOS as far as changing its configuration goes: a script after its documents, no image of IOS."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from support.cli_devices import Device

NAME = "pasc-03158-rt01"
VERSION = "Cisco IOS Software, C880 Software (C880DATA-UNIVERSALK9-M), Version 15.7(3)M3, RELEASE SOFTWARE\n"
PENDING = "Time configured(or reconfigured): 08:00:00 UTC\nTimer type: absolute timer\nTimer value: 5 min\n"
INVALID = "             ^\n% Invalid input detected at '^' marker.\n"


@dataclass
class Ios(Mapping[str, str]):
    """*running* by section (``""``: none); ``saved`` is what write memory kept; lines in *refuses* it does
    not take.

    The timer of a confirmed change is in ``armed`` (what came before it) and never ends by itself.
    """

    running: dict[str, list[str]]
    archive: bool = True
    refuses: tuple[str, ...] = ()
    saved: dict[str, list[str]] = field(default_factory=dict)
    armed: dict[str, list[str]] | None = None
    device: Device = field(init=False)
    _section: str = ""
    _configuring: bool = False

    def __post_init__(self) -> None:
        self.saved = self._copy()
        self.device = Device(f"{NAME}#", self)

    def __getitem__(self, command: str) -> str:
        if command == "terminal width 511":  # what netmiko says first: a session of its own
            self._configuring, self._section = False, ""
        said = self._typed(command) if self._configuring else self._told(command)
        inside = "(config-x)" if self._section else "(config)"
        self.device.prompt = f"{NAME}{inside if self._configuring else ''}#"
        return said

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _copy(self) -> dict[str, list[str]]:
        return {section: list(lines) for section, lines in self.running.items()}

    def _told(self, command: str) -> str:
        timer = PENDING if self.armed is not None else "%No Rollback Confirmed Change pending\n"
        answers = {
            "": "", "terminal width 511": "", "terminal length 0": "", "show version": VERSION,
            "show running-config": self._shown(), "show interface": self._interfaces(),
            "show archive": "Archive 1\n" if self.archive else "Archive feature not enabled\n",
            "show archive config rollback timer": timer,
        }  # fmt: skip
        if command in answers:
            return answers[command]
        if command.startswith("configure "):
            return self._configure(command.split()[1:])
        if command == "write memory":
            self.saved = self._copy()
            return "Building configuration...\n[OK]\n"
        return INVALID

    def _configure(self, words: list[str]) -> str:
        if words[0] == "terminal":
            self._configuring = True
            if words[1:2] == ["revert"] and self.armed is not None:
                self._configuring = False
                return "%Rollback Confirmed Change already active\n"
            if words[1:2] == ["revert"]:
                self.armed = self._copy()
        elif words[0] == "confirm":
            self.armed = None
        elif words == ["revert", "now"] and self.armed is not None:
            self.running, self.armed = self.armed, None
        return ""

    def _typed(self, line: str) -> str:
        if line in self.refuses:
            return INVALID
        if line == "end":
            self._configuring, self._section = False, ""
        elif line == "exit":
            self._section = ""
        elif line.startswith(("interface ", "line ")):
            self._section = line
            self.running.setdefault(line, [])
        elif line:
            self._kept(line)
        return ""

    def _kept(self, line: str) -> None:
        lines = self.running.setdefault(self._section, [])
        bare = line.removeprefix("no ")
        alone = next(
            (kind for kind in ("description ", "transport input ", "ip address ") if bare.startswith(kind)),
            None,
        )
        lines[:] = [each for each in lines if each != bare and not (alone and each.startswith(alone))]
        if not line.startswith("no "):
            lines.append(line)

    def _shown(self) -> str:
        loose = "".join(f"{line}\n" for line in self.running.get("", []))
        rest = ((section, lines) for section, lines in self.running.items() if section)
        inner = "".join(
            f"{section}\n{''.join(f' {each}{chr(10)}' for each in lines)}!\n" for section, lines in rest
        )
        return f"Building configuration...\n\n!\nhostname {NAME}\n{loose}!\n{inner}end\n"

    def _interfaces(self) -> str:
        names = [section.split()[1] for section in self.running if section.startswith("interface ")]
        off = [name for name in names if "shutdown" in self.running[f"interface {name}"]]
        words = dict.fromkeys(off, "administratively down, line protocol is down")
        return "".join(f"{name} is {words.get(name, 'up, line protocol is up')}\n" for name in names)
