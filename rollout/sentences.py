from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from timeline.sentences import actor_of, sentence

from .steps import BY_KEY


def _told(verb, text):
    @sentence(f"rollout_step.{verb}")
    def tell(entry):
        kind = BY_KEY.get(entry.details.get("key"))
        return format_html(_(text), actor=actor_of(entry), step=kind.label if kind else "")


_told("step_planned", gettext_noop("{actor} planned the roll-out step “{step}”"))
_told("step_ticked", gettext_noop("{actor} said that the roll-out step “{step}” is done"))
_told("step_unticked", gettext_noop("{actor} opened the roll-out step “{step}” again"))
