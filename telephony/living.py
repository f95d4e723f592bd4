"""What the handbook shows of how calls end: the outcomes with what follows, and the results one chooses from."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulations.living.blocks import Block, Column, live_block

from .forms import results
from .models import Call

OUTCOME = Call.Outcome
FOLLOWS = {
    OUTCOME.ANSWERED: gettext_lazy("choose the result and set the next task"),
    OUTCOME.NO_ANSWER: gettext_lazy("counts as an attempt when you called; call at another time of the day"),
    OUTCOME.BUSY: gettext_lazy("counts as an attempt when you called; call again within the hour"),
    OUTCOME.VOICEMAIL: gettext_lazy("say who called and why, set a task to call again"),
    OUTCOME.MISSED: gettext_lazy("does not count as processed; it stays in the list until somebody calls back"),
}


def call_outcomes():
    """Every outcome; of a talk with the results in use. Nothing before these are set up."""
    words = [{"id": one.pk, "name": one.name} for one in results().order_by("position", "pk")]
    return words and [
        {"id": one.value, "name": one.value, "follows": one.value, "results": words if one == OUTCOME.ANSWERED else []} for one in OUTCOME
    ]


def _follows(outcome):
    return str(FOLLOWS[outcome]) if outcome in FOLLOWS else ""


def _called(thing):
    return OUTCOME(thing["id"]).label if thing["id"] in OUTCOME.values else _("call")


live_block(
    Block(
        "call_outcomes",
        gettext_lazy("Outcomes of calls"),
        call_outcomes,
        (
            Column("name", gettext_lazy("Outcome")),
            Column("follows", gettext_lazy("What follows"), _follows),
            Column("results", gettext_lazy("Results to choose from"), lambda one: one["name"]),
        ),
        called=_called,
        source=gettext_lazy("types of tasks"),
        kinds=("task_type",),
        asks_to_read=False,
    )
)
