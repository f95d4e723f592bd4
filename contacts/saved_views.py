"""Views above the lists of clients: the ready ones stand in the page itself, the saved ones beside them."""

from django.utils.translation import gettext_lazy as _

from accounts.saved_pages import SavedPage, saved_page
from fields.reading import PREFIX
from fields.saved_uses import flaw_of

from .filters import VIEWS
from .kinds import KINDS

KEPT = ("view", "q", "owner", "segment", "source", "status", "group", "data", "sort", "cols", "by")
CODES = ("view", "status", "data")
"""Conditions whose values are no words."""


class Clients(SavedPage):
    kept, kept_prefix = KEPT, PREFIX
    kind_code = ""

    def count(self, request, query):
        kind = KINDS[self.kind_code]
        return kind.filterset(query, queryset=kind.model.objects.visible_to(request.user), request=request).found.count()

    def flaw(self, request, query):
        return flaw_of(request.user, self.kind_code, query)

    def words(self, request):
        """The conditions in words; a value that makes no sense says so by itself."""
        kind = KINDS[self.kind_code]
        chosen = kind.filterset(request.GET, queryset=kind.model.objects.none(), request=request)
        values = chosen.form.cleaned_data if chosen.is_valid() else {}
        told = [
            (chosen.filters[name].label, str(value))
            for name, value in values.items()
            if value and name not in ("view", "status", "data") and name not in chosen.own
        ]
        return [(str(VIEWS[chosen.view_now]), ""), *told, *((label, words) for _name, label, words in chosen.own_given)]


@saved_page
class Companies(Clients):
    code, url_name, right, kind_code = "companies", "contacts:companies", ("company", "see"), "company"
    label = _("Companies")


@saved_page
class People(Clients):
    code, url_name, right, kind_code = "people", "contacts:contacts", ("contact", "see"), "contact"
    label = _("Contacts")
