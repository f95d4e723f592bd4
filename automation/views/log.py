from django.views.decorators.http import require_safe

from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import page_or_fragment

from ..models import Firing
from ..reading import Reader
from .found import rule_or_404

SIZE = 50


@right(flag="configure")
@require_safe
def log(request, pk):
    """Every time a rule acted or did not, and why."""
    found = rule_or_404(request, pk)
    state = request.GET.get("state", "")
    firings = Firing.objects.of_rule(found).about_visible(request.user).acted().for_log()
    firings = firings.in_state(state) if state in _STATES else firings
    rows, mark = keyset.page(firings, ("-acted_at", "-pk"), request.GET.get("after", ""), SIZE)
    context = {
        "rule": found,
        "firings": Reader(request.user).read(rows),
        "mark": mark,
        "state": state,
        "states": _STATES.items(),
        "menu": "settings",
    }
    template = "automation/log/_rows.html" if request.GET.get("after") else "automation/log/_list.html"
    return page_or_fragment(request, "automation/log.html", template, context)


_STATES = {value: label for value, label in Firing.State.choices if value != Firing.State.WAITING}
