"""The rules that begin with a stage, for the funnel editor: `{% load stage_rules %}{% stage_rules stage %}`."""

from django import template

from ..models import Rule
from ..showing import actions_of, when
from ..triggers import trigger_of

register = template.Library()


@register.inclusion_tag("automation/_stage_rules.html")
def stage_rules(stage):
    rules = Rule.objects.live().of_stage(stage).with_parts()
    return {"stage": stage, "rules": [(rule, trigger_of(rule).icon, when(rule), actions_of(rule)) for rule in rules]}
