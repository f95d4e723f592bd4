"""Bottlenecks of chains: at which step work waits, takes longer than planned, is late and comes back. Time is working time."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import ceil
from statistics import median

from django.db.models import Count, F, Q

from accounts.models import Department, User
from accounts.schedule import timetable_of
from chains.models import ChainRun, ChainTemplate, RunStep
from contacts.limits import segments_of
from crm_project.lib import clock
from crm_project.lib.working_time import instant_of

from .keeping import kept_if_dear
from .scope import people_ids

FEW = 3
_READ = ("key", "title", "minutes", "place", "executor", "state", "returns", "ready_at", "began_at", "finished_at", "planned_finish")


def states(at):
    """{name: condition} of what a number counts at a moment; what is open counts as late once its planned end has passed."""
    over = Q(finished_at__gt=F("planned_finish")) | Q(finished_at=None, planned_finish__lt=at, run__state="running")
    return {
        "cases": Q(),
        "waited": Q(began_at__isnull=False),
        "worked": Q(began_at__isnull=False, state="done"),
        "late": over & ~Q(state__in=("skipped", "stopped")),
        "returned": Q(returns__gt=0),
        "waits": Q(state__in=("attention", "planned"), run__state="running"),
    }


@dataclass
class Figures:
    """A step, a person or all of them. Minutes are of work; `planned` is what the step should take, None for people."""

    name: str = ""
    key: str = ""
    person: int = 0
    place: int = 0
    planned: int | None = None
    counts: Counter = field(default_factory=Counter)
    waited: list = field(default_factory=list)
    worked: list = field(default_factory=list)
    is_worst: bool = False

    @property
    def waiting(self):
        return _middle(self.waited)

    @property
    def waiting_most(self):
        return _ninth(self.waited)

    @property
    def working(self):
        return _middle(self.worked)

    @property
    def working_most(self):
        return _ninth(self.worked)

    @property
    def share_late(self):
        return self.counts["late"] / self.counts["cases"] if self.counts["cases"] else None

    @property
    def lost(self):
        """The middle of the time that is lost here: waiting, and work beyond the plan."""
        return (self.waiting or 0) + max((self.working or 0) - (self.planned or 0), 0)

    def add(self, row, waited, worked, is_late):
        self.counts.update(cases=1, late=int(is_late), returned=row["returns"])
        self.counts["waits"] += row["state"] in ("attention", "planned")
        self.waited += [waited] if waited is not None else []
        self.worked += [worked] if worked is not None else []


class Meter:
    """Working minutes of people; a date of a person is looked up once."""

    def __init__(self, timetable, people):
        self.timetable, self.people, self._known = timetable, people, {}

    def between(self, person, start, end):
        """Minutes of work between two instants by the person's calendar, whether or not they were away; whole."""
        who = self.people.get(person)
        if who is None or start is None or end is None:
            return None
        day, last = self.timetable.local_date(who, start), self.timetable.local_date(who, end)
        seconds = 0
        while day <= last:
            for begins, ends in self._instants(who, day):
                seconds += max((min(end, ends) - max(start, begins)).total_seconds(), 0)
            day = day.fromordinal(day.toordinal() + 1)
        return int(seconds // 60)

    def _instants(self, who, day):
        key = who.pk, day
        if key not in self._known:
            zone = self.timetable.zone(who, day)
            pairs = self.timetable.usual_intervals(who, day)
            self._known[key] = [(instant_of(day, begins, zone), instant_of(day, ends, zone)) for begins, ends in pairs]
        return self._known[key]


def found(form, template):
    """The steps whose turn came in the period, done by the people one reads figures of; skipped ones are none."""
    steps = RunStep.objects.of_template(template).ready_within(form.span.start, form.span.end).exclude(state="skipped")
    steps = steps.of_people(people_ids(form.user))
    if department := form.cleaned_data.get("department"):
        steps = steps.filter(executor__department__in=Department.objects.filter(path__startswith=department.path))
    if owner := form.cleaned_data.get("owner"):
        steps = steps.of_people([owner.pk])
    if segments_of(form.user):
        steps = steps.in_runs(ChainRun.objects.visible_to(form.user))
    return steps


def template_of(form):
    """The one chosen, else the one of most runs."""
    known = ChainTemplate.objects.visible_to(form.user)
    return form.cleaned_data.get("template") or known.annotate(number=Count("runs")).order_by("-number", "pk").first()


def bottlenecks_page(form):
    """The steps in their order, the people of one of them or of all, their sum."""
    template = template_of(form)
    if template is None:
        return {"template": None}
    figures = kept_if_dear("bottlenecks", form, lambda: _figures(form, template))
    return {"template": template} | figures


def records(form, template, state, step="", person=0):
    """The steps of runs behind one number."""
    steps = found(form, template).filter(states(clock.now())[state])
    if step:
        steps = steps.filter(key=step)
    return (steps.filter(executor=person) if person else steps).with_people().with_run()


# -- helpers -----------------------------------------------------------------


def _figures(form, template):
    rows, now = list(found(form, template).order_by("ready_at", "pk").values(*_READ, "run__state")), clock.now()
    people = User.objects.in_bulk({row["executor"] for row in rows if row["executor"]})
    meter, asked = Meter(timetable_of(form.user), people), form.cleaned_data.get("step")
    steps, persons, total = {}, defaultdict(Figures), Figures()
    for row in rows:
        measured = _measured(row, meter, now)
        step = steps.setdefault(row["key"], Figures(key=row["key"]))
        step.name, step.planned = row["title"], row["minutes"]
        for one in (step, total):
            one.add(row, *measured)
        if row["executor"] and asked in ("", None, row["key"]):
            persons[row["executor"]].add(row, *measured)
    for pk, one in persons.items():
        one.name, one.person = str(people[pk]), pk
    ordered = _in_order(steps, template)
    _mark_worst(ordered)
    by_cases = sorted(persons.values(), key=lambda one: (-one.counts["cases"], one.name))
    return {"steps": ordered, "people": by_cases, "total": total}


def _measured(row, meter, now):
    """(minutes waited, minutes worked, is it late)"""
    is_done = row["state"] == "done"
    waited = meter.between(row["executor"], row["ready_at"], row["began_at"])
    worked = meter.between(row["executor"], row["began_at"], row["finished_at"]) if is_done else None
    ended = row["finished_at"] or (now if row["run__state"] == "running" else None)
    return waited, worked, bool(ended and ended > row["planned_finish"] and row["state"] != "stopped")


def _in_order(steps, template):
    """As the template has them today; those it has no more come last."""
    places = {str(pk): place for place, pk in enumerate(template.steps.values_list("pk", flat=True), start=1)}
    for key, one in steps.items():
        one.place = places.get(key, 0)
    return sorted(steps.values(), key=lambda one: (one.place or len(places) + 1, one.name))


def _mark_worst(steps):
    """Where most is lost; no verdict on too few cases."""
    judged = [one for one in steps if one.counts["cases"] >= FEW and one.lost > 0]
    if judged:
        max(judged, key=lambda one: one.lost).is_worst = True


def _middle(values):
    return int(median(values)) if values else None


def _ninth(values):
    """The value that nine of ten do not exceed."""
    return sorted(values)[ceil(0.9 * len(values)) - 1] if values else None
