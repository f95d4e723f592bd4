"""Scenarios hand out leads: to whom, in which order, to nobody twice; whoever does not answer is passed over."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Absence, Workspace
from contacts.models import Channel, Segment, SegmentGroup, Source
from crm_project.lib import clock
from deals.refusals import NotAllowed
from leads.choosing import Asked, Plan
from leads.conversion import receive
from leads.distribution import distribute, distribute_waiting, pass_on_unanswered
from leads.models import HandOut, Lead, LeadOwning, Scenario
from leads.readiness_of_people import excluded
from leads.trial import try_out, why_nobody
from notifications.models import Notice
from tests.factories import make_contact, make_deal
from tests.workday.conftest import at, moment  # noqa: F401
from timeline.models import Entry
from workday.models import LedgerRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(at):  # noqa: F811
    at("17 12:00")


@pytest.fixture
def department(leads_funnel, sales, head, anna, boris):
    """Anna and Boris work from nine to six, Monday to Friday; leads come to their department."""
    return sales


def make_scenario(shares, **values):
    return Scenario.open({"name": "South"} | values, shares, by=None)


def came(department, n=0, **values):
    """An enquiry from outside."""
    return receive({"person": f"Nina {n}", "phone_typed": f"8918000{n:04d}", **values}, by=None, department=department)


def owners(department, number):
    return [came(department, n).owner for n in range(number)]


# -- who is next ----------------------------------------------------------------


def test_without_a_scenario_a_lead_waits_for_whoever_takes_it_first(department):
    lead = came(department)

    assert (lead.owner, HandOut.objects.count()) == (None, 0)


def test_a_share_of_three_to_one_is_three_of_every_four(department, anna, boris):
    make_scenario({anna: 3, boris: 1})

    got = owners(department, 12)

    assert [got[start : start + 4].count(anna) for start in (0, 4, 8)] == [3, 3, 3]
    assert got[:4] == got[4:8]


def test_whoever_was_away_is_owed_nothing_afterwards(department, anna, boris, at):  # noqa: F811
    make_scenario({anna: 1, boris: 1})
    away = Absence.objects.create(user=boris, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    assert set(owners(department, 5)) == {anna}

    away.delete()

    assert owners(department, 4).count(boris) == 2


def test_the_least_loaded_is_asked(department, anna, boris, stages):
    make_deal(anna, stages["New"])
    make_scenario({anna: 1, boris: 1}, way="least")

    assert came(department).owner == boris


def test_deals_that_have_moved_on_are_no_load(department, anna, boris, stages):
    make_deal(anna, stages["Qualified"])
    make_scenario({anna: 1, boris: 1}, way="least")
    receive({"person": "Oleg"}, by=anna, owner=boris)

    assert came(department).owner == anna


def test_of_equally_loaded_whoever_was_without_a_lead_longest_is_asked(department, anna, boris, at):  # noqa: F811
    make_scenario({anna: 1, boris: 1}, way="least")
    first = came(department, 1)
    at("17 12:10")
    second = came(department, 2)

    assert {first.owner, second.owner} == {anna, boris}
    at("17 12:20")
    assert came(department, 3).owner == first.owner


def test_one_person_is_asked_and_the_deputy_while_they_are_away(department, anna, boris):
    make_scenario({anna: 1}, way="one")
    assert came(department, 1).owner == anna

    Absence.objects.create(user=anna, deputy=boris, from_on="2026-11-16", to_on="2026-11-20", known_from=clock.now() - timedelta(days=1))
    lead = came(department, 2)

    assert lead.owner == boris
    with translation.override("en"):
        assert lead.hand_outs.get().words == "stands in for Anna Testova, scenario “South”"


@pytest.mark.parametrize("state", ["signed off", "away", "without the right"])
def test_whoever_cannot_answer_is_not_asked(department, anna, boris, roles, state):
    make_scenario({anna: 5, boris: 1})
    if state == "signed off":
        type(anna).objects.filter(pk=anna.pk).update(is_active=False)
    elif state == "away":
        Absence.objects.create(user=anna, from_on="2026-11-17", to_on="2026-11-20", known_from=clock.now() - timedelta(days=1))
    else:
        type(anna).objects.filter(pk=anna.pk).update(role=make_role_without_leads())

    assert set(owners(department, 4)) == {boris}


def make_role_without_leads():
    from accounts.models import Role

    role = Role.objects.get(code="trainee")
    role.pk, role.code, role.name = None, "blind", "Blind"
    role.matrix = role.matrix | {"lead": dict.fromkeys(role.matrix["lead"], "none")}
    role.save(force_insert=True)
    return role


# -- conditions -------------------------------------------------------------------


def test_the_first_scenario_that_holds_decides(department, anna, boris):
    fair, site = Source.objects.create(name="Fair"), Source.objects.create(name="Our site")
    make_scenario({anna: 1}, name="Fairs", sources=[fair])
    make_scenario({boris: 1}, name="All others")

    assert came(department, 1, source=fair).owner == anna
    assert came(department, 2, source=site).owner == boris
    assert came(department, 3).owner == boris


def test_a_channel_a_segment_and_a_department_narrow_a_scenario(department, anna, boris, service):
    mail, south = Channel.objects.create(name="Post"), Segment.objects.create(name="South")
    make_scenario({anna: 1}, channels=[mail], segments=[south], department=department)
    nina = make_contact(boris)
    nina.add_phone("89180000001")
    nina.segments.add(south)

    assert came(department, 1, channel=mail).owner == anna
    assert came(department, 1).owner is None
    assert came(department, 2, channel=mail).owner is None
    assert came(service, 1, channel=mail).owner is None


def test_in_working_hours_nobody_is_asked_at_night(department, anna, at):  # noqa: F811
    make_scenario({anna: 1}, hours="working")
    at("17 20:00")
    late = came(department)
    assert late.owner is None

    at("18 08:59")
    distribute_waiting()
    late.refresh_from_db()
    assert late.owner is None

    at("18 09:00")
    distribute_waiting()
    late.refresh_from_db()
    assert late.owner == anna


def test_the_duty_scenario_holds_outside_working_hours(department, anna, boris, at):  # noqa: F811
    make_scenario({anna: 1}, name="Day", hours="working")
    make_scenario({boris: 1}, name="Night", hours="outside")

    assert came(department, 1).owner == anna
    at("17 18:00")
    assert came(department, 2).owner == boris


def test_whoever_has_not_closed_the_last_day_is_skipped_if_the_scenario_says_so(department, anna, boris):
    ledger(anna, "2026-11-13", deals=0)
    ledger(anna, "2026-11-16", deals=2)
    ledger(boris, "2026-11-13", deals=1)
    ledger(boris, "2026-11-16", deals=0)
    lenient = make_scenario({anna: 1, boris: 1})
    assert set(owners(department, 2)) == {anna, boris}

    lenient.change({"name": "South", "skips_unclean": True}, {anna: 1, boris: 1}, by=None)

    assert set(owners(department, 3)) == {boris}


def ledger(user, day, deals):
    return LedgerRow.objects.create(
        kind="person",
        user=user,
        department=user.department,
        day=day,
        cut_off=clock.now(),
        zone="UTC",
        deals=deals,
        published_at=clock.now(),
    )


def test_a_day_that_was_never_judged_excludes_nobody(anna, boris):
    ledger(anna, "2026-11-16", deals=1)

    assert list(excluded([anna, boris], clock.now().date())) == [anna.pk]


def test_who_may_be_asked_costs_the_same_for_one_and_for_many(anna, boris, egor, head):
    with CaptureQueriesContext(connection) as few:
        excluded([anna], clock.now().date())
    with CaptureQueriesContext(connection) as many:
        excluded([anna, boris, egor, head], clock.now().date())

    assert len(few) == len(many) == 1


# -- one owner ----------------------------------------------------------------------


def test_a_hand_out_is_history_an_interval_and_a_notice(department, anna):
    scenario = make_scenario({anna: 1})

    lead = came(department)

    entry = Entry.objects.get(subject_kind="lead", subject_id=lead.pk, verb="given")
    assert (entry.details["turn"], entry.details["of"], entry.details["scenario"]) == (1, 1, "South")
    assert LeadOwning.objects.get(card=lead, replaced_at=clock.FOREVER).owner == anna
    assert Notice.objects.get(recipient=anna).verb == "lead.came"
    assert lead.hand_outs.get().scenario == scenario
    assert lead.is_waiting


def test_a_lead_that_has_an_owner_is_handed_to_nobody(department, anna, boris):
    make_scenario({anna: 1})
    lead = receive({"person": "Nina"}, by=anna, owner=boris)
    taken = Lead.receive({"person": "Oleg"}, by=anna)
    taken.take(by=boris)

    assert distribute(lead) is None
    assert distribute(taken) is None
    assert taken.owner == boris


def test_the_same_submission_twice_is_handed_out_once(department, anna, boris):
    make_scenario({anna: 1, boris: 1})
    token = "5c1ad8c6-54d3-4d39-8d7e-1f3b4e0f7a52"

    for _ in range(2):
        receive({"person": "Nina"}, by=None, department=department, token=token)

    assert HandOut.objects.count() == 1


def test_where_no_leads_are_kept_the_deal_belongs_to_whoever_was_named(department, anna):
    Workspace.objects.update(enquiries_become_deals=True)
    make_scenario({anna: 1})

    lead = came(department)

    assert lead.deal.owner == anna


def test_a_deal_at_once_waits_for_its_scenario_when_nobody_is_at_work(at, department, anna):  # noqa: F811
    Workspace.objects.update(enquiries_become_deals=True)
    make_scenario({anna: 1}, hours="any")
    Absence.objects.create(user=anna, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    lead = receive({"person": "Nina"}, by=None, department=department, instead=department.head)
    assert (lead.owner, lead.deal) == (None, None)

    at("18 10:00")
    distribute_waiting()

    lead.refresh_from_db()
    assert (lead.deal.owner, lead.hand_outs.get().reason["scenario"]) == (anna, "South")


def test_a_deal_at_once_that_no_scenario_is_for_goes_to_the_head(department, anna, head):
    Workspace.objects.update(enquiries_become_deals=True)
    make_scenario({anna: 1}, regions="Краснодар")

    lead = receive({"person": "Nina"}, by=None, department=department, instead=head)

    assert lead.deal.owner == head


def test_the_reason_stands_on_the_card_of_the_deal(client, department, anna):
    Workspace.objects.update(enquiries_become_deals=True)
    make_scenario({anna: 1})
    lead = came(department)
    client.force_login(anna)

    page = client.get(f"/deals/{lead.deal_id}/").content.decode()
    assert "turn 1 of 1, scenario “South”" in page


# -- regions ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "comment, owner",
    [
        ("Город: г. Краснодар", "boris"),
        ("Нужен плуг\nВаш регион: Республика Адыгея", "boris"),
        ("City: Krasnodar", "anna"),
        ("Видел вас в Краснодаре", "anna"),
        ("", "anna"),
    ],
)
def test_a_region_that_the_enquiry_tells_decides(request, department, anna, boris, comment, owner):
    make_scenario({boris: 1}, name="South", regions="Краснодар, адыгея")
    make_scenario({anna: 1}, name="All others")

    assert came(department, comment=comment).owner == request.getfixturevalue(owner)


def test_so_does_the_address_of_a_known_client(department, anna, boris):
    contact = make_contact(anna)
    contact.add_phone("8918000 0000", by=anna)
    contact.addresses.create(text="Краснодарский край, ст. Каневская")
    make_scenario({boris: 1}, regions="Краснодар")

    assert came(department).owner == boris


def test_so_does_a_segment_that_lies_in_a_group_of_regions(department, anna, boris):
    contact = make_contact(anna)
    contact.add_phone("8918000 0000", by=anna)
    group = SegmentGroup.objects.create(name="Регион")
    contact.segments.add(Segment.objects.create(name="Краснодар", group=group), Segment.objects.create(name="Адыгея"))
    make_scenario({anna: 1}, name="Not by a segment without a group", regions="Адыгея")
    make_scenario({boris: 1}, regions="Краснодар")

    assert came(department).owner == boris


def test_the_trial_asks_for_the_region_too(department, anna):
    make_scenario({anna: 1}, regions="Краснодар")

    assert try_out(department, region="г. Краснодар")["chosen"] == anna
    assert try_out(department)["scenario"] is None


def test_only_who_may_reassign_hands_out_by_hand(department, anna, head):
    lead = came(department)
    make_scenario({anna: 1})
    Lead.objects.update(recorded_at=clock.now() + timedelta(seconds=1))

    with pytest.raises(NotAllowed):
        distribute(lead, by=anna)
    assert distribute(lead, by=head).user == anna


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_one_hands_the_lead_out(department, anna, boris):
    lead = came(department)
    scenario = make_scenario({anna: 1, boris: 1})
    Scenario.objects.update(on_since=lead.recorded_at)

    made = at_once(20, lambda: distribute(Lead.objects.get(pk=lead.pk)))

    assert len([one for one in made if one]) == 1
    assert (HandOut.objects.count(), Scenario.objects.get(pk=scenario.pk).turn) == (1, 1)
    assert LeadOwning.objects.filter(card=lead, replaced_at=clock.FOREVER).count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_leads_at_once_are_shared_exactly(department, anna, boris):
    make_scenario({anna: 3, boris: 1})

    made = at_once(20, lambda: came(department))

    assert [lead.owner for lead in made].count(anna) == 15


def at_once(number, act):
    start, answers = threading.Barrier(number), []

    def run():
        start.wait()
        try:
            answers.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# -- those nobody could be asked about ---------------------------------------------------


def test_what_came_before_the_scenario_stays_where_it_is(department, anna, at):  # noqa: F811
    lead = came(department)
    at("17 12:05")
    make_scenario({anna: 1})

    distribute_waiting()

    lead.refresh_from_db()
    assert lead.owner is None


def test_with_nobody_to_ask_the_lead_lies_in_the_common_inbox_until_somebody_works(department, anna, at):  # noqa: F811
    make_scenario({anna: 1})
    Absence.objects.create(user=anna, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    lead = came(department)
    assert lead.owner is None

    distribute_waiting()
    at("18 09:00")
    distribute_waiting()
    distribute_waiting()

    lead.refresh_from_db()
    assert lead.owner == anna
    assert lead.hand_outs.count() == 1


_seen = {}


@pytest.mark.parametrize("number", [1, 30])
def test_a_tick_with_nobody_to_ask_costs_the_same_for_many_leads(department, anna, number):
    make_scenario({anna: 1}, segments=[Segment.objects.create(name="South")])
    for n in range(number):
        came(department, n)

    with CaptureQueriesContext(connection) as queries:
        distribute_waiting()
        pass_on_unanswered()

    assert _seen.setdefault("tick", len(queries)) == len(queries)


def test_one_that_fails_holds_up_no_other(department, anna, boris, monkeypatch):
    Absence.objects.create(user=anna, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    make_scenario({anna: 1})
    first, second = came(department, 1), came(department, 2)
    Absence.objects.all().delete()
    give = Lead.give_to

    def fail(lead, *args, **kwargs):
        if lead.pk == first.pk:
            raise RuntimeError
        return give(lead, *args, **kwargs)

    monkeypatch.setattr(Lead, "give_to", fail)
    distribute_waiting()

    assert [Lead.objects.get(pk=lead.pk).owner for lead in (first, second)] == [None, anna]


# -- the trial -----------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["share", "least", "one"])
def test_the_trial_names_whom_the_hand_out_then_asks(department, anna, boris, way):
    make_scenario({anna: 2, boris: 3} if way != "one" else {boris: 1}, way=way)

    for n in range(6):
        plan = Plan()
        scenario = plan.scenario_for(Asked(department))
        foretold = plan.choose(scenario, list(scenario.seats.with_people()))
        lead = came(department, n)
        assert (lead.owner, lead.hand_outs.get().reason) == (foretold.chosen.user, foretold.reason)


# -- why nobody has it -----------------------------------------------------------------


def test_a_lead_that_stays_nobodys_says_why(department, head, anna, boris):
    make_scenario({anna: 1, boris: 1}, regions="Краснодар")
    assert why_nobody(came(department), anna) == ["no scenario is for such enquiries"]

    Absence.objects.create(user=anna, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    Absence.objects.create(user=boris, from_on="2026-11-17", to_on="2026-11-17", known_from=clock.now() - timedelta(days=1))
    make_scenario({anna: 1, boris: 1}, name="All")
    waiting = came(department, 2)

    assert why_nobody(waiting, anna) == ["nobody of the scenario “All” can be asked now"]
    assert [words.endswith("is away") for words in why_nobody(waiting, head)[1:]] == [True, True]


@pytest.mark.parametrize("words", ["8 (912) 000-11-01", "+79120001101", "0001101", "000-11-01", "1101", "79120001"])
def test_a_lead_is_found_by_any_part_of_its_phone(department, anna, words):
    lead = receive({"person": "Nina", "phone_typed": "8 (912) 000-11-01 доб. 7"}, by=None, department=department)

    assert list(Lead.objects.search(words)) == [lead]
    assert not Lead.objects.search("0002202").exists()
