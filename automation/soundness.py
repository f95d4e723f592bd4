"""What a rule stands on that is no longer there: retired stages and fields, people who left, addresses nobody should call."""

from django.utils.translation import gettext as _

from .actions import action_of
from .conditions import FieldIsGone, field_of
from .deal_fields import deal_fields
from .models import Rule
from .option_uses import gone_choices


def rules_of_stage(stage):
    """What leans on a stage, for whoever is about to take it away."""
    found = [rule for rule in Rule.objects.live().of_funnel(stage.funnel_id) if stage.pk in stages_of(rule)]
    return [_("Rule of automation “{name}”: {state}").format(name=rule.name, state=_("on") if rule.is_on else _("off")) for rule in found]


def stages_of(rule):
    """The ids of the stages a rule begins at, moves to or asks for."""
    asked = {int(one["value"]) for one in rule.conditions if one["key"] == "stage" and str(one.get("value", "")).isdecimal()}
    return {rule.stage_id, *(action["stage"] for action in rule.actions if "stage" in action), *asked} - {None}


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
    flaws += [
        _("“{option}” is no choice of “{field}” any more.").format(option=one, field=label) for label, one in gone_choices(rule, fields)
    ]
    return flaws + [flaw for action in rule.actions if (flaw := action_of(action).flaw(action, rule))]
