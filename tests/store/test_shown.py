"""What pages of rules read of the store: counts, on both databases, of the reader's communes alone."""

from support.runs import START, assessment, finding, header, judgement, manifest

from auditor.model import Level, Tally, Verdict
from auditor.model.standing import Standing
from auditor.store import Store
from auditor.store.shown import RuleCount

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS
OWN, OTHER = "03127", "03158"
SEEN = ((OWN, 1, FAIL), (OWN, 2, PASS), (OTHER, 1, FAIL), (OTHER, 2, FAIL), (OTHER, 3, UNKNOWN))


def keep(store: Store) -> int:
    """A judged run of two communes; the number of its judgement."""
    found = [
        finding("a.rule", f"{code}-pc{n}", commune=code, observed=START, verdict=verdict)
        for code, n, verdict in SEEN
    ]
    found.append(finding("b.rule", f"{OTHER}-pc1", commune=OTHER, observed=START, verdict=FAIL))
    store.save_header(header())
    store.save_manifest(header().id, manifest(2))
    store.save_judgement(header().id, judgement(found, communes=(assessment(OWN), assessment(OTHER))))
    return store.past.judged(header().id).number


def test_a_rule_is_counted_by_verdict_in_the_communes_that_are_asked_for(store: Store) -> None:
    of = keep(store)
    assert store.shown.totals(of, "a.rule", None) == {FAIL: 3, UNKNOWN: 1, PASS: 1}
    assert store.shown.totals(of, "a.rule", (OWN,)) == {FAIL: 1, PASS: 1}
    assert store.shown.totals(of, "no.rule", None) == {}


def test_a_rule_is_counted_by_commune_with_those_verdicts_alone(store: Store) -> None:
    of, wrong = keep(store), (FAIL, UNKNOWN)
    assert store.shown.counts(of, "a.rule", None, wrong) == [
        RuleCount(OWN, {FAIL: 1}),
        RuleCount(OTHER, {FAIL: 2, UNKNOWN: 1}),
    ]
    assert store.shown.counts(of, "a.rule", (OWN,), (PASS,)) == [RuleCount(OWN, {PASS: 1})]


def test_what_fails_is_counted_by_rule_in_the_communes_that_are_asked_for(store: Store) -> None:
    of = keep(store)
    assert store.shown.failing(of, None) == {"a.rule": 3, "b.rule": 1}
    assert store.shown.failing(of, (OWN,)) == {"a.rule": 1}
    assert store.shown.failing(of, ()) == {}


def test_how_communes_stand_is_written_with_the_judgement(store: Store) -> None:
    keep(store)
    stands = store.past.standings(store.past.judged(header().id))
    tally: Tally = assessment(OWN).tally
    assert list(stands) == [OWN, OTHER]
    assert isinstance(stands[OWN], Standing)
    assert (stands[OWN].level, stands[OWN].failed) == (assessment(OWN).level, tally.failed)
    assert stands[OWN].level in set(Level)
