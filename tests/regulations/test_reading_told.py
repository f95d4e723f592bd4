"""Who is told when: once each, at their own nine in the morning, heads on Mondays."""

from datetime import date, timedelta

import pytest

from accounts.models import Absence
from crm_project.lib import clock
from notifications.models import Notice
from regulations.models import ReadingAssignment
from regulations.reading import reminding, watching
from regulations.reading.models.assignment import AlreadySettled, NotTheirHead
from regulations.reading.reminding_people import NotTheirHead as NotAHead
from regulations.reading.reminding_people import remind_people
from tests.factories import make_user

from .reading_hands import confirm, owed, publish, reading

pytestmark = pytest.mark.django_db


def told(person, verb):
    return [notice.details for notice in Notice.objects.filter(recipient=person, verb=verb).order_by("pk")]


def tick(at, day, hour):
    at(day, hour)
    watching.tick()
    reminding.tick()
    reminding.tick()


def test_reminders_come_a_working_day_before_on_the_day_and_a_working_day_later(rules, anna, at):
    """It is due on Thursday, 5 November."""
    waves = {}
    for day in range(2, 14):
        for hour in (8, 10, 20):
            before = len(told(anna, "reading.reminder"))
            tick(at, day, hour)
            for details in told(anna, "reading.reminder")[before:]:
                waves[day, hour] = details["wave"]

    assert waves == {(4, 10): -1, (5, 10): 0, (6, 10): 1}


def test_who_has_read_it_is_not_reminded(rules, anna, at):
    confirm(anna, rules)
    tick(at, 4, 10)
    tick(at, 6, 10)

    assert told(anna, "reading.reminder") == []


def test_reminders_follow_a_leave(rules, anna, at):
    Absence.objects.create(user=anna, from_on=date(2026, 11, 4), to_on=date(2026, 11, 6), known_from=clock.now())
    for day in (4, 5, 6):
        tick(at, day, 10)
    assert told(anna, "reading.reminder") == []

    tick(at, 9, 10)
    assert [details["wave"] for details in told(anna, "reading.reminder")] == [-1]


def test_a_reminder_missed_while_the_system_was_down_is_not_made_up_for(rules, anna, at):
    tick(at, 6, 15)

    assert [details["wave"] for details in told(anna, "reading.reminder")] == [1]


def test_the_head_hears_of_the_late_ones_once_and_of_own_people_only(rules, anna, boris, vera, head, head2, at):
    confirm(boris, rules)
    confirm(head, rules)
    confirm(head2, rules)
    for day in (6, 7, 9):
        tick(at, day, 10)

    assert [details["people"] for details in told(head, "reading.late_of")] == [["Anna Testova"]]
    assert [details["people"] for details in told(head2, "reading.late_of")] == [["Vera Testova"]]
    assert told(anna, "reading.late_of") == []


def test_monday_morning_sums_up_the_week_for_each_head(rules, anna, boris, vera, head, head2, at):
    confirm(head, rules)
    tick(at, 9, 8)
    assert told(head, "reading.week") == []

    for hour in (9, 10, 11, 18):
        tick(at, 9, hour)
    tick(at, 10, 9)

    assert told(head, "reading.week") == [{"late": 2, "soon": 0}]
    assert told(head2, "reading.week") == [{"late": 1, "soon": 0}]


def test_an_edition_is_told_once_whatever_is_called_again(rules, anna):
    from regulations.reading.settling import ask_everybody, settle

    confirm(anna, rules)
    edition = publish(rules, first="Other.")
    for _again in range(3):
        ask_everybody(edition)
        settle(rules, reason=ReadingAssignment.Reason.PUBLISH)
        watching.tick()

    assert Notice.objects.filter(recipient=anna, key=f"reading.edition:{edition.pk}").count() == 1


def test_a_head_reminds_own_people_once_a_day(rules, anna, boris, vera, head, at):
    confirm(boris, rules)

    assert remind_people({anna.pk, boris.pk, vera.pk}, by=head) == 1
    assert remind_people({anna.pk}, by=head) == 0
    at(3)
    assert remind_people({anna.pk}, by=head) == 1

    assert len(told(anna, "reading.reminded")) == 2
    assert told(boris, "reading.reminded") == told(vera, "reading.reminded") == []


def test_a_manager_reminds_nobody(rules, anna, boris):
    with pytest.raises(NotAHead):
        remind_people({boris.pk}, by=anna)


def test_only_their_head_waives_and_nobody_for_themselves(rules, anna, boris, vera, head, head2):
    for stranger in (anna, boris, vera, head2):
        with pytest.raises(NotTheirHead):
            reading(anna, rules).waive("Because", by=stranger)
    with pytest.raises(NotTheirHead):
        reading(head, rules).waive("Because", by=head)

    assert len(owed(anna, rules)) == 3


def test_waiving_twice_is_once_and_too_late_is_refused(rules, anna, boris, head):
    asked = reading(anna, rules)
    asked.waive("On leave", by=head)
    asked.waive("Again", by=head)
    assert ReadingAssignment.objects.get(pk=asked.pk).why == "On leave"

    his = reading(boris, rules)
    confirm(boris, rules)
    with pytest.raises(AlreadySettled):
        his.waive("Too late", by=head)


def test_a_new_colleague_is_reminded_of_the_day_and_not_of_the_whole_path(rules, sales, monkeypatch):
    egor = make_user("egor", department=sales)
    watching.tick()
    asked = ReadingAssignment.objects.get(user=egor)
    later = asked.due_at + timedelta(days=1)
    asked.items.filter(section__code="second").update(due_at=later, day=2)
    ReadingAssignment.objects.filter(pk=asked.pk).update(remind_at=clock.now())
    reminding.tick()
    told = Notice.objects.get(recipient=egor, verb="reading.reminder")
    assert told.details["sections"] == 2
