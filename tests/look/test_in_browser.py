"""What the scripts promise: focus, keys, toasts, no sideways scroll, nothing that axe calls serious."""

import pytest

from tests.windows import AXE, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 390, 768, 1024, 1440, 1920)


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def open_dialog(page):
    page.keyboard.press("m")
    page.wait_for_selector("#dialog[open] form")


def fill_rightly(page):
    page.fill("#id_sample-name", "КФХ «Луговое»")
    page.fill("#id_sample-inn", "2353018470")
    page.fill("#id_sample-answer_on", "2026-12-01")
    page.check("input[name=sample-channel][value=call]")


def test_a_dialog_takes_the_focus_and_gives_it_back(page):
    page.focus(".k-bar [data-dialog]")
    open_dialog(page)
    assert focused(page) == "id_sample-name"
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog", state="hidden")
    assert page.evaluate("document.activeElement.matches('.k-bar [data-dialog]')")
    assert page.complaints == []


def test_a_wrong_field_gets_the_focus(page):
    open_dialog(page)
    fill_rightly(page)
    page.fill("#id_sample-inn", "235301847")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#dialog .is-invalid")
    assert focused(page) == "id_sample-inn"
    assert page.input_value("#id_sample-name") == "КФХ «Луговое»"


def test_what_is_done_can_be_undone_with_one_key(page):
    open_dialog(page)
    fill_rightly(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".k-toast:has-text('Deal moved')")
    assert page.locator("#dialog[open]").count() == 0
    page.keyboard.press("z")
    page.wait_for_selector(".k-toast:has-text('Taken back')")
    assert page.locator(".k-toast:has-text('Deal moved')").count() == 0


def test_letters_do_nothing_while_one_types(page):
    page.focus("#id_name")
    page.keyboard.press("m")
    page.keyboard.press("z")
    assert page.locator("#dialog[open]").count() == 0
    assert "mz" in page.input_value("#id_name")


def test_the_palette_opens_by_keys_and_closes_by_escape(page):
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.wait_for_selector("#palette", state="hidden")


def test_the_list_of_shortcuts_opens_by_a_question_mark(page):
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")


def test_records_are_walked_with_letters(page):
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.querySelector('a').textContent")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.querySelector('a').textContent") != first


def test_chosen_rows_bring_the_bulk_bar_and_escape_takes_it_away(page):
    page.check("[data-check-all]")
    assert page.locator("[data-bulk-count]").inner_text() == "Selected: 2"
    page.keyboard.press("Escape")
    assert page.locator("[data-bulk]").is_hidden()


def test_no_width_scrolls_sideways(page):
    too_wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(width)
    assert too_wide == []


@pytest.mark.skipif(not AXE.exists(), reason="bin/assets has not run")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(chromium, live_server, theme, width):
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/?theme={theme}")
    page.add_script_tag(path=AXE)
    found = page.evaluate(RULES)["violations"]
    context.close()
    assert [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found] == []
