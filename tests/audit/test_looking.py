"""What the dashboard's library gives to whom."""

from dataclasses import replace

from auditor.audit.looking import in_brief
from auditor.model.summary import Blind, Remedy, Shortage
from tests.web.rendered import view


def test_leadership_reads_of_what_lacks_and_was_not_measured_no_device_and_no_address() -> None:
    lack = Shortage("pc", "", 1, Remedy.REMOTE, ("pasc-03158-pc01",))
    unseen = Blind("auth_failed: 198.51.100.7 port 22", 3, 1, ("pasc-03158-pc01",), ("03158",))
    commune = replace(view("province", "vi").communes[0], shortages=(lack,), blind=(unseen,))
    told = in_brief(commune)
    assert told.shortages == (replace(lack, devices=()),)
    assert told.blind == (replace(unseen, reason="auth_failed", devices=()),)
