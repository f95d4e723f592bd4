from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import absences
from accounts.models import Absence
from accounts.rights import right
from crm_project.lib import clock
from crm_project.lib.htmx import dialog, done

from ..absence_forms import DEPUTY_IS_AWAY, TOO_LONG
from ..asking_for_absence import waiting_for
from ..forms import AbsenceForm
from ..live import present_for
from ..permissions import leads_a_department, may_enter_absences

SHOWN_AFTERWARDS = timedelta(days=30)


@right("report", "see")
@require_GET
def listing(request):
    """Who is away now, soon, or was within the last month."""
    if not leads_a_department(request.user):
        raise Http404
    today = _today(request)
    found = Absence.objects.current().of_people(absences.people_ids(request.user)).ending_from(today - SHOWN_AFTERWARDS)
    rows = list(found.for_list())
    may_enter = may_enter_absences(request.user)
    for row in rows:
        row.is_over, row.is_now = row.to_on < today, row.from_on <= today <= row.to_on
        row.may_take_back = may_enter and not row.is_over and absences.may_enter(request.user, row.user)
    context = {"rows": rows, "may_enter": may_enter, "requests": list(waiting_for(request.user).for_list())}
    return render(request, "workday/absences.html", context)


@right("report", "see")
@require_http_methods(["GET", "POST"])
def new(request):
    """A head or an administrator notes that somebody is away."""
    if not may_enter_absences(request.user):
        raise Http404
    today = _today(request)
    start = {"user": request.GET.get("user"), "from_on": today, "to_on": today}
    form = AbsenceForm(request.POST if request.method == "POST" else None, by=request.user, initial=start)
    if form.is_valid():
        try:
            absences.enter(**form.cleaned_data, by=request.user)
        except absences.AlreadyAway:
            form.add_error("from_on", _("They are away on some of these dates already."))
        except absences.TooLong:
            form.add_error("to_on", TOO_LONG)
        except absences.DeputyIsAway:
            form.add_error("deputy", DEPUTY_IS_AWAY)
        else:
            return done(request, toast=_("The absence is noted"), events=("workday:changed",), back="workday:absences")
    return dialog(request, "workday/absences/new.html", {"form": form}, status=422 if form.errors else 200)


@right("report", "see")
@require_POST
def take_back(request, pk):
    """They are there after all; closed days keep the absence."""
    seen = Absence.objects.of_people(absences.people_ids(request.user)).for_list()
    absence = get_object_or_404(seen, pk=pk)
    if not absences.may_enter(request.user, absence.user):
        raise Http404
    absences.take_back(absence, by=request.user)
    return done(request, toast=_("The absence is taken back"), events=("workday:changed",), back="workday:absences")


def _today(request):
    return present_for(request.user).table.local_date(request.user, clock.now())
