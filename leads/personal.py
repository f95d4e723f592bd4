"""What enquiries hold of a person: name, phone, e-mail and what they wrote."""

from django.utils.translation import gettext_lazy as _

from contacts.personal import holds

from .intake import erase_of


def _tell(contact, user):
    for lead in contact.leads.visible_to(user).order_by("created_at"):
        yield f"{lead.created_at:%d.%m.%Y} {lead.name}, {lead.phone_typed} {lead.email} {lead.comment}".strip()


def _forget(contact, names, alias):
    count = 0
    erase_of(contact.leads.all())
    for lead in contact.leads.all():
        lead.name = lead.person = alias
        lead.phone, lead.phone_typed, lead.email, lead.comment, lead.extra = "", "", "", "", {}
        lead.save()
        count += 1
    return count


holds("leads", _("Leads"), tell=_tell, forget=_forget, cards=lambda contact: ("lead", list(contact.leads.values_list("pk", flat=True))))
