"""An edition with a day to come: whom it changes something for is told once, once more if it is withdrawn, and not again on its day."""

from datetime import datetime

import pytest

from accounts.models import Position
from accounts.people import change_place
from notifications.models import Notice
from regulations.models.effect import take_effect
from regulations.reading import watching

from .desk import describe, rewrite
from .reading_hands import MOSCOW, confirm, owed, publish

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 6, 9, tzinfo=MOSCOW)


def told(person, verb="reading.announced"):
    return list(Notice.objects.filter(recipient=person, verb=verb).values_list("details", flat=True))


@pytest.fixture
def read(rules, anna, boris, vera, head):
    for person in (anna, boris, vera, head):
        confirm(person, rules)
    return rules


def test_everybody_it_changes_something_for_is_told_once_with_its_day(read, anna, boris, admin):
    publish(read, by=admin, first="From Friday.", third="Three.", effective_at=FRIDAY)
    (details,) = told(anna)
    assert (details["edition"], details["sections"], details["due"]) == ("2", 2, "2026-11-11"), "three working days from Friday"
    assert details["titles"]["en"] == ["First", "Third"]
    assert len(told(boris)) == 1
    assert told(admin) == [], "who put their name under it need not be told"
    assert owed(anna, read) == {}, "nothing is asked for before its day"


def test_whose_sections_do_not_change_hears_nothing(read, anna, vera, admin):
    seller = Position.found("Seller", by=admin)
    change_place(anna, by=admin, position=seller, superior=anna.superior)
    publish(read, first="For sellers.", readers={"first": [seller]}, effective_at=FRIDAY)
    assert len(told(anna)) == 1
    assert told(vera) == []


def test_on_its_day_nobody_is_told_the_same_again(read, anna, at):
    publish(read, first="From Friday.", effective_at=FRIDAY)
    before = Notice.objects.filter(recipient=anna).count()
    at(6)
    for _twice in range(2):
        take_effect()
        watching.tick()
    assert owed(anna, read) == {"first": "changed"}, "it is asked for all the same"
    assert Notice.objects.filter(recipient=anna).count() == before


def test_who_came_after_the_announcement_is_told_on_the_day(read, anna, vera, admin, at):
    seller = Position.found("Seller", by=admin)
    change_place(anna, by=admin, position=seller, superior=anna.superior)
    publish(read, first="For sellers.", readers={"first": [seller]}, effective_at=FRIDAY)
    change_place(vera, by=admin, position=seller, superior=vera.superior)
    watching.tick()
    at(6)
    take_effect()
    watching.tick()
    assert len(told(vera, "reading.asked")) == 2, "edition 1, and now the section of the position she has got since"
    assert len(told(anna, "reading.asked")) == 1


def test_withdrawn_is_told_once_to_whoever_was_told(read, anna, vera, admin, at):
    edition = publish(read, first="From Friday.", effective_at=FRIDAY)
    for _twice in range(2):
        edition.withdraw(by=admin)
    assert [(one["edition"], one["code"]) for one in told(anna, "reading.withdrawn")] == [("2", "INS-01")]
    assert len(told(vera, "reading.withdrawn")) == 1
    at(6)
    take_effect()
    watching.tick()
    assert owed(anna, read) == {}
    assert len(told(anna, "reading.asked")) == 1


def test_an_edition_that_holds_at_once_is_not_announced(read, anna):
    publish(read, first="At once.")
    assert told(anna) == []


@pytest.mark.parametrize(
    ("language", "words", "gone"), [("en", "1 place changes for you", "is withdrawn"), ("ru", "меняется 1 место", "отозвана")]
)
def test_it_reads_in_both_languages_and_leads_to_the_text(read, anna, admin, browser, language, words, gone):
    anna.language = language
    anna.save(update_fields=["language"])
    edition = publish(read, first="From Friday.", effective_at=FRIDAY)
    client = browser(anna)
    page = client.get("/notices/").content.decode()
    assert words in page
    assert "/handbook/INS-01/editions/2/" in page
    assert client.get("/handbook/INS-01/editions/2/").status_code == 200
    edition.withdraw(by=admin)
    assert gone in client.get("/notices/").content.decode()


@pytest.mark.parametrize("readers", (1, 4))
def test_announcing_costs_the_same_for_one_and_for_many(rules, anna, boris, vera, head, readers, django_assert_max_num_queries):
    from regulations.reading import announcing

    for person in (anna, boris, vera, head)[:readers]:
        confirm(person, rules)
    edition = publish(rules, first="From Friday.", effective_at=FRIDAY)
    Notice.objects.filter(verb="reading.announced").delete()
    with django_assert_max_num_queries(45):
        announcing.announce(edition)


def test_a_comparison_with_a_withdrawn_edition_leads_to_the_list(read, anna, admin, browser):
    edition = publish(read, by=admin, first="From Friday.", effective_at=FRIDAY)
    client = browser(anna)
    assert "What changed" in client.get("/handbook/INS-01/editions/").content.decode(), "what is to come says what it is about"
    assert client.get("/handbook/INS-01/compare/1..2/").status_code == 200
    edition.withdraw(by=admin)
    answer = client.get("/handbook/INS-01/compare/1..2/", follow=True)
    assert answer.redirect_chain == [("/handbook/INS-01/editions/", 302)]
    assert "was withdrawn before its day" in answer.content.decode()
    assert client.get("/handbook/INS-01/compare/1..3/").status_code == 404


def test_what_was_said_of_the_changes_is_in_the_draft_that_comes_back(read, admin):
    draft = read.open_draft(by=admin)
    rewrite(draft, "first", "One, and See [[second]].", by=admin)
    describe(draft, "first", by=admin, change_class="editorial", change_note="Only the style", requires_test=True)
    draft.publish(by=admin, effective_at=FRIDAY, summary={"en": "Style"})
    draft.withdraw(by=admin)
    node = read.draft.node_of("first")
    assert (node.change_class, node.change_note, node.requires_test, node.class_by) == ("editorial", "Only the style", True, admin)
    assert read.draft.node_of("second").change_class == "substantive"
