"""A rule broken for the third time: the person sees the three evenings, says why, and the head gives the verdict and waives the reading."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.factories import make_deal
from tests.windows import AXE, violations
from workday.closing import close
from workday.models import Breach, Explanation, Signal
from workday.setting_rules import ask_for_more

MONDAY = date(2026, 11, 16)
DATES = "first=2026-11-16&last=2026-11-20"


@pytest.fixture
def three_evenings(window, monkeypatch, request):
    """Monday, Tuesday and Wednesday were closed with a bare deal of Anna's; it is Thursday morning."""
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T10:00:00+03:00")
    company_root, admin, anna, stages = (request.getfixturevalue(name) for name in ("company_root", "admin", "anna", "stages"))
    company_root.judged_from = MONDAY
    company_root.save(update_fields=["judged_from"])
    ask_for_more(True, by=admin)
    make_deal(anna, stages["Qualified"], name="Forgotten plough")
    for day in (16, 17, 18):
        monkeypatch.setenv("APP_TEST_CLOCK", f"2026-11-{day}T18:01:00+03:00")
        close()
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-19T09:30:00+03:00")
    return Signal.objects.get()


def test_from_the_third_breach_to_the_verdict_of_the_head(window, three_evenings, anna, head):
    hers, his = window(anna, phone=True), window(head)

    hers.goto("/day/")
    card = hers.locator("#signals")
    expect(card).to_contain_text("16 November, 17 November, 18 November")
    card.get_by_role("link", name="Read it again").click()
    expect(hers.dialog.get_by_role("link", name="Forgotten plough")).to_have_count(3)
    hers.keyboard.press("Escape")
    hers.closed()
    last = Breach.objects.get(day=date(2026, 11, 18))
    hers.goto(f"/day/breaches/{last.pk}/explanation/")
    hers.locator("textarea").fill("The client asked to wait for the harvest")
    hers.locator(".k-dlg footer .btn-primary").click()
    hers.wait_for_load_state()
    said = Explanation.objects.get()

    his.goto(f"/day/ledger/?{DATES}")
    expect(his.locator("#signals")).to_contain_text("Anna")
    his.goto(f"/day/breaches/?{DATES}")
    row = his.locator(f"#breach-{last.pk}")
    expect(row).to_contain_text("The client asked to wait for the harvest")
    row.get_by_role("button", name="Accept", exact=True).click()
    expect(row).to_contain_text("accepted by")
    said.refresh_from_db()
    assert said.verdict.is_accepted

    his.goto(f"/day/ledger/?{DATES}")
    his.locator("#signals").get_by_role("link", name="Waive").click()
    his.dialog.locator("textarea").fill("She was told by word of mouth")
    his.dialog.get_by_role("button", name="Waive").click()
    his.toast("The reading is waived")
    his.closed()
    expect(his.locator("#signals")).to_contain_text("She was told by word of mouth")
    three_evenings.refresh_from_db()
    assert (three_evenings.state, three_evenings.settled_by) == ("waived", head)

    hers.goto("/day/")
    expect(hers.locator("main")).not_to_contain_text("Third breaches")


def test_the_pages_have_no_serious_fault_and_fit_a_phone(window, three_evenings, anna, head):
    if not AXE.exists():
        pytest.skip("bin/assets has not run")
    pages = [(anna, "/day/"), (anna, f"/day/signals/{three_evenings.pk}/"), (head, f"/day/signals/{three_evenings.pk}/waiver/")]
    for who, url in [*pages, (head, f"/day/breaches/?{DATES}")]:
        for phone in (False, True):
            page = window(who, phone=phone, bypass_csp=True)
            page.goto(url)
            assert violations(page) == [], url
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
