"""The trial of the scenarios: the same choice as the hand-out, and nothing is written."""

from django.utils.translation import gettext as _

from crm_project.lib.text import sort_key

from .choosing import Asked, Plan
from .distribution_words import reason_words, why_not_words


def why_nobody(lead, user):
    """Why an enquiry that nobody owns was given to nobody, as sentences; how each colleague stands is for those who may hand it out."""
    plan = Plan()
    if not plan.scenarios or lead.owner_id or not lead.is_waiting:
        return []
    if lead.hand_outs.exists():
        return [_("everybody of the scenario was asked")]
    scenario = plan.scenario_for(plan.asked_of([lead])[lead.pk])
    if scenario is None:
        return [_("no scenario is for such enquiries")]
    said = [_("nobody of the scenario “%(name)s” can be asked now") % {"name": scenario.name}]
    if not user.has_right("reassign"):
        return said
    standings = plan.choose(scenario, list(scenario.seats.with_people())).standings
    return said + [f"{one.seat.user}: {why_not_words(one)}" for one in standings if one.why_not]


def try_out(department, *, source=None, channel=None, segment=None, region="", moment=None):
    """{scenario, chosen, reason, others: [(name, why not)]} of an enquiry that never came."""
    plan = Plan(moment)
    segment_ids = frozenset([segment.pk] if segment else [])
    asked = Asked(department, getattr(source, "pk", None), getattr(channel, "pk", None), segment_ids, region=sort_key(region))
    scenario = plan.scenario_for(asked)
    if scenario is None:
        return {"scenario": None}
    choice = plan.choose(scenario, list(scenario.seats.with_people()))
    return {
        "scenario": scenario,
        "chosen": choice.chosen.user if choice.chosen else None,
        "reason": reason_words(choice.reason) if choice.chosen else "",
        "others": [(one.seat.user, why_not_words(one)) for one in choice.standings if one is not choice.chosen],
    }
