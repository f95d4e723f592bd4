"""The head lets the system act after a breach, takes an act back, and reads the ledger, by mouse, by key and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import make_deal
from tests.windows import AXE, violations
from workday import enforcing
from workday.closing import close
from workday.models import Breach, Enforcement, Look, RuleSetting
from workday.setting_rules import ask_for_more

MONDAY = date(2026, 11, 16)
DATES = "first=2026-11-16&last=2026-11-20"


@pytest.fixture
def monday(transactional_db, monkeypatch, request):
    """Monday is closed with a bare deal of Anna's, and the system has planned its task; a look waits for her word."""
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T10:00:00+03:00")
    names = ("company_root", "admin", "anna", "sales", "stages")
    company_root, admin, anna, sales, stages = (request.getfixturevalue(name) for name in names)
    company_root.judged_from = MONDAY
    company_root.save(update_fields=["judged_from"])
    make_ready_types("en")
    ask_for_more(True, by=admin)
    facts = {"effective_from": MONDAY, "created_at": "2026-11-15T10:00:00Z"}
    RuleSetting.objects.create(department=sales, actions={"no_task": ["task", "stop_leads"]}, **facts)
    make_deal(anna, stages["Qualified"], name="Forgotten plough")
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T18:01:00+03:00")
    close()
    enforcing.tick()
    facts = {"day": MONDAY, "department": sales, "count": 5, "total": 6, "at": "2026-11-16T15:00:00Z"}
    Look.objects.create(user=anna, kind="same_moment", records={"task": [Task.objects.get().pk]}, **facts)


def test_the_head_reads_the_ledger_and_takes_an_act_of_the_system_back_by_key(monday, window, anna, head):
    page = window(head)
    page.goto(f"/day/ledger/?{DATES}")
    cell = page.locator(".k-heat td.v1 a").first
    expect(cell).to_have_text("1")
    cell.click()
    page.wait_for_url("**/day/breaches/**")
    row = page.locator(f"#breach-{Breach.objects.get().pk}")
    expect(row).to_contain_text("The system planned a task")
    task = Enforcement.objects.get(action="task")
    button = row.get_by_role("button", name="Take back: The system planned a task, Forgotten plough")
    button.focus()
    page.keyboard.press("Enter")
    page.toast("Taken back")
    expect(row).to_contain_text("taken back by")
    task.refresh_from_db()
    assert task.undone_by == head
    assert Task.objects.get().dropped_at


def test_the_head_asks_for_acts_in_the_rules_of_the_day(monday, window, head, sales):
    page = window(head)
    page.goto("/day/rules/")
    page.locator(f"a[href='/day/rules/{sales.pk}/']").click()
    expect(page.dialog.get_by_text("What the system does after a breach")).to_be_visible()
    page.dialog.locator("input[name=after_overdue][value=escalate]").check()
    page.dialog.get_by_role("button", name="Save").click()
    page.closed()
    assert RuleSetting.objects.last().actions == {"no_task": ["task", "stop_leads"], "overdue": ["escalate"]}


def test_whose_day_it_was_says_what_lies_behind_a_look(monday, window, anna, head):
    hers = window(anna, phone=True)
    hers.goto("/day/closed/")
    hers.get_by_role("link", name="Say why").click()
    hers.dialog.locator("textarea").fill("A fair in the morning")
    hers.dialog.get_by_role("button", name="Say it").click()
    hers.closed()
    expect(hers.locator("#looks")).to_contain_text("A fair in the morning")
    his = window(head)
    his.goto(f"/day/ledger/?{DATES}")
    expect(his.locator("main")).to_contain_text("A fair in the morning")


@pytest.mark.parametrize("url", [f"/day/ledger/?{DATES}", "/reports/discipline/?period=dates&first=2026-11-16&last=2026-11-20"])
def test_the_pages_have_no_serious_fault_and_fit_a_phone(monday, window, head, url):
    if not AXE.exists():
        pytest.skip("bin/assets has not run")
    for phone in (False, True):
        page = window(head, phone=phone, bypass_csp=True)
        page.goto(url)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
