from django.views.decorators.http import require_GET

from accounts.rights import right
from bulk.verbs import may_bulk
from crm_project.lib import keyset
from crm_project.lib.htmx import page_or_fragment

from .. import columns, figures
from ..filters import VIEWS
from ..kinds import KINDS

SIZE = 50
_PAGES = {"company": "companies", "contact": "people"}


def _list_of(code):
    @require_GET
    @right(code, "see")
    def page(request):
        """The clients one may see, the latest dealt with first."""
        kind = KINDS[code]
        clients = kind.model.objects.visible_to(request.user)
        found = kind.filterset(request.GET, queryset=clients, request=request)
        rows, mark = keyset.page(found.found.with_holder().for_list(), columns.order(request.GET), request.GET.get("after", ""), SIZE)
        context = {
            "kind": kind,
            "filter": found,
            "rows": figures.put_on(rows, request.user),
            "more": _address(request, mark) if mark else "",
            "views": [(name, label, _address(request, view=name)) for name, label in VIEWS.items()],
            "export_query": _query(request),
            "query": _query(request),
            "chooses": found.view_now != "trash" and may_bulk(request.user, code),
            "page": _PAGES[code],
            "columns": (choice := columns.columns_of(request.GET, request.user)),
            "cols": choice.shown,
            "is_grouped": (is_grouped := columns.is_grouped(request.GET)),
            "group_url": _address(request, by="" if is_grouped else "owner"),
            "menu": "contacts",
        }
        fragment = "contacts/list/_rows.html" if request.GET.get("after") else "contacts/list/_list.html"
        return page_or_fragment(request, "contacts/list.html", fragment, context)

    return page


companies = _list_of("company")
contacts = _list_of("contact")


def _query(request, **changed):
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def _address(request, mark="", **changed):
    if mark:
        changed["after"] = mark
    return f"?{_query(request, **changed)}"
