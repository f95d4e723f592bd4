"""What calls hold of a person: the number and what was said."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.personal import holds

from .models import Call


def _calls(contact):
    about = Q(contact=contact) | Q(deal__in=contact.deals.values("pk")) | Q(lead__in=contact.leads.values("pk"))
    return Call.objects.filter(about).order_by("started_at")


def _tell(contact, user):
    for call in _calls(contact).visible_to(user):
        yield f"{call.started_at:%d.%m.%Y %H:%M} {call.get_direction_display()}, {call.e164 or call.typed} {call.result_text}".strip()


def _forget(contact, names, alias):
    return _calls(contact).update(e164="", typed="", result_text="")


holds("calls", _("Calls"), tell=_tell, forget=_forget, cards=lambda contact: ("call", list(_calls(contact).values_list("pk", flat=True))))
