"""An administrator who writes no JSON makes a practical task at the desk, mends it on the phone, and egor passes it."""

import pytest
from playwright.sync_api import expect

from crm_project.lib.training_mode import inside
from deals.models import Deal
from tests.browser.test_anna_with_a_phone import sideways
from tests.training.desk import define, give, section
from tests.training.practice.conftest import company  # noqa: F401
from training.models import Attempt, PracticeRun, Question
from training.practice import rooms


@pytest.fixture
def standing(company):  # noqa: F811
    yield
    for name in rooms.standing_rooms():
        rooms.take_down(name)


def add(page, name, what):
    field = page.locator(f"select[name={name}]")
    field.select_option(label=what)
    field.locator("xpath=following-sibling::button").click()


def test_a_task_is_made_by_the_form_and_passed(window, admin, egor, standing):
    desk = window(admin)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto("/tests/bank/new/task/")
    desk.get_by_label("Question, in English").fill("Make a deal and plan a task")
    desk.locator("#id_sections").select_option(str(section("first").pk))
    add(desk, "add-given", "Made-up person")
    expect(desk.locator("#given-0")).to_be_visible()
    add(desk, "add-given", "Sum of money")
    expect(desk.locator("#given-1")).to_be_visible()
    desk.get_by_label("What is to be done, in English").fill(
        "{{person}} buys for {{sum}}. Make a deal and plan a task in it: call tomorrow before 11:00."
    )
    desk.locator("#id_task-section").select_option("first")

    add(desk, "add-check", "Deal")
    first = desk.locator("#check-0")
    add(first, "check-0-add", "Sum is")
    first.get_by_label("Sum is").select_option(label="sum – Sum of money")
    first.get_by_label("What is missing, in English").fill("There is no deal with this sum")
    add(desk, "add-check", "Task")
    second = desk.locator("#check-1")
    add(second, "check-1-add", "Deal is")
    second.get_by_label("Deal is").select_option(label="what check 1 found")
    add(second, "check-1-add", "Due not after")
    second.locator("#id_check-1-where-due_until").select_option(label="tomorrow")
    desk.get_by_role("button", name="Save").last.click()
    expect(desk.locator("#form-errors")).to_be_visible()
    expect(second).to_contain_text("Say what is missing: whoever did not do it reads this.")
    expect(first.get_by_label("What is missing, in English")).to_have_value("There is no deal with this sum")
    second.get_by_label("What is missing, in English").fill("The deal has no task")
    desk.get_by_role("button", name="Save").last.click()
    desk.get_by_role("button", name="Put to use").click()
    expect(desk.get_by_role("button", name="Put to use")).to_have_count(0)

    phone = window(admin, phone=True)
    question = Question.objects.get()
    phone.goto(f"/tests/bank/{question.pk}/")
    assert not sideways(phone)
    phone.locator("input[name=check-1-where-due_until-time]").fill("11:00")
    phone.locator("#check-1").get_by_label("What is missing, in English").fill("The deal has no task for tomorrow before 11:00")
    phone.get_by_role("button", name="Remove: 1. person").click()
    expect(phone.locator("#given-1")).to_have_count(0)
    phone.get_by_role("button", name="Save").last.click()
    expect(phone.locator("#question-form")).to_contain_text("“{{person}}” stands in the text, but no row has this name.")
    assert not sideways(phone)
    add(phone, "add-given", "Made-up person")
    expect(phone.locator("#given-1")).to_be_visible()
    phone.get_by_role("button", name="Save").last.click()
    expect(phone.locator("h1").first).to_contain_text("wording 2")
    question.refresh_from_db()
    assert question.current.payload["checks"][1]["where"] == {"about_deal": "$deal", "due_until": "tomorrow 11:00"}

    given = give(define("practice", genre="practice", draw_count=1, pass_percent=100), egor)
    his = window(egor)
    his.goto(f"/tests/assignments/{given.pk}/")
    his.get_by_role("button", name="Begin the test").click()
    his.get_by_role("button", name="Begin the task").click()
    values = PracticeRun.objects.get().given
    banner = his.locator(".k-training")
    expect(banner).to_contain_text(values["person"])
    his.goto("/deals/new/")
    his.get_by_text("A new client").click()
    his.locator("[name=new_name]").fill(values["person"])
    his.locator("[name=amount]").fill(values["sum"]["id"])
    his.get_by_role("button", name="Create the deal").click()
    expect(his.locator("main")).to_contain_text(values["person"])
    banner.get_by_role("button", name="Check").click()
    expect(banner).to_contain_text("The deal has no task for tomorrow before 11:00")
    expect(banner).not_to_contain_text("There is no deal")
    with inside(rooms.name_of(egor)):
        deal = Deal.objects.get()
    his.goto(f"/tasks/new/?deal={deal.pk}")
    his.locator("#id_day").fill("2026-11-18")
    his.locator("#id_time").fill("10:15")
    his.get_by_role("button", name="Plan the task").click()
    expect(his.locator("main")).to_contain_text(values["person"])
    his.locator(".k-training").get_by_role("button", name="Check").click()
    expect(his.locator("#question")).to_contain_text("Done: everything that was asked is there.")
    expect(his.get_by_role("button", name="Skip")).to_have_count(0)
    his.get_by_role("button", name="To the end").click()
    his.get_by_role("button", name="Hand in").click()
    expect(his.locator("main")).to_contain_text("100 %")
    assert Attempt.objects.get().is_passed is True
    assert not Deal.objects.exists()
