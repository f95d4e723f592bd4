"""Edition 2 comes out while two people read edition 1, one of them on leave: each reads, confirms and is told of exactly their own."""

from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import Absence
from crm_project.lib import clock
from notifications.models import Notice
from regulations.models import Acknowledgement, Regulation
from regulations.reading import watching
from tests.regulations.reading_hands import confirm, publish

LONG = "\n\n".join(f"Rule {number}: call the client back, write down what was said, and plan the next step." for number in range(40))


@pytest.fixture
def rules(_tuesday, head, anna, boris, vera):
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    publish(regulation, first=LONG)
    return regulation


def read_to_the_end(page, code):
    page.goto(f"/handbook/INS-01/{code}/")
    button = page.locator(f"#read-{code}").get_by_role("button", name="Read and understood")
    button.scroll_into_view_if_needed()
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(f"#read-{code}")).to_contain_text("You have confirmed this section.")


def test_each_owes_exactly_what_changed_for_them(window, rules, anna, boris, vera):
    confirm(anna, rules)
    Absence.objects.create(user=vera, from_on=date(2026, 11, 17), to_on=date(2026, 12, 7), known_from=clock.now())
    watching.tick()
    hers, his = window(anna), window(boris, phone=True)
    his.goto("/handbook/INS-01/first/")
    confirming = his.locator("#read-first").get_by_role("button", name="Read and understood")
    expect(confirming).to_be_disabled()
    confirming.scroll_into_view_if_needed()
    expect(confirming).to_be_enabled()

    edition = publish(rules, first=LONG.replace("Rule 7: call", "Rule 7: by noon, call"))

    confirming.click()
    expect(his.locator("main")).to_contain_text("While you were reading, edition 2 came out")
    assert Acknowledgement.objects.filter(user=boris).count() == 0
    read_to_the_end(his, "first")
    expect(his.locator("#reading-bar")).to_contain_text("Read 1 of 3 changes")

    hers.goto("/handbook/INS-01/")
    expect(hers.locator("#reading-bar")).to_contain_text("Read 0 of 1 change")
    expect(hers.locator("#for-me li")).to_have_count(1)
    hers.locator("#reading-bar").get_by_role("link", name="Next change").click()
    everything = hers.locator("#reading-bar").get_by_role("button", name="Confirm all")
    expect(everything).to_be_disabled()
    expect(hers.locator("[data-read-hint]")).to_be_visible()
    hers.locator("#read-first button").scroll_into_view_if_needed()
    expect(everything).to_be_enabled()
    expect(hers.locator("[data-read-hint]")).to_be_hidden()
    everything.click()
    expect(hers.locator("#reading-bar")).to_have_count(0)

    theirs = window(vera)
    theirs.goto("/handbook/my-reading/")
    expect(theirs.locator("main")).to_contain_text("Until 10")
    assert {
        person: Notice.objects.filter(recipient=person, key=f"reading.edition:{edition.pk}").count() for person in (anna, boris, vera)
    } == {
        anna: 1,
        boris: 1,
        vera: 1,
    }


def test_on_a_phone_the_bar_says_what_is_missing_and_no_title_is_cut(window, rules, anna):
    confirm(anna, rules)
    anna.language = "ru"
    anna.save(update_fields=["language"])
    publish(rules, first=LONG.replace("Rule 7: call", "Rule 7: by noon, call"))
    hers = window(anna, phone=True)
    hers.goto("/handbook/INS-01/first/")
    bar = hers.locator("#reading-bar")
    expect(bar.get_by_text("Дочитайте текст до конца")).to_be_visible()
    hers.locator("#read-first button").scroll_into_view_if_needed()
    expect(bar.get_by_text("Дочитайте текст до конца")).to_be_hidden()
    for address in ("/notices/", "/handbook/INS-01/changes/", "/handbook/INS-01/editions/"):
        for width in (390, 320):
            hers.set_viewport_size({"width": width, "height": 844})
            hers.goto(address)
            title = hers.locator(".k-top h1")
            assert title.evaluate("one => one.scrollWidth <= one.clientWidth"), (address, width)
            assert hers.evaluate("document.documentElement.scrollWidth") == width, (address, width)


def test_a_paragraph_is_unclear_and_the_editor_answers(window, rules, anna, admin):
    hers = window(anna)
    hers.goto("/handbook/INS-01/second/")
    hers.locator(".k-doc p", has_text="Two.").hover()
    hers.locator("[data-unclear]").click()
    expect(hers.dialog).to_contain_text("Two.")
    hers.dialog.get_by_label("What is unclear?").fill("Two of what?")
    hers.dialog.get_by_role("button", name="Send").click()
    hers.toast("Thank you: the editor of the handbook will answer")

    editors = window(admin)
    editors.goto("/handbook/unclear/")
    editors.get_by_role("link", name="Answer", exact=True).click()
    editors.dialog.get_by_label("Answer", exact=True).fill("Two calls a day.")
    editors.dialog.get_by_role("button", name="Answer", exact=True).click()
    expect(editors.locator("#confusions")).to_contain_text("Nobody stumbles over anything")

    hers.goto("/handbook/my-reading/")
    expect(hers.locator("#unclear")).to_contain_text("Two calls a day.")
