"""Three departments in three time zones, and what their people do from Monday to Wednesday."""

from datetime import UTC, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import Department, Role, Schedule, Workspace
from crm_project.lib import clock
from deals.models import Act, Deal
from notifications.models import Notice
from outbox.models import Parcel
from tasks.models import Task
from tests.factories import make_deal, make_department, make_funnel, make_task, make_user
from workday.models import Breach, DepartmentDay, LedgerRow, PersonDay

from .conftest import MONDAY

ZONES = {"Kaliningrad": "Europe/Kaliningrad", "Yekaterinburg": "Asia/Yekaterinburg", "Vladivostok": "Asia/Vladivostok"}
# In Vladivostok people close at 17:00 and the department at 18:00, elsewhere all at 18:00.
CLOSINGS = {"Vladivostok": 7, "the department in Vladivostok": 8, "Yekaterinburg": 13, "Kaliningrad": 16}
DAYS = range(16, 19)
TOLD = ("day.closed", "day.department_closed", "day.addendum", "day.missed")


def utc(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def make_company():
    Workspace.objects.create(name="Ordo", start_profile="several")
    Role.make_ready()
    root = make_department("Company")
    root.judged_from = MONDAY
    root.save(update_fields=["judged_from"])
    make_user("admin", department=root, role="administrator")
    make_funnel()
    for name, zone in ZONES.items():
        department = make_department(name, parent=root)
        Schedule.objects.create(department=department, effective_from=MONDAY, zone=zone, created_at=clock.now())
        department.head = make_user(f"head of {name}", department=department, role="head", zone="")
        department.save(update_fields=["head"])
        for who in ("one", "two"):
            user = make_user(f"{who} of {name}", department=department, superior=department.head, zone="")
            if name == "Vladivostok":
                Schedule.objects.create(user=user, effective_from=MONDAY, closes_at=time(17), created_at=clock.now())


class Life:
    """What happens in a department: each verb at its moment, by the clock of the company."""

    def __init__(self, name, stages):
        self.name, self.stages = name, stages
        self.department = Department.objects.get(name=name)
        self.one, self.two = self.department.users.exclude(pk=self.department.head_id).order_by("pk")

    def morning(self, day):
        """Two hours before the close: deals in every state."""
        make_task(self.one, deal=self.deal("in order", day), due_on=(MONDAY + timedelta(days=20)))
        self.deal("bare", day)
        make_task(self.one, deal=self.deal("late", day), title=f"late {day}", due_at=clock.now() + timedelta(minutes=40))
        make_deal(self.two, name=f"{self.name} new {day}")
        self.deal("lost in time", day)
        self.deal("bare till later", day)
        self.deal("goes over", day, self.two)
        self.deal("to the trash", day)

    def afternoon(self, day):
        """Just before the close some are put right."""
        self.of("lost in time", day).discard(by=self.department.head)
        self.of("goes over", day).give_to(self.one, by=self.department.head)

    def evening(self, day):
        """Just after the close the rest is: too late for the day."""
        make_task(self.one, deal=self.of("bare till later", day), due_on=MONDAY + timedelta(days=20))
        Task.objects.get(title=f"late {day}", owner=self.one).complete(by=self.one)
        self.of("to the trash", day).discard(by=self.department.head)
        self.of("new", day).note_act(Act.Kind.CALL_OUT, by=self.two, at=clock.now() - timedelta(hours=1))
        self.deal("born late", day)

    def deal(self, words, day, owner=None):
        return make_deal(owner or self.one, self.stages["Qualified"], name=f"{self.name} {words} {day}")

    def of(self, words, day):
        return Deal.objects.get(name=f"{self.name} {words} {day}")


def story():
    """[(moment, what happens, of whom, day)] from Monday to Wednesday; closes are told by "strike" and, later, "recover"."""
    events = []
    for day in DAYS:
        for name, hour in CLOSINGS.items():
            at = utc(day, hour)
            if name in ZONES:
                around = [(-180, "morning"), (-2, "afternoon"), (5, "evening")]
                events += [(at + timedelta(minutes=minutes), what, name, day) for minutes, what in around]
            events += [(at + timedelta(minutes=1), "strike", name, day), (at + timedelta(minutes=9), "recover", name, day)]
    return sorted(events)


def outcome():
    """All that may be compared between two installations: nothing of who did it, when exactly, and in how many tries."""
    bearer = ("user__email", "department__name", "day", "cut_off", "zone")
    figures = ("unprocessed", "no_task", "overdue", "deals", "people", "clean_people", "incomplete", "deputy_for", "error", "rules")
    kept = ("day", "cut_off", "owner__email", "department__name", "previous_owner__email", "is_deputy", "deal_owner__email")
    kept += ("deal__name", "rule", "rule_version", "stage_name", "task_title", "task_due_at", "since")
    # Warnings are left out: whether one is due depends on the very minute at which somebody looks.
    told = Notice.objects.filter(verb__in=TOLD)
    letters = reduce(or_, (Q(payload__key__startswith=f"{verb}:") for verb in TOLD))
    return {
        "ledger": _sorted(LedgerRow.objects.values_list("kind", *bearer, *figures)),
        "found": sorted(Breach.objects.values_list("day", "deal__name", "rule")),
        "breaches": _sorted(Breach.objects.values_list(*kept)),
        "notices": _sorted(told.values_list("recipient__email", "verb", "key", "details")),
        "parcels": _sorted(Parcel.objects.filter(letters).values_list("kind", "key", "payload")),
        "persons": _sorted(PersonDay.objects.filter(state="published").values_list(*bearer, "state", "news_is_due")),
        "departments": _sorted(DepartmentDay.objects.filter(state="published").values_list(*bearer[1:], "state", "news_is_due")),
    }


def _sorted(rows):
    return sorted(map(repr, rows))
