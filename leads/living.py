"""What the handbook shows of the ways by which enquiries come."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Source
from regulations.living.blocks import Block, Column, live_block

from .models import IntakePoint


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
