"""A fix on screen and as a page: every step, every difference, and what a new audit proves."""

import io
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rich.console import Console
from support.fixes import PC1, SECRET, fix, plan, result

from auditor.model import Diff, Fix, StepStatus
from auditor.reports import fix_page
from auditor.reports.fix_terminal import print_fix
from auditor.reports.fix_view import COMMAND, MAX_COMPARED, diff_view

HOSTILE = ("\x1b", "\u202e", "<script>", "[bold]")


def shown(fix: Fix, language: str = "en", width: int = 100, **options: int) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    print_fix(fix, console, language, **options)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def page(fix: Fix, language: str = "en") -> str:
    return "".join(fix_page.pieces(fix, language))


def changed(*diffs: Diff, **more: object) -> Fix:
    return fix(results=(result("s01", PC1, StepStatus.CHANGED, "", *diffs),), **more)


@pytest.mark.parametrize("render", [shown, page])
def test_every_way_in_which_a_step_can_end_is_told_with_its_reason(render) -> None:
    told = render(fix())
    for word in ("could not be done", "not begun", "refused", "changed", "already right"):
        assert word in told.lower()
    for reason in ("no queue is shared", "needs a restart", "not as the plan saw it"):
        assert reason in told


@pytest.mark.parametrize("render", [shown, page])
def test_the_proof_tells_every_finding_before_and_after(render) -> None:
    told = " ".join(render(fix()).split())
    assert "Proven closed: 1 of 3 findings. Newly opened: 1." in told
    for word in (
        "Closed",
        "Still open",
        "Newly opened",
        "No longer measured",
        "Asia/Tokyo",
        "92 s",
        "not known",
    ):
        assert word in told


@pytest.mark.parametrize("render", [shown, page])
def test_the_proof_tells_which_devices_were_asked_a_second_time(render) -> None:
    assert "a second time" not in render(fix())
    names = ("pc-01\x1b[2J", *(f"pc-{number:02}" for number in range(2, 11)))
    told = " ".join(render(fix(proof=replace(fix().proof, asked_again=names))).split())
    assert "Asked a second time, to be sure: pc-01" in told
    assert "pc-08 and 2 more. What was in order then is not counted." in told
    assert "\x1b" not in told


@pytest.mark.parametrize("render", [shown, page])
def test_a_dry_run_says_that_nothing_was_changed_and_proves_nothing(render) -> None:
    told = render(fix(check=True, status="complete"))
    assert "Nothing was changed" in told
    assert "would change" in told
    assert "Proven" not in told


@pytest.mark.parametrize("render", [shown, page])
def test_a_step_without_a_result_was_not_begun(render) -> None:
    told = render(fix(results=(), status="interrupted"))
    assert told.lower().count("not begun") >= 5
    assert "interrupted" in told


@pytest.mark.parametrize("render", [shown, page])
def test_no_secret_is_shown(render) -> None:
    assert SECRET not in render(fix())
    reason = result("s01", PC1, StepStatus.FAILED, f"login failed, password={SECRET}")
    assert SECRET not in render(fix(results=(reason,)))


def test_a_terminal_shows_what_is_hostile_as_what_it_is() -> None:
    told = shown(fix())
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert r"/etc/x\x1b[2J" in told
    assert "[bold]new[/bold]" in told


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_a_page_holds_nothing_that_a_device_could_run() -> None:
    evil = Diff(
        "<script>x</script>", "<img src=x onerror=alert(1)>\n", "</pre><style>*{}</style>\n", "{{ 7*7 }}"
    )
    text = page(changed(evil))
    parser = _Tags()
    parser.feed(text)
    assert not {"script", "img"} & set(parser.tags)
    assert parser.tags.count("style") == 1
    assert "{{ 7*7 }}" in text


def test_a_difference_is_bounded_and_says_how_much_is_left_out() -> None:
    long = "".join(f"line {number}\n" for number in range(100))
    told = shown(changed(Diff("/etc/x", "", long)), max_diff_lines=10)
    assert "+line 9" in told
    assert "+line 10" not in told
    assert "90 more lines" in told


def test_texts_too_long_to_compare_are_told_by_their_size() -> None:
    view = diff_view(Diff("/etc/x", "a\n" * (MAX_COMPARED + 1), "b\n"), 40)
    assert (view.lines, view.left_out) == ((), MAX_COMPARED + 2)


def test_only_the_lines_that_differ_and_their_neighbours_are_shown() -> None:
    before = "".join(f"{number}\n" for number in range(20))
    view = diff_view(Diff("/etc/x", before, before.replace("10\n", "ten\n")), 40)
    assert view.lines[0].sign == "@"
    assert [(each.sign, each.text) for each in view.lines[1:]] == [
        (" ", "8"),
        (" ", "9"),
        ("-", "10"),
        ("+", "ten"),
        (" ", "11"),
        (" ", "12"),
    ]


def test_what_a_file_is_is_told_by_what_differs() -> None:
    before, after = (f'{{"path": "/etc/localtime", "src": "/usr/{zone}", "mode": 3}}' for zone in ("a", "b"))
    view = diff_view(Diff("/etc/localtime", before, after), 40)
    assert [(each.sign, each.text) for each in view.lines] == [("-", "src: /usr/a"), ("+", "src: /usr/b")]
    elsewhere = diff_view(Diff("/etc/policies.json", before, after), 40)
    assert elsewhere.lines[0].text == before


def test_a_command_is_shown_as_one_and_not_as_a_file() -> None:
    view = diff_view(Diff(COMMAND, "", "lpadmin -p quay1"), 40)
    assert (view.path, [(each.sign, each.text) for each in view.lines]) == ("", [("+", "lpadmin -p quay1")])


def test_devices_that_were_right_already_take_one_line() -> None:
    results = tuple(result(step.id, step.device, StepStatus.UNCHANGED) for step in plan().steps)
    told = shown(fix(results=results, status="complete"))
    assert [line for line in told.splitlines() if "already right: pasc-03158-pc01, pasc-03158-pc02" in line]


def test_what_did_not_work_comes_first() -> None:
    told = shown(fix())
    assert told.index("pasc-03158-pc02") < told.index("pasc-03158-pc03") < told.index("pasc-03158-pc01")


def test_a_page_is_written_whole(tmp_path) -> None:
    file = fix_page.write_fix(fix(), tmp_path / "fix.html", "vi")
    assert file.read_text("utf-8").rstrip().endswith("</html>")
    assert 'lang="vi"' in file.read_text("utf-8")


def test_the_language_is_the_plans_where_none_is_given() -> None:
    assert 'lang="vi"' in "".join(fix_page.pieces(fix()))


def test_an_empty_plan_is_a_page_too() -> None:
    empty = replace(fix(results=()), plan=plan(steps=(), items=()))
    assert "no step that a machine can take" in page(empty)
    assert shown(empty)
