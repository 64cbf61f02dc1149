"""The texts of a work order in a report's language: everything that stands on its page and its paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.i18n import N_
from auditor.model import Device, Finding, Kind, Step
from auditor.model.who import Who
from auditor.reports.text import line
from auditor.reports.view import CounterView
from auditor.reports.words import Words, first_up
from auditor.reports.work_jobs import Job, Outcome
from auditor.reports.work_looks import LookKind
from auditor.reports.work_order import WorkOrder
from auditor.reports.work_packing import Packed

LABELS = {
    "title": N_("Work order"),
    "before": N_("Before you leave"),
    "pack": N_("To pack"),
    "parts": N_("Part or tool"),
    "for": N_("For"),
    "jobs": N_("What to do, what frees counters soonest first"),
    "looks": N_("To look at, because it could not be measured"),
    "questions": N_("To ask, because nobody has answered"),
    "others": N_("Not yours, but waits"),
    "others_note": N_(
        "Others do this. What stops a counter stands first: call before you leave, so that it is done too."
    ),
    "follows": N_("Counts itself right once the jobs are done"),
    "found": N_("Found"),
    "expected": N_("Expected"),
    "bring": N_("Bring"),
    "do": N_("Do"),
    "too": N_("The same hands close"),
    "done": N_("Done"),
    "answer_yes": N_("Yes"),
    "answer_no": N_("No"),
    "commune": N_("Commune"),
    "technician": N_("Technician"),
    "staff": N_("For the commune"),
    "sign": N_("(signature, full name)"),
    "arrived": N_("Arrived at"),
    "left": N_("Left at"),
    "remarks": N_("Remarks, what is left"),
    "estimate": N_("Minutes and parts are the standard's estimate, not measured; without the way there."),
    "qr": N_("Read the code with a telephone: the finding's page, or its number where there is no network."),
    "page": N_("page"),
    "stops": N_("stops a counter"),
    "saved": N_("Ticks stay on this device only."),
    "reset": N_("Clear all ticks"),
}
LOOKS = {
    LookKind.LINE: N_(
        "The commune's line was down. Look at the optical terminal and the router first: power, lights,"
        " cables. Then see that each of these devices is on."
    ),
    LookKind.POWER: N_(
        "They did not answer. See whether each is on and plugged into the network (light at the socket), and"
        " compare its address with the inventory."
    ),
    LookKind.LOGIN: N_("They answer but refuse the audit's log-in. Call provincial IT when you stand there."),
    LookKind.IDENTITY: N_(
        "Ask whether the machine was replaced or set up anew. Read its fingerprint at the machine and tell"
        " provincial IT."
    ),
    LookKind.NOT_ASKED: N_("This run did not ask them. See that they are on and work."),
    LookKind.PROVINCE: N_("Not everything about them could be measured. Provincial IT looks into it."),
}
_GAINS = {
    Outcome.FREE: N_("{counters} works again"),
    Outcome.WAITS: N_("{counters}: done here, the rest waits for others"),
    Outcome.SEEN: N_("{counters}: only then it is known whether it works"),
}
MAX_NAMED = 6
MAX_NUMBERS = 20


def labels(words: Words) -> dict[str, str]:
    """The headings and names of fields."""
    return {name: words.gettext(text) for name, text in LABELS.items()}


def minutes(count: int | None, words: Words) -> str:
    """``1 h 25 min``; ``""`` where it is not estimated."""
    _ = words.gettext
    if count is None:
        return ""
    hours, rest = divmod(count, 60)
    if not hours:
        return _("{n} min").format(n=rest)
    return _("{hours} h {minutes:02} min").format(hours=hours, minutes=rest)


def summary(order: WorkOrder, words: Words) -> list[str]:
    """What the order comes to, a sentence each."""
    _ = words.gettext
    called = _waits_for_others(order, words)
    if order.jobs:
        counters_told = [_counted(order, words)] if order.counters else []
        return [_jobs(order, words), *counters_told, *_by_telephone(order, words), *called]
    if order.looks or order.questions:
        said = _("No repair is known to wait for a technician here; but there is something to look at.")
        return [said, *called]
    return called or [_("There is nothing to do here for a technician. Thank you.")]


def _waits_for_others(order: WorkOrder, words: Words) -> list[str]:
    """Whom to call before leaving, where a counter stands still for somebody else's work."""
    stopping = [job for job in order.others if job.needed]
    if not stopping:
        return []
    job = stopping[0]
    said = words.gettext("Others stop {counters}: call before you leave ({who}).")
    return [said.format(counters=counters(job.needed, order.counters, words), who=words.word(job.who))]


def _jobs(order: WorkOrder, words: Words) -> str:
    count = words.plural("{n} job", "{n} jobs", len(order.jobs))
    if not order.minutes:
        return f"{count}.{_unestimated(order, words)}"
    said = words.gettext("{jobs}, about {minutes} of hands-on work.")
    return said.format(jobs=count, minutes=minutes(order.minutes, words)) + _unestimated(order, words)


def _counted(order: WorkOrder, words: Words) -> str:
    said = words.gettext("Counters that work: {now} of {total} now, {after} of {total} after these jobs.")
    told = said.format(
        now=words.number(order.working),
        after=words.number(order.free_after(len(order.jobs))),
        total=words.number(order.counters),
    )
    return told + _beyond(order, words)


def _by_telephone(order: WorkOrder, words: Words) -> list[str]:
    """Which jobs somebody at the commune can do: 200 km are spared where a telephone call is enough."""
    numbers = [str(number) for number, job in enumerate(order.jobs, 1) if job.who is Who.STAFF]
    if not numbers:
        return []
    more = " …" if len(numbers) > MAX_NUMBERS else ""
    said = words.gettext("Call the commune first: somebody there may be able to do jobs {numbers} today.")
    return [said.format(numbers=", ".join(numbers[:MAX_NUMBERS]) + more)]


def _unestimated(order: WorkOrder, words: Words) -> str:
    count = order.unestimated
    said = words.plural("Of {n} job no minutes are stated.", "Of {n} jobs no minutes are stated.", count)
    return f" {said}" if count else ""


def _beyond(order: WorkOrder, words: Words) -> str:
    """What the jobs do not free alone."""
    waits, seen = order.gained(Outcome.WAITS), order.gained(Outcome.SEEN)
    said = ""
    if waits:
        said += " " + words.plural(
            "{n} more once others have done theirs.", "{n} more once others have done theirs.", waits
        )
    if seen:
        said += " " + words.plural(
            "Of {n} more it is known only then.", "Of {n} more it is known only then.", seen
        )
    return said


# --- places and counters ------------------------------------------------------------------------------------
def room(site: str, counter: str, words: Words) -> str:
    """Where something stands; ``""`` where the inventory does not say."""
    at = words.gettext("counter {counter}").format(counter=line(counter, 20)) if counter else ""
    return first_up(" · ".join(filter(None, (line(site, 60), at))))


def device(of: Device | None, finding: Finding, model: str, words: Words) -> str:
    """Kind, model and address of a device, for who looks for it or packs for it."""
    if finding.kind == Kind.COMMUNE:
        return ""
    kind, address = words.word(Kind(finding.kind)), of.address if of else ""
    return " · ".join(filter(None, (kind, line(model, 60), line(address, 60))))


def counters(of: Sequence[CounterView], everything: int, words: Words) -> str:
    """``counter 2, 3``, with the sites where they are several; ``every counter``."""
    if len(of) == everything > 1:
        return words.gettext("every counter")
    sites = {each.site for each in of}
    names = [line(f"{c.counter} {c.site}" if len(sites) > 1 else c.counter, 60) for c in of]
    named = ", ".join(names[:MAX_NAMED]) + (" …" if len(names) > MAX_NAMED else "")
    return words.gettext("counter {counter}").format(counter=named)


def gains(job: Job, everything: int, words: Words) -> list[str]:
    """What becomes of which counters once *job* is done, a line each."""
    groups: dict[tuple[Outcome, tuple[Step, ...]], list[CounterView]] = {}
    for gain in sorted(job.gains, key=lambda gain: tuple(Outcome).index(gain.outcome)):
        steps = gain.steps if gain.outcome is Outcome.FREE else ()
        groups.setdefault((gain.outcome, steps), []).append(gain.counter)
    told = [
        words.gettext(_GAINS[outcome]).format(counters=counters(of, everything, words))
        + (f" ({', '.join(map(words.word, steps))})" if steps else "")
        for (outcome, steps), of in groups.items()
    ]
    if job.needed:
        said = words.gettext("Needed for {counters}, with another job")
        told.append(said.format(counters=counters(job.needed, everything, words)))
    if job.hidden:
        told.append(words.plural("{n} check can then be made", "{n} checks can then be made", job.hidden))
    return [first_up(each) for each in told]


# --- parts --------------------------------------------------------------------------------------------------
def packed(each: Packed, models: Mapping[str, str], words: Words) -> dict[str, Any]:
    """A row of what is packed: a part with the models that it must fit, a tool only with the devices."""
    fits = {} if each.part.tool else models
    named = [
        f"{line(name, 60)}: {line(fits[name], 60)}" if name in fits else line(name, 60)
        for name in each.devices
    ]
    more = len(named) - MAX_NAMED
    return {
        "name": line(words.pick(each.part.name), 120),
        "count": words.number(each.count),
        "tool": each.part.tool,
        "devices": ", ".join(named[:MAX_NAMED]) + (f" +{words.number(more)}" if more > 0 else ""),
        "spare": words.gettext("in case it is needed") if each.spare else "",
    }


def bring(job: Job, words: Words) -> str:
    """What *job* needs, in a line."""
    return "; ".join(line(words.pick(part.name), 120) for part in job.bring)
