from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.rights import right
from bulk.verbs import may_bulk
from crm_project.lib import formats
from crm_project.lib.htmx import page_or_fragment
from fields.lists import columns_of, put_words

from .. import inbox as lib
from ..filters import LeadFilter
from ..models import Lead
from .finding import lead_or_404


@require_GET
@right("lead", "see")
def inbox(request):
    """What came in: who waits, since when, whose; the first one is open beside the list."""
    context = _list(request)
    if request.GET.get("after"):
        return page_or_fragment(request, "leads/inbox.html", "leads/inbox/_rows.html", context)
    if context["leads"] and not context["words"]:
        first = lead_or_404(context["leads"][0].pk, request.user)
        context |= {**lib.card_of(first, request.user), "selected": first.pk}
    return page_or_fragment(request, "leads/inbox.html", "leads/inbox/_main.html", context)


@require_GET
@right("lead", "see")
def lead(request, pk):
    """One lead with its whole history; the list stays beside it where there is room."""
    found = lead_or_404(pk, request.user)
    context = {**_list(request), **lib.card_of(found, request.user), "selected": found.pk, "is_page": True}
    return page_or_fragment(request, "leads/inbox.html", "leads/inbox/_detail.html", context)


@require_GET
@right("lead", "see")
def conditions(request):
    """What can be asked of the own fields, when somebody wants to narrow the inbox by them."""
    chosen = LeadFilter(request.GET, Lead.objects.none(), request=request, offers_own=True)
    return render(request, "fields/_conditions.html", {"fields": chosen.own_fields, "given": chosen.own_given})


def _list(request):
    chosen = LeadFilter(request.GET, Lead.objects.visible_to(request.user), request=request)
    leads, mark = lib.page(chosen, request.user, request.GET.get("after", ""))
    columns = columns_of("lead", {}, (), {}, query=request.GET, user=request.user)
    put_words(columns, leads)
    waits = [one for one in leads if one.wait]
    return {
        "filter": chosen,
        "view": chosen.view,
        "columns": columns,
        "words": chosen.words,
        "query": _query(request),
        "chooses": may_bulk(request.user, "lead"),
        "views": lib.counts(request.user),
        "leads": leads,
        "mark": mark,
        "oldest": formats.age(min(one.created_at for one in waits)) if waits and chosen.view == "new" else None,
        "waiting": len(waits),
        "menu": "leads",
    }


def _query(request):
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()
