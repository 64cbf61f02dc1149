"""Failed findings become a plan: every one ends in exactly one place, steps are few and in order."""

import pytest

from auditor.model import Disposition, Kind, Plan, PlanItem, PlanScope, PlanStep, Verdict
from auditor.remedy.planning import make_plan
from auditor.standard.model import Remedy
from tests.support import plans
from tests.support.plans import PC1, PC2, PRINTER, ROUTER, basis, blank, call, device, failed

ZONE = Remedy({"": call("base/timezone", base_timezone={"first": {"value": "time_zones"}})})
DNS = Remedy({"": call("net/dns", net_dns={"inventory": "dns"})})


def _item(plan: Plan, rule: str, on: str = PC1) -> PlanItem:
    (item,) = [each for each in plan.items if (each.rule, each.device) == (rule, on)]
    return item


def _only_step(plan: Plan) -> PlanStep:
    (step,) = plan.steps
    return step


# --- steps --------------------------------------------------------------------------------------------------
def test_a_rule_with_a_role_becomes_a_step_with_the_standards_values() -> None:
    step = _only_step(make_plan(basis([failed("pc.time.zone")], {"pc.time.zone": ZONE}), blank()))
    assert (step.device, step.does, step.os_family) == (PC1, "base/timezone", "linux")
    assert step.variables == {"base_timezone": "Asia/Ho_Chi_Minh"}
    assert step.rules == ("pc.time.zone",)


def test_its_item_is_automatic_and_names_the_step_that_closes_it() -> None:
    finding = failed("pc.time.zone")
    plan = make_plan(basis([finding], {"pc.time.zone": ZONE}), blank())
    item = _item(plan, "pc.time.zone")
    assert (item.who, item.steps, item.how) == (Disposition.AUTOMATIC, ("S1",), "")
    assert plan.steps[0].closes == (finding.id,)


def test_the_call_is_the_one_of_the_devices_own_system() -> None:
    both = Remedy(
        {
            "linux": call("base/timezone", base_timezone="Asia/Ho_Chi_Minh"),
            "windows": call("base/name", base_name={"device": "id"}),
        }
    )
    findings = [failed("pc.time.zone", PC1), failed("pc.time.zone", PC2)]
    families = {PC1: "linux", PC2: "windows"}
    plan = make_plan(basis(findings, {"pc.time.zone": both}, families=families), blank())
    assert {step.device: step.does for step in plan.steps} == {PC1: "base/timezone", PC2: "base/name"}
    assert plan.steps_of(PC2)[0].variables == {"base_name": PC2}


def test_what_the_inventory_says_of_the_device_is_passed() -> None:
    there = [device(PC1, expect={"dns": ["198.18.0.53"]})]
    plan = make_plan(basis([failed("pc.net.dns")], {"pc.net.dns": DNS}, there), blank())
    assert _only_step(plan).variables == {"net_dns": ["198.18.0.53"]}


def test_what_the_inventory_does_not_say_leaves_it_to_the_province_with_the_reason() -> None:
    plan = make_plan(basis([failed("pc.net.dns")], {"pc.net.dns": DNS}), blank())
    item = _item(plan, "pc.net.dns")
    assert plan.steps == ()
    assert item.who is Disposition.PROVINCE
    assert "expect_dns" in item.reason
    assert item.how


def test_a_variable_that_the_role_can_do_without_is_left_out_where_the_inventory_says_nothing() -> None:
    name = Remedy({"": call("base/name", base_name={"device": "id"}, base_note={"inventory": "note"})})
    plan = make_plan(basis([failed("pc.name.inventory")], {"pc.name.inventory": name}), blank())
    assert _only_step(plan).variables == {"base_name": PC1}


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        (Remedy({"": call("base/lost")}), "base/lost"),
        (Remedy({"": call("base/timezone", base_timezone=7)}), "base_timezone"),
        (Remedy({"": call("base/timezone", base_timezone="{{ lookup('env', 'HOME') }}")}), "{{"),
        (Remedy({"": call("base/timezone", base_timezone={"value": "nowhere"})}), "nowhere"),
    ],
    ids=["no role", "wrong type", "a template", "no value"],
)
def test_a_call_that_no_role_would_take_is_the_provinces_with_the_reason(remedy: Remedy, said: str) -> None:
    plan = make_plan(basis([failed("pc.time.zone")], {"pc.time.zone": remedy}), blank())
    item = _item(plan, "pc.time.zone")
    assert (plan.steps, item.who) == ((), Disposition.PROVINCE)
    assert said in item.reason


def test_steps_of_the_same_entry_point_become_one_and_their_lists_are_joined() -> None:
    remedies = {
        "pc.packages.required": Remedy({"": call("packages/install", packages_names=["cups", "sane-utils"])}),
        "pc.service.cups": Remedy({"": call("packages/install", packages_names=["cups", "cups-client"])}),
    }
    step = _only_step(make_plan(basis([failed(rule) for rule in remedies], remedies), blank()))
    assert step.variables == {"packages_names": ["cups", "sane-utils", "cups-client"]}
    assert set(step.rules) == set(remedies)
    assert len(step.closes) == 2


def test_an_entry_point_with_a_key_has_a_step_for_each_value_of_it() -> None:
    remedies = {
        "pc.ssh.root_login": Remedy({"": call("ssh/setting", ssh_keyword="PermitRootLogin", ssh_value="no")}),
        "pc.ssh.password": Remedy({"": call("ssh/setting", ssh_keyword="PasswordAuth", ssh_value="no")}),
    }
    plan = make_plan(basis([failed(rule) for rule in remedies], remedies), blank())
    assert [step.rules for step in plan.steps] == [("pc.ssh.password",), ("pc.ssh.root_login",)]
    assert [item.steps for item in plan.items] == [("S2",), ("S1",)]


def test_of_two_that_contradict_each_other_the_first_is_kept_and_the_second_told() -> None:
    remedies = {
        "pc.time.zone": ZONE,
        "pc.time.service": Remedy({"": call("base/timezone", base_timezone="UTC")}),
    }
    plan = make_plan(basis([failed("pc.time.zone"), failed("pc.time.service")], remedies), blank())
    item = _item(plan, "pc.time.service")
    assert _only_step(plan).rules == ("pc.time.zone",)
    assert item.who is Disposition.PROVINCE
    assert "base_timezone" in item.reason
    assert "pc.time.zone" in item.reason


def test_steps_come_network_devices_first_then_by_device_in_the_order_of_their_roles() -> None:
    remedies = {
        "pc.time.zone": ZONE,
        "pc.packages.required": Remedy({"": call("packages/install", packages_names=["cups"])}),
        "pc.reboot.pending": Remedy({"": call("packages/reboot")}),
        "network.hostname": Remedy({"": call("network/config", network_lines=["hostname rt01"])}),
    }
    findings = [
        failed("pc.reboot.pending", PC2),
        failed("pc.time.zone", PC2),
        failed("pc.packages.required", PC2),
        failed("pc.time.zone", PC1),
        failed("network.hostname", ROUTER, kind="network"),
    ]
    plan = make_plan(basis(findings, remedies), blank())
    assert [(step.id, step.device, step.does) for step in plan.steps] == [
        ("S1", ROUTER, "network/config"),
        ("S2", PC1, "base/timezone"),
        ("S3", PC2, "packages/install"),
        ("S4", PC2, "base/timezone"),
        ("S5", PC2, "packages/reboot"),
    ]


def test_a_step_says_what_its_role_says_of_it() -> None:
    remedies = {"network.hostname": Remedy({"": call("network/config", network_lines=[])})}
    findings = [failed("network.hostname", ROUTER, kind="network")]
    step = _only_step(make_plan(basis(findings, remedies), blank()))
    assert (step.person, step.reboot, step.reversible, step.kind) == (True, False, True, "network")


def test_the_same_findings_give_the_same_plan_in_whatever_order_they_come() -> None:
    remedies = {"pc.time.zone": ZONE}
    findings = [failed("pc.time.zone", PC1), failed("pc.time.zone", PC2), failed("pc.memory.size", PC1)]
    forth, back = (make_plan(basis(each, remedies), blank()) for each in (findings, findings[::-1]))
    assert forth.steps == back.steps


# --- follows ------------------------------------------------------------------------------------------------
FOLLOWS = {
    "pc.net.dns": DNS,
    "pc.endpoints.blocked": Remedy(follows=("pc.net.dns", "pc.net.proxy")),
    "pc.updates.age": Remedy(follows=("pc.endpoints.blocked",)),
}
WITH_DNS = (device(PC1, expect={"dns": ["198.18.0.53"]}),)


def test_a_rule_is_closed_by_the_steps_of_those_it_follows_also_at_a_second_remove() -> None:
    findings = [failed(rule) for rule in FOLLOWS]
    plan = make_plan(basis(findings, FOLLOWS, WITH_DNS), blank())
    assert _only_step(plan).rules == ("pc.net.dns",)
    assert {item.rule: item.steps for item in plan.items} == dict.fromkeys(FOLLOWS, ("S1",))


def test_it_is_a_persons_when_nothing_that_it_follows_failed() -> None:
    plan = make_plan(basis([failed("pc.endpoints.blocked")], FOLLOWS, WITH_DNS), blank())
    assert _item(plan, "pc.endpoints.blocked").who is Disposition.PROVINCE


def test_it_is_a_persons_when_not_everything_that_failed_before_it_is_automatic() -> None:
    findings = [failed("pc.endpoints.blocked"), failed("pc.net.dns"), failed("pc.net.proxy")]
    plan = make_plan(basis(findings, FOLLOWS, WITH_DNS), blank())
    assert _item(plan, "pc.endpoints.blocked").who is Disposition.PROVINCE
    assert _item(plan, "pc.net.dns").who is Disposition.AUTOMATIC


def test_it_does_not_follow_another_devices_finding() -> None:
    findings = [failed("pc.endpoints.blocked", PC2), failed("pc.net.dns", PC1)]
    plan = make_plan(basis(findings, FOLLOWS, (*WITH_DNS, device(PC2))), blank())
    assert _item(plan, "pc.endpoints.blocked", PC2).who is Disposition.PROVINCE


def test_a_role_of_its_own_comes_before_what_a_rule_follows() -> None:
    remedies = {
        **FOLLOWS,
        "pc.net.dns": Remedy({"linux": DNS.calls[""]}, follows=("pc.net.gateway",)),
        "pc.net.gateway": Remedy(who="technician"),
    }
    findings = [failed("pc.endpoints.blocked"), failed("pc.net.dns"), failed("pc.net.gateway")]
    linux, windows = (
        make_plan(basis(findings, remedies, WITH_DNS, families={PC1: family}), blank())
        for family in ("linux", "windows")
    )
    assert _item(linux, "pc.endpoints.blocked").who is Disposition.AUTOMATIC
    assert _item(windows, "pc.endpoints.blocked").who is Disposition.PROVINCE


def test_rules_that_follow_each_other_end_with_a_person() -> None:
    circle = {
        "pc.net.dns": Remedy(follows=("pc.net.proxy",)),
        "pc.net.proxy": Remedy(follows=("pc.net.dns",)),
    }
    plan = make_plan(basis([failed(rule) for rule in circle], circle), blank())
    assert [item.who for item in plan.items] == [Disposition.PROVINCE] * 2


def test_a_role_that_could_only_try_while_another_rule_fails_is_not_taken_then() -> None:
    paused = {"printer.accepting": Remedy({"": call("packages/reboot")}, unless=("printer.reasons",))}
    alone = [failed("printer.accepting", PRINTER, kind="printer")]
    jammed = [*alone, failed("printer.reasons", PRINTER, kind="printer")]
    limit = PlanScope(rule="printer.accepting")
    assert make_plan(basis(alone, paused), blank()).steps
    for scope in (PlanScope(), limit):
        plan = make_plan(basis(jammed, paused), blank(scope=scope))
        item = _item(plan, "printer.accepting", PRINTER)
        assert (plan.steps, item.who) == ((), Disposition.TECHNICIAN)
        assert "printer.reasons" in item.reason


# --- people -------------------------------------------------------------------------------------------------
def test_without_a_role_the_rules_own_word_says_who() -> None:
    plan = make_plan(basis([failed("pc.time.zone")], {"pc.time.zone": Remedy(who="technician")}), blank())
    assert _item(plan, "pc.time.zone").who is Disposition.TECHNICIAN


@pytest.mark.parametrize(
    ("rule", "kind", "who"),
    [
        ("printer.paper", Kind.PRINTER, Disposition.TECHNICIAN),
        ("pc.memory.size", Kind.PC, Disposition.TECHNICIAN),
        ("link.loss", Kind.LINK, Disposition.PROVINCE),
        ("pc.ssh.password", Kind.PC, Disposition.PROVINCE),
    ],
)
def test_without_either_the_fact_says_who(rule: str, kind: Kind, who: Disposition) -> None:
    there = [device("d", kind)]
    plan = make_plan(basis([failed(rule, "d", kind=kind.value)], {}, there), blank())
    item = _item(plan, rule, "d")
    assert item.who is who
    assert item.how


def test_the_instruction_is_in_the_plans_language() -> None:
    findings = [failed("printer.paper", PRINTER, kind="printer")]
    vi, en = (make_plan(basis(findings, {}), blank(language=each)).items[0] for each in ("vi", "en"))
    rule = plans.BASELINE.rule("printer.paper")
    assert (vi.how, en.how) == (rule.fix["vi"], rule.fix["en"])
    assert (vi.title, en.title) == (rule.title["vi"], rule.title["en"])


# --- scope --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.FAIL])
def test_only_what_failed_is_planned(verdict: Verdict) -> None:
    plan = make_plan(basis([failed("pc.time.zone", verdict=verdict)], {"pc.time.zone": ZONE}), blank())
    assert (plan.steps, plan.items) == ((), ())


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (PlanScope(commune="03160"), {("pc.time.zone", "other")}),
        (PlanScope(device=PC2), {("pc.time.zone", PC2), ("pc.memory.size", PC2)}),
        (PlanScope(rule="pc.memory.size"), {("pc.memory.size", PC2)}),
        (PlanScope(device=PC1, rule="pc.memory.size"), set()),
    ],
)
def test_a_scope_leaves_the_rest_out(scope: PlanScope, left: set[tuple[str, str]]) -> None:
    there = [device(PC1), device(PC2), device("other", commune="03160")]
    findings = [failed("pc.time.zone", each.id, commune=each.commune) for each in there]
    findings.append(failed("pc.memory.size", PC2))
    plan = make_plan(basis(findings, {"pc.time.zone": ZONE}, there), blank(scope=scope))
    assert {(item.rule, item.device) for item in plan.items} == left
    assert {(rule, step.device) for step in plan.steps for rule in step.rules} <= left


def test_what_a_rule_in_scope_follows_comes_with_it() -> None:
    findings = [failed("pc.endpoints.blocked"), failed("pc.net.dns"), failed("pc.time.zone")]
    remedies = {**FOLLOWS, "pc.time.zone": ZONE}
    plan = make_plan(basis(findings, remedies, WITH_DNS), blank(scope=PlanScope(rule="pc.endpoints.blocked")))
    assert [step.does for step in plan.steps] == ["net/dns"]
    assert {item.rule for item in plan.items} == {"pc.endpoints.blocked", "pc.net.dns"}
