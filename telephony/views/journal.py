from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.rights import right
from crm_project.lib import keyset, xlsx
from crm_project.lib.htmx import page_or_fragment
from crm_project.lib.refusals import BadParameters

from ..filters import CallFilter
from ..models import Call
from ..permissions import may_export, sees_others
from ..rows import rows_of
from ..strip import strip

ORDER = ("-started_at", "-pk")
SIZE = 50
MOST_EXPORTED = 100_000


@right("call", "see")
@require_GET
def journal(request):
    """Calls of the day with its figures; missed ones stay until they are called back."""
    visible = Call.objects.visible_to(request.user)
    chosen = CallFilter(request.GET, queryset=visible, request=request)
    calls, mark = keyset.page(chosen.found().for_list(), ORDER, request.GET.get("after", ""), SIZE)
    first, last = chosen.days
    context = {"filter": chosen, "rows": rows_of(calls, request.user), "mark": mark, "query": query_without_after(request)}
    context["days"] = first != last or chosen.view_now == "missed"
    if request.GET.get("after"):
        return page_or_fragment(request, "telephony/more.html", "telephony/journal/_rows.html", context)
    period = chosen.period()
    context |= {
        "sums": period.summed(),
        "waiting": visible.to_call_back().count(),
        "hours": strip(period.moments()) if first == last else [],
        "first": first,
        "last": last,
        "team": sees_others(request.user),
        "may_export": may_export(request.user),
    }
    return page_or_fragment(request, "telephony/journal.html", "telephony/journal/_journal.html", context)


@right("call", "export")
@require_GET
def export(request):
    """The journal as it is filtered, as a table."""
    if not may_export(request.user):
        raise PermissionDenied
    visible = Call.objects.visible_to(request.user).allowed(request.user, "export")
    chosen = CallFilter(request.GET, queryset=visible, request=request)
    if not chosen.is_valid():
        raise BadParameters
    head = [_("When"), _("Direction"), _("Outcome"), _("Client"), _("Phone"), _("Deal"), _("Seconds"), _("Result"), _("Who")]
    return xlsx.response(_("calls"), head, table_of(chosen.found(), request.user), _("Calls"))


def table_of(calls, user):
    found = calls.for_list().newest_first()[:MOST_EXPORTED]
    sees_phones = user.has_right("see_contacts")
    for call in found.iterator(chunk_size=2000):
        phone = call.e164 or call.typed if sees_phones else ""
        words = " — ".join(str(word) for word in (call.result, call.result_text) if word)
        when = timezone.localtime(call.started_at)
        facts = [when, call.get_direction_display(), call.get_outcome_display(), str(call.client or ""), phone]
        yield [*facts, str(call.deal or call.lead or ""), call.seconds, words, str(call.owner or "")]


def query_without_after(request):
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()
