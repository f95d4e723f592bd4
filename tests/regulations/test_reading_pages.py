"""The reader's pages: the bar, the buttons at the end of sections, what changed for me, the path of a new colleague."""

import re

import pytest

from regulations.models import Acknowledgement, ReaderState, ReadingAssignment
from regulations.reading import watching

from .reading_hands import confirm, owed, publish, reading

pytestmark = pytest.mark.django_db


def seal_on(shown, action):
    """The sealed words of the form that goes to `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', shown.content.decode(), re.DOTALL)
    return form and re.search(r'name="seal" value="([^"]+)"', form[0])[1]


def press(client, shown, action, **others):
    return client.post(action, {"seal": seal_on(shown, action), **others})


def test_a_section_is_confirmed_by_the_button_at_its_end_without_any_script(browser, rules, anna):
    client = browser(anna)
    page = client.get("/handbook/INS-01/first/")

    answer = press(client, page, "/handbook/INS-01/first/confirmation/", page="first")

    assert (answer.status_code, answer.url) == (302, "/handbook/INS-01/first/#read-first")
    made = Acknowledgement.objects.get()
    assert made.user == anna
    assert made.statement == "I have read and understood section 1.1 of INS-01, edition 1, and will work by it."
    assert made.statement in page.content.decode(), "the very words of the page"
    after = client.get("/handbook/INS-01/first/").content.decode()
    assert "You have confirmed this section." in after
    assert "Read 1 of 3 changes." in after


def test_the_bar_counts_what_was_opened_and_confirms_all_at_last(browser, rules, anna):
    client = browser(anna)
    front = client.get("/handbook/INS-01/").content.decode()
    assert "Read 0 of 3 changes." in front
    assert "Next: 1 Part." in front
    assert "disabled" in re.search(r"<button[^>]*>Confirm all</button>", front)[0]

    part = client.get("/handbook/INS-01/part/")
    assert "Read 3 of 3 changes." in part.content.decode(), "a part is read with its clauses"
    answer = press(client, part, "/handbook/INS-01/confirmation/", page="part")

    assert answer.status_code == 302
    assert Acknowledgement.objects.filter(user=anna).count() == 3
    assert "k-ack" not in client.get("/handbook/INS-01/").content.decode()


def test_confirming_all_is_refused_while_something_was_not_opened(browser, rules, anna):
    client = browser(anna)
    client.get("/handbook/INS-01/first/")
    front = client.get("/handbook/INS-01/")

    answer = press(client, front, "/handbook/INS-01/confirmation/")

    assert answer.status_code == 422
    assert "2 sections have not been opened yet" in answer.content.decode()
    assert Acknowledgement.objects.count() == 0


def test_while_one_was_reading_edition_two_came_out(browser, rules, anna):
    client = browser(anna)
    page = client.get("/handbook/INS-01/first/")
    publish(rules, first="One, and by noon. See [[second]].")

    answer = press(client, page, "/handbook/INS-01/first/confirmation/", page="first")

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "While you were reading, edition 2 came out." in text
    assert "One, and by noon." in text
    assert Acknowledgement.objects.count() == 0
    assert press(client, answer, "/handbook/INS-01/first/confirmation/", page="first").status_code == 302
    assert Acknowledgement.objects.get().edition.number == 2


@pytest.mark.parametrize("seal", ["", "forged", None])
def test_a_form_that_no_page_has_shown_confirms_nothing(browser, rules, anna, boris, seal):
    if seal is None:
        seal = seal_on(browser(boris).get("/handbook/INS-01/first/"), "/handbook/INS-01/first/confirmation/")

    answer = browser(anna).post("/handbook/INS-01/first/confirmation/", {"seal": seal})

    assert answer.status_code == 422
    assert "no longer valid" in answer.content.decode()
    assert Acknowledgement.objects.count() == 0


def test_the_button_of_one_section_does_not_confirm_another(browser, rules, anna):
    client = browser(anna)
    seal = seal_on(client.get("/handbook/INS-01/first/"), "/handbook/INS-01/first/confirmation/")

    assert client.post("/handbook/INS-01/second/confirmation/", {"seal": seal}).status_code == 422
    assert Acknowledgement.objects.count() == 0


def test_a_wrong_password_is_said_next_to_its_field(browser, rules, anna, admin):
    rules.change({"ack_method": "password"}, by=admin)
    client = browser(anna)
    page = client.get("/handbook/INS-01/first/")

    answer = press(client, page, "/handbook/INS-01/first/confirmation/", page="first", password="wrong")

    assert answer.status_code == 422
    assert "This is not your password. Nothing was confirmed." in answer.content.decode()
    assert Acknowledgement.objects.count() == 0


def test_who_may_not_see_the_handbook_confirms_nothing(browser, rules, anna):
    anna.role.matrix["regulation"]["see"] = "none"
    anna.role.save()

    assert browser(anna).post("/handbook/INS-01/first/confirmation/").status_code == 403
    assert browser(anna).get("/handbook/my-reading/").status_code == 403


def test_what_changed_for_me_stands_beside_the_text_and_dots_lead_to_it(browser, rules, anna):
    confirm(anna, rules)
    publish(rules, first="Other.", third="Three.")

    text = browser(anna).get("/handbook/INS-01/second/").content.decode()

    aside = text[text.index('id="for-me"') :]
    assert "1.1 First" in aside
    assert "1.3 Third" in aside
    assert "Compared with edition 1, which you confirmed on" in aside
    assert text.count('class="ch"') == 3, "two clauses and their part"
    assert "You have confirmed this section." not in text


def test_only_changes_shows_only_them_and_a_section_taken_out(browser, rules, anna):
    confirm(anna, rules)
    publish(rules, without=["first"], part="Opening. Nothing about the first.")
    client = browser(anna)

    page = client.get("/handbook/INS-01/owed/")
    text = page.content.decode()
    assert "Nothing about the first." in text
    assert "This section was taken out" in text
    assert "Two." not in text
    answer = press(client, page, "/handbook/INS-01/first/confirmation/", page="owed")

    assert (answer.status_code, answer.url) == (302, "/handbook/INS-01/owed/")
    assert owed(anna, rules) == {"part": "changed"}


def test_who_owes_nothing_sees_no_bar_and_is_told_so(browser, rules, anna):
    confirm(anna, rules)
    client = browser(anna)

    assert 'id="reading-bar"' not in client.get("/handbook/INS-01/first/").content.decode()
    assert "You have read everything that is in force" in client.get("/handbook/INS-01/owed/").content.decode()


def test_a_soft_line_on_every_page_says_what_is_overdue_and_blocks_nothing(browser, rules, anna, boris, at):
    confirm(boris, rules)
    at(6)
    watching.tick()

    assert "1 document of the handbook should have been read by now." in browser(anna).get("/tasks/").content.decode()
    assert "k-softbar" not in browser(boris).get("/tasks/").content.decode()
    assert "k-softbar" not in browser(anna).get("/handbook/").content.decode(), "the handbook says it in its own bar"


def test_the_menu_has_a_dot_as_long_as_something_is_to_be_read(browser, rules, anna):
    dot = '<span id="badge-regulations" class="k-badge  dot"></span>'
    assert dot in browser(anna).get("/tasks/").content.decode()

    confirm(anna, rules)

    assert dot not in browser(anna).get("/tasks/").content.decode()


def test_a_new_colleague_sees_a_path_of_days_and_their_progress(browser, rules, handbook, egor):
    client = browser(egor)
    early = client.get("/handbook/my-reading/").content.decode()
    assert "all read" not in early
    assert "your plan is ready in a minute" in early
    watching.tick()

    text = client.get("/handbook/my-reading/").content.decode()
    assert [f"Day {day}" in text for day in range(1, 6)] == [True] * 5
    confirm(egor, rules)
    assert "Read 0 of" in client.get("/handbook/CRM-01/").content.decode()
    assert reading(egor, rules) is None
    assert "all read" in client.get("/handbook/my-reading/").content.decode()


def test_opening_is_noted_once_a_version(browser, rules, anna):
    client = browser(anna)
    for _again in range(2):
        client.get("/handbook/INS-01/first/")

    assert ReaderState.objects.filter(user=anna).count() == 1


def test_an_old_edition_and_the_printed_page_ask_for_nothing(browser, rules, anna):
    publish(rules, first="Other.")
    client = browser(anna)

    for url in ("/handbook/INS-01/editions/1/", "/handbook/INS-01/editions/1/first/", "/handbook/INS-01/print/"):
        assert "confirmation/" not in client.get(url).content.decode()


def test_pages_cost_the_same_for_three_sections_and_for_the_whole_handbook(
    browser, rules, handbook, anna, bare_frame, django_assert_max_num_queries
):
    watching.tick()
    client = browser(anna)
    for url in ("/handbook/INS-01/part/", "/handbook/CRM-01/tasks/", "/handbook/CRM-01/owed/", "/handbook/my-reading/"):
        client.get(url)
        # The part on tasks has living blocks, which ask of the settings and of the reader's days.
        with django_assert_max_num_queries({"/handbook/my-reading/": 30, "/handbook/CRM-01/tasks/": 38}.get(url, 18)):
            client.get(url)

    assert ReadingAssignment.objects.open().of(anna).count() == 3


def test_whoever_confirms_the_section_called_as_the_list_of_changes_is_stays_in_it(browser, handbook, anna):
    watching.tick()
    page = browser(anna).get("/handbook/CRM-01/s/changes/").content.decode()
    form = re.search(r'action="/handbook/CRM-01/changes/confirmation/".*?name="seal" value="([^"]+)"', page, re.DOTALL)
    answer = browser(anna).post("/handbook/CRM-01/changes/confirmation/", {"seal": form[1], "page": "changes"})
    assert answer["Location"].startswith("/handbook/CRM-01/s/changes/")
    assert Acknowledgement.objects.filter(user=anna, section__code="changes").exists()
    assert browser(anna).post("/handbook/CRM-01/changes/confirmation/", {"seal": form[1], "page": "a/b"}).status_code < 500
