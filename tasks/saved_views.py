"""Views above the tasks: the ready ones stand in the page itself, the saved ones beside them."""

from django.utils.translation import gettext_lazy as _

from accounts.saved_pages import SavedPage, saved_page

from .agenda import SECTIONS, Agenda
from .filters import WHOSE, TaskFilter
from .models import Task


@saved_page
class Tasks(SavedPage):
    code, url_name, right, label = "tasks", "tasks:list", ("task", "see"), _("Tasks")
    usual = [(code, SECTIONS[code][0], {"section": code}) for code in ("over", "today", "week")]
    kept = ("whose", "person", "type", "client", "q", "section")

    def count(self, request, query):
        chosen = self._chosen(request, query)
        return Agenda(chosen.found(), request.user, chosen.is_valid() and chosen.whole_team).open_of(query.get("section", "")).count()

    def words(self, request):
        chosen = self._chosen(request, request.GET)
        section = SECTIONS.get(request.GET.get("section"))
        words = [(str(dict(WHOSE)[chosen.whose_now]), ""), *([(str(section[0]), "")] if section else [])]
        return words + [(chosen.filters[name].label, str(value)) for name, value in chosen.asked.items() if value and name != "whose"]

    def _chosen(self, request, query):
        return TaskFilter(query, queryset=Task.objects.visible_to(request.user), request=request)
