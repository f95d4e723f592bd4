"""A test taken on the phone, the browser killed in the middle: the same questions in the same order, nothing lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_anna_with_a_phone import sideways
from tests.training.desk import ask, bank, book, choice, define, give
from training.models import Attempt


@pytest.fixture
def egors_test(egor):
    book()
    bank(3)
    ask("order", kind="order", payload={"items": [{"en": f"Step {n}"} for n in range(4)]})
    sides = {"left": [{"id": str(n), "en": f"Left {n}"} for n in range(3)], "right": [{"id": str(n), "en": f"To {n}"} for n in range(3)]}
    ask("match", kind="match", payload=sides | {"pairs": {str(n): str(n) for n in range(3)}})
    ask("several", kind="multiple", payload=choice() | {"tell_count": True})
    return give(define(draw_count=6, pass_percent=100), egor)


def answer(page):
    """Something to whatever is asked, kept without pressing anything else."""
    if page.locator("[name=sel]").count():
        page.locator(".k-ans label").first.click()
    elif page.locator("select").count():
        for select in page.locator("main select").all():
            select.select_option(index=1)
    else:
        page.locator("[name=down]").first.click()


def test_a_phone_dies_in_the_middle_of_a_test(window, egor, egors_test):
    phone = window(egor, phone=True)
    phone.goto(f"/tests/assignments/{egors_test.pk}/")
    phone.get_by_role("button", name="Begin the test").click()
    stems = []
    for place in (1, 2, 3):
        expect(phone.locator("main h1 + span")).to_contain_text(f"Question {place} of 6")
        assert not sideways(phone)
        stems.append(phone.locator("#question h2").inner_text())
        answer(phone)
        expect(phone.locator("#saved")).to_contain_text("Kept at")
        if place < 3:
            phone.get_by_role("button", name="Next").click()
    phone.context.close()

    desk = window(egor)
    desk.goto(f"/tests/assignments/{egors_test.pk}/")
    desk.get_by_role("button", name="Go on").click()
    expect(desk.locator("main h1 + span")).to_contain_text("Question 4 of 6")
    for place, stem in enumerate(stems, start=1):
        desk.goto(f"/tests/attempts/{Attempt.objects.get().pk}/{place}/")
        expect(desk.locator("#question h2")).to_have_text(stem)
    desk.goto(f"/tests/attempts/{Attempt.objects.get().pk}/4/")
    for place in (4, 5, 6):
        expect(desk.locator("main h1 + span")).to_contain_text(f"Question {place} of 6")
        answer(desk)
        expect(desk.locator("#saved")).to_contain_text("Kept at")
        desk.get_by_role("button", name="Next").or_(desk.get_by_role("button", name="To the end")).click()
    expect(desk.locator("main h2")).to_have_text("Every question has an answer")
    desk.get_by_role("button", name="Hand in").click()
    expect(desk.locator("main")).to_contain_text("passed from 100 %")
    assert Attempt.objects.get().state == "graded"


@pytest.mark.parametrize(
    ("kind", "payload", "typed"),
    [
        ("text", {"rubric": [{"en": "All", "points": 1}]}, "I write down what was agreed, and"),
        ("number", {"value": "15", "tolerance": "0", "unit": {"en": "minutes"}}, "15"),
    ],
)
def test_what_is_being_typed_is_kept_though_the_field_was_never_left(window, egor, kind, payload, typed):
    book()
    ask("typed", kind=kind, payload=payload)
    assignment = give(define(draw_count=1), egor)
    phone = window(egor, phone=True)
    phone.goto(f"/tests/assignments/{assignment.pk}/")
    phone.get_by_role("button", name="Begin the test").click()
    phone.locator("#question .form-control").press_sequentially(typed)
    expect(phone.locator("#saved")).to_contain_text("Kept at")
    phone.context.close()

    again = window(egor, phone=True)
    again.goto(f"/tests/attempts/{Attempt.objects.get().pk}/1/")
    expect(again.locator("#question .form-control")).to_have_value(typed)


def heard(page, bodies):
    """Keep the body of every answer of the server while a test goes on."""

    def note(response):
        if "/result/" in response.url or "/static/" in response.url or response.status in (204, 302, 303):
            return
        bodies.append((response.url, response.text()))

    page.on("response", note)


def test_what_a_phone_began_another_browser_ends_and_the_points_are_right(window, egor):
    book()
    several = choice(wrong=("no", "never", "not at all")) | {"tell_count": True}
    for n in range(3):
        ask(f"one-{n}", payload=choice(), explanation={"en": "EXPLAINED-BEFORE-ITS-TIME"})
    several["options"] = [{"en": "right too", "right": True, "note": {"en": "NOTED-BEFORE-ITS-TIME"}}, *several["options"]]
    ask("several", kind="multiple", payload=several, explanation={"en": "EXPLAINED-BEFORE-ITS-TIME"})
    ask("number", kind="number", payload={"value": "271828182", "unit": {"en": "minutes"}})
    given, bodies = give(define(draw_count=5, pass_percent=60), egor), []

    phone = window(egor, phone=True)
    heard(phone, bodies)
    phone.goto(f"/tests/assignments/{given.pk}/")
    phone.get_by_role("button", name="Begin the test").click()
    for place in (1, 2):
        expect(phone.locator("main h1 + span")).to_contain_text(f"Question {place} of 5")
        answer_rightly(phone)
        phone.get_by_role("button", name="Next").click()
    expect(phone.locator("main h1 + span")).to_contain_text("Question 3 of 5")
    assert not sideways(phone)
    phone.context.close()

    other = window(egor, phone=True)
    heard(other, bodies)
    other.goto("/tests/")
    other.get_by_role("button", name="Go on").click()
    for place in (3, 4, 5):
        expect(other.locator("main h1 + span")).to_contain_text(f"Question {place} of 5")
        answer_rightly(other)
        other.get_by_role("button", name="Next").or_(other.get_by_role("button", name="To the end")).click()
    expect(other.locator("main h2")).to_have_text("Every question has an answer")
    for address, body in bodies:
        assert [one for one in ("EXPLAINED-BEFORE", "NOTED-BEFORE", "271828182") if one in body] == [], address
    assert len(bodies) > 10
    other.get_by_role("button", name="Hand in").click()
    # Three of one answer and half of several: one right of two and no wrong one; the number is not known.
    expect(other.locator("main")).to_contain_text("70 %")
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.earned, attempt.most, attempt.shown_percent, attempt.is_passed) == ("graded", "7/2", 5, 70, True)


def answer_rightly(page):
    """Right where one answer is asked; half of several; a wrong number."""
    expect(page.locator(".k-ans, [name=v]").first).to_be_visible()
    if page.locator("[name=sel][type=radio]").count():
        page.locator(".k-ans label").filter(has_text="right").click()
    elif page.locator("[name=sel]").count():
        page.locator(".k-ans label").filter(has_text="right too").click()
    else:
        page.locator("[name=v]").fill("15")
        page.locator("[name=v]").blur()
    expect(page.locator("#saved")).to_contain_text("Kept at")


@pytest.fixture
def at_several(window, egor):
    """Egor's phone before a question of three ticks."""
    book()
    right = [{"en": f"right {n}", "right": True} for n in range(3)]
    ask("several", kind="multiple", payload={"options": [*right, {"en": "wrong", "right": False}]})
    ask("one", payload=choice())
    given = give(define(draw_count=2, pass_percent=60), egor)
    phone = window(egor, phone=True)
    phone.goto(f"/tests/assignments/{given.pk}/")
    phone.get_by_role("button", name="Begin the test").click()
    expect(phone.locator("[name=sel]").first).to_be_visible()
    if not phone.locator("[type=checkbox][name=sel]").count():
        phone.get_by_role("button", name="Next").click()
    expect(phone.locator("[type=checkbox][name=sel]")).to_have_count(4)
    return phone


def kept():
    return [item.response for item in Attempt.objects.get().items.all() if item.response and len(item.response.get("sel", ())) > 1]


def test_ticks_made_faster_than_they_are_kept_are_all_kept(at_several):
    at_several.page.route("**/tests/attempts/**", lambda route: (at_several.wait_for_timeout(400), route.continue_()))
    at_several.evaluate("document.querySelectorAll('.k-ans label').forEach((one, place) => place < 3 && one.click())")
    at_several.wait_for_timeout(2_500)
    expect(at_several.locator("#saved")).to_contain_text("Kept at")
    assert len(kept()[0]["sel"]) == 3


def test_without_a_connection_the_page_and_its_ticks_stay(at_several):
    at_several.page.context.set_offline(True)
    at_several.locator(".k-ans label").first.click()
    expect(at_several.locator("#saved")).to_contain_text("Not saved")
    at_several.get_by_role("button", name="Next").or_(at_several.get_by_role("button", name="To the end")).click()
    at_several.wait_for_timeout(500)
    expect(at_several.locator("[name=sel]:checked")).to_have_count(1)
    at_several.locator(".k-ans label").nth(1).click()
    at_several.page.context.set_offline(False)
    at_several.get_by_role("button", name="Next").or_(at_several.get_by_role("button", name="To the end")).click()
    expect(at_several.locator("[type=checkbox][name=sel]")).to_have_count(0)
    assert len(kept()[0]["sel"]) == 2


def test_the_dots_of_the_questions_are_hit_by_a_finger(window, egor):
    book()
    bank(20)
    given = give(define(draw_count=20), egor)
    phone = window(egor, phone=True)
    phone.goto(f"/tests/assignments/{given.pk}/")
    phone.get_by_role("button", name="Begin the test").click()
    dots = phone.locator(".k-qdots a")
    expect(dots).to_have_count(20)
    sizes = dots.evaluate_all("all => all.map((one) => [one.getBoundingClientRect().width, one.getBoundingClientRect().height])")
    assert min(min(size) for size in sizes) >= 44
    assert not sideways(phone)
    dots.nth(6).click()
    expect(phone.locator("main h1 + span")).to_contain_text("Question 7 of 20")
