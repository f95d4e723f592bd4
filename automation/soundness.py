"""What a rule stands on that is no longer there: retired stages and fields, people who left, addresses nobody should call."""

from django.utils.translation import gettext as _

from .actions import action_of
from .conditions import FieldIsGone, field_of
from .deal_fields import deal_fields


def flaws_of(rule):
    """Sentences, none when the rule can act."""
    fields, flaws = deal_fields(), []
    if rule.funnel.retired_at or (rule.stage and rule.stage.retired_at):
        flaws.append(_("The stage or the funnel of the rule is out of use."))
    if rule.trigger == "date" and rule.field_key not in fields:
        flaws.append(_("The field that the rule waits for is out of use."))
    for condition in rule.conditions:
        try:
            field_of(condition, fields)
        except FieldIsGone:
            flaws.append(_("A field that a condition asks for is out of use."))
    return flaws + [flaw for action in rule.actions if (flaw := action_of(action).flaw(action, rule))]
