"""What a head sees and decides; nothing of it about people outside their reports."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib import xlsx
from crm_project.lib.htmx import dialog, done, refused

from ..assigning import AssignForm
from ..forms import ReasonForm, TimeForm
from ..models import TestAssignment
from ..permissions import may_decide_on, sees_results
from ..refusals import AssignmentIsOver, NobodyToTest, NotFinallyFailed, NoTimeLimit
from ..results import VIEWS, matrix_for, table_of
from .framing import framed


@right("report", "see")
@require_GET
def results(request):
    """People × tests of one's own subtree."""
    _heads_only(request)
    matrix = matrix_for(request.user, _view(request))
    labels = {"all": _("All"), "overdue": _("Late or failed"), "new": _("New here")}
    tabs = [(view, labels[view], matrix.counts[view]) for view in VIEWS]
    return render(request, "training/results.html", framed(request, "results") | {"matrix": matrix, "tabs": tabs})


@right("report", "see")
@require_GET
def results_xlsx(request):
    """The same table as a file; that it was taken is noted."""
    _heads_only(request)
    if not request.user.has_right("export"):
        raise PermissionDenied
    head, rows = table_of(matrix_for(request.user, _view(request)))
    request.user.record("exported", by=request.user, audience="admins", what="test results", rows=len(rows))
    return xlsx.response("tests", head, rows)


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def assign(request):
    """One test to people, positions or departments of one's own."""
    form = AssignForm(request.POST if request.method == "POST" else None, user=request.user, initial=request.GET.dict())
    if form.is_valid():
        back = reverse("training:results")
        try:
            made = TestAssignment.give(form.cleaned_data["test"], form.chosen(), by=request.user, **form.facts())
        except NobodyToTest:
            form.add_error("people", _("Choose people of your own: a person, a position or a department."))
        else:
            words = ngettext("Assigned to %(n)s person", "Assigned to %(n)s people", len(made)) % {"n": len(made)}
            return done(request, toast=words if made else _("They all have this test already"), events=("training:changed",), back=back)
    return dialog(request, "training/heads/_assign.html", {"form": form}, status=422 if form.is_bound else 200)


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def waive(request, pk):
    """The person need not pass it, and is told why."""
    return _decide(
        request, pk, ReasonForm, "waive", lambda found, data: found.waive(data["reason"], by=request.user), _("The test is waived")
    )


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def one_more(request, pk):
    """After the last failure: it was talked over, one more attempt is open."""
    act = lambda found, data: found.one_more(data["reason"], by=request.user)  # noqa: E731
    return _decide(request, pk, ReasonForm, "one_more", act, _("One more attempt is open"))


@right(flag="reassign")
@require_http_methods(["GET", "POST"])
def more_time(request, pk):
    act = lambda found, data: found.give_time(data["percent"], data["reason"], by=request.user)  # noqa: E731
    return _decide(request, pk, TimeForm, "more_time", act, _("More time is given"))


def _decide(request, pk, form_class, act_name, act, words):
    """A dialog with a reason over an assignment one sees; whoever may not decide on it is refused."""
    found = get_object_or_404(TestAssignment.objects.visible_to(request.user).for_list(), pk=pk)
    if not may_decide_on(request.user, found):
        raise PermissionDenied
    back = reverse("training:assignment", args=[pk])
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act(found, form.cleaned_data)
        except (AssignmentIsOver, NotFinallyFailed):
            return refused(request, toast=_("It stands otherwise meanwhile: look again."), back=back)
        except NoTimeLimit:
            return refused(request, toast=_("This test has no time limit: there is no time to add."), back=back)
        return done(request, toast=words, events=("training:changed",), back=back)
    context = {"form": form, "assignment": found, "act": act_name}
    return dialog(request, "training/heads/_decide.html", context, status=422 if form.is_bound else 200)


def _heads_only(request):
    if not sees_results(request.user):
        raise Http404


def _view(request):
    view = request.GET.get("view", "all")
    return view if view in VIEWS else "all"
