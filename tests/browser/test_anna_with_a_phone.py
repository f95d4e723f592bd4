"""The same day on a phone, 390 by 844: nothing scrolls sideways, fingers hit, dialogs fit."""

import pytest
from playwright.sync_api import expect

from deals.models import Deal
from tasks.ready import make_ready_types
from tests.factories import make_company, make_deal, make_task

LONG = "Complex of sowing machines with satellite guidance for the farm Krasnoye Znamya of Novopokrovskaya stanitsa"

# Under 24 px only where a circle of 24 px around the middle touches nothing else (WCAG 2.5.8); links inside a sentence are free.
SMALL = """() => {
  const known = "a[href], button, input:not([type=hidden]), select, textarea, summary"
  const isSeen = (one, box) => box.width > 1 && box.height > 1 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const boxOf = (one) => (one.matches("[type=radio], [type=checkbox]") && one.labels[0] || one).getBoundingClientRect()
  const all = [...document.querySelectorAll(known)].filter((one) => !one.closest(".visually-hidden") && getComputedStyle(one).pointerEvents !== "none").map((one) => [one, boxOf(one)]).filter(([one, box]) => isSeen(one, box))
  const touches = ([one, box], [other, its]) => {
    if (one === other || one.contains(other) || other.contains(one)) return false
    const x = box.x + box.width / 2, y = box.y + box.height / 2
    return Math.hypot(x - Math.max(its.left, Math.min(x, its.right)), y - Math.max(its.top, Math.min(y, its.bottom))) < 12
  }
  return all.filter(([one, box]) => Math.min(box.width, box.height) < 24 && !(one.matches("a") && getComputedStyle(one).display === "inline"))
    .filter((target) => all.some((other) => touches(target, other)))
    .map(([one, box]) => `${one.outerHTML.slice(0, 150)} ${Math.round(box.width)}x${Math.round(box.height)}`)
}"""


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def fits(page):
    """The sheet has come to rest inside the screen."""
    page.wait_for_function(
        """() => {
          const box = document.querySelector("#dialog[open]")?.getBoundingClientRect()
          return box && box.left >= 0 && box.right <= innerWidth + 0.5 && box.top >= 0 && box.bottom <= innerHeight + 0.5
        }"""
    )


@pytest.fixture
def deal(anna, stages):
    make_ready_types("en")
    deal = make_deal(anna, name=LONG, company=make_company(anna, name=LONG))
    make_task(anna, deal=deal, title=LONG)
    return deal


def test_no_page_scrolls_sideways_and_fingers_hit_everything(window, anna, deal):
    page = window(anna, phone=True)
    page.goto("/day/")
    menu = page.evaluate(
        "[...document.querySelectorAll('.k-rail a[href^=\"/\"], .k-sheet a[href^=\"/\"]')].map((a) => a.getAttribute('href'))"
    )
    troubles = []
    for url in sorted({"/day/", "/deals/list/", "/deals/calendar/", deal.url, *menu}):
        page.goto(url)
        troubles += [f"{url} scrolls sideways"] if sideways(page) else []
        troubles += [f"{url} small: {one}" for one in page.evaluate(SMALL)]
    assert troubles == []


def test_the_board_is_worked_with_a_finger(window, anna, deal, stages):
    page = window(anna, phone=True)
    page.goto("/deals/")
    page.locator(".k-stagebar").get_by_role("link", name="Qualified").tap()
    expect(page.locator(f"#stage-{stages['Qualified'].pk}")).to_be_in_viewport(ratio=0.6)
    page.locator(".k-stagebar").get_by_role("link", name="New").tap()
    page.card(deal).locator("a.n").tap()
    page.wait_for_url(f"**{deal.url}")
    page.get_by_role("link", name="Next: Qualified").tap()
    expect(page.dialog.get_by_role("heading", name="Move to “Qualified”")).to_be_visible()
    fits(page)
    page.dialog.get_by_label("Sum").fill("540 000")
    page.dialog.get_by_role("button", name="Move to").tap()
    page.closed()
    page.toast("stage “Qualified”")
    assert Deal.objects.get().stage == stages["Qualified"]

    expect(page.get_by_role("link", name="Next: Offer sent")).to_be_visible()
    page.get_by_role("button", name="More actions").tap()
    page.locator("#deal-menu").get_by_role("link", name="Lost").tap()
    expect(page.dialog.get_by_role("heading", name="The deal is lost")).to_be_visible()
    fits(page)
    page.dialog.get_by_label("Too expensive").tap()
    page.dialog.get_by_role("button", name="Close as lost").tap()
    page.closed()
    assert Deal.objects.get().stage == stages["Lost"]


def test_a_task_is_completed_and_a_deal_created_with_a_finger(window, anna, deal):
    page = window(anna, phone=True)
    page.goto("/day/")
    page.get_by_role("link", name="Complete:").tap()
    expect(page.dialog.get_by_role("button", name="Complete")).to_be_visible()
    fits(page)
    page.dialog.get_by_label("Talked").tap()
    page.dialog.get_by_role("button", name="Complete").tap()
    page.closed()
    assert deal.tasks.open().count() == 1

    page.get_by_role("button", name="Add").tap()
    page.locator("#sheet-new").get_by_role("link", name="Deal").tap()
    expect(page.dialog.get_by_role("heading", name="New deal")).to_be_visible()
    fits(page)
    assert not sideways(page)
