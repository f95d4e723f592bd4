"""Chains drawn: the chart of terms by mouse, keyboard, dialog and phone; the flow chart; both without a fault of axe."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from chains.models import RunStep
from tests.chains.relay import make_template, plan, relay, result, start, steps
from tests.factories import make_deal
from tests.windows import violations

DARK = "() => { document.documentElement.dataset.theme = document.documentElement.dataset.bsTheme = 'dark' }"
LONG = "Согласование условий поставки с техническим директором, снабжением и всеми-всеми-остальными-подразделениями"


def moment(day, hour):
    return datetime(2026, 11, day, hour - 3, tzinfo=UTC)


@pytest.fixture
def run(monkeypatch, anna, boris, vera, stages):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T09:00:00+03:00")
    return start(relay(anna, boris, vera), anna, make_deal(anna, name="Plough for Zarya"))


@pytest.fixture
def long_run(monkeypatch, anna, boris, stages):
    """Twelve steps with long names, ways back and results that end it."""
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T09:00:00+03:00")
    ways = {2: [("Again", 1)], 5: [(LONG, 9), ("Refused", None)], 7: [("Back", 3)], 11: [("Back", 2), ("Far back", 1)]}
    rows = [
        plan(f"k{n}", f"{LONG} {n}", (anna, boris)[n % 2], next=f"k{n + 1}" if n < 12 else None, branches=_branches(ways.get(n, ())))
        for n in range(1, 13)
    ]
    return start(make_template(rows, name="Long"), anna, make_deal(anna))


def _branches(ways):
    return [(result(f"{name[:60]}"), to and f"k{to}") for name, to in ways]


def bar(page, step):
    return page.locator(f"#step-{step.pk}-bar")


def planned(step):
    step = RunStep.objects.get(pk=step.pk)
    return step.planned_start, step.planned_finish


def drag(page, box, by, x=0.5):
    page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * x + by / 2, box["y"] + 10, steps=4)
    page.mouse.move(box["x"] + box["width"] * x + by, box["y"] + 10, steps=4)
    page.mouse.up()


def test_a_bar_is_dragged_two_days_on_and_drawn_longer_at_its_edge(window, anna, run):
    _first, later, _last = steps(run)
    page = window(anna)
    page.goto("/chains/terms/?on=2026-11-17")
    day = page.locator(".k-gantt .rw svg").first.bounding_box()["width"] / 28

    drag(page, bar(page, later).locator(".hit").bounding_box(), 2 * day)
    page.toast("Make the deal")
    expect(bar(page, later)).to_have_attribute("data-start", "2026-11-19T17:00")
    assert planned(later) == (moment(19, 17), moment(20, 16))
    expect(page.locator("#dialog[open]")).to_have_count(0)

    drag(page, bar(page, later).locator(".grip").bounding_box(), day)
    expect(bar(page, later)).to_have_attribute("data-finish", "2026-11-21T16:00")
    assert planned(later) == (moment(19, 17), moment(21, 16))


def test_the_keyboard_does_the_same_keeps_the_focus_and_opens_the_dialog(window, anna, run):
    later = steps(run)[1]
    page = window(anna)
    page.goto("/chains/terms/?on=2026-11-17")
    before = planned(later)
    bar(page, later).focus()
    page.keyboard.press("Alt+ArrowRight")
    page.toast("Make the deal")
    page.focused(f"#step-{later.pk}-bar")
    assert planned(later)[0] > before[0]

    page.keyboard.press("Enter")
    expect(page.dialog.get_by_label("Begins")).to_be_visible()
    page.dialog.get_by_label("Begins").fill("2026-11-24T10:00")
    page.dialog.get_by_label("Ends").fill("2026-11-23T10:00")
    page.dialog.get_by_role("button", name="Plan anew").click()
    expect(page.dialog.get_by_text("A step ends after it begins")).to_be_visible()
    expect(page.dialog.get_by_label("Begins")).to_have_value("2026-11-24T10:00")
    page.dialog.get_by_label("Ends").fill("2026-11-25T12:00")
    page.dialog.get_by_role("button", name="Plan anew").click()
    page.closed()
    assert planned(later) == (moment(24, 10), moment(25, 12))


def test_a_phone_reads_both_without_scrolling_the_page(window, anna, long_run):
    page = window(anna, phone=True)
    for path in ("/chains/", "/chains/terms/", f"/chains/{long_run.pk}/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    picture = page.locator(".k-flowpic:visible")
    expect(picture).to_have_count(1)
    assert picture.evaluate("svg => svg.getBoundingClientRect().width === svg.viewBox.baseVal.width")
    assert (
        picture.evaluate("svg => Math.min(...[...svg.querySelectorAll('text')].map((one) => parseFloat(getComputedStyle(one).fontSize)))")
        >= 13
    )
    assert picture.evaluate("svg => svg.closest('.k-scroll').scrollWidth <= svg.closest('.k-scroll').clientWidth")


@pytest.mark.parametrize("phone", [True, False])
def test_no_line_of_the_drawing_leaves_its_box(window, anna, long_run, phone):
    page = window(anna, phone=phone)
    page.goto(f"/chains/{long_run.pk}/")
    outside = page.locator(".k-flowpic:visible").evaluate(
        """svg => [...svg.querySelectorAll('.st')].flatMap((step) => {
          const box = step.querySelector('.bx').getBBox()
          return [...step.querySelectorAll('text')].filter((text) => { const it = text.getBBox()
            return it.x < box.x || it.x + it.width > box.x + box.width || it.y < box.y || it.y + it.height > box.y + box.height })
        }).map((text) => text.textContent)"""
    )
    assert outside == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pictures_are_accessible_light_and_dark(window, head, long_run, language):
    head.language = language
    head.save(update_fields=["language"])
    page, found = window(head, bypass_csp=True), []
    for path in ("/chains/", "/chains/terms/", f"/chains/{long_run.pk}/", "/reports/bottlenecks/"):
        page.goto(path)
        found += [(path, *one) for one in violations(page.page)]
        page.evaluate(DARK)
        found += [(path, "dark", *one) for one in violations(page.page)]
    assert found == []
