"""What the handbook shows of tasks as they are set: their types with results, and how work is handed on."""

from django.utils.translation import gettext_lazy, ngettext

from regulations.living.blocks import Block, Column, live_block

from .models import HandoffReason, HandoffRules, TaskType


def task_types():
    types = TaskType.objects.live().prefetch_related("results")
    return [
        {
            "id": kind.pk,
            "name": kind.name,
            "minutes": kind.minutes,
            "results": [{"id": one.pk, "name": one.name} for one in kind.results.all() if one.retired_at is None],
        }
        for kind in types
    ]


def handoff():
    """One thing: the time in which a hand-off is accepted, and why it may be returned; nothing before that is set up."""
    reasons = [{"id": one.pk, "name": one.name} for one in HandoffReason.objects.live()]
    return [{"id": "handoff", "name": "", "minutes": HandoffRules.current().accept_minutes, "reasons": reasons}] if reasons else []


def _minutes(number):
    return ngettext("{n} minute", "{n} minutes", number).format(n=number) if number else ""


def _name(one):
    return one["name"]


live_block(
    Block(
        "task_types",
        gettext_lazy("Types of tasks"),
        task_types,
        (
            Column("name", gettext_lazy("Type of task")),
            Column("minutes", gettext_lazy("Usual length"), _minutes),
            Column("results", gettext_lazy("Results to choose from"), _name),
        ),
        source=gettext_lazy("types of tasks"),
        kinds=("task_type",),
        asks_to_read=False,
    )
)
live_block(
    Block(
        "handoff",
        gettext_lazy("Hand-offs"),
        handoff,
        (
            Column("name", ""),
            Column("minutes", gettext_lazy("To be accepted within, working time"), _minutes),
            Column("reasons", gettext_lazy("It may be returned because"), _name),
        ),
        source=gettext_lazy("rules of hand-offs"),
        kinds=("handoff_rules",),
        is_nameless=True,
    )
)
