from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Workspace
from accounts.rights import right
from crm_project.lib.keyset import page
from regulations.living.noting import noted

from ..editor import lacking
from ..effects import effects_of
from ..funnel_forms import PublishForm
from ..living import shown_of
from ..models import Funnel
from ..refusals import EditConflict, StageOfAnotherFunnel


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def draft(request, pk):
    """What the draft would do, in words and numbers; a press publishes what was looked at."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    kept = shaped.open_draft
    if kept is None:
        messages.info(request, _("Nothing waits in a draft: the funnel is as you see it."))
        return redirect("deals:funnel", pk)
    has_demands = any(change.may_have_grace for change in shaped.drafted)
    posted = request.POST if request.method == "POST" else None
    form = PublishForm(posted, initial={"seen": kept.mark}, zone=Workspace.current().zone, has_demands=has_demands)
    if posted is not None and form.is_valid():
        try:
            with noted(request, *_blocks_of(shaped)):
                shaped.publish(by=request.user, seen=form.cleaned_data["seen"], grace_until=form.grace_until)
        except StageOfAnotherFunnel:
            words = _("The deals of one stage go to another one that is taken away too: take one of the two out of the draft.")
            messages.error(request, words)
            return redirect("deals:funnel-draft", pk)
        except EditConflict:
            messages.error(request, _("The draft changed while you were looking at it: look once more."))
            return redirect("deals:funnel-draft", pk)
        messages.success(request, _("Published: everybody works by it from now on."))
        return redirect("deals:funnel", pk)
    context = {"funnel": shaped, "draft": kept, "effects": effects_of(shaped, request.user), "form": form, "tab": "stages"}
    context["menu"] = "settings"
    context["handbook"] = _blocks_of(shaped)
    return render(request, "deals/funnels/draft.html", context, status=422 if form.errors else 200)


def _blocks_of(shaped):
    """The living blocks of the handbook that the draft changes."""
    return shown_of(shaped, *sorted({name for change in shaped.drafted for name in change.blocks}))


@require_POST
@right(flag="configure")
def withdraw(request, pk, place):
    """One change leaves the draft."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    shaped.withdraw(place, by=request.user)
    return redirect("deals:funnel-draft" if shaped.open_draft else "deals:funnel", pk)


@require_POST
@right(flag="configure")
def drop(request, pk):
    """The whole draft is thrown away."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    shaped.drop_draft(by=request.user)
    messages.success(request, _("The draft is thrown away: the funnel stays as it was."))
    return redirect("deals:funnel", pk)


@require_GET
@right(flag="configure")
def without_field(request, pk, stage_pk, key):
    """The open deals that lack a field, all or of one person: the list that burns down in the days of grace."""
    shaped = get_object_or_404(Funnel.objects.live(), pk=pk)
    stage = get_object_or_404(shaped.stages.live(), pk=stage_pk)
    found = lacking(shaped, key)
    if found is None:
        raise Http404
    label, cards = found
    owner = request.GET.get("owner", "")
    if owner.isdigit() and len(owner) < 10:
        cards = cards.of_owner(int(owner) or None)
    seen = cards.visible_to(request.user).select_related("owner", "stage")
    rows, mark = page(seen, ("-pk",), after=request.GET.get("after", ""))
    context = {
        "funnel": shaped,
        "stage": stage,
        "key": key,
        "label": label,
        "rows": rows,
        "mark": mark,
        "count": cards.count(),
        "owner": owner,
        "menu": "settings",
    }
    return render(request, "deals/funnels/lacking.html", context)
