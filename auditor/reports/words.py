"""The words of a report in its own language, whatever the language of the command line is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from auditor.i18n import N_, catalogue
from auditor.model import (
    Area,
    Commune,
    Finding,
    Kind,
    Level,
    Scope,
    Severity,
    SourceKind,
    Step,
    Tally,
    Texts,
    Verdict,
    times,
)
from auditor.model.who import Who
from auditor.reports import values
from auditor.reports.keywords import in_sentence
from auditor.reports.shortages import Remedy
from auditor.reports.text import line, text
from auditor.standard.reasons import say_reason

_LEVELS = {
    Level.READY: N_("ready"),
    Level.READY_WITH_GAPS: N_("ready, with gaps"),
    Level.NOT_READY: N_("not ready"),
    Level.NOT_MEASURED: N_("not measured"),
}
_LEVEL_MEANINGS = {
    Level.READY: N_("Nothing stops a citizen's papers, and nearly everything could be checked."),
    Level.READY_WITH_GAPS: N_(
        "Nothing stops a citizen's papers, but too little was measured to be sure of the rest."
    ),
    Level.NOT_READY: N_("Something stops a citizen's papers."),
    Level.NOT_MEASURED: N_(
        "Nothing is known to stop a citizen's papers, but not all that could was checked."
    ),
}
_VERDICTS = {
    Verdict.PASS: N_("pass"),
    Verdict.FAIL: N_("fail"),
    Verdict.UNKNOWN: N_("not known"),
    Verdict.NOT_APPLICABLE: N_("not applicable"),
    Verdict.WAIVED: N_("waived"),
}
_SEVERITIES = {
    Severity.BLOCKER: N_("blocker"),
    Severity.MAJOR: N_("major"),
    Severity.MINOR: N_("minor"),
}
_STEPS = {
    Step.RECEIVE: N_("receive"),
    Step.SCAN: N_("scan"),
    Step.SIGN: N_("sign"),
    Step.PRINT: N_("print"),
    Step.SUBMIT: N_("submit"),
}
_AREAS = {
    Area.INFRASTRUCTURE: N_("infrastructure"),
    Area.EQUIPMENT: N_("equipment"),
    Area.SOFTWARE: N_("software"),
    Area.CONNECTIVITY: N_("connectivity"),
    Area.SECURITY: N_("security"),
    Area.PEOPLE: N_("people"),
}
_KINDS = {
    Kind.PC: N_("computer"),
    Kind.KIOSK: N_("kiosk"),
    Kind.PRINTER: N_("printer"),
    Kind.SCANNER: N_("scanner"),
    Kind.UPS: N_("UPS"),
    Kind.NETWORK: N_("network device"),
    Kind.LINK: N_("line"),
    Kind.COMMUNE: N_("the commune itself"),
}
_SOURCES = {
    SourceKind.LAW: N_("law"),
    SourceKind.PROVINCE: N_("province's rule"),
    SourceKind.DEFAULT: N_("product's default"),
}
_WHO = {
    Who.REMOTE: N_("provincial IT, from its desk"),
    Who.STAFF: N_("somebody at the commune"),
    Who.VISIT: N_("a technician, on the spot"),
    Who.OPERATOR: N_("the line's operator, called by provincial IT"),
    Who.BUYER: N_("whoever buys and hands out equipment in the province"),
}
_REMEDIES = {
    Remedy.BUY: N_("buy, or move from elsewhere"),
    Remedy.VISIT: N_("repair on the spot"),
    Remedy.REMOTE: N_("put right from afar"),
    Remedy.OPERATOR: N_("the line's operator, called by provincial IT"),
}
_SCOPES = {
    Scope.DEVICE: N_("one device"),
    Scope.SITE: N_("one site"),
    Scope.COMMUNE: N_("one commune"),
    Scope.PROVINCE: N_("the whole province"),
}
_NOUNS = {"card_reader": N_("card reader"), "token": N_("signing token")}
_REGIONS = {
    "I": N_("region I"),
    "II": N_("region II"),
    "III": N_("region III"),
    "": N_("region not stated"),
}
_WORDS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    Level: _LEVELS,
    Verdict: _VERDICTS,
    Severity: _SEVERITIES,
    Step: _STEPS,
    Area: _AREAS,
    Kind: _KINDS,
    SourceKind: _SOURCES,
    Who: _WHO,
    Remedy: _REMEDIES,
    Scope: _SCOPES,
}
_RUN_STATES = {
    "running": N_("running"),
    "interrupted": N_("interrupted"),
    "complete": N_("complete"),
}
TITLE = 160
MAX_NAMES = 8
_KEPT = 2000
FINDING_TEXT = 300
"""Characters of what was found that a report shows; a list is cut by items first."""


def first_up(sentence: str) -> str:
    """*sentence* with a capital first letter, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


class Words:
    """Every text of a report in *language* (``vi`` or ``en``)."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = catalogue(language)
        # what was wanted and why it is not known is the same on thousands of devices
        self._reason = lru_cache(_KEPT)(self._say_reason)
        self._expected = lru_cache(_KEPT)(self._say_expected)

    @property
    def gettext(self) -> Callable[[str], str]:
        """``_`` of this language."""
        return self._catalogue.gettext

    def plural(self, one: str, many: str, count: int) -> str:
        """The right form of the two for *count*, with ``{n}`` filled in."""
        return self._catalogue.ngettext(one, many, count).format(n=self.number(count))

    def word(self, word: StrEnum, capital: bool = False) -> str:
        """The product's fixed *word*, with a *capital* first letter where it starts a line."""
        plain = self.gettext(_WORDS[type(word)][word])
        return first_up(plain) if capital else plain

    def meaning(self, level: Level) -> str:
        """What *level* says, in a sentence."""
        return self.gettext(_LEVEL_MEANINGS[level])

    def region(self, region: str) -> str:
        """``region III``; what stands in the inventory when it is none of the three."""
        return self.gettext(_REGIONS[region]) if region in _REGIONS else line(region, 20)

    def run_state(self, state: str) -> str:
        """A run's status."""
        return self.gettext(_RUN_STATES[state]) if state in _RUN_STATES else line(state, 20)

    def pick(self, texts: Texts) -> str:
        """The text in this language, else in Vietnamese, else in any."""
        return text(texts.get(self.language) or texts.get("vi") or next(iter(texts.values()), ""))

    def number(self, number: float) -> str:
        """1.234,5 in Vietnamese, 1,234.5 in English; at most three decimals, none that is zero."""
        return values.number(number, self.language)

    def percent(self, share: float | None) -> str:
        """*share* of 1 in percent: ``87,5%``; cut, not rounded, so that 100 means all. ``—``: none."""
        if share is None:
            return "—"
        return f"{self.number(int(share * 1000 + 1e-6) / 10)}%"

    def score(self, tally: Tally) -> str:
        """The score, always with its coverage."""
        _ = self.gettext
        if tally.score is None:
            return _("no score: nothing was measured")
        said = _("score {score}, of {coverage} measured").format(
            score=self.percent(tally.score), coverage=self.percent(tally.coverage)
        )
        if not tally.waived or tally.score_unwaived == tally.score:
            return said
        without = _("without waivers {score}").format(score=self.percent(tally.score_unwaived))
        return f"{said} ({without})"

    def noun(self, noun: str) -> str:
        """What is counted: a kind of device, or what is plugged into one."""
        return self.gettext(_NOUNS[noun]) if noun in _NOUNS else self.word(Kind(noun))

    def time(self, moment: datetime | None) -> str:
        """Day and time in Vietnam, ``—`` for none."""
        return times.shown(moment) if moment else "—"

    def commune(self, commune: Commune, limit: int = 80) -> str:
        """Its name with the code that is its key."""
        name, code = line(commune.name, limit), line(commune.code, 20)
        return f"{name} ({code})" if name else code

    def day(self, when: date) -> str:
        """``dd/mm/yyyy``."""
        return times.day_shown(when)

    def title(self, finding: Finding) -> str:
        """What the rule says, in a line."""
        return line(self.pick(finding.title), TITLE) or line(finding.rule, TITLE)

    def unmet(self, finding: Finding) -> str:
        """What is so when the rule fails: a title says how it should be."""
        if finding.problem and (said := line(self.pick(finding.problem), TITLE)):
            return said
        return self.gettext("Not met: {title}").format(title=self.title(finding))

    def named(self, finding: Finding) -> str:
        """What to call it: what is so where it failed, else what must hold."""
        return self.unmet(finding) if finding.verdict is Verdict.FAIL else self.title(finding)

    def listed(self, names: Sequence[str]) -> str:
        """The first ``MAX_NAMES`` of *names*, which come from outside, and how many more there are."""
        shown, rest = ", ".join(line(name, 80) for name in names[:MAX_NAMES]), len(names) - MAX_NAMES
        return f"{shown} " + self.gettext("and {n} more").format(n=self.number(rest)) if rest > 0 else shown

    def fix(self, finding: Finding) -> str:
        """How it is repaired; may be of several lines."""
        return self.pick(finding.fix)

    def fix_line(self, finding: Finding) -> str:
        """The first line of how it is repaired."""
        return line(next(iter(self.fix(finding).strip().splitlines()), ""))

    def expected(self, finding: Finding) -> str:
        """What was wanted, in words."""
        return self._expected(finding.expected, finding.fact)

    def _say_expected(self, expected: str, fact: str) -> str:
        return values.expected(expected, self.language, self.gettext, fact)

    def found(self, finding: Finding) -> str:
        """What was there, in words."""
        if finding.found is None:
            return self.gettext("not observed")
        return values.found(finding.fact, finding.found, finding.expected, self.language, self.gettext)

    def reason(self, reason: str) -> str:
        """Why something is not known, does not apply or is waived."""
        return self._reason(reason)

    def _say_reason(self, reason: str) -> str:
        said = in_sentence(say_reason(reason, self.gettext, self._condition), self.gettext)
        return line(said, FINDING_TEXT) or self.gettext("no reason was given")

    def _condition(self, fact: str, wanted: str) -> str:
        named = values.meaning(fact, self.language)
        return f"{named}: {self._expected(wanted, fact)}" if wanted else named


@cache
def words_of(language: str) -> Words:
    """The one Words of *language*."""
    return Words(language)
