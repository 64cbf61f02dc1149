"""What a plan leaves to people, on a terminal: to hands on the spot, to whoever buys, to the province."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from auditor.model import NOUNS, Disposition, Kind, Plan, PlanItem, Severity
from auditor.reports.plan_shown import Around, by_commune, commune_name, indented, more, title
from auditor.reports.text import line
from auditor.reports.words import Words, first_up

MAX_GROUPS = 40
MAX_NAMED = 6
_HOW = 200
_SEVERITIES = tuple(Severity)


def technician(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    """By commune, as they are driven to, and from device to device."""
    items = _of(plan, Disposition.TECHNICIAN)
    if not items:
        return []
    rows: list[RenderableType] = [title(words.gettext("For a technician, on the spot"))]
    for commune, group in groupby(by_commune(items), lambda item: item.commune):
        rows.append(indented(Text(commune_name(commune, words, around)), 1))
        rows += _instructions(_by_device(list(group)), words)
    return rows


def province(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    """What stops citizens first."""
    items = _of(plan, Disposition.PROVINCE)
    if not items:
        return []
    return [title(words.gettext("For provincial IT")), *_instructions(sorted(items, key=_weight), words)]


def _instructions(items: Sequence[PlanItem], words: Words) -> list[RenderableType]:
    """The same instruction, for the same reason, once for all its devices."""
    groups: dict[tuple[str, str], list[PlanItem]] = defaultdict(list)
    for item in items:
        groups[item.how or item.rule, item.reason].append(item)
    rows = [indented(_instruction(group, words), 2) for group in list(groups.values())[:MAX_GROUPS]]
    if len(groups) > MAX_GROUPS:
        rows.append(indented(more(len(groups) - MAX_GROUPS, words), 2))
    return list(rows)


def _instruction(items: Sequence[PlanItem], words: Words) -> Text:
    item = items[0]
    text = Text(f"□ {_devices(items, words)}", style="bold")
    weight = first_up(words.word(Severity(item.severity)))
    titles = dict.fromkeys(line(each.title, 160) or line(each.rule) for each in items)
    text.append(f"  ✗ {weight}. {'; '.join(titles)}", style="not bold")
    if item.reason:
        text.append(f" ({line(item.reason, 160)})", style="not bold dim")
    return text.append(f"\n→ {line(item.how, _HOW)}", style="not bold") if item.how else text


def _devices(items: Sequence[PlanItem], words: Words) -> str:
    of = [words.word(Kind.COMMUNE) if item.kind == Kind.COMMUNE else line(item.device, 60) for item in items]
    names = list(dict.fromkeys(of))
    rest = len(names) - MAX_NAMED
    shown = ", ".join(names[:MAX_NAMED])
    return f"{shown} +{words.number(rest)}" if rest > 0 else shown


# --- purchase -----------------------------------------------------------------------------------------------
def purchase(plan: Plan, words: Words, around: Around) -> list[RenderableType]:
    """How many of what for which commune, then what is bought otherwise."""
    items = _of(plan, Disposition.PURCHASE)
    if not items:
        return []
    rows: list[RenderableType] = [title(words.gettext("To be bought, or moved from elsewhere"))]
    for noun, counts in counted(items).items():
        where = ", ".join(f"{line(code, 20)}: {words.number(count)}" for code, count in counts.items())
        name = first_up(words.noun(noun)) if noun in NOUNS else line(noun, 40)
        text = Text(f"{name}: {words.number(sum(counts.values()))}", style="bold")
        rows.append(indented(text.append(f"  ({where})", style="not bold"), 1))
    # a shortage that is counted already says which one it is; everything else is a purchase of its own
    return rows + _instructions([item for item in items if not item.noun and not item.reason], words)


def counted(items: Iterable[PlanItem]) -> Mapping[str, Mapping[str, int]]:
    """How many of each noun are to be bought for each commune (code), by what *items* count."""
    found: dict[str, dict[str, int]] = {}
    for item in items:
        if item.count:
            of = found.setdefault(item.noun, {})
            of[item.commune] = of.get(item.commune, 0) + item.count
    order = [*NOUNS, *sorted(set(found) - set(NOUNS))]
    return {noun: dict(sorted(found[noun].items())) for noun in order if noun in found}


# --- choice and order ---------------------------------------------------------------------------------------
def _of(plan: Plan, who: Disposition) -> list[PlanItem]:
    return [item for item in plan.items if item.who is who]


def _by_device(items: Sequence[PlanItem]) -> list[PlanItem]:
    """Device by device, as hands go; first the one where the worst is, last the commune itself."""
    worst: dict[str, int] = {}
    for item in items:
        worst[item.device] = min(_weight(item), worst.get(item.device, len(_SEVERITIES)))

    def key(item: PlanItem) -> tuple[bool, int, str, int]:
        return item.kind == Kind.COMMUNE, worst[item.device], item.device, _weight(item)

    return sorted(items, key=key)


def _weight(item: PlanItem) -> int:
    return _SEVERITIES.index(Severity(item.severity))
