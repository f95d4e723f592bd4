"""Handing out leads: who is asked, who is asked next, and when everybody has been asked."""

import structlog
from django.db import transaction
from django.dispatch import receiver

from crm_project.lib import clock
from crm_project.lib.working_time import plus_working_minutes
from deals.refusals import NotAllowed
from deals.signals import owner_changed
from notifications.telling import notify

from .choosing import Plan
from .models import HandOut, Lead, Scenario, Seat
from .signals import lead_handed_out, lead_named

AT_ONCE = 2000
"""So many leads one tick looks at; the next one goes on."""

log = structlog.get_logger("distribution")


def distribute(lead, *, by=None, at=None, plan=None):
    """Hand a lead nobody owns to whom the first fitting scenario names; tells the hand-out, or None if it stays in the inbox.

    Once only: of many who call this at the same time one hands it out, and a lead that was handed out is not handed out again.
    """
    if by and not by.has_right("reassign"):
        raise NotAllowed
    plan = plan or Plan(at)
    if not plan.scenarios:
        return None
    with transaction.atomic():
        lead.hold()
        if not lead.is_waiting or lead.owner_id or lead.hand_outs.exists():
            return None
        scenario = plan.scenario_for(plan.asked_of([lead])[lead.pk])
        return _hand_out(lead, scenario, plan, by=by) if scenario else None


def is_for_somebody(lead):
    """Whether a scenario holds for this enquiry, though perhaps nobody can be asked at this hour."""
    plan = Plan()
    return bool(plan.scenarios) and plan.scenario_for(plan.asked_of([lead])[lead.pk]) is not None


def distribute_waiting(at=None):
    """Those that came when nobody could be asked, now that somebody begins work."""
    plan = Plan(at)
    if not plan.scenarios:
        return
    since = min(scenario.on_since for scenario in plan.scenarios)
    leads = list(Lead.objects.never_handed_out(since)[:AT_ONCE])
    asked = plan.asked_of(leads)
    for lead in leads:
        if plan.has_taker(asked[lead.pk]):
            _each("distribution.failed", lead, lambda lead: _hand_out_late(lead, plan))


def pass_on_unanswered(at=None):
    """Each lead whose time to answer is over goes to the next person."""
    plan = Plan(at)
    for hand_out in HandOut.objects.due(plan.at).for_passing()[:AT_ONCE]:
        _each("passing_on.failed", hand_out, lambda hand_out: pass_on(hand_out, plan))


def pass_on(hand_out, plan):
    """To the next eligible person of the scenario; after the last one back into the common inbox. Late or twice does no harm."""
    with transaction.atomic():
        lead = hand_out.lead
        lead.hold()
        held = HandOut.objects.hold(hand_out.pk)
        if held is None:
            return
        if not lead.is_waiting or lead.owner_id != held.user_id:
            HandOut.objects.of_leads([lead]).settle(plan.at)
            return
        HandOut.objects.of_leads([lead]).end(clock.now(), HandOut.Why.NO_ANSWER)
        asked = set(lead.hand_outs.values_list("user", flat=True))
        late = {"late": str(hand_out.user), "minutes": hand_out.scenario.answer_minutes}
        following = _hand_out(lead, hand_out.scenario, plan, asked=asked, why=late)
        if following is None:
            lead.put_back(by=None, scenario=hand_out.scenario.name, returned=True, **late)
            lead_handed_out.send(Lead, lead=lead, hand_out=None)
        _tell_head(lead, hand_out, following)


def hand_on(lead, *, why, plan=None):
    """Take a lead from who has it, by the system, and give it to the next the scenario names; with nobody to ask it is everybody's again.

    `why` is kept in the history.
    """
    plan = plan or Plan()
    with transaction.atomic():
        lead.hold()
        if not lead.is_open or not lead.owner_id:
            return
        scenario = plan.scenario_for(plan.asked_of([lead])[lead.pk]) if plan.scenarios else None
        if not (scenario and _hand_out(lead, scenario, plan, asked={lead.owner_id}, why=why)):
            lead.put_back(by=None, **why)
            end_first_tasks(lead)


def end_first_tasks(lead):
    """Whoever was asked is asked no more: the first tasks of hand-outs are needed no longer."""
    lead_handed_out.send(Lead, lead=lead, hand_out=None)


@receiver(owner_changed, sender=Lead, dispatch_uid="leads.hand_out_ended")
def end_hand_out(sender, card, **kwargs):
    """Somebody was given the lead past the scenario: whoever was asked is asked no more."""
    HandOut.objects.of_leads([card]).not_with(card.owner_id).end(clock.now(), HandOut.Why.GIVEN)


def _hand_out_late(lead, plan):
    """Where no leads are kept, whoever is named now gets the deal at once, as they would have then."""
    with transaction.atomic():
        if distribute(lead, plan=plan):
            lead_named.send(Lead, lead=lead)


# -- steps ---------------------------------------------------------------------------


def _hand_out(lead, scenario, plan, *, by=None, asked=(), why=None):
    """One turn of a scenario; its row is locked, so that turns are taken one after another."""
    scenario = Scenario.objects.hold(scenario.pk)
    if scenario is None:
        return None
    choice = plan.choose(scenario, list(scenario.seats.with_people()), asked)
    if choice.chosen is None:
        return None
    user = choice.chosen.user
    lead.is_being_handed_out = True
    lead.give_to(user, by=by, **choice.reason, **(why or {}))
    lead.is_being_handed_out = False
    made = HandOut.objects.create(
        lead=lead, scenario=scenario, user=user, at=clock.now(), reason=choice.reason, answer_by=_answer_by(scenario, user, plan)
    )
    scenario.turn += 1
    scenario.save(update_fields=["turn"])
    Seat.objects.bulk_update([one.seat for one in choice.standings], ["credit"])
    lead_handed_out.send(Lead, lead=lead, hand_out=made)
    return made


def _answer_by(scenario, user, plan):
    if not scenario.answer_minutes:
        return None
    timetable = plan.timetable
    zone = timetable.zone(user, timetable.local_date(user, plan.at))
    return plus_working_minutes(plan.at, scenario.answer_minutes, lambda day: timetable.intervals(user, day), zone)


def _tell_head(lead, hand_out, following):
    """The head of whoever did not answer at each step; once nobody is left to ask, the head of whose inbox the lead lies in."""
    late = hand_out.user
    head = (late if following else lead).department.head
    head = head if head and head != late else late.superior
    details = {"name": str(late), "minutes": hand_out.scenario.answer_minutes, "to": str(following.user) if following else ""}
    verb, key = ("passed_on", f"lead_passed_on:{hand_out.pk}") if following else ("unanswered", f"lead_unanswered:{lead.pk}")
    notify([head], f"lead.{verb}", lead, key=key, details=details)


def _each(event, record, act):
    """One that fails must not hold up the others: the next tick tries it again."""
    try:
        act(record)
    except Exception:
        log.exception(event, record=record.pk)
