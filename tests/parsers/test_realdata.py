"""Recordings of real devices, where the maintainers have them (``make realdata`` prints the table)."""

import pytest

from tests.realdata.score import KINDS, NEEDED, share, sheets
from tests.realdata.sheet import DEFAULT, folder


@pytest.mark.parametrize("kind", KINDS)
def test_the_parsers_say_of_real_devices_what_is_known_of_them(kind):
    place = folder()
    if place is None:
        pytest.skip(f"no recordings: neither AUDITOR_REALDATA nor {DEFAULT}")
    scored = list(sheets(place, [kind]))
    assert share(scored) >= NEEDED, [each for sheet in scored for each in sheet.wrong][:20]
