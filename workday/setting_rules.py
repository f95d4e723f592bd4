"""How the rules of a department are changed: by a new row that holds from its next day on."""

from datetime import timedelta

from django.db import transaction

from accounts.models import Department, Workspace
from crm_project.lib import clock
from timeline.models import Entry

from .actions import sound
from .control import in_force_since
from .models import RuleSetting
from .models.rule_setting import every_rule
from .permissions import may_set_rules
from .refusals import BeginsTooEarly, ControlHasBegun, NotAllowed

KEPT = ("unprocessed", "no_task", "overdue", "leads", "min_age", "warnings", "morning_at")


def set_rules(department, values, *, from_day, by):
    """Today is judged by what held this morning; the new rules hold from `from_day` on."""
    if by and not may_set_rules(by, department):
        raise NotAllowed
    kept = {name: values[name] for name in KEPT} | {"actions": sound(values.get("actions")), "signals": values.get("signals", every_rule())}
    with transaction.atomic():
        department = Department.objects.select_for_update().get(pk=department.pk)
        first = values.get("judged_from", department.judged_from)
        if first != department.judged_from:
            _check_beginning(department, first, from_day)
        row = RuleSetting.objects.create(department=department, effective_from=from_day, created_at=clock.now(), created_by=by, **kept)
        facts = {name: str(value) for name, value in kept.items()} | {"from": from_day.isoformat()}
        if first != department.judged_from:
            facts["judged_from"] = str(first or "")
            department.judged_from = first
            department.save(update_fields=["judged_from"])
        department.record("rules_set", by=by, audience=Entry.Audience.ADMINS, **facts)
    return row


def _check_beginning(department, first, from_day):
    if since := in_force_since(department, from_day - timedelta(days=1)):
        raise ControlHasBegun(since)
    if first and first < from_day:
        raise BeginsTooEarly


def ask_for_more(on, *, by, department=None):
    """*More control*: people explain their breaches, and the system may act. The lists, warnings and the ledger are there without it.

    A head asks the branch they lead, an administrator any branch or, without a department, the whole company: what was said below
    before holds no more.
    """
    if not (may_set_rules(by, department) if department else by.has_right("configure")):
        raise NotAllowed
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get()
        branch = Department.objects.below(department) if department else Department.objects.all()
        asking = branch.under_more_control().count()
        is_so = asking == (branch.count() if on else 0)
        if is_so and (department or workspace.more_control == on):
            return
        branch.filter(more_control__isnull=False).update(more_control=None)
        if department:
            branch.filter(pk=department.pk).update(more_control=on)
            department.record("more_control", by=by, audience=Entry.Audience.ADMINS, on=on)
        else:
            workspace.more_control = on
            workspace.save(update_fields=["more_control"])
            Entry.fact("workspace", workspace.pk, "more_control", by=by, audience=Entry.Audience.ADMINS, on=on).save(force_insert=True)
