"""Which lists keep views under a name: a registry that the apps above fill when they are ready.

A view is a query, read anew with the rights of whoever opens it: what it holds that this person may not use finds nothing.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse

_pages = {}


@dataclass
class View:
    name: str
    url: str
    count: int | None
    is_active: bool
    tone: str = ""
    saved: Any = None
    flaw: str = ""


class SavedPage:
    """A list whose conditions can be kept. `kept` are the parameters of its address that a view consists of.

    `label` names it; `usual` are [(code, name, parameters)] of the views of the house that are the same for everybody.
    """

    code, url_name, right, kept, kept_prefix = "", "", ("", "see"), (), ""
    label: Any = ""
    usual: Any = ()

    def keeps(self, name):
        """Whether a view consists of this parameter; a page may know more than those it can list."""
        return name in self.kept or (bool(self.kept_prefix) and name.startswith(self.kept_prefix))

    def base(self, request):
        """Parameters that are in every view of this page at this moment, such as the funnel one stands in."""
        return {}

    def ready(self, request):
        """[(name, parameters, tone)] of the views that everybody has."""
        return []

    def count(self, request, query):
        """How many records a view finds for this person; None where counting is not worth it."""
        return

    def flaw(self, request, query):
        """What a view asks for that is no longer there, in words."""
        return ""

    def words(self, request):
        """[(label, words)] of the conditions in force, for the dialog that keeps them."""
        return []

    def address(self, request, parameters):
        return reverse(self.url_name)

    def link(self, parameters):
        """The address of a view wherever one comes from."""
        return f"{reverse(self.url_name)}?{urlencode(parameters, doseq=True)}"

    # -- what the door asks -----------------------------------------------------

    def now(self, query):
        """The parameters in force, {name: value or values}."""
        names = [*self.kept, *(name for name in query if name not in self.kept and self.keeps(name))]
        told = {name: [value for value in query.getlist(name) if value] for name in names}
        return {name: values if len(values) > 1 else values[0] for name, values in told.items() if values}

    def views(self, request, saved):
        """Those of the house, then the saved ones."""
        base = self.base(request)
        shown = [self._view(request, name, parameters, tone) for name, parameters, tone in self.ready(request)]
        return shown + [self._view(request, one.name, base | one.query, "", one) for one in saved]

    def _view(self, request, name, parameters, tone, saved=None):
        query = QueryDict(mutable=True)
        for key, value in parameters.items():
            if self.keeps(key):
                query.setlist(key, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        count = self.count(request, query)
        is_active = self._without_base(request, self.now(query)) == self._without_base(request, self.now(request.GET))
        url = f"{self.address(request, parameters)}?{query.urlencode()}"
        flaw = self.flaw(request, query) if saved else ""
        return View(name, url, count, is_active, tone if count else "", saved, flaw)

    def _without_base(self, request, parameters):
        return {name: value for name, value in parameters.items() if name not in self.base(request)}


def saved_page(made):
    """Register a SavedPage: `@saved_page class Deals(SavedPage): …`."""
    _pages[made.code] = made()
    return made


def pages_by_code():
    return dict(_pages)


def page_of(code, user):
    """The page, if this person may open it; otherwise it does not exist."""
    page = _pages.get(code)
    if page is None or not user.may(page.right[1], page.right[0]):
        raise Http404
    return page
