"""Where on the deal pages somebody is: the funnel, the conditions, and how the addresses keep them."""

from functools import cached_property

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.scopes import Scope
from bulk.verbs import may_bulk
from crm_project.lib.steady import steady

from .columns import DealColumns
from .filters import DealFilter
from .models import Deal, Stage
from .permissions import may_export, may_see_money

COOKIE = "funnel"
EVERY = "all"
_STATES = {
    "open": lambda deals: deals.open(),
    "won": lambda deals: deals.won(),
    "lost": lambda deals: deals.lost(),
    "closed": lambda deals: deals.closed(),
    "all": lambda deals: deals.live(),
    "asked": lambda deals: deals.awaiting_confirmation(),
    "back": lambda deals: deals.awaiting_step_back(),
    "trash": lambda deals: deals.in_trash(),
}


class Place:
    """The request read once: everything the bar, the board, the list and the export ask of it."""

    def __init__(self, request, view, query=None, *, is_panel=False):
        self.request, self.user, self.view, self.is_panel = request, request.user, view, is_panel
        self.asked = request.GET if query is None else query

    # -- funnels -------------------------------------------------------------

    @cached_property
    def funnels(self):
        """The funnels one may use, each with its live stages."""
        return steady(self.user, ("funnels", self.user.pk), lambda: Stage.objects.live().funnels_of_deals(self.user))

    @cached_property
    def funnel(self):
        """The one asked for, else the one of last time, else the first; None where there is none or all are meant."""
        asked = self.asked.get("funnel", "")
        if asked == EVERY and self.view != "board":
            return None
        found = next((funnel for funnel in self.funnels if str(funnel.pk) == asked), None)
        if asked and not found:
            raise Http404
        last = self.request.COOKIES.get(COOKIE, "")
        return found or next((f for f in self.funnels if str(f.pk) == last), None) or next(iter(self.funnels), None)

    @property
    def is_known(self):
        """A view may have been saved with a funnel that the viewer has lost, or that is gone."""
        try:
            return bool(self.funnel or self.asked.get("funnel") == EVERY) and bool(self.state)
        except Http404:
            return False

    def remember(self, response):
        if self.funnel and self.asked.get("funnel"):
            response.set_cookie(COOKIE, str(self.funnel.pk), max_age=365 * 86400, httponly=True, samesite="Lax")
        return response

    # -- conditions ----------------------------------------------------------

    @property
    def states(self):
        """[(state, label)] for the switch of the list; the trash only for those who may empty hands into it."""
        labels = [
            ("open", _("Open")),
            ("won", _("Won")),
            ("lost", _("Lost")),
            ("all", _("All")),
            ("asked", _("To confirm")),
            ("back", _("Step back asked")),
        ]
        return [*labels, ("trash", _("Trash"))] if self.user.may("delete", "deal") else labels

    @cached_property
    def state(self):
        asked = self.asked.get("state", "open")
        if asked not in _STATES or (asked == "trash" and not self.user.may("delete", "deal")):
            raise Http404
        return asked

    @property
    def is_of_open(self):
        """Its deals are open ones, which have a next task."""
        return self.state in ("open", "asked", "back")

    @cached_property
    def filters(self):
        deals = Deal.objects.visible_to(self.user)
        deals = deals.live() if self.view == "board" else _STATES[self.state](deals)
        if self.funnel:
            deals = deals.in_funnel(self.funnel)
        return DealFilter(self.asked, deals, request=self.request, funnel=self.funnel, offers_own=self.is_panel)

    @cached_property
    def chips(self):
        """The conditions in force, each with the address without it."""
        return [(label, words, self.url_without(name)) for name, label, words in self.filters.given]

    # -- addresses -----------------------------------------------------------

    @cached_property
    def query(self):
        return self._query()

    def url_without(self, *names):
        return f"?{self._query(*names)}"

    @property
    def conditions(self):
        """The whole query, with the funnel that only a cookie remembers."""
        return self._query() if not self.funnel or self.asked.get("funnel") else f"{self._query()}&funnel={self.funnel.pk}".lstrip("&")

    @property
    def base(self):
        """The address of the page without the state, ready for it."""
        query = self._query("state", "sort", "flat")
        return f"?{query}&" if query else "?"

    @property
    def base_of_month(self):
        """The address of the calendar without its month, ready for one."""
        query = self._query("month")
        return f"?{query}&" if query else "?"

    @property
    def url_grouped(self):
        return self.url_without("sort", "flat")

    def _query(self, *without):
        query = self.asked.copy()
        for name in ("after", "page", *without):
            query.pop(name, None)
        return query.urlencode()

    # -- rights --------------------------------------------------------------

    @property
    def sees_money(self):
        return may_see_money(self.user)

    @property
    def may_move(self):
        """Cards may be dragged back too: the server asks why, or offers to ask the head."""
        return self.user.scope_of("deal", "edit") != Scope.NONE

    @property
    def may_create(self):
        return self.user.may("create", "deal")

    @property
    def may_export(self):
        return may_export(self.user)

    @cached_property
    def columns(self):
        return DealColumns(self.asked, self.user)

    @cached_property
    def may_choose(self):
        """Boxes stand before the rows, except in the trash."""
        return self.state != "trash" and may_bulk(self.user, Deal.kind)

    @property
    def may_configure(self):
        return self.user.has_right("configure")
