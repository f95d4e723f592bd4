"""Olga numbers a picture with the mouse and the keyboard, Anna reads it on her phone."""

import re

from playwright.sync_api import expect

from regulations.media.keeping import keep
from regulations.media.numbering import picture_of
from regulations.media.screening import screened
from regulations.models import Regulation
from tests.factories import make_user
from tests.regulations.conftest import page, write
from tests.regulations.desk import SUMMARY, text
from tests.regulations.pictures import picture


def press(window, x, y):
    """A press on the picture, at per cent of it."""
    box = window.locator("[data-callouts-picture] .k-numbers").bounding_box()
    window.mouse.click(box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100)


def test_numbers_placed_on_a_picture_are_read_on_a_phone(window, admin, anna, company_root, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    olga = make_user("olga", department=company_root, role="administrator")
    card = keep(screened(picture("white", size=(1200, 600)), "card.png"), by=admin)
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    words = f"Before.\n\n![The card of a deal](media:{card.key})\n\nAfter."
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", words)], by=admin)
    draft = regulation.open_draft(by=olga)

    hers = window(olga)
    hers.goto("/handbook/INS-01/draft/s/first/?language=en")
    hers.get_by_role("link", name="Numbers on the picture").click()
    press(hers, 20, 30)
    expect(hers.locator("[name=at-0-x]")).to_have_value(re.compile(r"^(19\.\d|20(\.\d)?)$"))
    hers.keyboard.type("The name of the deal")
    press(hers, 60, 70)
    hers.keyboard.type("What happens next")
    expect(hers.locator("[data-callouts] .k-numbers > g")).to_have_count(2)

    hers.locator("[name=at-0-x]").fill("20")
    hers.locator("[name=at-0-y]").fill("30")
    expect(hers.locator("[data-callouts] .k-numbers circle").first).to_have_attribute("cx", "20%")
    first = hers.locator("[data-callouts] .k-numbers > g").first
    first.focus()
    hers.keyboard.press("ArrowRight")
    hers.keyboard.press("Shift+ArrowUp")
    expect(hers.locator("[name=at-0-x]")).to_have_value("21")
    expect(hers.locator("[name=at-0-y]")).to_have_value("29.9")
    box = hers.locator("[data-callouts] .k-numbers").bounding_box()
    hers.locator("[data-callouts] .k-numbers > g").nth(1).locator("text").hover()
    hers.mouse.down()
    hers.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5, steps=5)
    hers.mouse.up()
    expect(hers.locator("[name=at-1-x]")).to_have_value(re.compile(r"^(79\.\d|80(\.\d)?)$"))
    hers.locator("[name=at-1-x]").fill("80")
    hers.locator("[name=at-1-y]").fill("50")
    expect(hers.locator("[data-callouts] .k-numbers > g")).to_have_count(2)
    press(hers, 5, 5)
    hers.get_by_label("Take away").nth(2).check()
    expect(hers.locator("[data-callouts] .k-numbers > g")).to_have_count(2)
    hers.get_by_role("button", name="Save", exact=True).first.click()
    expect(hers.locator("#ed-pictures")).to_contain_text("2 numbers")

    numbers = picture_of(text(draft, "first").markdown, card.key, 1).callouts
    assert [(one.words, one.place.x, one.place.y) for one in numbers] == [
        ("The name of the deal", "21", "29.9"),
        ("What happens next", "80", "50"),
    ]
    draft.publish(by=olga, summary=SUMMARY)

    phone = window(anna, phone=True)
    phone.goto("/handbook/INS-01/first/")
    shown = phone.locator(".k-shot-view").first
    expect(phone.locator(".k-callouts > li")).to_have_text(["The name of the deal", "What happens next"])
    expect(shown.locator("circle")).to_have_count(2)
    assert shown.bounding_box()["width"] <= 390
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    image, circle = (shown.locator(name).bounding_box() for name in ("img", "circle:last-of-type"))
    assert abs(circle["x"] + circle["width"] / 2 - image["x"] - image["width"] * 0.8) < 3
    assert shown.get_attribute("href") == f"/handbook/media/{card.key}/"
