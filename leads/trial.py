"""The trial of the scenarios: the same choice as the hand-out, and nothing is written."""

from crm_project.lib.text import sort_key

from .choosing import Asked, Plan
from .distribution_words import reason_words, why_not_words


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
