"""Whether rules could drive each other in a circle: asked when one is switched on, and answered with the circle by name."""

from .actions import action_of
from .models import Rule


def circle_of(rule):
    """The rules of a circle that `rule` would close with those that are on, itself first; [] when there is none."""
    others = list(Rule.objects.live().on().exclude(pk=rule.pk))
    return _way_back(rule, rule, others, [rule])


def _way_back(start, here, others, way):
    if may_start(here, start):
        return [*way, start]
    for other in others:
        if other not in way and may_start(here, other) and (found := _way_back(start, other, others, [*way, other])):
            return found
    return []


def may_start(rule, other):
    """Whether an action of the one may be what the other waits for. Conditions are not weighed: they may hold any day."""
    return any(
        _begins(other, trigger, detail, rule) for action in rule.actions for trigger, detail in action_of(action).starts(action, rule)
    )


def _begins(other, trigger, detail, rule):
    if other.trigger != trigger:
        return False
    if trigger == "won":
        return other.funnel_id == detail
    if trigger in ("field", "date"):
        return other.funnel_id == rule.funnel_id and other.field_key == detail
    if other.stage_id:
        return other.stage_id == detail
    return other.funnel.stages.filter(pk=detail).exists()
