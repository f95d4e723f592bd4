from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..forms import LookForm
from ..look_page import records_of, words_of
from ..models import Look
from ..permissions import asking_departments
from ..refusals import ExplainedBefore, NotAllowed


@right(any_signed_in=True)
@require_http_methods(["GET", "POST"])
def look(request, pk):
    """The records behind a look; whose day it was says what lies behind it."""
    found = get_object_or_404(Look.objects.visible_to(request.user).for_list(), pk=pk)
    if found.department_id not in asking_departments():
        raise Http404
    form = LookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.user_id != request.user.pk:
        return refused(request, toast=_("Only whose day it was says that."), status=403, back="workday:ledger")
    if request.method == "POST" and form.is_valid():
        try:
            found.answer(form.cleaned_data["text"], by=request.user)
        except NotAllowed:
            return refused(request, toast=_("Only whose day it was says that."), status=403, back="workday:ledger")
        except ExplainedBefore:
            return refused(request, toast=_("It is said already."), events=("workday:changed",), back="workday:ledger")
        return done(request, toast=_("Your word is kept beside it"), events=("workday:changed",), back="workday:ledger")
    records = records_of(found, request.user)
    context = {"look": found, "words": words_of(found), "records": records, "hidden": found.count - len(records), "form": form}
    context["may_answer"] = found.user_id == request.user.pk and not hasattr(found, "note")
    return dialog(request, "workday/look.html", context, status=422 if form.errors else 200)
