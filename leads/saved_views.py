"""Views above the inbox: the ready ones stand in the page itself, the saved ones beside them."""

from django.utils.translation import gettext_lazy as _

from accounts.saved_pages import SavedPage, saved_page
from fields.reading import PREFIX
from fields.saved_uses import flaw_of

from .filters import VIEWS, LeadFilter
from .models import Lead


@saved_page
class Leads(SavedPage):
    code, url_name, right, label = "leads", "leads:inbox", ("lead", "see"), _("Leads")
    kept = ("view", "q", "owner", "source", "channel", "group", "sort", "cols")
    kept_prefix = PREFIX

    def count(self, request, query):
        return self._chosen(request, query).found.count()

    def flaw(self, request, query):
        return flaw_of(request.user, "lead", query)

    def words(self, request):
        chosen = self._chosen(request, request.GET)
        words = [("", chosen.words)] if chosen.words else []
        return [(str(VIEWS[chosen.view][0]), ""), *words, *((label, told) for _name, label, told in chosen.given)]

    def _chosen(self, request, query):
        return LeadFilter(query, Lead.objects.visible_to(request.user), request=request)
