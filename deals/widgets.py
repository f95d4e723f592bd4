"""What deals offer for a desk of one's own."""

from datetime import datetime, time

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.dashboard import widget
from crm_project.lib.months import months_later

from .board import Board
from .models import Deal
from .permissions import may_see_money
from .place import Place


def _funnel(request):
    """The open stages of the funnel of last time, with what stands in each."""
    place = Place(request, "board", query={})
    if place.funnel is None:
        return ""
    heads = Board(request.user, place.funnel, place.filters).heads
    most = max((head.count for head in heads), default=0)
    context = {"funnel": place.funnel, "heads": heads, "most": most, "sees_money": may_see_money(request.user)}
    return render_to_string("deals/widgets/_funnel.html", context)


def _month(request):
    """What was won since the first of the month, and in the same days of the month before."""
    now = timezone.localtime(clock.now())
    first = _start_of(now.date().replace(day=1))
    before = _start_of(months_later(now.date().replace(day=1), -1))
    until = _start_of(months_later(now.date(), -1), now.time())
    won = Deal.objects.visible_to(request.user).won()
    context = {
        "now": won.sums_between(first, clock.now()),
        "before": won.sums_between(before, until),
        "first": first.date(),
        "sees_money": may_see_money(request.user),
    }
    return render_to_string("deals/widgets/_month.html", context)


def _start_of(day, wall=time.min):
    return datetime.combine(day, wall, tzinfo=timezone.get_current_timezone())


widget("funnel", _("Funnel"), "filter-2", _funnel, right=("deal", "see"), position=60)
widget("month", _("Won this month"), "trophy", _month, right=("deal", "see"), position=70)
