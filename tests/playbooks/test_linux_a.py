"""The roles base, packages, updates, services, trust and net on PCs of a lab that were broken first."""

import pytest

from tests.support.roles import Step

pytestmark = pytest.mark.lab

PC = "pasc-03158-pc01"


def test_smoke(lab):
    step = Step("S1", "base", "timezone", {"base_timezone": "Asia/Tokyo"})
    assert lab.take(PC, [step], check=True)["S1"].changed == 2
    assert lab.judge(PC)[PC]["pc.time.zone"] == "pass"
    assert lab.take(PC, [step])["S1"].changed == 2
    assert lab.judge(PC)[PC]["pc.time.zone"] == "fail"
