from django.http import HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import right
from crm_project.lib import xlsx
from crm_project.lib.htmx import dialog, done, refused
from timeline.models import Entry

from ...models import ReadingAssignment
from ..forms import ReasonForm
from ..matrix import Matrix
from ..models.assignment import AlreadySettled, NotTheirHead
from ..permissions import leads_people, may_remind, may_waive
from ..reminding_people import remind_people
from ..team_page import person_readings


@require_safe
@right("report", "see")
def team(request):
    """Who of my people has read and passed what."""
    if not leads_people(request.user):
        return redirect("regulations:my-reading")
    matrix = Matrix(request.user, request.GET.get("show", "all"))
    context = {"matrix": matrix, "may_remind": may_remind(request.user), "may_export": request.user.may("export", "report")}
    return render(request, "regulations/reading/team.html", context)


@require_safe
@right("report", "export")
def team_file(request):
    """The same table as a sheet."""
    if not leads_people(request.user):
        return HttpResponseForbidden(_("You have no right to do this."))
    matrix = Matrix(request.user, request.GET.get("show", "all"))
    head = [_("Colleague"), _("Position"), _("Department"), *matrix.titles, _("Total")]
    rows = [_line(row) for row in matrix.rows]
    rows.append([pgettext("reading", "Done"), "", "", *(_of(*pair) for pair in matrix.sums), ""])
    facts = {"what": "reading of people", "filter": matrix.show, "rows": len(rows)}
    request.user.record("exported", by=request.user, audience=Entry.Audience.ADMINS, **facts)
    return xlsx.response(_("reading"), head, rows)


@require_POST
@right("report", "see")
def remind_team(request):
    """A notice to the chosen ones, at most one a day each."""
    if not may_remind(request.user):
        return HttpResponseForbidden(_("You have no right to do this."))
    ids = {int(pk) for pk in request.POST.getlist("people") if pk.isascii() and pk.isdigit()}
    told = remind_people(ids, by=request.user)
    words = ngettext("%(n)s person was reminded", "%(n)s people were reminded", told) % {"n": told}
    words = words if told else _("Nobody was reminded: they have nothing to read or were reminded today already")
    return done(request, toast=words, close=False, back="regulations:team")


@require_http_methods(["GET", "HEAD", "POST"])
@right("report", "see")
def waive(request, pk):
    """What a person is asked to read; the head may ask for nothing and say why."""
    reading = get_object_or_404(ReadingAssignment.objects.visible_to(request.user).for_people(), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {"reading": reading, "items": person_readings(reading), "form": form, "may_waive": may_waive(request.user, reading.user)}
    if form.is_valid():
        try:
            reading.waive(form.cleaned_data["reason"], by=request.user)
        except NotTheirHead:
            return refused(request, toast=_("Only a head waives it, and nobody for themselves."), status=403, back="regulations:team")
        except AlreadySettled as refusal:
            words = _("It is settled already: %(how)s") % {"how": refusal.reading.get_state_display()}
            return refused(request, toast=words, events=("reading:changed",), back="regulations:team")
        return done(request, toast=_("The reading is waived; the person is told why"), events=("reading:changed",), back="regulations:team")
    return dialog(request, "regulations/reading/waive.html", context, status=422 if form.errors else 200)


def _line(row):
    whose = [str(row.person), str(row.person.position or ""), str(row.person.department)]
    return [*whose, *(cell.words for cell in row.cells), _of(row.done, row.asked)]


def _of(done_, asked):
    return _("%(done)s of %(total)s") % {"done": done_, "total": asked}
