from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import page_or_fragment

from ..filters import DocumentFilter
from ..models import Document

ORDER = ("-dated_on", "-pk")
SIZE = 50


@right("document", "see")
@require_GET
def documents(request):
    """Every document the person may see, the newest first."""
    visible = Document.objects.visible_to(request.user)
    chosen = DocumentFilter(request.GET, queryset=visible, request=request)
    rows, mark = keyset.page(chosen.found.for_list(), ORDER, request.GET.get("after", ""), SIZE)
    query = request.GET.copy()
    query.pop("after", None)
    context = {"filter": chosen, "rows": rows, "mark": mark, "query": query.urlencode(), "is_more": bool(request.GET.get("after"))}
    template = "documents/list/_rows.html" if context["is_more"] else "documents/list/_list.html"
    return page_or_fragment(request, "documents/list.html", template, context)
