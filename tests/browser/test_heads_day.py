"""The head's day: whose deals broke a rule, why, what the handbook says, and whose funnel loses where."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from regulations.loader import load_default_handbook
from tests.factories import make_deal
from workday.closing import close
from workday.models import Breach

MONDAY = date(2026, 11, 16)


@pytest.fixture
def _monday(monkeypatch, request):
    """Monday is judged with a deal that nobody planned; then it is Tuesday again."""
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T10:00:00+03:00")
    root, anna, stages = (request.getfixturevalue(name) for name in ("company_root", "anna", "stages"))
    request.getfixturevalue("head")
    root.judged_from = MONDAY
    root.save(update_fields=["judged_from"])
    load_default_handbook()
    make_deal(anna, stages["Qualified"], name="Forgotten plough")
    monkeypatch.setenv("APP_TEST_CLOCK", f"{MONDAY}T18:05:00+03:00")
    close()


def test_a_breach_is_explained_and_its_rule_is_one_click_away(transactional_db, _monday, window, anna, head):
    breach = Breach.objects.get(rule="no_task")
    hers = window(anna)
    hers.goto("/day/breaches/?from=2026-11-16&to=2026-11-16")
    if hers.get_by_role("link", name="Explain", exact=True).count():
        hers.get_by_role("link", name="Explain", exact=True).click()
        hers.dialog.locator("textarea").fill("The client asked to wait for the harvest")
        hers.dialog.get_by_role("button", name="Explain").click()
        hers.closed()
        assert breach.explanations.get().text == "The client asked to wait for the harvest"

    his = window(head)
    his.goto("/")
    his.wait_for_url("**/day/department/**")
    his.goto(f"/day/department/{anna.department_id}/{MONDAY}/")
    row = his.locator(f"#breach-{breach.pk}")
    expect(row).to_contain_text("Forgotten plough")
    row.locator("a[href^='/handbook/']").click()
    his.wait_for_url("**/handbook/**")
    expect(his.get_by_role("heading", level=1)).to_be_visible()
    his.go_back()
    row.get_by_role("link", name="Forgotten plough").click()
    his.wait_for_url(f"**/deals/{breach.deal_id}/")


def test_the_head_opens_more_control_and_the_last_verdict_leaves_nothing_waiting(transactional_db, _monday, window, anna, head):
    his, hers = window(head), window(anna)
    his.goto("/day/rules/")
    his.locator("#more").get_by_role("button", name="Ask for explanations").click()
    expect(his.locator("#more").get_by_role("button", name="Ask no longer")).to_be_visible()

    hers.goto("/day/breaches/?from=2026-11-16&to=2026-11-16")
    hers.get_by_role("link", name="Explain", exact=True).click()
    hers.dialog.locator("textarea").fill("The client asked to wait for the harvest")
    hers.dialog.get_by_role("button", name="Explain").click()
    hers.closed()

    his.goto("/day/breaches/?verdict=true")
    expect(his.locator(".k-daypill.waits")).to_contain_text("1")
    his.get_by_role("link", name="Do not accept").click()
    his.dialog.locator("textarea").fill("A call would have been enough")
    his.dialog.locator("footer .btn-primary").click()
    his.closed()
    expect(his.locator("#breaches")).to_contain_text("Nothing is left")
    expect(his.locator("#breach-count")).to_have_text("0")
    expect(his.locator(".k-daypill.waits")).to_have_count(0)


def test_every_number_of_the_funnels_opens_exactly_its_deals(window, anna, boris, head, funnel, stages):
    for number in range(3):
        make_deal(anna, stages["Qualified"], name=f"Plough {number}")
    make_deal(boris, name="Seeder").lose(funnel.loss_reasons.get(), by=boris)
    page = window(head)
    page.goto("/reports/")
    numbers = page.evaluate(
        "[...document.querySelectorAll('main a[href*=\"/reports/records/\"]')].map((a) => [a.getAttribute('href'), a.innerText.trim()])"
    )
    assert len(numbers) >= 3
    for url, shown in numbers:
        answer = page.request.get(url)
        assert answer.status == 200, url
        count = re.search(r"\d+", shown)
        if count:
            assert len(set(re.findall(r'href="/deals/(\d+)/"', answer.text()))) == int(count.group()), (url, shown)
    page.goto(numbers[0][0])
    page.locator("main a[href^='/deals/']").first.click()
    page.wait_for_url("**/deals/*/")
