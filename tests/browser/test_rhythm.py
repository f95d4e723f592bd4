"""Whom it is time to contact: the list by mouse and on a phone, a task planned from it, a call that takes the client off it."""

from datetime import date

import pytest
from playwright.sync_api import expect

from contacts.models import Segment
from tasks import rhythm as rhythms
from tasks.models import ContactRhythm, Task
from tasks.ready import make_ready_types
from telephony.models import Call
from tests.factories import make_company
from tests.windows import AXE, violations


@pytest.fixture
def zarya(window, monkeypatch, admin, anna, company_root):
    """A dealer of Anna's who should have been contacted on Saturday; it is Tuesday morning."""
    with monkeypatch.context() as before:
        before.setenv("APP_TEST_CLOCK", "2026-10-15T10:00:00+03:00")
        make_ready_types("en")
        dealers = Segment.objects.create(name="Dealers")
        company = make_company(anna, name="Zarya")
        company.segments.add(dealers)
        ContactRhythm.start(segment=dealers, stage=None, days=30, plans_task=False, by=admin)
        rhythms.tick()
    rhythms.tick()
    return company


def test_from_the_list_of_who_is_due_to_a_task(zarya, window, anna):
    page = window(anna)
    page.goto("/tasks/")
    page.get_by_role("link", name="Time to get in touch").click()
    row = page.locator("#list tr", has_text="Zarya")
    expect(row).to_contain_text("days late")
    row.get_by_role("link", name="Task", exact=True).click()
    page.dialog.locator("[name=title]").fill("Ask how the season went")
    page.dialog.locator("footer .btn-primary").click()
    page.toast("Task planned: Ask how the season went")
    page.closed()

    task = Task.objects.get()
    assert (task.company, task.owner) == (zarya, anna)
    assert task.due_on is None
    assert date(2026, 11, 18) == task.due_at.date()


def test_a_call_on_the_phone_takes_the_client_off_the_list(zarya, window, anna):
    page = window(anna, phone=True)
    page.goto("/tasks/rhythm/")
    row = page.locator("#list tr", has_text="Zarya")
    row.get_by_role("link", name="Call: Zarya").click()
    page.dialog.locator("footer .btn-primary").click()
    page.closed()
    assert Call.objects.get().company == zarya
    rhythms.tick()
    page.goto("/tasks/rhythm/")
    expect(page.locator("#list")).to_contain_text("Nobody waits")


def test_the_list_has_no_serious_fault_and_fits_a_phone(zarya, window, anna, admin):
    if not AXE.exists():
        pytest.skip("bin/assets has not run")
    for who, url in ((anna, "/tasks/rhythm/"), (admin, "/tasks/rhythm/settings/"), (anna, "/tasks/calendar/month/")):
        for phone in (False, True):
            page = window(who, phone=phone, bypass_csp=True)
            page.goto(url)
            assert violations(page) == [], url
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
