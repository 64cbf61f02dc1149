"""What people said is kept for good: waivers and attestations, also when they are taken back."""

from dataclasses import replace
from datetime import timedelta

from support.runs import START, attestation, finding, header, judgement, manifest, waiver

from auditor.model import Commune, Manifest, Scope, WaiverUse
from auditor.store import Store

LATER = START + timedelta(days=1)


def test_a_waiver_comes_back_as_it_was_with_an_id(store: Store) -> None:
    kept = store.add_waiver(waiver())
    assert kept == replace(waiver(), id=kept.id)
    assert store.waivers() == (kept,)


def test_waivers_have_ids_of_their_own_and_are_listed_in_order(store: Store) -> None:
    wide = waiver(scope=Scope.PROVINCE, device="", commune="")
    first, second = store.add_waiver(waiver()), store.add_waiver(wide)
    assert first.id < second.id
    assert store.waivers() == (first, second)


def test_a_revoked_waiver_stays_with_who_revoked_it_and_when(store: Store) -> None:
    kept = store.add_waiver(waiver())
    assert store.revoke_waiver(kept.id, "mai@vm", LATER)
    assert store.waivers() == (replace(kept, revoked=LATER, revoked_by="mai@vm"),)


def test_what_was_revoked_cannot_be_revoked_again_nor_what_is_not_there(store: Store) -> None:
    kept = store.add_waiver(waiver())
    store.revoke_waiver(kept.id, "mai@vm", LATER)
    assert not store.revoke_waiver(kept.id, "an@vm", LATER + timedelta(days=1))
    assert not store.revoke_waiver(kept.id + 1, "an@vm", LATER)
    assert store.waivers()[0].revoked_by == "mai@vm"


def test_attestations_come_back_as_they_were_and_a_later_one_takes_no_ones_place(store: Store) -> None:
    yes, no = store.add_attestation(attestation()), store.add_attestation(attestation(answer=False))
    assert store.attestations() == (yes, no)
    assert replace(yes, id=0) == attestation()


def test_a_revoked_attestation_stays_on_record(store: Store) -> None:
    kept = store.add_attestation(attestation())
    assert store.revoke_attestation(kept.id, "mai@vm", LATER)
    assert store.attestations() == (replace(kept, revoked=LATER, revoked_by="mai@vm"),)
    assert not store.revoke_attestation(kept.id, "mai@vm", LATER)


def test_pruning_runs_leaves_what_people_said(store: Store) -> None:
    store.save_header(header())
    kept, said = store.add_waiver(waiver()), store.add_attestation(attestation())
    store.prune(LATER)
    assert (store.waivers(), store.attestations()) == ((kept,), (said,))


def test_a_judgement_keeps_its_waivers_as_they_were_then(store: Store) -> None:
    store.save_header(header())
    kept = store.add_waiver(waiver())
    store.save_judgement(header().id, judgement([finding()], waivers=(WaiverUse(kept, 3),)))
    store.revoke_waiver(kept.id, "mai@vm", LATER)
    assert store.judgement("latest").waivers == (WaiverUse(kept, 3),)


def test_odd_characters_in_what_was_said_do_not_stop_it(store: Store) -> None:
    kept = store.add_waiver(waiver(reason="lý do\0 \udc80", approver="a\0"))
    assert store.waivers()[0].reason == "lý do\u2400 ?"
    assert kept.id


def test_the_numbers_that_a_commune_needs_come_back(store: Store) -> None:
    commune = Commune("03158", required={"": {"pc": 3}, "Điểm số 2": {"printer": 1}})
    store.save_header(header())
    store.save_manifest(header().id, Manifest({"03158": commune}, manifest().devices))
    assert store.manifest("latest").communes == {"03158": commune}
