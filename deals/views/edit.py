from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to, wants_fragment, with_events

from ..card_page import CardPage
from ..edit_forms import EditForm, FieldForm, TickForm
from ..forms import NameForm
from ..models import Deal
from ..refusals import EditConflict, NotAllowed
from .answers import CHANGED, changed, form_for_editors, told


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def field(request, pk, key):
    """One field, filled in where it stands. What somebody else wrote meanwhile is shown, not overwritten."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    page = CardPage(request.user, deal)
    row = page.row(key)
    if row is None or row.kind == "proof":
        raise Http404
    if "closed" in request.GET:
        return render(request, "deals/fields/_value.html", {"deal": deal, "row": row})
    if request.method == "GET":
        return _field(request, page, row, FieldForm(deal=deal, user=request.user, key=key))

    form = FieldForm(request.POST, request.FILES, deal=deal, user=request.user, key=key)
    if not form.is_valid():
        return _field(request, page, row, form, 422)
    try:
        form.save()
    except EditConflict:
        return _field(request, page, row, form.after_conflict(), 409)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    if not wants_fragment(request):
        return changed(request, deal, _("Saved"))
    return _filled(request, deal, key)


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def edit(request, pk):
    """All fields in one form; a stale form is answered with both texts, field by field, and nothing is lost."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    form = EditForm(request.POST or None, request.FILES or None, deal=deal, user=request.user)
    if not form.is_valid():
        return dialog(request, "deals/fields/edit.html", {"deal": deal, "form": form}, status=422 if request.method == "POST" else 200)
    try:
        form.save()
    except EditConflict as conflict:
        form = form.after_conflict(conflict.current)
        return dialog(request, "deals/fields/edit.html", {"deal": deal, "form": form, "is_conflict": True}, status=409)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    return changed(request, deal, _("Saved"))


@right("deal", "edit")
@require_http_methods(["GET", "POST"])
@form_for_editors
def rename(request, pk):
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    form = NameForm(request.POST or None, initial={"name": deal.name if deal.name_is_manual else ""})
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"deal": deal, "form": form, "twins": _twins(request, deal)}
        return dialog(request, "deals/fields/rename.html", context, status=status)
    try:
        deal.rename(form.cleaned_data["name"], by=request.user)
    except NotAllowed:
        return told(request, deal, _("This funnel names its deals by a template."))
    twins = len(_twins(request, deal))
    words = ngettext("Saved. Another deal has this name, too.", "Saved. %(n)d other deals have this name, too.", twins) % {"n": twins}
    return changed(request, deal, words if twins else _("Saved"))


@right("deal", "edit")
@require_POST
def tick(request, pk, stage_pk):
    """A line of the stage's check list is done, or not after all."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    stage = get_object_or_404(deal.funnel.stages.all(), pk=stage_pk)
    form = TickForm(request.POST, stage=stage)
    if not form.is_valid():
        return told(request, deal, _("The check list has changed. Refresh the page."))
    try:
        deal.tick(stage, form.cleaned_data["item"], done=form.cleaned_data["is_done"], by=request.user)
    except NotAllowed:
        return told(request, deal, _("You may only look at this deal."))
    if not wants_fragment(request):
        return go_to(request, deal.url)
    return render(request, "deals/card/_script.html", {"page": CardPage(request.user, deal)})


def _twins(request, deal):
    """At most five other deals of this name that the person may see."""
    return list(Deal.objects.visible_to(request.user).of_the_same_name(deal)[:5])


def _field(request, page, row, form, status=200):
    context = {"page": page, "row": row, "form": form, "deal": page.deal}
    if not wants_fragment(request):
        return dialog(request, "deals/fields/field.html", context, status=status)
    return render(request, "deals/fields/_form.html", context, status=status)


def _filled(request, deal, key):
    fresh = get_object_or_404(Deal.objects.visible_to(request.user).for_card(), pk=deal.pk)
    fresh.funnel = deal.funnel
    page = CardPage(request.user, fresh)
    return with_events(render(request, "deals/fields/_saved.html", {"page": page, "row": page.row(key)}), {}, CHANGED)
