"""The two kinds of clients under one roof: their models, forms and words, for views that serve both."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from .filters import CompanyFilter, ContactFilter
from .forms import CompanyForm, ContactForm
from .models import Company, Contact


@dataclass(frozen=True)
class ClientKind:
    code: str
    model: Any
    form: Any
    filterset: Any
    label: Any
    plural: Any
    icon: str

    @property
    def list_url(self):
        return {"company": "contacts:companies", "contact": "contacts:contacts"}[self.code]


KINDS = {
    "company": ClientKind("company", Company, CompanyForm, CompanyFilter, _("Company"), _("Companies"), "building"),
    "contact": ClientKind("contact", Contact, ContactForm, ContactFilter, _("Contact"), _("Contacts"), "user"),
}


def client_or_404(kind, pk, user, *, trash_too=False):
    """A client this person may see; a foreign one is as if there were none."""
    clients = KINDS[kind].model.objects.visible_to(user).unmerged().for_card()
    client = (clients if trash_too else clients.live()).by_pk(pk)
    if client is None:
        raise Http404
    return client


def kept_or_404(kind, pk, user):
    """The card that holds everything of an absorbed one now, for whoever may see it."""
    clients = KINDS[kind].model.objects
    kept = clients.visible_to(user).kept_instead_of(pk)
    if kept is None:
        raise Http404
    return kept


class ClientConverter:
    regex = "company|contact"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
