"""What one knows is read once more: after breaches, by the head's wish, or when it was confirmed long ago."""

from datetime import date, timedelta

import pytest

from crm_project.lib import clock
from notifications.models import Notice
from regulations.models import Acknowledgement, ReadAgain, ReadingAssignment
from regulations.reading import watching
from regulations.reading.acknowledging import NotAllOpened, NotForYou, acknowledge, acknowledge_all
from regulations.reading.again import REASON, ask_again, take_back

from .reading_hands import MOSCOW, WORDS, confirm, owed, publish, reading, section, version

pytestmark = pytest.mark.django_db


def by_head(people, regulation, head, origin="wish:1", code="first"):
    return ask_again(people, section(regulation, code), reason=REASON.ASSIGNED, origin=origin, by=head)


def told(person):
    return list(Notice.objects.filter(recipient=person, verb="reading.again").order_by("pk").values_list("details__titles__en", flat=True))


def test_a_head_asks_for_a_section_once_more_and_it_is_confirmed_anew(rules, anna, boris, head, at):
    confirm(anna, rules)
    confirm(boris, rules)
    at(4)
    by_head([anna], rules, head)

    assert owed(anna, rules) == {"first": "whole"}
    assert owed(boris, rules) == {}
    assert reading(anna, rules).due_at.astimezone(MOSCOW).date() == date(2026, 11, 9)
    assert told(anna) == [["First"]]
    confirm(anna, rules, "first")
    assert owed(anna, rules) == {}
    of_first = Acknowledgement.objects.filter(user=anna, section__code="first")
    assert of_first.count() == 2
    acknowledge(section(rules, "first"), version(rules, "first"), WORDS, by=anna)
    assert of_first.count() == 2, "pressing once more confirms nothing more"


def test_the_person_is_told_who_asks_and_it_is_called_no_change(client, rules, anna, head):
    confirm(anna, rules)
    by_head([anna], rules, head)
    client.force_login(anna)
    assert f"{head} asks you to read again in INS-01" in client.get("/notices/").content.decode()
    page = client.get("/handbook/INS-01/first/").content.decode()
    assert "Read 1 of 1 sections." in page
    assert "of 1 change" not in page


def test_it_is_asked_for_once_for_each_cause(rules, anna, head):
    confirm(anna, rules)
    for _ in range(2):
        by_head([anna], rules, head)
        watching.tick()
    assert (ReadAgain.objects.count(), told(anna)) == (1, [["First"]])

    confirm(anna, rules, "first")
    by_head([anna], rules, head)
    assert owed(anna, rules) == {}
    by_head([anna], rules, head, origin="wish:2")
    assert (owed(anna, rules), len(told(anna))) == ({"first": "whole"}, 2)


def test_what_was_opened_before_has_to_be_opened_again(client, rules, anna, head):
    client.force_login(anna)
    client.get("/handbook/INS-01/first/")
    confirm(anna, rules)
    by_head([anna], rules, head)
    seals = {code: (version(rules, code), WORDS) for code in ("first",)}
    with pytest.raises(NotAllOpened):
        acknowledge_all(rules, {section(rules, code).pk: said for code, said in seals.items()}, by=anna)
    assert "k-ack" in client.get("/handbook/INS-01/first/").content.decode()
    acknowledge_all(rules, {section(rules, code).pk: said for code, said in seals.items()}, by=anna)
    assert owed(anna, rules) == {}


def test_whoever_does_not_lead_them_asks_nothing(rules, anna, boris, head2, vera):
    confirm(anna, rules)
    for stranger in (boris, head2, vera, anna):
        with pytest.raises(NotForYou):
            by_head([anna], rules, stranger)
    assert (owed(anna, rules), ReadAgain.objects.count()) == ({}, 0)


def test_what_was_taken_back_is_not_owed(rules, anna, head):
    confirm(anna, rules)
    by_head([anna], rules, head)
    for _ in range(2):
        take_back("wish:1")
    assert owed(anna, rules) == {}
    assert not ReadingAssignment.objects.open().of(anna).exists()


def test_a_waived_reading_is_not_asked_for_again(rules, anna, head, at):
    confirm(anna, rules)
    by_head([anna], rules, head)
    reading(anna, rules).waive("She wrote it", by=head)
    watching.tick()
    at(5)
    watching.tick()
    assert owed(anna, rules) == {}


def test_another_edition_takes_it_over_and_forgets_nothing(rules, anna, head, at):
    confirm(anna, rules)
    by_head([anna], rules, head)
    at(4)
    publish(rules, second="Two, and by noon.")
    assert owed(anna, rules) == {"first": "whole", "second": "changed"}


def days_pass(monkeypatch, days):
    before = clock.now() + timedelta(days=days)
    monkeypatch.setenv("APP_TEST_CLOCK", before.isoformat())


def test_after_a_year_it_is_read_once_more_all_at_once(rules, anna, boris, monkeypatch, at):
    """Anna confirmed in November, but for one section in December: a year later she reads both, and Boris, who came late, nothing."""
    confirm(anna, rules, "part", "first")
    days_pass(monkeypatch, 30)
    confirm(anna, rules, "second")
    days_pass(monkeypatch, 250)
    confirm(boris, rules)
    watching.tick()
    assert owed(anna, rules) == {}

    days_pass(monkeypatch, 90)
    for _ in range(2):
        watching.tick()
    assert owed(anna, rules) == {"part": "whole", "first": "whole", "second": "whole"}
    assert reading(anna, rules).reason == "interval"
    assert owed(boris, rules) == {}
    assert len(told(anna)) == 1
    confirm(anna, rules)
    days_pass(monkeypatch, 200)
    watching.tick()
    assert owed(anna, rules) == {}


def test_a_company_does_without_reading_again(rules, anna, monkeypatch):
    rules.reread_every_days = 0
    rules.save()
    confirm(anna, rules)
    days_pass(monkeypatch, 800)
    watching.tick()
    assert owed(anna, rules) == {}
