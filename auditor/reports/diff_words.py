"""What is said of two judgements compared, on screen and paper."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from auditor.i18n import N_
from auditor.model import Commune, Finding, Level, Verdict
from auditor.model.comparison import CommuneChange, Difference, Fate, Frame, JudgedRun, Moved, Why
from auditor.reports.text import line
from auditor.reports.words import Words

FATES: Mapping[Fate, tuple[str, str, str]] = {
    Fate.NEW: ("fail", N_("New"), N_("Did not fail before, and does now.")),
    Fate.FIXED: ("pass", N_("Fixed"), N_("Failed before, and no longer does.")),
    Fate.STILL_OPEN: ("gaps", N_("Still open"), N_("Failed before and still does.")),
    Fate.NOT_COMPARABLE: (
        "unknown",
        N_("Cannot be compared"),
        N_("Fails on one side; of the other nothing can be said."),
    ),
}
"""Each fate in the order in which it is shown: shape, title, meaning."""
_WHYS = {
    Why.NOT_MEASURED_BEFORE: N_("it was not measured before"),
    Why.NOT_MEASURED_AFTER: N_("it was not measured this time"),
    Why.WAIVED_BEFORE: N_("it was waived before"),
    Why.WAIVED_AFTER: N_("it is waived now, which repairs nothing"),
    Why.RULE_ONLY_BEFORE: N_("the later standard does not have the rule"),
    Why.RULE_ONLY_AFTER: N_("the earlier standard did not have the rule"),
    Why.DEVICE_ONLY_BEFORE: N_("the device is no longer in the inventory"),
    Why.DEVICE_ONLY_AFTER: N_("the device was not in the inventory before"),
    Why.NOT_ASKED_BEFORE: N_("the earlier run did not ask this device (--limit)"),
    Why.NOT_ASKED_AFTER: N_("the later run did not ask this device (--limit)"),
    Why.ANOTHER_MACHINE: N_("another machine answers by this name since"),
    Why.NOT_FOR_IT_BEFORE: N_("the rule was not for this device before"),
    Why.NOT_FOR_IT_AFTER: N_("the rule is no longer for this device"),
}
SHAPES = {"fail": ("✗", "red"), "pass": ("●", "green"), "gaps": ("■", "yellow"), "unknown": ("?", "magenta")}
ORDER = (Level.NOT_READY, Level.NOT_MEASURED, Level.READY_WITH_GAPS, Level.READY)
"""Levels, the worst first."""


def why(reason: Why, words: Words) -> str:
    """Why a finding cannot be compared."""
    return words.gettext(_WHYS[reason])


def better(change: CommuneChange) -> bool:
    """Whether its level went up; from "not ready" to "not measured" nobody knows."""
    was, now = change.level_before, change.level_after
    return _rank(now) > _rank(was) and now is not Level.NOT_MEASURED


def worse(change: CommuneChange) -> bool:
    """Whether its level went down, or it was good and is no longer known."""
    return change.level_changed and _rank(change.level_after) < _rank(change.level_before)


def _rank(level: Level | None) -> int:
    return ORDER.index(level) if level else -1


def side(of: JudgedRun, words: Words) -> str:
    """One of the two: run, time and standard."""
    return words.gettext("run {run} of {time}, standard {standard} ({digest})").format(
        run=line(of.header.id, 40),
        time=words.time(of.header.started),
        standard=line(of.standard_name, 40),
        digest=line(of.standard_digest[:12], 12) or "—",
    )


def counted(changes: Iterable[CommuneChange]) -> Counter[Fate]:
    """How many findings of each fate all *changes* have."""
    counts: Counter[Fate] = Counter()
    for change in changes:
        counts.update(change.counts)
    return counts


def headline(counts: Mapping[Fate, int], words: Words) -> str:
    """What became of the findings, in one sentence."""
    said = words.gettext("{fixed} fixed, {new} new, {still} still open, {other} not comparable.")
    return said.format(
        fixed=words.number(counts.get(Fate.FIXED, 0)),
        new=words.number(counts.get(Fate.NEW, 0)),
        still=words.number(counts.get(Fate.STILL_OPEN, 0)),
        other=words.number(counts.get(Fate.NOT_COMPARABLE, 0)),
    )


def reasons(differences: Iterable[Difference], words: Words) -> list[tuple[str, int]]:
    """Why what is not comparable is not, with how many findings, the most frequent first."""
    counts = Counter(each.why for each in differences if each.why)
    return [(why(reason, words), count) for reason, count in counts.most_common()]


def caveats(frame: Frame, words: Words) -> list[str]:
    """What a reader must know before believing a count, a sentence each."""
    _ = words.gettext
    said = []
    if frame.same:
        said.append(_("Both sides are the same run by the same standard. The run before it: auditor diff."))
    if not frame.same_standard:
        said.append(
            _(
                "The two were judged by different standards: a level or a score may be another because the"
                " rules are. To judge both alike: auditor diff --standard NAME."
            )
        )
    said += _unfinished(frame, words)
    for names, text in (
        (frame.rules_only_before, _("Only in the earlier standard: {names}.")),
        (frame.rules_only_after, _("Only in the later standard: {names}.")),
        (_called(frame.communes_only_before, words), _("Only in the earlier run: {names}.")),
        (_called(frame.communes_only_after, words), _("Only in the later run: {names}.")),
        (frame.replaced, _("Another machine answers since by the name of: {names}.")),
    ):
        if names:
            said.append(text.format(names=words.listed(names)))
    return said


def _unfinished(frame: Frame, words: Words) -> Iterator[str]:
    """That a run was limited, or is not complete."""
    _ = words.gettext
    for of, text in (
        (frame.before.header, _("The earlier run was limited to: {limit}.")),
        (frame.after.header, _("The later run was limited to: {limit}.")),
    ):
        if of.limit:
            yield text.format(limit=line(of.limit, 200))
        if of.status != "complete":
            unfinished = _("Run {run} is {state}: what is not in it is not known.")
            yield unfinished.format(run=line(of.id, 40), state=words.run_state(of.status))


def _called(communes: Iterable[Commune], words: Words) -> tuple[str, ...]:
    return tuple(words.commune(commune, 40) for commune in communes)


def moved(of: Moved, words: Words) -> str:
    """That a machine has another name, or is elsewhere."""
    _ = words.gettext
    was, now = line(of.before, 80), line(of.after, 80)
    if of.origin == of.to:
        return _("{old} is now called {new}").format(old=was, new=now)
    text = (
        _("{old} of {origin} is now {new} of {to}") if of.renamed else _("{new} went from {origin} to {to}")
    )
    return text.format(old=was, new=now, origin=line(of.origin, 20), to=line(of.to, 20))


def named(difference: Difference, words: Words) -> str:
    """What is, or was, wrong; of a rule that has no words for it and holds again what must hold."""
    one = difference.shown
    fixed = difference.fate is Fate.FIXED and not one.problem
    return words.title(one) if fixed else words.unmet(one)


def found(difference: Difference, words: Words) -> str:
    """What was there before and what is there now."""
    before, after = difference.before, difference.after
    if difference.fate is Fate.STILL_OPEN or before is None or after is None:
        return line(words.found(difference.shown), 160)
    return f"{line(_seen(before, words), 120)} → {line(_seen(after, words), 120)}"


def _seen(finding: Finding, words: Words) -> str:
    # "none" of what is wrong reads as none of what the title names: "enough computers work; … → none"
    if finding.found is None or (finding.found == [] and finding.verdict is Verdict.PASS):
        return words.word(finding.verdict)
    return words.found(finding)


def counters(change: CommuneChange, words: Words) -> list[str]:
    """What became of the counters, a sentence each."""
    told = (
        (change.counters.gained, words.gettext("does every step now: {counters}")),
        (change.counters.lost, words.gettext("no longer does every step: {counters}")),
        (change.counters.unsure, words.gettext("no longer known to do every step: {counters}")),
    )
    return [text.format(counters=_places(places, words)) for places, text in told if places]


def _places(places: Iterable[tuple[str, str]], words: Words) -> str:
    counter = words.gettext("counter {counter}")
    named = (
        ", ".join(filter(None, [counter.format(counter=line(number, 20)), line(site, 60)]))
        for site, number in places
    )
    return "; ".join(named)
