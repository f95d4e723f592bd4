"""Who sees the clients of some segments only."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.rights import right
from crm_project.lib.htmx import dialog, done, page_or_fragment

from .. import limits
from ..forms import LimitForm
from ..models import SegmentLimit


@require_GET
@right("settings", "see")
def people(request):
    context = {"people": SegmentLimit.objects.by_person(), "menu": "settings", "may_edit": request.user.may("edit", "settings")}
    return page_or_fragment(request, "contacts/limits.html", "contacts/limits/_list.html", context)


@require_http_methods(["GET", "POST"])
@right("settings", "edit")
def limit(request, pk=None):
    """Choose the segments of one person; whatever of theirs lies outside is told, for they see it no longer."""
    person = get_object_or_404(User.objects.active(), pk=pk) if pk else None
    form = LimitForm(request.POST or None, person=person)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "person": person}
        return dialog(request, "contacts/limits/_dialog.html", context, status=422 if form.is_bound else 200)
    person = person or form.cleaned_data["person"]
    limits.limit_to(person, form.cleaned_data["segments"], by=request.user)
    return done(request, toast=_told(person), events=("limits:changed",), back="contacts:limits")


def _told(person):
    outside = limits.open_deals_outside(person)
    if not outside:
        return _("Saved")
    words = ngettext(
        "Saved. %(n)d open deal of %(person)s lies outside: give it to somebody else",
        "Saved. %(n)d open deals of %(person)s lie outside: give them to somebody else",
        outside,
    )
    return words % {"n": outside, "person": person}
