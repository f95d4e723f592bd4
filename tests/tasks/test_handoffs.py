"""The conveyor: work is handed over, waits for a yes, comes back with a reason, and opens the card for as long as it lasts."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import connections

from accounts.models import Absence, User
from contacts import limits
from contacts.models import Segment
from crm_project.lib import clock
from deals.models import Deal, DealOwning
from leads.conversion import convert
from leads.models import Lead
from notifications.models import Notice
from tasks.handoffs import tell_of_unaccepted
from tasks.models import Handoff, HandoffReason, HandoffRules, Task, TaskSpan, TaskType
from tasks.refusals import AlreadyAnswered, AnswerFirst, CannotReceive, NotAllowed, ReasonNeeded, TaskIsClosed, TooLateToUndo
from tests.factories import make_company, make_deal, make_funnel, make_task
from timeline.models import Entry
from workday.models import RuleSetting  # noqa: F401  its app holds the rules of the day

pytestmark = pytest.mark.django_db
LATER = date(2026, 11, 20)


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", f"{moment}+03:00")


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    at(monkeypatch, "2026-11-17T12:00:00")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, company=make_company(anna))


def fresh(user):
    """As a new request would know them."""
    return User.objects.with_rights().get(pk=user.pk)


def give(deal, by, to, **facts):
    kind, _ = TaskType.objects.get_or_create(code="call", defaults={"name": "Call", "icon": "phone"})
    facts = {"title": "Introduce the service", "type": kind, "due_on": LATER} | facts
    return Handoff.give(to=to, by=fresh(by), subject=deal, **facts)


def sees(user, deal):
    user = fresh(user)
    assert user.may("see", deal) == Deal.objects.visible_to(user).filter(pk=deal.pk).exists()
    return user.may("see", deal)


def edits(user, deal):
    user = fresh(user)
    assert user.may("edit", deal) == Deal.objects.allowed(user, "edit").filter(pk=deal.pk).exists()
    return user.may("edit", deal)


def notices(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("verb", flat=True))


# -- giving ------------------------------------------------------------------------


def test_work_goes_to_a_colleague_of_another_department_and_waits(deal, anna, vera):
    handoff = give(deal, anna, vera, checklist=["Call first", " ", "Ask for the contract"], planned_start=date(2026, 11, 18), note="Loud")

    task = handoff.task
    assert (task.owner, task.author, task.department, task.deal) == (vera, anna, vera.department, deal)
    assert (task.waits, task.handed) == (True, "attention")
    assert [item["text"] for item in handoff.checklist] == ["Call first", "Ask for the contract"]
    assert handoff.accept_by.isoformat() == "2026-11-17T13:00:00+00:00"
    assert notices(vera) == ["handoff.given"]
    assert [entry.verb for entry in deal.entries.order_by("pk")][-1] == "handed_over"


def test_one_token_hands_over_once(deal, anna, vera):
    token = "7d9a1c1e-3f9b-4d4c-9a57-2d1c54d7e0aa"
    first, second = give(deal, anna, vera, token=token), give(deal, anna, vera, token=token)

    assert first == second
    assert Handoff.objects.count() == 1


def test_only_who_may_change_the_card_hands_it_over(deal, boris, vera, auditor, head2):
    for stranger in (boris, auditor, head2):
        with pytest.raises(NotAllowed):
            give(deal, stranger, vera)
    assert not Task.objects.exists()


def test_only_the_owner_gives_the_card_away(deal, head, vera):
    with pytest.raises(NotAllowed):
        give(deal, head, vera, gives_ownership=True)

    assert give(deal, head, vera).giver == head


def test_nobody_hands_to_themselves_to_the_gone_to_onlookers_or_beyond_their_segments(deal, anna, boris, vera, auditor, admin):
    boris.deactivate(by=None)
    limits.limit_to(vera, [Segment.objects.create(name="Farms")], by=admin)

    for person in (anna, boris, auditor, vera):
        with pytest.raises(CannotReceive):
            give(deal, anna, fresh(person))
    assert not Handoff.objects.exists()


def test_one_part_ends_and_the_next_begins_or_neither(deal, anna, vera, auditor):
    task = make_task(anna, deal=deal, by=anna)
    kind = task.type
    with pytest.raises(CannotReceive):
        Handoff.complete_and_give(task, by=anna, text="Found", to=auditor, title="Sell", type=kind, due_on=LATER)
    assert Task.objects.get(pk=task.pk).is_open

    handoff, planned = Handoff.complete_and_give(task, by=anna, text="Found", to=vera, title="Sell", type=kind, due_on=LATER)

    assert not Task.objects.get(pk=task.pk).is_open
    assert (handoff.from_task, handoff.task.previous, planned) == (task, task, None)


def test_an_undone_completion_takes_the_hand_off_along_unless_it_was_accepted(deal, anna, vera):
    first, second = (make_task(anna, deal=deal, by=anna) for _ in range(2))
    facts = {"by": anna, "to": vera, "title": "Sell", "type": first.type, "due_on": LATER}
    taken, _next = Handoff.complete_and_give(first, **facts)
    accepted, _next = Handoff.complete_and_give(second, **facts)
    accepted.accept(by=vera)

    first.reopen(by=anna)
    with pytest.raises(TooLateToUndo):
        second.reopen(by=anna)

    assert Task.objects.get(pk=taken.task_id).handed == "recalled"
    assert Task.objects.get(pk=accepted.task_id).is_open


# -- answering ------------------------------------------------------------------------


def test_only_the_receiver_answers(deal, anna, boris, head, head2, vera, admin):
    handoff = give(deal, anna, vera)

    for other in (anna, boris, head, head2, admin):
        with pytest.raises(NotAllowed):
            handoff.accept(by=fresh(other))
        with pytest.raises(NotAllowed):
            handoff.send_back(None, "No", by=fresh(other))
    assert Task.objects.get().waits


def test_accepted_once_it_falls_due_and_the_giver_hears(deal, anna, vera, monkeypatch):
    handoff = give(deal, anna, vera)
    at(monkeypatch, "2026-11-17T14:30:00")
    handoff.accept(by=vera)
    handoff.accept(by=vera)

    assert (handoff.task.handed, handoff.answered_by, handoff.waited_minutes) == ("accepted", vera, 150)
    assert notices(anna) == ["handoff.accepted"]
    assert Entry.objects.of(("deal", deal.pk)).filter(verb="handoff_accepted").count() == 1


def test_until_accepted_nothing_falls_due_but_the_card_has_its_next_step(deal, anna, vera, monkeypatch):
    handoff = give(deal, anna, vera, due_on=None, due_at=clock.now() + timedelta(hours=1))
    waiting = TaskSpan.objects.latest().get()
    at(monkeypatch, "2026-11-17T14:30:00")
    handoff.accept(by=vera)

    assert (waiting.deal, waiting.owner, waiting.is_due) == (deal, vera, False)
    assert TaskSpan.objects.latest().get().due_at == handoff.task.due_at


def test_who_completes_it_has_accepted_it(deal, anna, vera, head2):
    task = give(deal, anna, vera).task
    with pytest.raises(NotAllowed):
        task.complete(by=head2)

    task.complete(by=vera)

    assert (task.handed, task.done_by) == ("accepted", vera)


def test_a_return_needs_words_and_gives_the_giver_one_task(deal, anna, vera, monkeypatch):
    reason = HandoffReason.objects.create(name="Papers are missing")
    handoff = give(deal, anna, vera)
    with pytest.raises(ReasonNeeded):
        handoff.send_back(reason, "  ", by=vera)

    back = handoff.send_back(reason, "No contract", by=vera)
    again = handoff.send_back(reason, "No contract", by=vera)

    assert back == again
    assert (back.owner, back.handed, back.title, back.due_on) == (anna, "back", "Возврат: Introduce the service", date(2026, 11, 17))
    assert back.note == "Papers are missing: No contract"
    assert Task.objects.get(pk=handoff.task_id).handed == "returned"
    assert notices(anna) == ["handoff.returned"]
    with pytest.raises(AlreadyAnswered):
        handoff.accept(by=vera)


def test_what_came_back_is_handed_over_in_a_second_round(deal, anna, vera):
    back = give(deal, anna, vera).send_back(None, "No contract", by=vera)
    second, _planned = Handoff.complete_and_give(back, by=fresh(anna), to=vera, title="Now", type=back.type, due_on=LATER)

    assert second.round == 2


def test_a_return_is_undone_within_ten_seconds(deal, anna, vera, monkeypatch):
    handoff = give(deal, anna, vera)
    back = handoff.send_back(None, "No contract", by=vera)
    at(monkeypatch, "2026-11-17T12:00:05")
    Task.objects.get(pk=handoff.task_id).reopen(by=vera)

    assert Task.objects.get(pk=handoff.task_id).waits
    assert not Task.objects.get(pk=back.pk).is_open
    Handoff.objects.get().accept(by=vera)
    assert sees(vera, deal)


def test_the_work_of_somebody_gone_comes_back_to_whoever_led_them(deal, anna, head, vera):
    handoff = give(deal, anna, vera)
    anna.deactivate(by=None)
    back = Handoff.objects.get(pk=handoff.pk).send_back(None, "No contract", by=vera)

    assert back.owner == head


def test_the_giver_takes_it_back_before_it_is_accepted_and_nobody_else(deal, anna, boris, vera):
    handoff = give(deal, anna, vera)
    with pytest.raises(NotAllowed):
        handoff.take_back(by=boris)
    handoff.take_back(by=anna)

    assert (handoff.task.handed, handoff.task.is_open) == ("recalled", False)
    assert notices(vera) == ["handoff.given", "handoff.recalled"]
    accepted = give(deal, anna, vera)
    accepted.accept(by=vera)
    with pytest.raises(AlreadyAnswered):
        accepted.take_back(by=anna)


def test_the_receiver_answers_and_does_not_drop_it(deal, anna, vera, head2):
    task = give(deal, anna, vera).task
    with pytest.raises(AnswerFirst):
        task.drop(by=vera)

    task.drop(by=head2)

    assert task.handed == "recalled"


def test_the_deputy_answers_for_whoever_is_away(deal, anna, boris, vera, head2):
    handoff = give(deal, anna, vera)
    today = clock.now().date()
    Absence.objects.create(user=vera, from_on=today, to_on=today, deputy=boris, known_from=clock.now())
    handoff.accept(by=fresh(boris))

    assert (handoff.answered_by, handoff.task.owner) == (boris, vera)
    assert sees(boris, deal)
    assert edits(boris, deal)


def test_a_check_list_is_ticked_once_it_is_accepted(deal, anna, vera, boris):
    handoff = give(deal, anna, vera, checklist=["Call", "Write"])
    with pytest.raises(AnswerFirst):
        handoff.tick(0, done=True, by=vera)
    handoff.accept(by=vera)
    for person, number in ((vera, 0), (vera, 0), (vera, 1)):
        handoff.tick(number, done=True, by=person)
    handoff.tick(1, done=False, by=vera)
    with pytest.raises(NotAllowed):
        handoff.tick(1, done=True, by=boris)

    held = Handoff.objects.get()
    assert [(item["done_by"], bool(item["done_at"])) for item in held.checklist] == [(str(vera), True), ("", False)]
    handoff.task.complete(by=vera)
    with pytest.raises(TaskIsClosed):
        handoff.tick(1, done=True, by=vera)


# -- what it opens ------------------------------------------------------------------------


def test_acceptance_opens_the_card_and_completion_closes_it(deal, anna, boris, vera, head2):
    handoff = give(deal, anna, vera)
    assert not sees(vera, deal)

    handoff.accept(by=vera)
    assert sees(vera, deal)
    assert edits(vera, deal)
    assert not fresh(vera).may_decide("confirm_win", deal)
    assert not sees(boris, deal)
    assert deal.company in type(deal.company).objects.visible_to(fresh(vera))

    handoff.task.complete(by=fresh(vera))
    assert not sees(vera, deal)
    assert deal.company not in type(deal.company).objects.visible_to(fresh(vera))


def test_what_one_plans_on_an_open_card_keeps_it_open(deal, anna, vera):
    handoff = give(deal, anna, vera)
    handoff.accept(by=vera)
    vera = fresh(vera)
    follow_up = make_task(vera, deal=deal, by=vera)
    handoff.task.complete(by=vera)
    assert edits(vera, deal)

    follow_up.complete(by=fresh(vera))
    assert not sees(vera, deal)


def test_an_undone_completion_opens_the_card_again(deal, anna, vera):
    handoff = give(deal, anna, vera)
    handoff.accept(by=vera)
    handoff.task.complete(by=fresh(vera))
    handoff.task.reopen(by=fresh(vera))

    assert edits(vera, deal)


def test_the_card_goes_along_if_the_giver_says_so_and_they_read_on_until_it_is_done(deal, anna, vera):
    handoff = give(deal, anna, vera, gives_ownership=True)
    assert Deal.objects.get().owner == anna
    handoff.accept(by=vera)

    deal.refresh_from_db()
    assert deal.owner == vera
    assert list(DealOwning.objects.order_by("pk").values_list("owner", flat=True)) == [anna.pk, vera.pk]
    assert sees(anna, deal)
    assert not edits(anna, deal)
    handoff.task.complete(by=fresh(vera))
    assert not sees(anna, deal)
    assert sees(vera, deal)


def test_a_card_that_was_given_to_somebody_else_meanwhile_stays_theirs(deal, anna, boris, head, vera):
    handoff = give(deal, anna, vera, gives_ownership=True)
    deal.give_to(boris, by=head)
    handoff.accept(by=vera)

    assert Deal.objects.get().owner == boris
    assert edits(vera, deal)


def test_the_opening_goes_with_the_task(deal, anna, vera, egor, head2, admin):
    handoff = give(deal, anna, vera)
    handoff.accept(by=vera)
    handoff.task.give_to(egor, by=admin)

    assert not sees(vera, deal)
    assert edits(egor, deal)


def test_somebody_else_who_is_to_accept_has_the_whole_limit(deal, anna, vera, egor, admin, monkeypatch):
    handoff = give(deal, anna, vera)
    at(monkeypatch, "2026-11-17T14:00:00")
    handoff.task.give_to(egor, by=admin)
    handoff.refresh_from_db()

    assert (handoff.receiver, handoff.accept_by.isoformat()) == (egor, "2026-11-17T15:00:00+00:00")
    with pytest.raises(NotAllowed):
        handoff.accept(by=vera)
    handoff.accept(by=egor)


def test_a_full_save_of_the_person_does_not_forget_what_is_open(deal, anna, vera):
    stale = fresh(vera)
    give(deal, anna, vera).accept(by=vera)
    stale.first_name = "Veronika"
    stale.save()

    assert edits(vera, deal)
    assert fresh(vera).first_name == "Veronika"


def test_leads_open_the_same_way_and_go_on_as_deals(anna, vera, stages):
    make_funnel("Leads", cards="leads")
    lead = Lead.receive({"person": "Nina"}, by=anna, owner=anna)
    give(lead, anna, vera).accept(by=vera)
    assert fresh(vera).may("edit", lead)
    assert lead in Lead.objects.visible_to(fresh(vera))

    deal = convert(lead, by=anna)
    assert edits(vera, deal)
    assert not fresh(vera).may("see", lead)


def test_ten_random_days_of_hand_offs_agree_by_page_and_by_record(anna, boris, vera, egor, stages, admin):
    import random

    rng, people = random.Random(7), [anna, boris, vera, egor]
    deals = [make_deal(rng.choice(people)) for _ in range(6)]
    for _step in range(60):
        waiting = list(Handoff.objects.filter(task__dropped_at=None, task__done_at=None).select_related("task__owner", "giver"))
        if not waiting or rng.random() < 0.4:
            deal = Deal.objects.get(pk=rng.choice(deals).pk)
            able = [one for one in people if fresh(one).may("edit", deal)]
            giver = rng.choice(able)
            owns = giver.pk == deal.owner_id and rng.random() < 0.5
            give(deal, giver, rng.choice([one for one in people if one != giver]), gives_ownership=owns)
            continue
        handoff = rng.choice(waiting)
        owner = fresh(handoff.task.owner)
        if handoff.task.waits:
            rng.choice([lambda h=handoff, o=owner: h.accept(by=o), lambda h=handoff, o=owner: h.send_back(None, "No", by=o)])()
        else:
            handoff.task.complete(by=owner)
        for person in people:
            for deal in Deal.objects.all():
                sees(person, deal)
                edits(person, deal)


# -- nobody accepts ------------------------------------------------------------------------


def test_the_superior_and_the_giver_are_told_once_that_it_is_not_accepted(deal, anna, vera, head2, monkeypatch):
    give(deal, anna, vera)
    told = []
    for moment in ("2026-11-17T15:59:00", "2026-11-17T16:01:00", "2026-11-17T16:02:00"):
        at(monkeypatch, moment)
        told.append(tell_of_unaccepted())

    assert told == [0, 1, 0]
    assert (notices(head2), notices(anna)) == (["handoff.late"], ["handoff.late"])
    assert Entry.objects.of(("deal", deal.pk)).filter(verb="handoff_late").count() == 1


def test_the_limit_runs_in_working_time_over_a_weekend(deal, anna, vera, monkeypatch):
    at(monkeypatch, "2026-11-20T17:00:00")

    assert give(deal, anna, vera).accept_by.isoformat() == "2026-11-23T09:00:00+00:00"


def test_without_a_limit_nobody_is_told(deal, anna, vera, admin, monkeypatch):
    HandoffRules.current().shape(by=admin, accept_minutes=None, reasons=["Papers"])
    give(deal, anna, vera)
    at(monkeypatch, "2026-11-19T16:01:00")

    assert tell_of_unaccepted() == 0


def test_a_stop_of_the_system_is_told_by_one_notice(deal, anna, vera, head2, monkeypatch):
    for _ in range(3):
        give(deal, anna, vera)
    at(monkeypatch, "2026-11-19T16:01:00")
    tell_of_unaccepted()

    assert notices(head2) == ["handoff.late_missed"]


def test_only_who_configures_shapes_the_rules_and_used_reasons_stay(anna, admin):
    with pytest.raises(NotAllowed):
        HandoffRules.current().shape(by=anna, accept_minutes=60, reasons=[])
    HandoffRules.current().shape(by=admin, accept_minutes=60, reasons=["One", "Two", "One"])
    HandoffRules.current().shape(by=admin, accept_minutes=120, reasons=["Two", "Three"])

    assert HandoffRules.objects.get().accept_minutes == 120
    assert list(HandoffReason.objects.live().values_list("name", flat=True)) == ["Two", "Three"]


# -- handed on ----------------------------------------------------------------------------


def test_who_lent_a_card_is_told_once_when_it_is_handed_on(deal, anna, vera, boris, egor):
    lent = give(deal, anna, vera)
    lent.accept(by=vera)
    token = uuid.uuid4()

    for _time in range(2):
        Handoff.give(to=boris, by=fresh(vera), subject=deal, title="Mount it", type=lent.task.type, due_on=LATER, token=token)

    assert notices(anna) == ["handoff.accepted", "handoff.passed_on"]
    told = Notice.objects.get(verb="handoff.passed_on")
    assert (told.details["actor"], told.details["person"], told.details["title"]) == (str(vera), str(boris), "Mount it")
    assert "handoff.passed_on" not in notices(vera) + notices(boris) + notices(egor)


def test_the_next_link_tells_the_giver_before_it_and_the_owner(deal, anna, vera, boris, egor):
    first = give(deal, anna, vera)
    first.accept(by=vera)
    second, _own = Handoff.complete_and_give(first.task, by=fresh(vera), to=boris, title="Mount it", type=first.task.type, due_on=LATER)
    second.accept(by=boris)

    Handoff.complete_and_give(second.task, by=fresh(boris), to=egor, title="Teach them", type=first.task.type, due_on=LATER)

    assert notices(anna).count("handoff.passed_on") == 2
    assert notices(vera).count("handoff.passed_on") == 1
    assert "handoff.passed_on" not in notices(boris)


def test_a_card_given_back_or_held_by_right_is_not_handed_on(deal, anna, vera, boris, head):
    lent = give(deal, anna, vera)
    lent.accept(by=vera)

    give(deal, vera, anna)
    give(deal, head, boris)
    give(deal, anna, boris)

    assert "handoff.passed_on" not in notices(anna) + notices(vera) + notices(boris)


# -- two at once ------------------------------------------------------------------------


def at_once(*acts):
    start, refused = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except (AlreadyAnswered, TaskIsClosed) as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.django_db(transaction=True)
def test_of_acceptance_and_taking_back_at_once_one_holds(deal, anna, vera):
    pk = give(deal, anna, vera).pk
    refused = at_once(
        lambda: Handoff.objects.get(pk=pk).accept(by=User.objects.get(pk=vera.pk)),
        lambda: Handoff.objects.get(pk=pk).take_back(by=User.objects.get(pk=anna.pk)),
    )

    task = Task.objects.get()
    assert len(refused) == 1
    assert (task.handed, task.is_open) in (("accepted", True), ("recalled", False))
    assert sees(vera, deal) == task.is_open


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_are_both_known_to_the_person(anna, vera, stages):
    deals = [make_deal(anna), make_deal(anna)]
    pks = [give(deal, anna, vera).pk for deal in deals]
    refused = at_once(*[lambda pk=pk: Handoff.objects.get(pk=pk).accept(by=User.objects.get(pk=vera.pk)) for pk in pks])

    assert refused == []
    assert sorted(fresh(vera).opened["edit"]["deal"]) == sorted(deal.pk for deal in deals)
