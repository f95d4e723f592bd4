"""What people are told about their clients and about being mentioned."""

from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib import formats
from notifications.kinds import notice, subject
from notifications.telling import notify
from timeline import subjects

from .days_of_birth import next_day
from .models import Company, Contact

subject("company", lambda user: Company.objects.visible_to(user), "contacts:company")
subject("contact", lambda user: Contact.objects.visible_to(user), "contacts:contact")


@notice("client.note_left", gettext_lazy("A colleague left a note on my client"), icon="message")
def note_left(told, client):
    return format_html(_("{by} left you a note about {client}"), by=told.details.get("by", ""), client=client)


@notice("contact.birthday", gettext_lazy("A client of mine has a birthday soon"), icon="cake")
def birthday(told, contact):
    if not contact.birthday:
        return format_html(_("Birthday soon: {name}"), name=contact)
    on = next_day(contact.birthday, localdate(told.created_at))
    return format_html(_("Birthday of {name}: {day}"), name=contact, day=formats.day(on))


@notice("comment.mentioned", gettext_lazy("I was mentioned in a comment"), icon="at", mail=True)
def mentioned(told, record):
    return format_html(_("{by} mentioned you: {record}"), by=told.details.get("by", ""), record=record)


@notice("comment.left", gettext_lazy("A comment on my card"), icon="message")
def left(told, record):
    return format_html(_("{by} commented: {record}"), by=told.details.get("by", ""), record=record)


def tell_of_comment(sender, comment, record, mentioned, by, **kwargs):
    """Those mentioned, and the owner of the card unless they wrote it or were mentioned."""
    facts = {"by": str(by), "comment": comment.pk}
    notify(mentioned, "comment.mentioned", record, key=f"mention:{comment.pk}", details=facts)
    owner = getattr(record, "owner", None)
    if owner and owner != by and owner not in mentioned and subjects.sees(owner, record):
        notify([owner], "comment.left", record, key=f"comment:{comment.pk}", details=facts)
