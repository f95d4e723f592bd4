"""Steps to come in the calendar of tasks: those whose turn has come are tasks already."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_project.lib import clock, formats
from tasks.calendar_marks import MOST, Mark
from tasks.due import start_of

from .models import ChainRun, RunStep


def steps(user, first, last, people):
    """On the day they are to be done by, of chains one sees; for whoever is to do them."""
    runs = ChainRun.objects.visible_to(user).running()
    if people is None:
        people = user.people_ids_for("task", "see")
    found = RunStep.objects.planned().in_runs(runs).of_people(people).to_end_within(start_of(first), start_of(last + timedelta(days=1)))
    return [_mark(step) for step in found.for_calendar()[:MOST]]


def _mark(step):
    dates = {"start": formats.moment(step.planned_start), "finish": formats.moment(step.planned_finish)}
    planned = _("planned %(start)s – %(finish)s") % dates
    words = f"{step.title} · {step.run.name}"
    on = timezone.localtime(step.planned_finish).date()
    span = (step.planned_start, step.planned_finish)
    is_late = step.ready_at is not None and step.planned_finish < clock.now()
    return Mark(
        f"step-{step.pk}",
        on,
        words,
        f"{words} · {planned}",
        "arrows-right-left",
        reverse("chains:run", args=[step.run_id]),
        step.executor,
        is_late,
        span,
    )
