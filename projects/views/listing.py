from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import clock, keyset
from crm_project.lib.htmx import page_or_fragment

from ..models import Project
from ..permissions import may_see_money
from ..reckoning import sums_of

ORDER = ("-pk",)
SIZE = 50
VIEWS = {
    "": lambda found, user: found.open(),
    "mine": lambda found, user: found.open().led_by(user),
    "late": lambda found, user: found.late(clock.local_today()),
    "closed": lambda found, user: found.closed(),
}


@right("task", "see")
@require_GET
def projects(request):
    """The projects the person may see, the newest first, with what they were to cost and cost."""
    view = request.GET.get("view", "")
    words = request.GET.get("q", "")[:100]
    found = VIEWS.get(view, VIEWS[""])(Project.objects.visible_to(request.user), request.user).named(words)
    rows, mark = keyset.page(found.with_work(request.user).for_list(), ORDER, request.GET.get("after", ""), SIZE)
    sees_money = may_see_money(request.user)
    if sees_money:
        sums_of(rows)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "rows": rows,
        "mark": mark,
        "view": view,
        "words": words,
        "query": query.urlencode(),
        "sees_money": sees_money,
        "menu": "tasks",
    }
    fragment = "projects/list/_rows.html" if request.GET.get("after") else "projects/list/_list.html"
    return page_or_fragment(request, "projects/list.html", fragment, context)
