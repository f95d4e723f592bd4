from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, go_to, page_or_fragment, refused
from deals.models import Deal

from ..forms import IssueForm
from ..models import OwnCompany, Template
from ..panels import panel_of
from ..permissions import may_issue
from ..refusal_words import words_of
from ..refusals import NobodyToSign, Refused


@right("document", "create")
@require_http_methods(["GET", "POST"])
def issue(request, pk):
    """Take a number and write the document down; its page opens."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live().for_card(), pk=pk)
    if not may_issue(request.user, deal):
        return refused(request, toast=_("You may only look at this deal."), status=403, back=reverse("deals:card", args=[pk]))
    form = IssueForm(request.POST or None)
    context = {"deal": deal, "form": form, "has_templates": Template.objects.live().exists(), "has_own": OwnCompany.objects.main()}
    if not context["has_own"]:
        context["why_not"] = words_of(NobodyToSign())
    if not form.is_valid():
        return dialog(request, "documents/issue/dialog.html", context, status=422 if form.is_bound else 200)
    try:
        document = form.issue(deal, by=request.user)
    except Refused as refusal:
        return dialog(request, "documents/issue/dialog.html", context | {"why_not": words_of(refusal)}, status=422)
    return go_to(request, reverse("documents:document", args=[document.pk]))


@right("document", "see")
@require_GET
def panel(request, pk):
    """The panel of the card anew."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user).live(), pk=pk)
    context = panel_of(deal, request.user) | {"may_issue": may_issue(request.user, deal)}
    return page_or_fragment(request, "documents/of_deal.html", "documents/_panel.html", context)
