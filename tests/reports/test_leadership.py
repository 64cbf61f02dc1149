"""The paper for leadership: one set of texts, and what stands around it."""

import json
from dataclasses import asdict, replace

import pytest

from auditor.errors import ReportError
from auditor.model import Level, Verdict, WaiverUse, Work
from auditor.model.who import Who, who
from auditor.reports.build import narrowed
from auditor.reports.leadership import leadership
from auditor.reports.letterhead import Letterhead, attached, frame
from auditor.reports.view import LevelChange
from auditor.reports.words import words_of
from auditor.workspace import Settings
from tests.reports import cases
from tests.reports.golden import view
from tests.reports.leadership_cases import FOLDER, HEAD, WAIVER, busy, golden

MADE = golden()


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_paper_says_what_was_agreed_on(name):
    assert MADE[name] == (FOLDER / name).read_text("utf-8"), "python -m tests.reports.leadership_cases"


def test_every_golden_file_belongs_to_a_case():
    assert {file.name for file in FOLDER.iterdir()} == set(MADE)


# ── the numbers are the view's ───────────────────────────────────────────────────────────────────


def test_the_table_by_region_adds_up_to_all_communes_the_remote_ones_first():
    whole = busy()
    paper = leadership(whole)
    assert [row.region.split()[-1] for row in paper.regions] == ["III", "II", "I"]
    for column, wanted in (
        ("communes", 45),
        ("ready", whole.levels[Level.READY]),
        ("gaps", whole.levels[Level.READY_WITH_GAPS]),
        ("not_ready", whole.levels[Level.NOT_READY]),
        ("not_measured", whole.levels[Level.NOT_MEASURED]),
    ):
        assert sum(int(getattr(row, column)) for row in paper.regions) == wanted
        assert getattr(paper.total, column) == str(wanted)


def test_the_annex_has_every_commune_by_code():
    paper = leadership(busy())
    codes = [row.code for row in paper.annexes.communes.rows]
    assert len(codes) == 45
    assert codes == sorted(codes)


def test_what_is_proposed_to_buy_is_what_the_annex_lists_by_commune():
    whole = busy("en")
    paper = leadership(whole)
    bought = next(each.text for each in paper.proposals if each.text.startswith("Buy"))
    assert "3 × computer, 1 × printer, 3 × scanner" in bought
    listed = [row.buy for row in paper.annexes.shortages.rows if row.buy]
    assert sorted(listed) == ["1 × printer", "1 × scanner", "2 × scanner", "3 × computer"]


def test_a_commune_that_is_no_longer_known_is_named_so_that_the_counted_levels_add_up() -> None:
    whole = busy("en")
    assert whole.change is not None
    lost = LevelChange(whole.communes[0].commune, Level.NOT_READY, Level.NOT_MEASURED)
    paper = leadership(replace(whole, change=replace(whole.change, unsure=(lost,))))
    assert f"Not known whether better or worse: {lost.commune.name}." in paper.change
    assert paper.annexes.runs is not None
    assert [row.after for row in paper.annexes.runs.moved].count("Not measured") == 1


def test_a_line_that_is_down_is_the_operators_and_nobodys_to_visit():
    said = [each.text for each in leadership(busy("en")).proposals]
    assert any(text.startswith("Have the operator repair the lines to Xã Mường Chà") for text in said)
    assert not any("spot" in text and "line" in text.split("spot")[1].split(";")[0] for text in said)


def test_where_nothing_was_audited_nothing_is_proposed_and_nothing_is_called_well():
    paper = leadership(view("empty", "en"))
    assert [each.text for each in paper.proposals] == [
        "Nothing was audited, so that nothing can be proposed."
    ]
    assert paper.causes_lead == "Nothing that was measured stops citizens' papers."
    assert paper.annexes.communes is None


def test_where_nobody_counted_what_there_must_be_the_causes_are_still_to_be_removed():
    # the line that is down is proposed; without it only the causes are left to point at
    calm = narrowed(view("province", "en"), ["03158"])
    (only,) = leadership(calm).proposals
    assert only.text == "Have the causes above removed by those who are named beside them."


def test_the_answer_is_dated_by_the_end_of_the_audit():
    assert leadership(view("province", "en")).answer == (
        "As of 21/11/2026 20:51, 3 of 6 communes can serve citizens. 3 cannot."
    )


def test_a_paper_of_one_commune_answers_for_it() -> None:
    only = narrowed(view("province", "en"), ["03158"])
    said = leadership(only).answer
    assert said.startswith("As of 21/11/2026 20:51, ")
    assert "Xã Sín Thầu (03158)" in said
    assert "of 1" not in said


def test_nobody_is_sent_to_where_the_people_there_can_do_it() -> None:
    whole = busy("en")
    printers = next(each.text for each in leadership(whole).proposals if "7 × printer" in each.text)
    assert printers.startswith("Have the communes themselves put right on the spot")
    visited = replace(whole.causes[0].example, work=Work(20, on_site=True), kind="network")
    hands = replace(whole.causes[0], example=visited)
    assert who(hands.example) is Who.VISIT
    sent = tuple(replace(each, causes=(*each.causes, hands)) for each in whole.communes)
    printers = next(
        each.text for each in leadership(replace(whole, communes=sent)).proposals if "printer;" in each.text
    )
    assert printers.startswith("Send somebody")


def test_an_audit_of_a_part_says_that_it_was_limited():
    assert "asked only a part of the devices" in leadership(view("partial", "en")).caveat


def test_a_paper_of_few_communes_names_them():
    few = leadership(narrowed(view("province", "en"), ["03158", "03160"]))
    assert few.caveat == "This paper is of Xã Sín Thầu (03158), Xã Mường Nhé (03160) alone."
    assert leadership(view("province", "en")).caveat == ""


def test_an_audit_that_is_still_running_says_so():
    whole = view("province", "en")
    running = replace(whole, run=replace(whole.run, status="running", ended=None))
    assert "not complete: running" in leadership(running).caveat


def test_two_communes_of_one_name_are_told_apart_by_their_codes():
    whole = busy("en")
    twins = tuple(replace(each, commune=replace(each.commune, name="Xã Mới")) for each in whole.communes)
    said = " ".join(each.text for each in leadership(replace(whole, communes=twins)).proposals)
    assert "Xã Mới (03158)" in said


def test_one_audit_is_no_trend():
    whole = busy()
    first = leadership(replace(whole, trend=whole.trend[-1:], change=None))
    assert first.chart.bars == ()
    assert len(leadership(whole).chart.bars) == len(whole.trend)
    assert first.annexes.runs is None
    assert first.change == words_of("vi").gettext("There is no earlier audit to compare with.")


def test_where_nobody_looked_at_earlier_audits_nothing_is_said_of_them():
    assert leadership(narrowed(busy(), ["03158"])).change == ""


def test_audits_of_one_day_are_told_apart_by_the_time():
    whole = busy()
    hours = tuple(
        replace(each, started=cases.START.replace(hour=4 + at)) for at, each in enumerate(whole.trend)
    )
    assert [bar.label for bar in leadership(replace(whole, trend=hours)).chart.bars][:2] == ["11:43", "12:43"]
    assert leadership(whole).chart.bars[-1].label == "21/11"


def test_a_level_that_hangs_on_waivers_is_shown_with_what_it_would_be():
    whole = view("whole_commune", "en")
    (brief,) = whole.communes
    leant = replace(brief.assessment, level=Level.READY_WITH_GAPS, level_unwaived=Level.NOT_READY)
    (row,) = leadership(replace(whole, communes=(replace(brief, assessment=leant),))).annexes.communes.rows
    assert row.level == "Ready, with gaps (without waivers: not ready)"


def test_an_audit_of_the_same_day_is_told_by_its_time():
    whole = busy("en")
    assert "Since the audit of 07/11/2026:" in leadership(whole).change
    earlier = replace(whole.run, started=whole.run.started.replace(hour=1))
    said = leadership(replace(whole, change=replace(whole.change, before=earlier))).change
    assert "Since the audit of 21/11/2026 08:" in said


def test_a_waiver_is_told_by_what_its_rule_asks():
    whole = view("whole_commune", "en")
    (commune,) = whole.opened()
    excused = next(iter(commune.of(Verdict.WAIVED)))
    use = WaiverUse(replace(WAIVER, rule=excused.rule, commune=commune.commune.code), 1)
    (row,) = leadership(replace(whole, waivers=(use,))).annexes.waivers.rows
    assert row.rule == words_of("en").title(excused) != excused.rule


# ── what stands around it ────────────────────────────────────────────────────────────────────────


def test_what_the_workspace_does_not_state_is_dots_and_no_name():
    around = asdict(frame(Letterhead.of(Settings())))
    stated = json.dumps(around, ensure_ascii=False)
    for formula in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lưu: VT"):
        assert formula in stated
    assert around["bodies"] == ("………………………………", "………………………………")
    assert around["number"] == "Số: ……/BC-……"
    assert around["place_date"] == "………………, ngày …… tháng …… năm 20……"
    assert set(around["signer"] + "".join(around["sign"])) == {"…"}


def test_the_settings_are_printed_in_capitals_where_the_decree_wants_them():
    around = frame(HEAD)
    assert around.bodies == ("UBND TỈNH ĐIỆN BIÊN", "SỞ KHOA HỌC VÀ CÔNG NGHỆ")
    assert around.number == "Số: ……/BC-SKHCN"
    assert around.sign == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert around.recipients[-1] == "- Lưu: VT, CNTT."
    assert around.recipients[0] == "- Như trên;"


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("05/02/2027", "ngày 05 tháng 02 năm 2027"),
        ("2027-03-15", "ngày 15 tháng 3 năm 2027"),
        ("31/12/2026", "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_have_a_zero_before_them(stated, shown):
    assert frame(Letterhead(date=stated)).place_date.endswith(shown)


def test_a_date_that_is_none_is_refused_by_the_settings_name():
    with pytest.raises(ReportError, match="report_date"):
        frame(Letterhead(date="31/02/2027"))


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("", "Số: ……/BC-……"),
        ("/BC-SKHCN", "Số: ……/BC-SKHCN"),
        ("…/BC-SKHCN", "Số: ……/BC-SKHCN"),
        ("12/BC-SKHCN", "Số: 12/BC-SKHCN"),
    ],
)
def test_a_number_is_printed_as_stated_with_dots_where_the_registry_fills_it_in(stated, shown):
    assert frame(Letterhead(number=stated)).number == shown


def test_a_body_with_none_above_it_stands_alone():
    assert frame(Letterhead(issuing_body="Ủy ban nhân dân tỉnh")).bodies == ("ỦY BAN NHÂN DÂN TỈNH",)


def test_a_letter_has_no_type_but_an_addressee():
    paper = leadership(view("province", "en"), Letterhead(letter=True))
    assert paper.subject.startswith("Re: how ready")
    assert paper.frame.to == ("………………………………",)
    assert paper.frame.number == "Số: ……/……"


def test_each_annex_says_to_which_paper_it_belongs_and_a_translation_has_none():
    said = "(Kèm theo Báo cáo số ……/BC-SKHCN ngày 05 tháng 02 năm 2027 của Sở Khoa học và Công nghệ)"
    assert leadership(busy(), HEAD).attached == said
    assert leadership(busy("en"), HEAD).attached == ""
    assert attached(replace(HEAD, letter=True)).startswith("(Kèm theo Công văn số ")
    assert leadership(busy(), HEAD).annexes.communes.title.isupper()
