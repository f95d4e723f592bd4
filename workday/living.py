"""What the handbook shows of the end of the day as it is set in the reader's own department."""

from django.template.loader import render_to_string

from crm_project.lib import clock
from regulations.living import live_block

from .live import present_for
from .rules import RULES
from .settings_in_force import SettingsInForce


def rules_of_the_day(user):
    """The hour of the close, the rules that are judged and when they are warned of; nothing where nothing is judged."""
    table, department = present_for(user).table, user.department
    day = table.local_date(user, clock.now())
    setting = SettingsInForce().of(department.pk, day)
    rules = [rule for rule in RULES if setting.is_on(rule.code)]
    facts = {"department": department, "closes": table.department_closing(department, day), "setting": setting, "rules": rules}
    return render_to_string("workday/living/rules.html", facts) if rules else ""


live_block("eod_rules", rules_of_the_day)
