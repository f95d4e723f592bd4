"""Somebody leaves, and nothing of theirs is lost: with the real records of every app."""

from datetime import timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connections

from accounts import absences, jobs
from accounts import hand_over as hand_over_module
from accounts.hand_over import CannotTakeOver, OnlyLooksOn, carry_on, estates_of, hand_over
from accounts.models import Absence, Role, User
from accounts.people import dismiss
from automation.models import Rule
from crm_project.lib import clock
from leads.models import IntakePoint, Scenario
from regulations.models import Regulation
from tasks.models import Handoff, Task
from tasks.refusals import AlreadyAnswered, NotAllowed
from telephony.models import Call
from tests.factories import make_company, make_contact, make_deal, make_task
from timeline.models import Entry
from timeline.sentences import read

pytestmark = pytest.mark.django_db


def test_open_records_of_every_kind_go_over(anna, boris, admin, stages):
    deal, company, contact = make_deal(anna), make_company(anna), make_contact(anna)
    task = make_task(anna, deal=deal)

    dismiss(anna, to=boris, by=admin)

    for record in (deal, company, contact, task):
        record.refresh_from_db()
    assert {deal.owner, company.owner, contact.owner, task.owner} == {boris}
    assert estates_of(anna) == []


def test_closed_deals_stay_with_whom_they_were(anna, boris, admin, stages, funnel):
    deal = make_deal(anna)
    deal.lose(funnel.loss_reasons.get(), comment="Found one that is cheaper by far", by=anna)

    hand_over(anna, boris, by=admin)

    deal.refresh_from_db()
    assert deal.owner == anna


def test_records_of_somebody_who_left_are_not_seen_by_all(anna, boris, vera, head, admin, stages):
    from deals.models import Deal

    deal = make_deal(anna)
    dismiss(anna, by=admin)

    assert deal in Deal.objects.visible_to(head)
    assert deal not in Deal.objects.visible_to(boris)
    assert deal not in Deal.objects.visible_to(vera)


def test_nothing_goes_to_oneself_or_to_somebody_who_left(anna, boris, admin):
    boris.deactivate(by=admin)

    for heir in (anna, boris):
        with pytest.raises(CannotTakeOver):
            hand_over(anna, heir, by=admin)


def test_nothing_goes_to_whoever_only_looks_on(client, anna, boris, auditor, admin, stages):
    deal, task = make_deal(anna), make_task(anna)
    client.force_login(admin)
    address = f"/settings/people/{anna.pk}/dismissal/"
    form = client.get(address).context["form"]
    assert auditor not in form.fields["to"].queryset
    assert str(auditor.pk) not in {pk for pk, _name in form.fields["to_deals"].choices}

    for sent in ({"to": auditor.pk}, {"to": boris.pk, "to_deals": auditor.pk}, {"to": "", "to_tasks": auditor.pk}):
        assert client.post(address, sent).status_code == 422
    for receivers in ({"to": auditor}, {"to": boris, "others": {"tasks": auditor}}):
        with pytest.raises(OnlyLooksOn):
            hand_over(anna, **receivers, by=admin)

    for record in (deal, task, anna):
        record.refresh_from_db()
    assert (deal.owner, task.owner, anna.is_active) == (anna, anna, True)


def test_a_colleague_who_only_looks_on_from_now_stops_it(anna, boris, admin, auditor, many):
    act = dismiss(anna, to=boris, by=admin)
    boris.role = auditor.role
    boris.save(update_fields=["role"])

    jobs.hand_over()

    act.refresh_from_db()
    assert (act.stopped, held(anna), held(boris)) == (True, 7, 0)


def test_each_kind_may_go_to_somebody_of_its_own(client, anna, boris, vera, admin, stages):
    deal, contact = make_deal(anna), make_contact(anna)
    task = make_task(anna, deal=deal)
    client.force_login(admin)

    client.post(f"/settings/people/{anna.pk}/dismissal/", {"to": boris.pk, "to_tasks": vera.pk})

    for record in (deal, contact, task):
        record.refresh_from_db()
    assert (deal.owner, contact.owner, task.owner) == (boris, boris, vera)


def test_what_comes_in_and_what_rules_name_goes_over_too(anna, boris, admin, sales, funnel, stages):
    point = IntakePoint.objects.create(name="Site", way="webhook", department=sales, owner=anna, created_at=clock.now())
    scenario = Scenario.open({"name": "All", "way": "share"}, {anna: 3}, by=admin)
    rule = Rule.objects.create(name="Call", funnel=funnel, trigger="won", owner=admin, created_at=clock.now())
    rule.actions = [{"id": "1", "do": "tell", "who": str(anna.pk), "text": "Look"}]
    rule.save()

    dismiss(anna, to=boris, by=admin)

    for record in (point, rule):
        record.refresh_from_db()
    assert point.owner == boris
    assert [(seat.user, seat.share) for seat in scenario.seats.all()] == [(boris, 3)]
    assert (rule.actions[0]["who"], rule.owner) == (str(boris.pk), admin)
    assert estates_of(anna) == []


def test_absences_go_on_without_a_deputy_who_left(anna, boris, head, admin):
    tomorrow = clock.local_today() + timedelta(days=1)
    absences.enter(boris, tomorrow, tomorrow + timedelta(days=5), deputy=anna, by=head)

    dismiss(anna, by=admin)

    now = Absence.objects.current().get(user=boris)
    assert (now.deputy, now.from_on) == (None, tomorrow)


@pytest.fixture
def missed(anna):
    """A call that Anna missed and nobody has returned yet."""
    moments = {"started_at": clock.now(), "recorded_at": clock.now()}
    return Call.objects.create(direction="in", outcome="missed", owner=anna, department=anna.department, **moments)


def test_who_is_to_be_called_back_goes_over_too(anna, boris, vera, admin, missed):
    dismiss(anna, to=vera, by=admin)

    assert missed in Call.objects.to_call_back_by(vera)
    assert missed not in Call.objects.to_call_back_by(boris)


def test_without_a_colleague_the_department_calls_back(anna, boris, vera, admin, missed):
    dismiss(anna, by=admin)

    assert missed in Call.objects.to_call_back_by(boris)
    assert missed not in Call.objects.to_call_back_by(vera)


# -- many records -------------------------------------------------------------------------


@pytest.fixture
def many(monkeypatch, anna, stages):
    """Anna holds more than goes over at once: seven contacts, by threes."""
    monkeypatch.setattr(hand_over_module, "AT_ONCE", 3)
    monkeypatch.setattr(hand_over_module, "BATCH", 3)
    for number in range(7):
        make_contact(anna, last_name=f"Client{number}")


def held(user):
    return user.contacts.count()


def test_many_go_over_by_the_worker_and_the_page_tells_how_far(client, anna, boris, admin, many):
    act = dismiss(anna, to=boris, by=admin)
    assert (held(anna), held(boris)) == (7, 0)
    client.force_login(admin)
    assert "going over" in client.get(f"/settings/people/{anna.pk}/").content.decode()

    jobs.hand_over()

    act.refresh_from_db()
    assert (held(anna), held(boris), act.given, bool(act.finished_at)) == (0, 7, {"contacts": 7}, True)
    assert Entry.objects.filter(verb="handed_over").count() == 1
    jobs.hand_over()
    assert Entry.objects.filter(verb="handed_over").count() == 1


def test_a_worker_that_is_killed_has_done_whole_batches_and_another_goes_on(monkeypatch, anna, boris, admin, many):
    act = dismiss(anna, to=boris, by=admin)
    give, seen = hand_over_module._give_some, []

    def dies(act):
        if seen:
            raise KeyboardInterrupt
        seen.append(act)
        return give(act)

    monkeypatch.setattr(hand_over_module, "_give_some", dies)
    with pytest.raises(KeyboardInterrupt):
        carry_on(act.pk)
    assert (held(anna), held(boris)) == (4, 3)

    monkeypatch.setattr(hand_over_module, "_give_some", give)
    carry_on(act.pk)
    assert (held(anna), held(boris)) == (0, 7)


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_each_record_once(anna, boris, admin, many):
    act = dismiss(anna, to=boris, by=admin)

    def work():
        carry_on(act.pk)
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    carry_on(act.pk)

    act.refresh_from_db()
    assert act.given == {"contacts": 7}
    assert Entry.objects.filter(subject_kind="contact", verb="given").count() == 7


def test_a_colleague_who_left_meanwhile_stops_it_and_the_rest_is_given_to_another(client, anna, boris, vera, admin, many):
    dismiss(anna, to=boris, by=admin)
    dismiss(boris, by=admin)
    jobs.hand_over()
    assert held(anna) == 7
    client.force_login(admin)
    page = client.get(f"/settings/people/{anna.pk}/").content.decode()
    assert "It was stopped" in page

    client.post(f"/settings/people/{anna.pk}/handing-over/", {"to": vera.pk})
    jobs.hand_over()

    assert (held(anna), held(vera)) == (0, 7)


def test_what_was_left_behind_goes_to_somebody(client, anna, admin, stages):
    make_deal(anna)
    dismiss(anna, by=admin)
    client.force_login(admin)

    assert client.post(f"/settings/people/{anna.pk}/handing-over/", {"to": ""}).status_code == 422
    assert not anna.hand_overs.exists()


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_an_administrator_hands_over(client, request, boris, vera, admin, who):
    dismiss(boris, by=admin)
    contact = make_contact(boris)
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/settings/people/{boris.pk}/handing-over/", {"to": vera.pk}).status_code in (403, 404)
    contact.refresh_from_db()
    assert contact.owner == boris


def test_a_record_that_refuses_stops_its_own_hand_over_only(monkeypatch, anna, boris, vera, admin, stages, many):
    stuck = dismiss(anna, to=vera, by=admin)
    for number in range(4):
        make_contact(boris, last_name=f"Other{number}")
    other = dismiss(boris, to=vera, by=admin)
    estate = hand_over_module._estates["contacts"]

    def give(user, to, by, most):
        if user == anna:
            raise RuntimeError("This contact may not be given")
        return estate.give(user, to, by, most)

    monkeypatch.setitem(hand_over_module._estates, "contacts", hand_over_module.Estate("contacts", "Contacts", estate.count, give))

    jobs.hand_over()

    for act in (stuck, other):
        act.refresh_from_db()
    assert (stuck.stopped, bool(stuck.finished_at), held(anna)) == (True, True, 7)
    assert (other.stopped, held(boris), held(vera)) == (False, 0, 4)


def test_whoever_asked_and_may_do_so_no_longer_stops_it(anna, boris, admin, roles, many):
    act = dismiss(anna, to=boris, by=admin)
    roles["administrator"].rights = [right for right in roles["administrator"].rights if right != "reassign"]
    roles["administrator"].save()

    jobs.hand_over()

    act.refresh_from_db()
    assert (act.stopped, held(anna)) == (True, 7)


# -- what a record tells of it, and what it refuses -------------------------------------------


def test_a_missed_call_tells_on_its_card_who_returns_it_now(anna, boris, admin, stages, missed):
    missed.deal = make_deal(anna)
    missed.save()

    dismiss(anna, to=boris, by=admin)

    entry = Entry.objects.get(verb="call_given")
    assert (entry.subject_kind, entry.subject_id, entry.actor) == ("deal", missed.deal_id, admin)
    assert (entry.details["before"], entry.details["to"]) == (str(anna), str(boris))
    assert str(read(entry)).endswith(f"the call is to be returned by {boris} instead of {anna}")


def test_a_missed_call_that_is_left_to_the_department_tells_it(anna, admin, missed):
    dismiss(anna, by=admin)

    entry = Entry.objects.get(verb="call_given")
    assert (entry.subject_kind, entry.subject_id, entry.details["to"]) == ("call", missed.pk, "")
    assert "left to the department" in str(read(entry))


def test_a_document_of_the_handbook_tells_whose_it_is_now(anna, boris, admin):
    document = Regulation.objects.create(code="STD-9", owner=anna)

    dismiss(anna, to=boris, by=admin)

    document.refresh_from_db()
    entry = document.entries.get(verb="given")
    assert document.owner == boris
    assert (entry.details["before"], entry.details["to"]) == (str(anna), str(boris))


@pytest.fixture
def narrow(admin):
    """An administrator who configures and gives records to others, and edits only deals of their own."""
    role = Role.objects.get(code="administrator")
    role.matrix["deal"]["edit"] = "own"
    role.save()
    return User.objects.with_rights().get(pk=admin.pk)


@pytest.mark.parametrize("at_once", [200, 0])
def test_who_may_not_edit_some_records_is_told_which_and_nothing_is_half_done(client, monkeypatch, anna, boris, narrow, stages, at_once):
    monkeypatch.setattr(hand_over_module, "AT_ONCE", at_once)
    deal, task, contact = make_deal(anna), make_task(anna), make_contact(anna)
    client.force_login(narrow)

    answer = client.post(f"/settings/people/{anna.pk}/dismissal/", {"to": boris.pk}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "Your role may not give these records to others: Deals" in answer.content.decode()
    for record in (deal, task, contact, anna):
        record.refresh_from_db()
    assert (deal.owner, task.owner, contact.owner, anna.is_active) == (anna, anna, anna, True)
    assert not anna.hand_overs.exists()
    assert not Entry.objects.filter(verb__in=["given", "task_given"]).exists()

    left = {"to_tasks": boris.pk, "to_contacts": boris.pk}
    assert client.post(f"/settings/people/{anna.pk}/dismissal/", left).status_code == 302
    jobs.hand_over()
    task.refresh_from_db()
    anna.refresh_from_db()
    assert (task.owner, anna.is_active) == (boris, False)


# -- at one instant with the work of the person ----------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", range(6))
def test_who_accepts_while_being_dismissed_leaves_one_owner_and_nothing_lost(anna, boris, vera, admin, stages, moment):
    """Anna hands her deal to Vera, who accepts in the moment in which she is dismissed and Boris takes everything over."""
    deal, own = make_deal(anna), [make_task(vera, title=f"Own {number}") for number in range(3)]
    kind = own[0].type
    facts = {"type": kind, "due_on": clock.local_today() + timedelta(days=9), "gives_ownership": True}
    handoff = Handoff.give(to=vera, by=User.objects.with_rights().get(pk=anna.pk), title="Serve", subject=deal, **facts)
    gate, failed, answers = Barrier(2), [], []

    def run(act, wait):
        try:
            gate.wait(10)
            sleep(wait)
            act()
        except (NotAllowed, AlreadyAnswered) as refusal:
            answers.append(refusal)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    def accept():
        Handoff.objects.get(pk=handoff.pk).accept(by=User.objects.with_rights().get(pk=vera.pk))
        answers.append("accepted")

    def leave():
        dismiss(User.objects.with_rights().get(pk=vera.pk), to=boris, by=User.objects.with_rights().get(pk=admin.pk))

    threads = [Thread(target=run, args=(accept, 0.02 * (moment % 3))), Thread(target=run, args=(leave, 0.03 * (moment // 3)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failed == []
    deal.refresh_from_db()
    vera.refresh_from_db()
    task = Task.objects.get(pk=handoff.task_id)
    is_accepted = answers == ["accepted"]
    assert not vera.is_active
    assert (task.owner, task.is_open, task.handed) == (boris, True, "accepted" if is_accepted else "attention")
    assert deal.owner == (boris if is_accepted else anna)
    assert deal.ownings.filter(replaced_at=clock.FOREVER).count() == 1
    assert set(Task.objects.filter(title__startswith="Own").values_list("owner", flat=True)) == {boris.pk}
    assert estates_of(vera) == []
