"""A clause is moved with the keyboard and a section is split in a dialog; anna reads the tree on a phone."""

from playwright.sync_api import expect

from regulations.models import Regulation
from tests.regulations.conftest import page, write
from tests.regulations.desk import SUMMARY, numbers, rewrite


def a_tree(admin):
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    write(
        regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One.\n\nTwo.\n\n### Then\n\nThree.")]
    )
    return regulation.open_draft(by=admin)


def test_the_keyboard_moves_a_section_and_keeps_its_place(window, admin):
    draft, his = a_tree(admin), window(admin)
    his.goto("/handbook/INS-01/draft/s/second/?language=en")

    inside = his.get_by_role("button", name="Put into the section before")
    inside.focus()
    his.keyboard.press("Enter")
    expect(his.locator("#ed-number")).to_have_text("1.1.1")
    expect(inside).to_be_focused()
    expect(his.locator("#ed-toc ol ol ol a.active")).to_contain_text("Second")
    his.get_by_role("button", name="Take out of the section it stands in").focus()
    his.keyboard.press("Space")
    expect(his.locator("#ed-number")).to_have_text("1.2")
    assert numbers(draft) == {"part": "1", "first": "1.1", "second": "1.2"}


def test_a_section_is_split_in_a_dialog_and_joined_again(window, admin):
    draft, his = a_tree(admin), window(admin)
    his.goto("/handbook/INS-01/draft/s/first/?language=en")

    his.get_by_role("link", name="Split the section").click()
    dialog = his.get_by_role("dialog")
    dialog.get_by_label("The new section begins with").select_option(label="Two.")
    dialog.get_by_role("button", name="Split here").click()
    expect(dialog).to_contain_text("write its title")
    dialog.get_by_label("Title in English").fill("The rest")
    dialog.get_by_role("button", name="Split here").click()
    expect(his.locator("#ed-number")).to_have_text("1.2")
    expect(his.get_by_label("Text")).to_have_value("Two.\n\n### Then\n\nThree.")

    his.get_by_role("link", name="Join to the section before").click()
    his.get_by_role("dialog").get_by_label("Its title stays as a heading").uncheck()
    his.get_by_role("button", name="Join the two").click()
    expect(his.locator("#ed-number")).to_have_text("1.1")
    expect(his.get_by_label("Text")).to_have_value("One.\n\nTwo.\n\n### Then\n\nThree.")
    assert draft.changed_codes() == []


def test_anna_steps_through_changes_of_clauses_on_a_phone(window, admin, anna):
    draft = a_tree(admin)
    for code in ("deep", "deeper"):
        draft.add_section({"en": code.title()}, by=admin, parent="first", code=code)
        rewrite(draft, code, f"Words of {code}.", by=admin)
    draft.publish(by=admin, summary=SUMMARY)
    again = draft.regulation.open_draft(by=admin)
    for code in ("deep", "deeper"):
        rewrite(again, code, f"Other words of {code}.", by=admin)
    again.publish(by=admin, summary=SUMMARY)

    hers = window(anna)
    hers.set_viewport_size({"width": 390, "height": 844})
    hers.goto("/handbook/INS-01/part/?since=2")
    changed = hers.locator("[data-change]")
    expect(changed).to_have_count(2)
    hers.keyboard.press("n")
    expect(changed.nth(0)).to_be_focused()
    hers.keyboard.press("n")
    expect(changed.nth(1)).to_be_focused()
    hers.keyboard.press("p")
    expect(changed.nth(0)).to_be_focused()
    assert hers.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
