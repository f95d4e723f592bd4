"""Somebody is away: who may say so, and what the close of the day makes of it."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import absences
from accounts.models import Absence
from tests.factories import make_deal
from timeline.models import Entry
from workday.models import AbsenceRequest, LedgerRow, PersonDay

from .conftest import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, breaches, ledger_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture
def plough(at, anna, stages):
    at("16 10:00")
    return make_deal(anna, stages["Qualified"], name="Plough")


def values(user, first=MONDAY, last=TUESDAY, **more):
    return {"user": user.pk, "from_on": first.isoformat(), "to_on": last.isoformat()} | more


@pytest.mark.parametrize(
    ("who", "status"), [("head", 302), ("admin", 302), ("head2", 422), ("anna", 404), ("boris", 404), ("auditor", 404)]
)
def test_a_head_and_an_administrator_note_an_absence(client, request, at, anna, head, who, status):
    at("16 09:00")
    client.force_login(request.getfixturevalue(who))

    answer = client.post(reverse("workday:absence-new"), values(anna))

    assert answer.status_code == status
    assert Absence.objects.filter(user=anna).exists() == (status == 302)
    assert Entry.objects.filter(subject_kind="user", subject_id=anna.pk, verb="absent").exists() == (status == 302)


@pytest.mark.parametrize(
    "wrong", [{"to_on": "2026-11-15"}, {"from_on": "0026-11-16"}, {"from_on": "soon"}, {"deputy": "self"}, {"deputy": "stranger"}]
)
def test_nonsense_is_refused(client, at, anna, vera, head, wrong):
    at("16 09:00")
    client.force_login(head)
    names = {"self": anna.pk, "stranger": vera.pk}
    answer = client.post(reverse("workday:absence-new"), values(anna) | {key: names.get(value, value) for key, value in wrong.items()})

    assert answer.status_code == 422
    assert not Absence.objects.exists()


def test_twice_is_once(client, at, anna, head):
    at("16 09:00")
    client.force_login(head)
    assert client.post(reverse("workday:absence-new"), values(anna)).status_code == 302

    assert client.post(reverse("workday:absence-new"), values(anna, TUESDAY, WEDNESDAY)).status_code == 422
    assert Absence.objects.count() == 1


def test_nobody_notes_their_own_absence_but_an_administrator(at, anna, head, admin):
    at("16 09:00")
    with pytest.raises(absences.NotTheirHead):
        absences.enter(head, MONDAY, MONDAY, by=head)
    absences.enter(admin, MONDAY, MONDAY, by=admin)


def test_the_deputy_is_judged_and_the_absent_is_not(close_at, at, anna, boris, head, plough):
    absences.enter(anna, MONDAY, MONDAY, deputy=boris, by=head)

    close_at("16 18:01")

    assert not LedgerRow.objects.of(anna).exists()
    assert breaches(boris, MONDAY) == {("Plough", "no_task")}
    assert LedgerRow.objects.of(boris).get().deputy_for == [str(anna)]


def test_without_a_deputy_the_head_answers(close_at, at, anna, head, plough):
    absences.enter(anna, MONDAY, MONDAY, by=head)

    close_at("16 18:01")

    assert breaches(None, MONDAY, owner=None, previous_owner=anna) == {("Plough", "no_task")}


def test_what_is_noted_after_the_close_changes_nothing(close_at, at, anna, boris, head, plough):
    at("16 18:05")
    absences.enter(anna, MONDAY, TUESDAY, deputy=boris, by=head)

    close_at("17 18:01")

    assert breaches(anna, MONDAY) == {("Plough", "no_task")}
    assert breaches(boris, MONDAY) == set()
    assert breaches(boris, TUESDAY) == {("Plough", "no_task")}
    assert not LedgerRow.objects.of(anna).filter(day=TUESDAY).exists()


def test_who_falls_ill_in_the_morning_has_no_day_and_everybody_elses_is_closed(close_at, at, anna, boris, head, plough):
    close_at("16 18:05")
    close_at("17 09:00")
    assert PersonDay.objects.filter(user=anna, day=TUESDAY).exists()
    absences.enter(anna, TUESDAY, WEDNESDAY, by=head)

    close_at("17 09:01")
    assert not PersonDay.objects.filter(user=anna, day=TUESDAY).exists()
    close_at("17 18:01")

    assert ledger_of(boris, TUESDAY)
    assert not LedgerRow.objects.of(anna).filter(day=TUESDAY).exists()


def test_what_is_taken_back_holds_for_the_days_closed_meanwhile(close_at, at, anna, boris, head, plough):
    absence = absences.enter(anna, MONDAY, WEDNESDAY, deputy=boris, by=head)
    at("17 12:00")
    absences.take_back(absence, by=head)

    close_at("17 18:01")

    assert not LedgerRow.objects.of(anna).filter(day=MONDAY).exists()
    assert breaches(boris, MONDAY) == breaches(anna, TUESDAY) == {("Plough", "no_task")}
    assert breaches(boris, TUESDAY) == set()


def test_heads_see_the_absences_of_their_people_only(client, at, anna, vera, head, head2, boris):
    at("16 09:00")
    absence = absences.enter(anna, MONDAY, TUESDAY, by=head)
    for user, status in [(head, 200), (head2, 200), (boris, 404)]:
        client.force_login(user)
        answer = client.get(reverse("workday:absences"))
        assert answer.status_code == status
        assert (str(anna) in answer.content.decode()) == (user == head)
    client.force_login(head2)
    assert client.post(reverse("workday:absence-end", args=[absence.pk])).status_code == 404
    client.force_login(head)
    for _twice in range(2):
        assert client.post(reverse("workday:absence-end", args=[absence.pk])).status_code == 302
    assert not Absence.objects.current().exists()
    assert Entry.objects.filter(verb="absence_taken_back").count() == 1


def test_whoever_is_away_themselves_does_not_stand_in(client, at, anna, boris, head, auditor, admin):
    at("16 09:00")
    absences.enter(boris, MONDAY, WEDNESDAY, deputy=anna, by=head)
    with pytest.raises(absences.DeputyIsAway):
        absences.enter(anna, MONDAY, TUESDAY, deputy=boris, by=head)
    client.force_login(head)
    answer = client.post(reverse("workday:absence-new"), values(anna, deputy=boris.pk))
    assert (answer.status_code, "away on these dates themselves" in answer.content.decode()) == (422, True)
    client.force_login(admin)
    assert client.post(reverse("workday:absence-new"), values(anna, deputy=auditor.pk)).status_code == 422
    assert not Absence.objects.filter(user=anna).exists()

    absences.enter(anna, TUESDAY, THURSDAY, deputy=boris, by=head)


def test_a_slip_of_the_year_is_told(client, at, anna, head):
    at("16 09:00")
    client.force_login(head)
    answer = client.post(reverse("workday:absence-new"), values(anna, last=date(2096, 11, 17)))
    assert (answer.status_code, "check the year" in answer.content.decode()) == (422, True)
    with pytest.raises(absences.TooLong):
        AbsenceRequest.ask(MONDAY, date(2096, 11, 17), "vacation", by=anna)
    assert not Absence.objects.exists()


def test_the_department_sees_who_is_away_and_the_card_says_so(client, at, anna, boris, head, admin, sales):
    at("16 09:00")
    absences.enter(anna, MONDAY, TUESDAY, deputy=boris, by=head)
    client.force_login(head)
    assert [row.user for row in client.get(reverse("workday:department-day", args=[sales.pk, MONDAY])).context["away"]] == [anna]
    client.force_login(admin)
    assert "stands in" in client.get(reverse("accounts:person", args=[anna.pk])).content.decode()
