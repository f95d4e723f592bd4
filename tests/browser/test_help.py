"""Anna asks what a thing on the screen is, reads the clause and goes on working."""

from playwright.sync_api import expect

from regulations.loader import load_default_handbook
from regulations.models import HintSeen
from tests.factories import make_deal


def test_anna_reads_the_clause_without_leaving_the_deal(window, anna, stages):
    load_default_handbook()
    deal = make_deal(anna)
    page = window(anna)
    page.goto(f"/deals/{deal.pk}/")

    page.keyboard.press("F1")
    panel = page.locator("#help")
    expect(panel).to_contain_text("Stage of the deal")
    panel.locator('[data-help-for="deal.fields"]').hover()
    expect(page.locator("#deal-data")).to_have_class("k-card is-explained")
    panel.get_by_role("link", name="Stage of the deal", exact=True).click()
    expect(panel.locator("article")).to_contain_text("Moving")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()

    assert page.url.endswith(f"/deals/{deal.pk}/")
    assert HintSeen.objects.get(user=anna).section.code == "card-moves"


def test_in_a_dialog_the_help_closes_and_what_was_typed_stays(window, anna, stages):
    load_default_handbook()
    deal = make_deal(anna)
    page = window(anna)
    page.goto(f"/deals/{deal.pk}/")
    page.locator("#deal-object a.t-danger").click()
    page.locator("#dialog textarea").fill("They bought elsewhere")

    page.locator("#dialog .k-q").click()
    expect(page.locator("#help article")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#help")).to_be_hidden()
    expect(page.locator("#dialog textarea")).to_have_value("They bought elsewhere")


def test_a_tour_goes_from_screen_to_screen_and_is_skipped(window, egor, stages):
    load_default_handbook()
    page = window(egor)
    page.goto("/day/?tour=trainee.2")
    panel = page.locator("#help")
    expect(panel).to_contain_text("Step 2 of 6")
    panel.get_by_role("link", name="Next").click()
    expect(page.locator("#help")).to_contain_text("Step 3 of 6")
    page.locator("#help").get_by_role("button", name="Skip the rest").click()

    expect(page.locator("#help")).to_contain_text("The tour is over")
