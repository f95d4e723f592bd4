"""Anna reads what changed: from mark to mark by key, what stood there before by a look."""

from playwright.sync_api import expect

from regulations.loader import load_default_handbook, publish_later_edition


def test_from_one_change_to_the_next_by_keyboard(window, anna, roles):
    load_default_handbook()
    publish_later_edition()
    page = window(anna)
    page.goto("/handbook/CRM-01/closing/?since=1")

    stops = page.locator("[data-change]")
    page.keyboard.press("n")
    expect(stops.first).to_be_focused()
    page.keyboard.press("n")
    second = stops.nth(1)
    expect(second.locator("summary") if second.evaluate("e => e.matches('details')") else second).to_be_focused()
    page.keyboard.press("p")
    expect(stops.first).to_be_focused()

    mark = page.locator("ins.k-mark[data-was], button.k-gone").first
    mark.focus()
    shown = mark.evaluate("e => getComputedStyle(e, '::after').content")
    assert mark.get_attribute("data-was") in shown.replace("\\", "")


def test_behind_the_last_change_comes_the_next_changed_section(window, anna, roles):
    load_default_handbook()
    publish_later_edition()
    page = window(anna)
    page.goto("/handbook/CRM-01/missed-calls/?since=1")
    for _ in range(page.locator("[data-change]").count() + 1):
        page.keyboard.press("n")

    page.wait_for_url("**/contact-rhythm/?since=1")
