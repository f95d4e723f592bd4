"""What practical tasks know of clients."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib.phone_numbers import parse
from training.practice import vocabulary
from training.practice.knowing import judge, maker, subject

from .models import Contact, ContactMerge

subject(
    "contact",
    Contact,
    mine=lambda setting: Q(created_by=setting.user),
    phone=lambda value, setting: Q(phones__e164=parse(value).e164),
)


subject(
    "contact_merge",
    ContactMerge,
    mine=lambda setting: Q(by=setting.user, undone_at=None),
    joins=("kept",),
    named=lambda merge: merge.kept,
    kept=lambda value, setting: Q(kept__in=value),
    absorbed=lambda value, setting: Q(absorbed__in=value),
)


@maker("contact")
def make_contact(setting, luck, *, person, phone="", by_initial=False):
    """A card of the person's; `by_initial` writes the first name short, as hurried people do."""
    first, _space, last = person.partition(" ")
    contact = Contact.open({"person": f"{first[:1]}. {last}" if by_initial else person}, by=None, owner=setting.user)
    if phone:
        contact.add_phone(phone)
    return contact


@judge("contact.is_alone")
def is_alone(setting, contact):
    """One card is left with the numbers of this one, whichever of them it is."""
    kept = contact.merged_into or contact
    numbers = list(kept.phones.values_list("e164", flat=True))
    return Contact.objects.filter(deleted_at=None, phones__e164__in=numbers).distinct().count() == 1


# -- how people call it --------------------------------------------------------------

vocabulary.subject("contact", _("Client"), phone=vocabulary.PHONE)
vocabulary.subject(
    "contact_merge",
    _("Merge of two cards"),
    kept=vocabulary.several(_("The card that was kept"), "made:contact"),
    absorbed=vocabulary.several(_("The card that became part of it"), "made:contact"),
)
vocabulary.maker(
    "contact",
    _("Client"),
    makes="contact",
    person=vocabulary.given(_("Client"), "fake:person", needed=True),
    phone=vocabulary.given(_("Phone"), "fake:phone"),
    by_initial=vocabulary.tick(_("First name by its initial only")),
)
vocabulary.judge("contact.is_alone", _("No second card has the phone of this client"), about="contact")
vocabulary.start("contacts:contacts", _("Clients"))
