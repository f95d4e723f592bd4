from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import formats
from crm_project.lib.htmx import page_or_fragment

from .. import inbox as lib
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


def _list(request):
    view = request.GET.get("view", "new")
    view = view if view in lib.VIEWS else "new"
    words = request.GET.get("q", "").strip()[:200]
    leads, mark = lib.page(request.user, view, words, request.GET.get("after", ""))
    waits = [one for one in leads if one.wait]
    return {
        "view": view,
        "words": words,
        "views": lib.counts(request.user),
        "leads": leads,
        "mark": mark,
        "oldest": formats.age(min(one.created_at for one in waits)) if waits and view == "new" else None,
        "waiting": len(waits),
        "menu": "leads",
    }
