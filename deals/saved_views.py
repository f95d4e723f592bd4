"""Views above the deals: those that everybody has, and the saved ones."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.saved_pages import SavedPage, saved_page
from accounts.scopes import Scope
from crm_project.lib import clock
from fields.reading import PREFIX
from fields.saved_uses import flaw_of

from .place import Place
from .task_states import task_states

STATES = [
    ("today", gettext_lazy("For today"), ""),
    ("overdue", gettext_lazy("Overdue"), "r"),
    ("none", gettext_lazy("Without a task"), "r"),
]


@saved_page
class Deals(SavedPage):
    code, url_name, right, label = "deals", "deals:board", ("deal", "see"), gettext_lazy("Deals")
    usual = [(code, label, {"task": code}) for code, label, _tone in STATES]
    kept = (
        "q", "owner", "stage", "task", "source", "product", "amount_min", "amount_max", "created_from", "created_to", "closed_from",
        "closed_to", "reason", "late", "active_on", "state", "sort", "flat", "cols", "funnel",
    )  # fmt: skip
    kept_prefix = PREFIX

    def base(self, request):
        funnel = self._place(request).funnel
        return {"funnel": str(funnel.pk)} if funnel else {}

    def ready(self, request):
        base, user = self.base(request), request.user
        is_alone = user.scope_of("deal", "see") == Scope.OWN
        ready = [(_("My open") if is_alone else _("All open"), base, "")]
        ready += [] if is_alone else [(_("Mine"), {**base, "owner": str(user.pk)}, "")]
        ready += [(label, {**base, "task": code}, tone) for code, label, tone in STATES if code in {state.code for state in task_states()}]
        today = timezone.localtime(clock.now()).date().isoformat()
        return [*ready, (_("With activity today"), {**base, "active_on": today, "state": "all"}, "")]

    def views(self, request, saved):
        shown = super().views(request, saved)
        return [view for view in shown if view.count or view.is_active or view.saved or view.name != _("Mine")]

    def count(self, request, query):
        there = self._place(request, query)
        return there.filters.found.count() if there.is_known else 0

    def flaw(self, request, query):
        return flaw_of(request.user, "deal", query)

    def words(self, request):
        return [(label, words) for label, words, _url in self._place(request).chips]

    def address(self, request, parameters):
        is_on_list = request.GET.get("on") == "list" or any(key in parameters for key in ("state", "sort", "flat", "cols"))
        return reverse("deals:list" if is_on_list else "deals:board")

    def link(self, parameters):
        return f"{reverse('deals:list')}?{urlencode(parameters, doseq=True)}"

    def _place(self, request, query=None):
        """The funnels are read once for all the views of an answer."""
        if not hasattr(request, "place_of_views"):
            request.place_of_views = Place(request, "list")
        if query is None:
            return request.place_of_views
        there = Place(request, "list", query)
        there.funnels = request.place_of_views.funnels
        return there
