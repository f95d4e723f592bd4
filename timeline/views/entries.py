from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from crm_project.lib.htmx import page_or_fragment

from .. import history, subjects
from ..composers import composer_of
from ..looks import TABS
from ..panel import feed_context
from ..subjects import on_record


@require_GET
@on_record
def feed(request, record):
    """One tab of a timeline, or its next page: pieces for the card, a page of its own without scripts."""
    tab = request.GET.get("tab", "all")
    tab = tab if tab in TABS else "all"
    after = request.GET.get("after", "")
    if after:
        rows, mark = history.page(record, request.user, tab, after)
        context = feed_context(record, request.user, tab, rows, mark)
        return page_or_fragment(request, "timeline/page.html", "timeline/_more_rows.html", context)
    rows, mark = history.page(record, request.user, tab)
    context = feed_context(record, request.user, tab, rows, mark, history.counts(record, request.user))
    return page_or_fragment(request, "timeline/page.html", "timeline/_feed.html", context)


@require_GET
@on_record
def composer(request, record, key):
    """One tab of the composer, when it is opened for the first time."""
    known = composer_of(key)
    if known is None or not subjects.may_write(request.user, record) or not known.suits(request.user, record):
        raise Http404
    return HttpResponse(known.render(request, record))
