from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_project.lib.htmx import dialog, done, wants_fragment, with_events
from timeline import subjects
from timeline.subjects import on_record

from .. import card_rows
from ..forms import ValueForm
from ..refusals import ValueChanged


@on_record
@require_http_methods(["GET", "POST"])
def value(request, record, code):
    """One own field of a client or a lead, filled in where it stands. What a colleague wrote meanwhile is not overwritten."""
    row = _row(request.user, record, code)
    if "closed" in request.GET:
        return render(request, "fields/card/_value.html", {"record": record, "row": row})
    if not row.is_editable:
        raise PermissionDenied
    form = ValueForm(request.POST or None, request.FILES or None, field=row.field, record=record, user=request.user)
    if request.method == "GET" or not form.is_valid():
        return _ask(request, record, row, form, 200 if request.method == "GET" else 422)
    try:
        form.save()
    except ValueChanged:
        return _ask(request, record, row, form.after_conflict(), 409)
    if not wants_fragment(request):
        return done(request, toast=_("Saved"), back=subjects.url_of(record) or "/")
    fresh = subjects.find_or_404(record.kind, record.pk, request.user)
    answer = render(request, "fields/card/_value.html", {"record": fresh, "row": _row(request.user, fresh, code)})
    return with_events(answer, {}, "live:timeline")


def _row(user, record, code):
    if not hasattr(record, "extra"):
        raise Http404
    is_editable = user.may("edit", record) and getattr(record, "deleted_at", None) is None and not getattr(record, "erased_at", None)
    is_editable = is_editable and getattr(record, "closed_at", None) is None
    rows = card_rows.rows_of(record, user, is_editable=is_editable, funnel=getattr(record, "funnel_id", None))
    row = next((one for one in rows if one.field.code == code), None)
    if row is None:
        raise Http404
    return row


def _ask(request, record, row, form, status):
    context = {"record": record, "row": row, "form": form}
    if not wants_fragment(request):
        return dialog(request, "fields/card/dialog.html", context, status=status)
    return render(request, "fields/card/_form.html", context, status=status)
