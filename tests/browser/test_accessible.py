"""Axe on every page of every role's menu and on the dialogs: nothing serious, light and dark, in both languages."""

import pytest
from playwright.sync_api import expect

from regulations.loader import load_default_handbook
from tasks.ready import make_ready_types
from tests.factories import make_company, make_contact, make_deal, make_task
from tests.windows import AXE, CONTRAST, violations

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="bin/assets has not run")

MENU = "[...new Set([...document.querySelectorAll('.k-rail a[href^=\"/\"]')].map((one) => one.getAttribute('href')))]"
DARK = "() => { const html = document.documentElement; html.dataset.theme = html.dataset.bsTheme = 'dark' }"
LIGHT = DARK.replace("dark", "light")


def found(page, where, dark=True):
    """Everything in the light theme, then if asked the colours of the dark one, without asking the server twice."""
    page.evaluate(LIGHT)
    complaints = [f"{where}: {rule} {places[:3]}" for rule, places in violations(page)]
    if not dark:
        return complaints
    page.evaluate(DARK)
    return complaints + [f"{where} dark: {rule} {places[:3]}" for rule, places in violations(page, CONTRAST)]


@pytest.fixture
def deal(anna, stages):
    make_ready_types("en")
    deal = make_deal(anna, amount=5, company=make_company(anna), contact=make_contact(anna))
    make_task(anna, deal=deal)
    return deal


@pytest.mark.parametrize(("who", "language"), [("anna", "ru"), ("head", "en"), ("admin", "ru"), ("egor", "en"), ("auditor", "ru")])
def test_no_page_of_the_menu_has_a_serious_fault(request, window, deal, who, language):
    load_default_handbook()
    user = request.getfixturevalue(who)
    user.language = language
    user.save(update_fields=["language"])
    page = window(user, bypass_csp=True)
    page.goto("/")
    more = ["/handbook/my-reading/", "/handbook/CRM-01/next-step/"]
    more += {
        "anna": [deal.url, f"/clients/company/{deal.company_id}/"],
        "head": ["/handbook/team/", "/handbook/CRM-01/sheet/"],
        "admin": ["/settings/people/", "/settings/roles/", "/handbook/unclear/"],
    }.get(who, [])
    complaints = []
    for url in [*page.evaluate(MENU), *more]:
        page.goto(url)
        complaints += found(page, f"{who} {url}", dark=who in ("anna", "admin"))
    assert complaints == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_dialog_has_a_serious_fault(window, anna, deal, stages, language):
    anna.language = language
    anna.save(update_fields=["language"])
    page, task, complaints = window(anna, bypass_csp=True), deal.tasks.get(), []
    page.goto("/deals/")
    for url in (
        f"{deal.url}move-to/{stages['Offer sent'].pk}/",
        f"{deal.url}stages/",
        f"{deal.url}loss/",
        f"{deal.url}win/",
        "/deals/new/",
        f"/tasks/{task.pk}/completion/",
    ):
        page.evaluate("url => document.body.dispatchEvent(new CustomEvent('k:open', { bubbles: true, detail: { url } }))", url)
        expect(page.dialog.locator("form")).to_be_visible()
        complaints += found(page, f"dialog {url}")
        page.keyboard.press("Escape")
        page.closed()
    assert complaints == []
