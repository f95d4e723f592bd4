"""What the handbook shows of the ways by which enquiries come."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Source
from regulations.living.blocks import Block, Column, live_block

from .models import FirstAnswer, IntakePoint


def lead_sources():
    """The sources in use with their channels, and the forms and sites through which they come by themselves."""
    doors = {}
    for point in IntakePoint.objects.select_related("department", "owner").order_by("name", "pk"):
        if point.is_active:
            doors.setdefault(point.source_id, []).append(
                {"id": point.pk, "name": point.name, "department": point.department.name, "owner": str(point.owner or "")}
            )
    return [
        {"id": source.pk, "name": source.name, "channel": source.channel.name if source.channel else "", "doors": doors.get(source.pk, [])}
        for source in Source.objects.live().select_related("channel")
    ]


def first_answers():
    """The first task, its plan and the words to begin with, of each source that has its own, and of all the others."""
    rows = FirstAnswer.objects.select_related("source").order_by("source__position", "source__name", "pk")
    return [
        {
            "id": one.source_id or 0,
            "name": str(one.source or ""),
            "task": one.first_task,
            "plan": _lines(one.plan),
            "script": _lines(one.script),
        }
        for one in rows
    ]


def _lines(text):
    return [{"id": place, "name": line} for place, line in enumerate(filter(str.strip, text.splitlines()), start=1)]


def _door(door):
    facts = {"door": door["name"], "department": door["department"], "who": door["owner"]}
    return (_("{door}: {who}, {department}") if door["owner"] else _("{door}: {department}")).format(**facts)


live_block(
    Block(
        "lead_sources",
        gettext_lazy("Sources of enquiries"),
        lead_sources,
        (
            Column("name", gettext_lazy("Source")),
            Column("channel", gettext_lazy("Channel")),
            Column("doors", gettext_lazy("Comes by itself through, is taken by"), _door),
        ),
        source=gettext_lazy("intake of enquiries"),
        kinds=("intake_point",),
        asks_to_read=False,
    )
)
live_block(
    Block(
        "first_answers",
        gettext_lazy("First answers"),
        first_answers,
        (
            Column("name", gettext_lazy("Source")),
            Column("task", gettext_lazy("First task")),
            Column("plan", gettext_lazy("Plan"), lambda line: line["name"], is_listed=True),
            Column("script", gettext_lazy("Script"), lambda line: line["name"], is_listed=True),
        ),
        called=lambda thing: thing["name"] or _("All other sources"),
        source=gettext_lazy("first answers to enquiries"),
        kinds=("first_answer",),
        asks_to_read=False,
    )
)
