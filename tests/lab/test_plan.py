from ipaddress import ip_address, ip_network

from auditor.lab import ground
from auditor.lab.network import ip_batches
from auditor.lab.plan import MOST_COMMUNES, Plan

TEST_NET = ip_network("198.18.0.0/15")


def _addresses(plan):
    words = [
        word for batch in ip_batches(plan) for line in batch.lines for word in line.replace("/", " ").split()
    ]
    return [ip_address(word) for word in words if word.count(".") == 3]


def test_every_address_of_the_largest_lab_is_of_the_test_network():
    plan = Plan("x", ground.communes(MOST_COMMUNES), 3)
    machines = [ip_address(machine.address) for machine in plan.machines]
    assert all(address in TEST_NET for address in (*machines, *_addresses(plan)))


def test_no_two_machines_share_an_address():
    addresses = [machine.address for machine in Plan("x", ground.communes(MOST_COMMUNES), 180).machines]
    assert len(set(addresses)) == len(addresses)


def test_no_two_links_share_a_subnet():
    communes = ground.communes(MOST_COMMUNES)
    nets = [ip_network(f"{commune.wan(end)}/30", strict=False) for commune in communes for end in (1, 5)]
    assert len(set(nets)) == 2 * MOST_COMMUNES


def test_communes_are_real_ones_with_the_westernmost_first():
    first, second, *_ = ground.communes(45)
    assert (first.code, first.name) == ("03158", "Xã Sín Thầu")
    assert second.code == "03127"
    assert len({commune.code for commune in ground.communes(45)}) == 45


def test_the_same_lab_has_the_same_machine_ids_and_another_lab_others():
    host = "pasc-03158-pc01"
    one, two = Plan("one", ground.communes(1), 1), Plan("two", ground.communes(1), 1)
    assert one.machine_id(host) == Plan("one", ground.communes(2), 5).machine_id(host)
    assert one.machine_id(host) != two.machine_id(host)
