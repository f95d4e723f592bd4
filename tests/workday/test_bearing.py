"""Somebody is away or gone: whoever answers for their cards sees them everywhere beforehand, and can put them in order."""

import pytest
from django.urls import reverse

from accounts import absences
from accounts.models import User
from accounts.people import dismiss
from accounts.schedule import Timetable
from deals.decorators import decorated
from deals.models import Ask, Deal
from deals.refusals import NotAllowed
from deals.task_states import task_state_of
from tasks.models import Task
from telephony.models import Call
from tests.factories import make_contact, make_deal, make_task
from workday import warning
from workday.live import day_of, findings_of, team_counts, team_findings
from workday.models import Breach, PersonDay
from workday.pill import own_facts
from workday.rules import CODES
from workday.settings_in_force import SettingsInForce

from .conftest import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]
ALL = {("Bare", "no_task"), ("Late", "overdue"), ("New", "unprocessed"), ("New", "no_task")}


def again(user):
    """As the next request knows them."""
    return User.objects.with_rights().get(pk=user.pk)


@pytest.fixture
def of_anna(at, anna, stages):
    """What Anna leaves behind on Monday: one deal for each rule, a missed call, a task of her own."""
    at("16 10:00")
    make_deal(anna, stages["Qualified"], name="Bare")
    make_task(anna, deal=make_deal(anna, stages["Qualified"], name="Late"), due_at=moment("16 15:00"), title="Ring Zarya")
    make_deal(anna, name="New")
    Call.log(by=anna, owner=anna, direction="in", outcome="missed", phone="+7 918 442-19-06", started_at=moment("16 09:30"))


def judged(owner, day=TUESDAY):
    return set(Breach.objects.filter(owner=owner, day=day).values_list("deal_name", "rule"))


def everywhere(user, head):
    """What lists, ring, pill, warning and the table of the team say of a person; all of them are the same."""
    found = {(one.deal_name, one.rule) for one in findings_of(again(user))}
    counts = {code: sum(1 for _name, rule in found if rule == code) for code in CODES}
    day, now = day_of(again(user))
    row = PersonDay(user=again(user), day=TUESDAY, department=user.department, cut_off=moment("17 18:00"))
    assert {(one.deal_name, one.rule) for one in now} == found
    assert day.counts == counts
    assert own_facts(again(user))["total"] - own_facts(again(user))["done"] == day.left
    assert warning._found([row], moment("17 18:00"), Timetable(), SettingsInForce())[user.pk] == counts
    assert team_counts([again(user)], [], on_behalf_of=again(head))[user.pk] == counts
    return found


def nobodys(head):
    return {(one.deal_name, one.rule) for one in team_findings([], [head.department], on_behalf_of=again(head))}


def chips(head):
    deals = decorated(list(Deal.objects.filter(closed_at=None).select_related("owner", "stage", "department")), again(head))
    return {(deal.name, rule) for deal in deals for rule in deal.broken_rules}


def filtered(head):
    states = {"overdue": "overdue", "none": "no_task", "unprocessed": "unprocessed"}
    user = again(head)
    return {
        (deal.name, rule)
        for code, rule in states.items()
        for deal in task_state_of(code).narrow(Deal.objects.visible_to(user).open(), user)
    }


def test_e25_the_deputy_sees_before_the_close_what_they_are_judged_by(at, close_at, of_anna, anna, boris, head):
    absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    at("17 18:00")
    live, marked, listed = everywhere(boris, head), chips(head), filtered(head)

    close_at("17 18:00")

    assert live == judged(boris) == marked == listed == ALL
    assert nobodys(head) == judged(None) == set()


@pytest.mark.parametrize("why", ["no deputy", "the deputy is away too", "the deputy has left", "she has left"])
def test_e25_the_department_sees_before_the_close_what_nobody_answers_for(at, close_at, of_anna, anna, boris, head, admin, why):
    at("16 18:30")
    if why == "she has left":
        dismiss(anna, by=admin)
    else:
        absences.enter(anna, TUESDAY, TUESDAY, deputy=None if why == "no deputy" else boris, by=head)
    if why == "the deputy is away too":
        absences.enter(boris, MONDAY, FRIDAY, by=head)
    if why == "the deputy has left":
        dismiss(boris, by=admin)
    at("17 18:00")
    live, marked, listed = nobodys(head), chips(head), filtered(head)

    close_at("17 18:00")

    assert live == judged(None) == marked == listed == ALL
    assert judged(boris) == set()


def test_a_new_deal_that_comes_while_its_owner_is_away_is_too_young_for_half_an_hour_only(at, close_at, anna, boris, head):
    at("16 09:00")
    absences.enter(anna, MONDAY, WEDNESDAY, deputy=boris, by=head)
    at("17 10:00")
    make_deal(anna, name="Old enough")
    at("17 17:45")
    make_deal(anna, name="Too young")
    at("17 18:00")
    live = {(one.deal_name, one.rule) for one in findings_of(again(boris))}

    close_at("17 18:00")

    assert live == judged(boris) == {("Old enough", "unprocessed"), ("Old enough", "no_task"), ("Too young", "no_task")}


def test_the_deputy_opens_and_mends_it_and_does_no_more(client, at, of_anna, anna, boris, vera, head):
    at("16 18:30")
    absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    bare, nina = Deal.objects.get(name="Bare"), make_contact(anna)
    at("17 10:00")
    client.force_login(boris)

    assert client.get(reverse("deals:card", args=[bare.pk])).status_code == 200
    assert client.get(reverse("contacts:client", args=["contact", nina.pk])).status_code == 200
    assert "Ring Zarya" in client.get(reverse("workday:my-day")).content.decode()
    assert "442-19-06" in client.get(reverse("workday:my-day")).content.decode()
    assert "Ring Zarya" in client.get(reverse("tasks:list")).content.decode()
    task = Task.objects.get(title="Ring Zarya")
    task.move_due(by=again(boris), due_on=WEDNESDAY)
    for action, expected in [("see", True), ("edit", True), ("delete", False), ("export", False)]:
        assert again(boris).may(action, bare) is expected
        assert Deal.objects.allowed(again(boris), action).filter(pk=bare.pk).exists() is expected
    client.force_login(vera)
    assert client.get(reverse("deals:card", args=[bare.pk])).status_code == 404


@pytest.mark.parametrize(("when", "status"), [("16 23:59", 404), ("17 00:01", 200), ("17 23:59", 200), ("18 00:01", 404)])
def test_the_door_is_open_on_the_dates_of_the_absence_only(client, at, of_anna, anna, boris, head, when, status):
    absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    at(when)
    client.force_login(boris)

    assert client.get(reverse("deals:card", args=[Deal.objects.get(name="Bare").pk])).status_code == status


def test_an_absence_taken_back_closes_the_door(client, at, of_anna, anna, boris, head):
    absence = absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    at("17 10:00")
    absences.take_back(absence, by=head)
    client.force_login(boris)

    assert client.get(reverse("deals:card", args=[Deal.objects.get(name="Bare").pk])).status_code == 404


def test_what_was_excused_or_left_out_is_no_debt_of_the_morning(close_at, of_anna, anna, boris, head):
    close_at("16 18:00")
    row = PersonDay(user=anna, day=TUESDAY)
    assert warning._debts_of(row) == 3

    for breach in Breach.objects.filter(owner=anna, deal_name="New"):
        breach.excuse("The client asked to wait", by=head)

    assert warning._debts_of(row) == 2


def test_a_colleagues_late_task_of_a_whole_day_is_shown_on_my_day(client, at, anna, boris, stages):
    at("16 10:00")
    make_task(boris, deal=make_deal(anna, stages["Qualified"], name="Of Anna"), due_on=MONDAY, title="Send papers")
    client.force_login(anna)
    at("16 17:00")
    assert "Send papers" not in client.get(reverse("workday:my-day")).content.decode()

    at("17 10:00")

    assert "Send papers" in client.get(reverse("workday:my-day")).content.decode()


@pytest.fixture
def lent(at, of_anna, anna, head, head2):
    """A head of another department stands in for Anna on Tuesday."""
    at("16 18:30")
    absences.enter(anna, TUESDAY, TUESDAY, deputy=head2, by=head)
    at("17 10:00")
    return Deal.objects.get(name="Bare")


def test_a_head_who_stands_in_works_on_the_card_and_decides_nothing_about_it(client, lent, anna, vera, head, head2, stages):
    deputy = again(head2)
    assert deputy.may("edit", lent)
    for right in ("reassign", "move_back", "confirm_win"):
        assert deputy.has_right(right)
        assert not deputy.may_decide(right, lent)
        assert again(head).may_decide(right, lent)
    with pytest.raises(NotAllowed):
        lent.give_to(vera, by=deputy)
    with pytest.raises(NotAllowed):
        lent.move_back(stages["New"], reason="By mistake", by=deputy)
    ask = Ask.put_back(lent, stages["New"], by=again(anna), why="The client changed the order")
    with pytest.raises(NotAllowed):
        ask.answer(True, by=deputy)
    assert not Ask.objects.awaiting(deputy).exists()
    assert list(Ask.objects.awaiting(again(head))) == [ask]
    client.force_login(head2)
    client.post(reverse("deals:give", args=[lent.pk]), {"owner": vera.pk})

    lent.refresh_from_db()
    assert (lent.owner, lent.stage) == (anna, stages["Qualified"])


def test_a_head_who_stands_in_saves_none_of_the_cards_to_a_file(client, lent, head2):
    make_deal(head2, lent.stage, name="Of the other department")
    client.force_login(head2)

    answer = client.get(reverse("deals:export") + f"?as=csv&funnel={lent.funnel_id}")

    told = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")
    assert "Of the other department" in told
    assert "Bare" not in told


def test_the_owner_takes_back_what_the_deputy_asked(at, of_anna, anna, boris, head, stages):
    at("16 18:30")
    absence = absences.enter(anna, TUESDAY, TUESDAY, deputy=boris, by=head)
    at("17 10:00")
    deal = Deal.objects.get(name="Bare")
    ask = Ask.put_back(deal, stages["New"], by=again(boris), why="The client changed the order")
    absences.take_back(absence, by=head)

    ask.withdraw(by=again(anna))

    assert not Ask.objects.open().exists()


def test_an_absence_that_is_over_is_not_entered(client, at, anna, head):
    at("18 10:00")
    client.force_login(head)

    answer = client.post(reverse("workday:absence-new"), {"user": anna.pk, "from_on": MONDAY.isoformat(), "to_on": TUESDAY.isoformat()})

    assert answer.status_code == 422
    assert not absences.Absence.objects.exists()
