"""What the inventory states of a commune, also where no device is yet."""

import pytest

from auditor.errors import UsageError
from auditor.inventory.described import described
from auditor.inventory.provinces import province
from auditor.inventory.skeleton import write


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """The skeleton of a province with what one commune's people know beforehand."""
    folder = tmp_path_factory.mktemp("inventory")
    write(province("11"), folder)
    file = folder / "group_vars" / "commune_03158.yml"
    file.write_text(file.read_text().replace("counters: []", 'counters: ["1", "2"]') + "required: {pc: 2}\n")
    (folder / "group_vars" / "pc.yml").write_text("kind: pc\nansible_user: kiemtra\n")
    return folder


def test_a_commune_without_devices_says_what_its_group_states(blank):
    found = described(blank, "03158")
    assert found.stated["counters"] == ["1", "2"]
    assert found.of_kind["pc"]["ansible_user"] == "kiemtra"
    assert found.hosts == {}
    assert found.own == {}


def test_a_commune_may_be_named_by_its_name(blank):
    assert described(blank, "Sín Thầu").code == "03158"


def test_a_commune_that_the_inventory_does_not_have_is_refused(blank):
    with pytest.raises(UsageError):
        described(blank, "99999")
    with pytest.raises(UsageError):
        described(blank, "Atlantis")
