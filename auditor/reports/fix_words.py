"""What is said about a fix on screen and paper, in the language of the reader."""

from collections import Counter
from collections.abc import Mapping

from auditor.i18n import N_
from auditor.model import Disposition, Fix, StepStatus
from auditor.reports.fix_view import DiffView
from auditor.reports.text import line
from auditor.reports.words import Words

_STATUSES = {
    StepStatus.CHANGED: N_("changed"),
    StepStatus.UNCHANGED: N_("already right"),
    StepStatus.FAILED: N_("could not be done"),
    StepStatus.UNREACHABLE: N_("not reached"),
    StepStatus.REFUSED: N_("refused"),
    StepStatus.SKIPPED: N_("not begun"),
}
_STATES = {
    "running": N_("running"),
    "interrupted": N_("interrupted"),
    "stopped": N_("stopped"),
    "complete": N_("complete"),
}
_PEOPLE = {
    Disposition.TECHNICIAN: N_("a technician, on the spot"),
    Disposition.PURCHASE: N_("to be bought"),
    Disposition.PROVINCE: N_("provincial IT"),
}
VERDICTS = {
    "pass": N_("pass"),
    "fail": N_("fail"),
    "unknown": N_("not known"),
    "not_applicable": N_("not applicable"),
    "waived": N_("waived"),
}
SHAPES: Mapping[StepStatus | None, tuple[str, str]] = {
    StepStatus.CHANGED: ("●", "green"),
    StepStatus.UNCHANGED: ("○", "dim"),
    StepStatus.FAILED: ("✗", "red"),
    StepStatus.UNREACHABLE: ("?", "magenta"),
    StepStatus.REFUSED: ("■", "yellow"),
    StepStatus.SKIPPED: ("–", "yellow"),
    None: ("–", "yellow"),
}
PROOF_SHAPES = {"pass": ("●", "green"), "fail": ("✗", "red"), "unknown": ("?", "magenta")}
PROOF = (
    ("closed", "pass", N_("Closed"), N_("Failed before, and no longer does.")),
    ("still_open", "fail", N_("Still open"), N_("Failed before and still does.")),
    ("newly_opened", "fail", N_("Newly opened"), N_("Did not fail before, and does now.")),
    (
        "unmeasured",
        "unknown",
        N_("No longer measured"),
        N_("Failed before, and was not measured again."),
    ),
)
"""Proof's lists in the order in which they are shown: name, shape, title, meaning."""


def status(of: StepStatus | None, check: bool, words: Words) -> str:
    """How a step ended; None: it was not begun."""
    if of is StepStatus.CHANGED and check:
        return words.gettext("would change")
    return words.gettext(_STATUSES[of or StepStatus.SKIPPED])


def state(of: str, words: Words) -> str:
    """A fix's status."""
    return words.gettext(_STATES[of]) if of in _STATES else line(of, 20)


def unfinished(fix: Fix, words: Words) -> str:
    """Why not every step was taken, in a sentence; ``""``: every one was."""
    if fix.status == "complete":
        return ""
    if fix.status == "stopped":
        return words.gettext("Stopped: too many devices failed, so the others were not begun.")
    return words.gettext("This fix is {state}.").format(state=state(fix.status, words))


def kind(check: bool, words: Words) -> str:
    """Whether it changed anything or only asked what would change."""
    return words.gettext("dry run") if check else words.gettext("applied")


def title(fix: Fix, words: Words) -> str:
    """What a reader has before him."""
    return words.gettext("Repair: {kind}").format(kind=kind(fix.check, words))


def people(who: Disposition, words: Words) -> str:
    """Who closes what no machine does."""
    return words.gettext(_PEOPLE[who])


def verdict(word: str, words: Words) -> str:
    """A verdict of a change, ``—`` where there was none."""
    return words.gettext(VERDICTS[word]) if word in VERDICTS else "—"


def headline(fix: Fix, words: Words) -> str:
    """What the fix came to, in one sentence."""
    devices = words.plural("{n} device", "{n} devices", len(fix.plan.devices))
    if fix.check:
        said = words.gettext("Nothing was changed. {n} of {total} steps on {devices} would change something.")
    else:
        said = words.gettext("{n} of {total} steps on {devices} changed something.")
    changed = sum(result.changed for result in fix.results)
    return said.format(n=words.number(changed), total=words.number(len(fix.plan.steps)), devices=devices)


def tally(fix: Fix, words: Words) -> str:
    """How many steps ended how, the worst first."""
    counts = Counter(result.status for result in fix.results)
    not_begun = len(fix.plan.steps) - len({result.step for result in fix.results})
    counts[StepStatus.SKIPPED] += max(0, not_begun)
    told = [each for each in _STATUSES if counts[each]]
    return ", ".join(f"{words.number(counts[each])} {status(each, fix.check, words)}" for each in told)


def proven(fix: Fix, words: Words) -> str:
    """What a new audit says of the findings, in one sentence; ``""``: there was none."""
    proof = fix.proof
    if fix.check or not any((proof.closed, proof.still_open, proof.newly_opened, proof.unmeasured)):
        return ""
    before = len(proof.closed) + len(proof.still_open) + len(proof.unmeasured)
    said = words.gettext("Proven closed: {closed} of {total} findings. Newly opened: {opened}.")
    return said.format(
        total=words.number(before),
        closed=words.number(len(proof.closed)),
        opened=words.number(len(proof.newly_opened)),
    )


def asked_again(fix: Fix, words: Words) -> str:
    """Which devices were audited twice, in a sentence; ``""``: none."""
    devices = fix.proof.asked_again
    if not devices:
        return ""
    said = words.gettext("Asked a second time, to be sure: {devices}. What was in order then is not counted.")
    return said.format(devices=words.listed(devices))


def left_out(diff: DiffView, words: Words) -> str:
    """How many lines of *diff* are not shown."""
    return words.plural("{n} more line", "{n} more lines", diff.left_out)


def next_steps(fix: Fix, words: Words) -> list[tuple[str, str]]:
    """Commands that help on from here, with what each is for."""
    _ = words.gettext
    id, plan = line(fix.id, 60), f"fixes/{line(fix.id, 60)}/plan.yml"
    statuses = {result.status for result in fix.results}
    found: list[tuple[str, str]] = []
    resume = f"auditor fix --resume {id}"
    if fix.status in ("interrupted", "running"):
        found.append((resume, _("go on where it stopped; what is done is not done again")))
    elif statuses & {StepStatus.FAILED, StepStatus.UNREACHABLE}:
        found.append((resume, _("once the reason is gone: take again what was not done, and nothing else")))
    if fix.check and StepStatus.CHANGED in statuses:
        found.append(
            (f"auditor fix {plan} --apply", _("do it: one device of each kind first, then the others"))
        )
    if StepStatus.REFUSED in statuses:
        found.append(("auditor audit, auditor plan", _("a new plan for what has changed since")))
    found.append(
        (f"auditor fixes show {id} --html fix.html", _("every difference and the proof, on one page"))
    )
    return found
