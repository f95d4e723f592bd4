from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.rights import right
from bulk.verbs import may_bulk
from crm_project.lib import keyset
from crm_project.lib.htmx import page_or_fragment
from fields.reading import names_own

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
        choice = columns.columns_of(code, request.GET, request.user)
        ordered, order = columns.in_order(found.found.with_holder().for_list(), choice, request.GET)
        rows, mark = keyset.page(ordered, order, request.GET.get("after", ""), SIZE)
        context = {
            "kind": kind,
            "filter": found,
            "rows": choice.read(figures.put_on(rows, request.user)),
            "more": _address(request, mark) if mark else "",
            "views": [(name, label, _address(request, view=name)) for name, label in VIEWS.items()],
            "export_query": _query(request),
            "query": _query(request),
            "chooses": found.view_now != "trash" and may_bulk(request.user, code),
            "page": _PAGES[code],
            "own_chips": [(label, words, f"?{_without(request, name)}") for name, label, words in found.own_given],
            "own_hidden": [(name, value) for name in found.own_names for value in request.GET.getlist(name) if value],
            "columns": choice,
            "cols": choice.shown,
            "is_grouped": (is_grouped := columns.is_grouped(request.GET)),
            "group_url": _address(request, by="" if is_grouped else "owner"),
            "menu": "contacts",
        }
        fragment = "contacts/list/_rows.html" if request.GET.get("after") else "contacts/list/_list.html"
        return page_or_fragment(request, "contacts/list.html", fragment, context)

    return page


@require_GET
@right(any_signed_in=True)
def conditions(request, kind):
    """What can be asked of the own fields, when somebody wants to narrow the list by them."""
    known = KINDS[kind]
    if not request.user.may("see", kind):
        raise Http404
    found = known.filterset(request.GET, queryset=known.model.objects.none(), request=request, offers_own=True)
    kept = [(name, value) for name, values in request.GET.lists() if not names_own(name) and name != "after" for value in values if value]
    context = {"fields": found.own_fields, "kept": kept, "url": reverse(known.list_url)}
    return render(request, "fields/_panel_form.html", context)


companies = _list_of("company")
contacts = _list_of("contact")


def _query(request, **changed):
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def _without(request, name):
    query = request.GET.copy()
    for one in ("after", name):
        query.pop(one, None)
    return query.urlencode()


def _address(request, mark="", **changed):
    if mark:
        changed["after"] = mark
    return f"?{_query(request, **changed)}"
