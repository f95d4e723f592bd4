"""What people do in a window, and what they see there."""

import os
from pathlib import Path

from playwright.sync_api import expect

SHOTS = os.environ.get("SHOTS")


class Window:
    """A page of Playwright with the few gestures of this application; everything else is the page's own."""

    def __init__(self, page):
        self.page = page
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: page.complaints.append(f"{page.url}: {said.text}") if "Content Security Policy" in said.text else None
        )
        page.on("response", lambda got: page.complaints.append(f"{got.status} {got.url}") if got.status >= 500 else None)

    def __getattr__(self, name):
        return getattr(self.page, name)

    @property
    def dialog(self):
        return self.page.locator("#dialog[open]")

    def card(self, deal):
        return self.page.locator(f"#deal-{deal.pk}-card")

    def column(self, stage):
        return self.page.locator(f"#stage-{stage.pk}-cards")

    def toast(self, words):
        expect(self.page.locator(".k-toast", has_text=words).last).to_be_visible()

    def closed(self):
        """The dialog has gone."""
        expect(self.page.locator("#dialog[open]")).to_have_count(0)

    def drag(self, card, target):
        """By mouse, in steps, as a hand does it."""
        self.lift(card)
        self.drop(target)

    def drag_to_dock(self, card, verdict):
        """Onto "won" or "lost" at the foot, which shows while a card is in the air."""
        self.lift(card)
        self.drop(self.page.locator(f".k-drop.{verdict}"))

    def lift(self, card):
        card.hover()
        self.page.mouse.down()
        start = card.bounding_box()
        self.page.mouse.move(start["x"] + start["width"] / 2 + 20, start["y"] + start["height"] / 2 + 20, steps=4)
        expect(self.page.locator("body.is-dragging")).to_be_visible()

    def drop(self, target):
        expect(target).to_be_visible()
        place = target.bounding_box()
        self.page.mouse.move(place["x"] + place["width"] / 2, place["y"] + min(place["height"] / 2, 60), steps=6)
        self.page.wait_for_function("here => here.closest('.k-col, .k-drop').matches('.target')", arg=target.element_handle())
        self.page.mouse.up()

    def focused(self, selector):
        """The focus stands on (or in) what the selector names."""
        self.page.wait_for_function("selector => document.activeElement?.closest(selector)", arg=selector)

    def see_focus(self):
        """Whatever has the focus shows it."""
        assert self.page.evaluate(
            """() => { const it = getComputedStyle(document.activeElement);
            return document.activeElement === document.body || (it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) >= 1) || it.boxShadow !== 'none' }"""
        ), self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")

    def shot(self, name):
        """A picture for eyes, when a folder for them is named."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png")
