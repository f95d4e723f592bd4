"""Within what time a lead is answered, for questions of the staff tests to be made of it."""

from training.generated.facts import facts_of_settings

from .models import Scenario


@facts_of_settings
def answer_times():
    """One fact for each scenario in force that says so."""
    rows = Scenario.objects.in_force().exclude(answer_minutes=None).order_by("position", "pk")
    return [{"kind": "answer_time", "id": str(one.pk), "name": one.name, "minutes": one.answer_minutes} for one in rows]


@facts_of_settings
def answer_times_of_sources():
    """One fact for each source of which the first scenario that names it, and asks for nothing else, says so."""
    found = {}
    for scenario in Scenario.objects.in_force().with_conditions().order_by("position", "pk"):
        for source in scenario.sources.all():
            found.setdefault(source, scenario)
    return [
        {"kind": "source_time", "id": str(source.pk), "name": source.name, "minutes": scenario.answer_minutes}
        for source, scenario in found.items()
        if scenario.answer_minutes and source.retired_at is None and len(scenario.conditions) == 1
    ]
