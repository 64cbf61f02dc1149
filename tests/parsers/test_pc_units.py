"""systemd's units."""

from tests.support.pc_answers import fact


def test_units_are_active_failed_or_masked():
    listed = {
        "list": "cups.service loaded active running\nnftables.service loaded failed failed\n"
        "x.service not-found inactive dead",
        "enabled": ["cups.service"],
        "masked": ["pcscd.service", "tmp.mount"],
    }
    assert fact("services.active", units=listed) == ["cups.service"]
    assert fact("services.failed", units=listed) == ["nftables.service"]
    records = {record["name"]: record for record in fact("services", units=listed)}
    assert records["cups.service"]["enabled"] == "enabled"
    assert records["pcscd.service"] == {
        "name": "pcscd.service",
        "load": "masked",
        "active": "inactive",
        "sub": "dead",
        "enabled": "masked",
    }
    assert set(records) == {"cups.service", "nftables.service", "pcscd.service"}
