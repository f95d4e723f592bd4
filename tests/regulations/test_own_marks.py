"""What is yellow is each reader's own: against what they confirmed, and against what held when the common window began."""

import pytest

from accounts.models import Position
from accounts.people import change_place
from regulations.book import Book
from regulations.changes.since import of_reader
from regulations.reading import watching

from .reading_hands import confirm, publish

pytestmark = pytest.mark.django_db
MINUTES = "One is called within 15 minutes. See [[second]]."
FEWER = "One is called within 10 minutes. See [[second]]."


def told(person, rules):
    """{code: (the edition's version it is compared with, its badge)} of what this person is shown as changed."""
    book = Book(rules.edition_in_force(), "en", reader=person)
    since = of_reader(book)
    if since is None:
        return {}
    return {page.code: (since.told[page.node.section_id].number, since.told[page.node.section_id].badge) for page in since.changed}


def page_of(client, code="first"):
    return client.get(f"/handbook/INS-01/{code}/").content.decode()


@pytest.fixture
def _fifteen(rules, at):
    """Edition 2 of 3 November says 15 minutes."""
    at(3)
    publish(rules, first=MINUTES)


@pytest.mark.usefixtures("_fifteen")
def test_each_reader_sees_what_changed_since_they_confirmed(browser, rules, anna, boris, vera, at):
    """Anna knows edition 2, Boris confirms the third at once, Vera has read nothing."""
    confirm(anna, rules)
    at(24)
    publish(rules, first=FEWER)
    at(26)

    assert told(anna, rules) == {"first": (2, "")}
    assert told(vera, rules) == {}, "to a newcomer everything is new, so nothing is yellow"
    anna_reads = page_of(browser(anna))
    assert "Was: 15" in anna_reads
    assert "k-mark" in anna_reads
    assert "k-mark" not in page_of(browser(vera))
    assert "k-mark" not in page_of(browser(anna), "second")
    confirm(boris, rules)
    assert told(boris, rules) == {}


@pytest.mark.usefixtures("_fifteen")
def test_yellow_goes_only_when_it_is_confirmed_and_the_window_is_over(rules, anna, admin, at):
    rules.change({"highlight_days": 7}, by=admin)
    confirm(anna, rules)
    at(12)
    publish(rules, first=FEWER)

    at(13)
    assert told(anna, rules) == {"first": (2, "")}
    confirm(anna, rules)
    at(17)
    assert told(anna, rules) == {"first": (2, "")}, "whoever reads early still sees what everybody talks about"
    at(20)
    assert told(anna, rules) == {}


@pytest.mark.usefixtures("_fifteen")
def test_whoever_confirmed_only_yesterday_sees_what_changed_since(rules, anna, at):
    at(18)
    confirm(anna, rules)
    at(19)
    publish(rules, first=FEWER)

    assert told(anna, rules) == {"first": (2, "")}


@pytest.mark.usefixtures("_fifteen")
def test_whoever_was_away_sees_it_long_after_the_window(rules, anna, at):
    confirm(anna, rules)
    at(9)
    publish(rules, first=FEWER)
    at(30)

    assert told(anna, rules) == {"first": (2, "")}


@pytest.mark.usefixtures("_fifteen")
def test_what_was_taken_back_is_no_change(rules, anna, at):
    confirm(anna, rules)
    at(20)
    publish(rules, first=FEWER)
    publish(rules, first=MINUTES)

    assert told(anna, rules) == {}


def test_what_was_for_another_position_is_new_for_you_and_not_yellow(rules, anna, admin, at):
    seller, chief = Position.found("Seller", by=admin), Position.found("Chief", by=admin)
    change_place(anna, by=admin, position=seller, superior=anna.superior)
    at(5)
    publish(rules, readers={"first": [chief]}, first=MINUTES)
    watching.tick()
    confirm(anna, rules)
    at(6)
    change_place(anna, by=admin, position=chief, superior=anna.superior)
    watching.tick()

    assert told(anna, rules) == {"first": (None, "new_for_you")}


def test_who_reads_nothing_sees_no_marks_and_may_ask_for_them(browser, rules, auditor):
    publish(rules, first=MINUTES)
    publish(rules, first=FEWER)

    client = browser(auditor)

    assert "k-mark" not in page_of(client)
    assert "k-mark" in client.get("/handbook/INS-01/first/?since=2").content.decode()


def test_what_one_knows_costs_the_same_whatever_was_published(rules, anna, django_assert_max_num_queries):
    confirm(anna, rules)
    counts = []
    for number in range(1, 9):
        publish(rules, first=f"One is called within {number} minutes. See [[second]].")
        if number in (2, 8):
            book = Book(rules.edition_in_force(), "en", reader=anna)
            with django_assert_max_num_queries(12) as asked:
                of_reader(book)
            counts.append(len(asked))

    assert counts[0] == counts[1]
