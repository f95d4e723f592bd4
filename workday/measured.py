"""How people keep the rules of the day, for the measurable parameter of documents."""

from datetime import timedelta
from functools import partial

from django.utils.translation import gettext as _

from accounts.models import Workspace
from crm_project.lib import clock
from regulations.measuring import Measurable, measurables

from .kept_days import KeptDays
from .rules import CODES, RULES

DAYS = 30


@measurables("discipline")
def kept_rules():
    """All rules together, and each alone: the share of the judged days of thirty on which they were kept."""
    found = [Measurable("discipline", _("Days without a breach, of 30"), partial(_percents, CODES))]
    for rule in RULES:
        label = _("Days without “{rule}”, of 30").format(rule=rule.label)
        found.append(Measurable(f"discipline:{rule.code}", label, partial(_percents, [rule.code])))
    return found


def _percents(rules, people):
    days = KeptDays(people, clock.today(Workspace.current().zone) - timedelta(days=DAYS))
    return {pk: days.percent(pk, rules) for pk in days.judged}
