"""A practical task on the phone, 390 by 844: a lead and its task, checked twice, and nobody at work sees any of it."""

import pytest
from playwright.sync_api import expect

from crm_project.lib.training_mode import inside
from leads.models import Lead
from tasks.models import Task
from tests.browser.test_anna_with_a_phone import sideways
from tests.regulations.test_shots import camera, screen, take, taken  # noqa: F401
from tests.training.desk import ask, define, give
from tests.training.practice.conftest import ask_task, company  # noqa: F401
from training.models import Attempt, PracticeRun
from training.practice import rooms


@pytest.fixture
def practice(company, egor):  # noqa: F811
    ask_task("P-01")
    yield give(define("practice", genre="practice", draw_count=1, pass_percent=100), egor)
    for name in rooms.standing_rooms():
        rooms.take_down(name)


def test_a_newcomer_makes_a_lead_on_the_phone_in_training_mode(window, egor, head, practice):
    phone = window(egor, phone=True)
    phone.goto(f"/tests/assignments/{practice.pk}/")
    phone.get_by_role("button", name="Begin the test").click()
    expect(phone.locator("#question h2")).to_have_text("Make a lead and plan a task")
    assert not sideways(phone)
    phone.get_by_role("button", name="Begin the task").click()

    banner = phone.locator(".k-training")
    expect(banner).to_contain_text("Training mode")
    given = PracticeRun.objects.get().given
    expect(banner).to_contain_text(given["phone"]["name"])
    assert not sideways(phone)
    assert "/leads/" in phone.url

    phone.goto("/leads/new/")
    phone.get_by_label("Name").first.fill("Whoever Called")
    phone.get_by_label("Phone").first.fill(given["phone"]["name"])
    phone.get_by_label("Source").select_option(label=given["source"]["name"])
    phone.get_by_role("button", name="Create").click()
    expect(phone.locator("main")).to_contain_text("Whoever Called")

    banner.get_by_role("button", name="Check").click()
    expect(banner).to_contain_text("The lead has no task for tomorrow before 11:00")
    expect(banner).not_to_contain_text("There is no lead")

    with inside(rooms.name_of(egor)):
        lead = Lead.objects.get()
    phone.goto(f"/tasks/new/?lead={lead.pk}")
    phone.locator("#id_day").fill("2026-11-18")
    phone.locator("#id_time").fill("10:15")
    phone.get_by_role("button", name="Plan the task").click()
    expect(phone.locator("main")).to_contain_text("Whoever Called")
    phone.locator(".k-training").get_by_role("button", name="Check").click()
    expect(phone.locator("#question")).to_contain_text("Done: everything that was asked is there.")
    expect(phone.locator(".k-training")).to_have_count(0)
    phone.get_by_role("button", name="To the end").click()
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.locator("main")).to_contain_text("100 %")

    assert Attempt.objects.get().is_passed is True
    assert not Lead.objects.exists()
    assert not Task.objects.exists()
    other = window(head)
    other.goto("/leads/")
    expect(other.locator("main")).not_to_contain_text("Whoever Called")


def test_a_picture_to_choose_on_is_seen_whole_on_the_phone(window, egor, roles, camera, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    camera(taken(screen(size=(2160, 1350))))
    take()
    ask("spot", kind="hotspot", payload={"shot": "deal-card", "right": "deal.task"})
    given = give(define("look", draw_count=1), egor)
    phone = window(egor, phone=True)
    phone.goto(f"/tests/assignments/{given.pk}/")
    phone.get_by_role("button", name="Begin the test").click()

    picture = phone.locator(".k-shot img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") > 390
    assert picture.evaluate("one => one.parentElement.scrollWidth <= one.parentElement.clientWidth"), "no number is off to the right"
    assert not sideways(phone)

    phone.get_by_role("link", name="Answer by words instead of numbers").click()
    expect(phone.locator("#question")).to_contain_text("The next task")
    expect(picture).to_have_count(0)
