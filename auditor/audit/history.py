"""A commune or a device run by run, out of the store alone: no inventory, no device is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.audit.comparing import Side
from auditor.audit.stores import open_store
from auditor.errors import UsageError, did_you_mean
from auditor.evaluate.spells import Look, spells
from auditor.i18n import _
from auditor.model import Verdict
from auditor.model.assets import Move
from auditor.model.history import CommuneHistory, CommunePoint, DevicePoint, Spell, When
from auditor.model.standing import serving
from auditor.store import DeviceFix, Sighting, Store
from auditor.store.past import Judged, Point, Stand
from auditor.workspace import Workspace


@dataclass(frozen=True)
class DeviceHistory:
    """A machine under all its names: where it was, what was found and closed, what was done to it.

    ``device`` is its latest name, ``identity`` its serial or machine-id (``""``: it never told one); points
    come the oldest first.
    """

    device: str
    identity: str
    names: tuple[Sighting, ...]
    points: tuple[DevicePoint, ...]
    spells: tuple[Spell, ...]
    moves: tuple[Move, ...]
    fixes: tuple[DeviceFix, ...]


def commune_history(workspace: Workspace, code: str, limit: int = 0) -> CommuneHistory:
    """How the commune *code* stood in the last *limit* judged runs (0: all) that had it.

    Raises UsageError when none had it.
    """
    with open_store(workspace) as store:
        past = store.past
        runs = past.latest(limit)
        points = past.commune(code, runs)
        if not points:
            known = sorted({each for run in runs for each in past.codes(run.header.id)})
            unknown = _("no run has a commune “{code}”").format(code=code)
            raise UsageError(unknown, did_you_mean(code, known))
        latest = past.communes(points[0].judged.header.id)[code]
        return CommuneHistory(latest, tuple(_commune_point(store, each) for each in reversed(points)))


def _commune_point(store: Store, point: Point) -> CommunePoint:
    header, of = point.judged.header, point.assessment
    steps = Side(store, point.judged).steps
    return CommunePoint(
        when=When(header.id, header.started),
        standard_name=point.judged.standard_name,
        standard_digest=point.judged.standard_digest,
        level=of.level,
        partial=bool(point.left_out),
        serving=serving(of, steps),
        counters=len(of.counters),
        required=of.counters_required,
        failed=of.tally.failed,
        unknown=of.tally.unknown,
        score=of.tally.score,
        coverage=of.tally.coverage,
    )


def device_history(workspace: Workspace, words: str, limit: int = 0) -> DeviceHistory:
    """The device that *words* mean: its name (now or once), or its serial number or machine-id.

    Looks at the last *limit* judged runs (0: all), also those that only measured a fix. Raises UsageError
    when nothing is known by these words.
    """
    with open_store(workspace) as store:
        identity, names = _machine(store, words)
        moves = store.moves(names, [identity] if identity else [])
        names |= {each for move in moves for each in (move.device, move.renamed) if each}
        stands = _stands(store, names, identity, limit)
        seen = [each for name in sorted(names) for each in store.spans([name])]
        known = [each for each in seen if not identity or each.identity in ("", identity)]
        return DeviceHistory(
            device=stands[-1].device if stands else words,
            identity=identity,
            names=tuple(sorted(known, key=lambda each: each.last_seen)),
            points=tuple(map(_device_point, stands)),
            spells=spells(map(_look, stands)),
            moves=moves,
            fixes=tuple(store.device_fixes(names)),
        )


def _machine(store: Store, words: str) -> tuple[str, set[str]]:
    """The identity (``""``: none is known) and every name of the machine that *words* mean."""
    told = store.past.known(words)
    if not told:
        if store.past.named(words):
            return "", {words}
        raise UsageError(
            _("no device was ever asked by the name or serial number “{words}”").format(words=words),
            _("see them all: auditor asset list"),
        )
    identities = [each.identity for each in told if each.identity]
    if not identities:
        return "", {words}
    identity = identities[-1]
    return identity, {each.name for each in store.past.known(identity)}


def _stands(store: Store, names: Iterable[str], identity: str, limit: int) -> Sequence[Stand]:
    runs = sorted(_runs(store, limit), key=lambda each: (each.header.started, each.header.id))
    found = store.past.device(tuple(names), runs)
    return [each for each in found if not identity or each.identity in ("", identity)]


def _runs(store: Store, limit: int) -> Sequence[Judged]:
    every = [*store.past.latest(limit), *store.past.latest(limit, purpose="fix")]
    newest = sorted(every, key=lambda each: each.header.started, reverse=True)
    return newest[:limit] if limit else newest


def _device_point(stand: Stand) -> DevicePoint:
    header = stand.judged.header
    counts = {word: sum(each is word for each in stand.verdicts.values()) for word in Verdict}
    return DevicePoint(
        when=When(header.id, header.started),
        device=stand.device,
        commune=stand.commune,
        standard_digest=stand.judged.standard_digest,
        failed=counts[Verdict.FAIL],
        unknown=counts[Verdict.UNKNOWN],
        passed=counts[Verdict.PASS],
        answered=stand.answered,
    )


def _look(stand: Stand) -> Look:
    header = stand.judged.header
    return Look(When(header.id, header.started), stand.verdicts, stand.failed)
