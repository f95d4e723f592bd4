from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.rights import right
from crm_project.lib.htmx import go_to, refused, wants_fragment

from ..models import BulkAct
from ..selecting import MOST, TooMany, chosen, conditions
from ..targets import target_of
from ..verbs import verb_of
from .terms import asked


@right(flag="bulk")
@require_POST
def begin(request, kind, code):
    """These records were chosen for this act: they are written down, and what else there is to say is asked."""
    target, verb = target_of(kind), verb_of(kind, code)
    if not verb.allowed(request.user, kind):
        raise PermissionDenied if request.user.may("see", kind) else Http404
    try:
        act = BulkAct.prepare(kind, code, chosen(request, target), by=request.user, back=request.POST.get("query", ""))
    except TooMany as refusal:
        return refused(request, toast=refusal.words, status=422, back=target.page)
    if not wants_fragment(request):
        return go_to(request, reverse("bulk:terms", args=[act.pk]))
    return asked(request, act)


@right(flag="bulk")
@require_GET
def matching(request, kind):
    """How many match the conditions of the list, for whoever wants them all."""
    target = target_of(kind)
    if not request.user.may("see", kind):
        raise Http404
    number = target.found(request, conditions(request)).count()
    context = {"number": number, "words": target.number(number), "is_too_many": number > MOST, "most": MOST}
    return render(request, "bulk/_all.html", context)
