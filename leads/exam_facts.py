"""Within what time a lead is answered, for questions of the staff tests to be made of it."""

from training.generated.facts import facts_of_settings

from .models import Scenario


@facts_of_settings
def answer_times():
    """One fact for each scenario in force that says so."""
    rows = Scenario.objects.in_force().exclude(answer_minutes=None).order_by("position", "pk")
    return [{"kind": "answer_time", "id": str(one.pk), "name": one.name, "minutes": one.answer_minutes} for one in rows]
