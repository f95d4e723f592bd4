"""What the roll-out guide sees of the calls."""

from django.utils.translation import gettext_lazy

from crm_project.lib.rollout_checks import trial

from .models import Call


def _call():
    last = Call.objects.order_by("-started_at", "-pk").first()
    return (last.started_at, f"{last.get_direction_display()}, {last.get_outcome_display()}") if last else (None, "")


trial(
    "call",
    gettext_lazy("A call"),
    gettext_lazy("Note a call with its result: it stands in the card of the client."),
    _call,
    "telephony:journal",
    position=30,
)
