"""A rule in the dashboard: page by page where it is not met, counted for each reader's own communes."""

import re

import pytest

from auditor.audit import lookup
from tests.web.serving import OWN, Dashboard

RULE, ELSEWHERE, BLIND = "pc.disk.free", "pc.fonts.times", "03166"
"""A rule that fails in the technician's own commune and is not known in BLIND; one that fails in another."""


def communes(page: str) -> list[str]:
    return re.findall(r'<th class="name" scope="row"><a href="/runs/[^"/]+/communes/(\d+)"', page)


def test_a_rule_is_shown_page_by_page_what_fails_first(
    served: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PLACES", 1)
    reader, path = served.reader("mai"), f"/runs/{served.run}/rules/{RULE}"
    first, second, beyond = (reader.get(f"{path}?page={n}").text for n in (1, 2, 77))
    assert (communes(first), communes(second), communes(beyond)) == ([OWN], [BLIND], [BLIND])
    assert f'rel="next" href="{path}?page=2"' in first
    assert 'rel="next"' not in second
    assert "/findings/" in first
    assert "/findings/" not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "١", "999999"])
def test_a_page_that_makes_no_sense_is_the_first(served: Dashboard, page: str) -> None:
    answer = served.reader("mai").get(f"/runs/{served.run}/rules/{RULE}", params={"page": page})
    assert communes(answer.text) == [OWN, BLIND]


def test_a_search_says_on_how_many_of_the_readers_devices_a_rule_fails(served: Dashboard) -> None:
    def said(name: str, rule: str) -> str:
        page = served.reader(name).get(f"/runs/{served.run}/search", params={"q": rule}).text
        found = re.search(rf"<code>{rule}</code> · ([^<]*)<", page)
        assert found, page
        return re.sub(r"\D", "", found[1])

    assert said("mai", RULE) == said("hoa", RULE) == "1"
    assert (said("mai", ELSEWHERE), said("hoa", ELSEWHERE)) == ("1", "0")


def test_a_technicians_rule_is_counted_in_the_own_communes_alone(served: Dashboard) -> None:
    page = served.reader("hoa").get(f"/runs/{served.run}/rules/{RULE}").text
    assert communes(page) == [OWN]
    counted = re.search(r'<p class="counts">(.*?)</p>', page, re.DOTALL)
    assert counted
    assert 'class="v unknown"' not in counted[1]
