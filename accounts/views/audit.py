"""For administrators and auditors: everything that was done, and what could not be delivered."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm_project.lib import keyset
from crm_project.lib.htmx import done, page_or_fragment
from outbox.models import Parcel
from timeline.models import Entry
from timeline.sealing import verify

from ..filters import AuditFilter
from ..rights import right


@right("settings", "see")
@require_safe
def audit(request):
    filterset = AuditFilter(request.GET, queryset=Entry.objects.select_related("actor"))
    found = filterset.qs if filterset.is_valid() else Entry.objects.none()
    rows, mark = keyset.page(found, ("-recorded_at", "-pk"), after=request.GET.get("after", ""))
    fragment = "accounts/audit/_rows.html" if "after" in request.GET else "accounts/audit/_list.html"
    return page_or_fragment(request, "accounts/audit.html", fragment, {"filter": filterset, "entries": rows, "mark": mark})


@right("settings", "see")
@require_POST
def verification(request):
    """Walk the chain of seals from its beginning."""
    return render(request, "accounts/audit/_verdict.html", {"verdict": verify()})


@right(flag="configure")
@require_safe
def outbox(request):
    rows, mark = keyset.page(Parcel.objects.dead(), ("-created_at", "-pk"), after=request.GET.get("after", ""))
    context = {"parcels": rows, "mark": mark, "waiting": Parcel.objects.waiting().count()}
    return page_or_fragment(request, "accounts/outbox.html", "accounts/outbox/_list.html", context)


@right(flag="configure")
@require_POST
def revival(request, pk):
    """Send a stuck parcel once more."""
    parcel = get_object_or_404(Parcel.objects.dead(), pk=pk)
    parcel.revive(by=request.user)
    fact = Entry.fact("parcel", parcel.pk, "parcel_revived", by=request.user, audience=Entry.Audience.ADMINS, parcel=parcel.kind)
    fact.save(force_insert=True)
    return done(request, toast=_("The parcel is on its way again"), back=reverse("accounts:outbox"))
