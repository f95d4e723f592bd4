from django.views.decorators.http import require_GET

from crm_project.lib.htmx import page_or_fragment

from .. import history
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
