from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog

from ..models import BulkAct, NotNow
from ..running import carry_on
from .answers import came_of


@right(flag="bulk")
@require_http_methods(["GET", "POST"])
def terms(request, pk):
    """What the act needs to be told, once for all its cards; then it is done. Sent twice it is one act."""
    act = get_object_or_404(BulkAct.objects.visible_to(request.user), pk=pk)
    if not act.is_draft:
        return came_of(request, act)
    if request.method == "GET":
        return asked(request, act, request.GET or None)
    form = act.verb.form(request.POST, user=request.user, kind=act.kind_of)
    if not form.is_valid():
        return _dialog(request, act, form, 422)
    try:
        act.start(_told(form), str(act.verb.summary(form.cleaned_data)), by=request.user)
    except NotNow:
        act.refresh_from_db()
        return came_of(request, act)
    if act.is_small:
        carry_on(act.pk, is_watched=True)
        act.refresh_from_db()
    return came_of(request, act)


def asked(request, act, told=None):
    """The dialog of an act; `told` are fields chosen so far, where one asks for others."""
    form = act.verb.form(None, user=request.user, kind=act.kind_of, initial=told.dict() if told else {})
    return _dialog(request, act, form, 200)


def _dialog(request, act, form, status):
    address = reverse("bulk:terms", args=[act.pk])
    form.know(act.records)
    if form.reloads:
        form.reload_from(address)
    context = {"act": act, "form": form, "action": address}
    return dialog(request, "bulk/terms.html", context, status=status)


def _told(form):
    """What was typed, of the fields of the form alone: the worker reads it again with the rights of then."""
    told = QueryDict(mutable=True)
    for name in form.fields:
        told.setlist(name, form.data.getlist(name))
    return told.urlencode()
