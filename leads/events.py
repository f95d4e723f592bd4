"""Something that has already happened with a client, told in free text on any card."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import clean
from deals.models import Act
from deals.refusals import NotAllowed


@dataclass(frozen=True)
class Event:
    """`act` is what it counts as on a deal or a lead; a request or a wish is no act."""

    code: str
    label: Any
    icon: str
    act: str = ""

    @property
    def verb(self):
        return f"logged_{self.code}"


EVENTS = {
    event.code: event
    for event in [
        Event("call", _("Call"), "phone", Act.Kind.CALL_OUT),
        Event("meeting", _("Meeting"), "users", Act.Kind.MEETING),
        Event("letter", _("Letter"), "mail", Act.Kind.LETTER),
        Event("request", _("Request"), "inbox"),
        Event("order", _("Order"), "shopping-cart"),
        Event("wish", _("Wish"), "bulb"),
    ]
}


def log_event(record, code, *, text, by, at=None, token=None):
    """Note it on the card at its own moment. A call, a meeting or a letter makes a deal or a lead processed from now on."""
    event = EVENTS[code]
    if by and not by.may("edit", record.kind):
        raise NotAllowed
    with transaction.atomic():
        type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
        if token and record.entries.told_by(str(token)):
            return
        record.record(event.verb, by=by, at=at, text=clean(text), token=str(token or ""))
        if event.act and record.kind in ("deal", "lead"):
            record.note_act(event.act, by=by, at=at)
        if hasattr(record, "touch"):
            record.touch()
