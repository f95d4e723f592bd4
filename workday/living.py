"""What the handbook shows of the end of the day as it is set in the reader's own department."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Department, Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from regulations.living.blocks import Block, Column, live_block

from .rules import BY_CODE, RULES
from .settings_in_force import SettingsInForce

WEEK = 7


def rules_of_the_day():
    """Of each department the hour of the close, the rules that are judged and when they are warned of; none where nothing is judged."""
    table, settings, today = Timetable().read(), SettingsInForce(), clock.today(Workspace.current().zone)
    found = []
    for department in Department.objects.order_by("path"):
        setting = settings.of(department.pk, today)
        rules = [{"id": rule.code} for rule in RULES if setting.is_on(rule.code)]
        if rules:
            facts = {"rules": rules, "closes": usual_closing(table, department, today).strftime("%H:%M"), "min_age": setting.min_age}
            facts |= {"warnings": [{"id": minutes} for minutes in setting.warnings], "leads": setting.leads}
            found.append({"id": department.pk, "name": department.name, **facts})
    return found


def usual_closing(table, department, day):
    """The hour of an ordinary day: short ones come and go without a change of the settings."""
    return max(table.department_closing(department, day + timedelta(days=later)) for later in range(WEEK))


def own_department():
    """A lens: what is asked of the reader's department."""
    return lambda things, reader: [one for one in things if one["id"] == reader.department_id]


def _minutes(number):
    return ngettext("{n} minute of work", "{n} minutes of work", number).format(n=number) if number else ""


live_block(
    Block(
        "eod_rules",
        gettext_lazy("Rules of the day"),
        rules_of_the_day,
        (
            Column("name", gettext_lazy("Department")),
            Column("closes", gettext_lazy("The day closes at")),
            Column("rules", gettext_lazy("What is checked then"), lambda rule: BY_CODE[rule["id"]].label),
            Column("min_age", gettext_lazy("A new deal may wait"), _minutes),
            Column("warnings", gettext_lazy("Warnings, minutes before"), lambda warning: warning["id"]),
            Column("leads", gettext_lazy("Leads too"), lambda leads: _("yes") if leads else _("no")),
        ),
        lens=own_department,
        source=gettext_lazy("rules of the day"),
        kinds=("rule_setting", "schedule", "calendar"),
    )
)
