from datetime import date

from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import page_or_fragment, wants_fragment
from crm_project.lib.refusals import BadParameters

from ..board import SPANS, Board, Terms
from ..filters import VIEWS, RunFilter
from ..models import ChainRun, ChainTemplate


@right("task", "see")
@require_GET
def index(request):
    """Chains one below another; `after` asks for the next ones."""
    chosen = _chosen(request)
    board = Board(chosen, request.GET.get("after", ""))
    context = _context(request, chosen, board) | {"on": "list"}
    if request.GET.get("after") and wants_fragment(request):
        return page_or_fragment(request, "chains/board.html", "chains/board/_rows.html", context)
    return page_or_fragment(request, "chains/board.html", "chains/board/_list.html", context)


@right("task", "see")
@require_GET
def terms(request):
    """The same on a strip of days: `span` week or month, `on` any day of it."""
    chosen = _chosen(request)
    span = request.GET.get("span", "month")
    if span not in SPANS:
        raise BadParameters
    board = Terms(chosen, span, _day(request.GET.get("on", "")), request.GET.get("after", ""))
    context = _context(request, chosen, board) | {"on": "terms"}
    if request.GET.get("after") and wants_fragment(request):
        return page_or_fragment(request, "chains/terms.html", "chains/terms/_rows.html", context)
    return page_or_fragment(request, "chains/terms.html", "chains/terms/_sheet.html", context)


def _chosen(request):
    return RunFilter(request.GET, queryset=ChainRun.objects.visible_to(request.user), request=request)


def _context(request, chosen, board):
    views = [(name, label, board.counts[name]) for name, label in VIEWS]
    has_templates = ChainTemplate.objects.visible_to(request.user).live().exists()
    return {
        "filter": chosen,
        "board": board,
        "views": views,
        "query": _query(request, "after"),
        "span_query": _query(request, "after", "span", "on"),
        "view_query": _query(request, "after", "view"),
        "next": _query(request, "after", after=board.mark) if board.mark else "",
        "starts": has_templates and request.user.may("create", "task"),
    }


def _query(request, *without, **more):
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    query.update(more)
    return query.urlencode()


def _day(text):
    """A date in an address; today where none is named."""
    if not text:
        return timezone.localtime(clock.now()).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadParameters from None
    if not clock.is_valid_date(day) or day.year in (1900, 2100):
        raise BadParameters
    return day
