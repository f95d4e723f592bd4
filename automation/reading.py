"""What automation may tell this reader: values of fields that are not for them are left out of reasons and deeds alike.

A rule that asks for such a field does not say why it acts or not: the reason would tell the value.
"""

from functools import cached_property

from django.utils.translation import gettext as _

from fields.hidden import keys_hidden_from

from .calls import words_of
from .models import Firing
from .said import in_ours
from .triggers import trigger_of

_BUILT_IN = {"see_money": "amount"}


class Reader:
    def __init__(self, user):
        self.user = user

    @cached_property
    def hidden(self):
        """The keys of fields of deals that are not shown to this person."""
        return keys_hidden_from(self.user, "deal") | {key for right, key in _BUILT_IN.items() if not self.user.has_right(right)}

    @cached_property
    def sees_faults(self):
        """What a fault of the program says may quote anything."""
        return self.user.has_right("configure")

    def hides(self, rule):
        """Whether the rule begins by a field, or asks for one, that this person does not see."""
        return bool(self.hidden & rule.asked_keys)

    def when(self, rule):
        return _("When something happens that is not shown to you") if rule.field_key in self.hidden else trigger_of(rule).words(rule)

    def read(self, firings):
        """Put `told`, the reason or the deeds in words, on each firing; its rule is at hand."""
        firings = list(firings)
        for firing in firings:
            firing.told = self.reason(firing) or " · ".join(self.deeds(firing))
        return firings

    def reason(self, firing):
        """Why nothing was done, "" where something was."""
        if not firing.reason:
            return ""
        if firing.state == Firing.State.FAILED and not self.sees_faults:
            return _("A fault: whoever sets up the system reads which")
        asked = firing.rule.asked_keys if firing.tells is None else set(firing.tells)
        is_unsure = firing.tells is None and bool(self.hidden)
        return _("Why is not shown to you") if is_unsure or asked & self.hidden else firing.reason

    def deeds(self, firing):
        return [self._deed(one, firing) for one in firing.did]

    def _deed(self, one, firing):
        key = _key_of(one, firing)
        if key in self.hidden or (key is None and self.hidden):
            return _("Set a field that is not shown to you")
        words = one if isinstance(one, str) else in_ours(one["said"])
        return f"{words}: {words_of(one['call'])}" if isinstance(one, dict) and "call" in one else words


def _key_of(one, firing):
    """The field that a deed wrote, "" for one that wrote none, None where former days did not keep it."""
    if isinstance(one, str):
        return None
    if "key" in one or firing.tells is not None:
        return one.get("key", "")
    action = next((action for action in firing.rule.actions if action["id"] == one.get("id")), None)
    return action.get("key", "") if action else None
