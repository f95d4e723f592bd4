"""What concerns the person behind a contact: consents, everything known of them, erasure, and who looked."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from .. import personal
from ..forms import ConsentForm, ErasureForm
from ..kinds import client_or_404
from ..models import Consent, PersonalAccess
from ..refusals import NotAllowed

_CHANGED = ("live:timeline", "client:changed")


@require_GET
@right(any_signed_in=True)
def panel(request, pk):
    """The consents on the card, read again after each change."""
    contact = client_or_404("contact", pk, request.user, trash_too=True)
    context = {"client": contact, "may_edit": request.user.may("edit", contact)}
    return render(request, "contacts/card/_personal.html", context)


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def consent(request, pk):
    """Note that the person agreed to something, when and where."""
    contact = client_or_404("contact", pk, request.user)
    if contact.erased_at or not request.user.may("edit", contact):
        return refused(request, toast=_("Only the owner or the head changes this client."), status=403, back=_card(contact))
    form = ConsentForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "client": contact}
        return dialog(request, "contacts/personal/_consent.html", context, status=422 if form.is_bound else 200)
    Consent.note(contact, **form.cleaned_data, by=request.user)
    return done(request, toast=_("The consent is noted"), events=_CHANGED, back=_card(contact))


@require_POST
@right(any_signed_in=True)
def withdraw(request, pk, consent_pk):
    contact = client_or_404("contact", pk, request.user)
    found = contact.consents.by_pk(consent_pk)
    if found is None:
        raise Http404
    try:
        found.withdraw(by=request.user)
    except NotAllowed:
        raise Http404 from None
    return done(request, toast=_("The consent is withdrawn"), events=_CHANGED, back=_card(contact))


@require_GET
@right(flag="export")
def everything(request, pk):
    """One file with all that is known of the person; whoever takes it is noted."""
    contact = client_or_404("contact", pk, request.user)
    if not (request.user.may("export", contact) and request.user.has_right("see_contacts")):
        raise Http404
    PersonalAccess.note([contact.pk], by=request.user, way=PersonalAccess.Way.TOLD)
    contact.record("told_everything", by=request.user)
    page = render_to_string(
        "contacts/personal/everything.html", {"contact": contact, "sections": personal.everything_about(contact, request.user)}
    )
    name = slugify(str(contact)) or f"contact-{contact.pk}"
    return HttpResponse(page, headers={"Content-Disposition": f'attachment; filename="{name}.html"'})


@require_http_methods(["GET", "POST"])
@right("settings", "edit")
def erase(request, pk):
    """All that names the person goes for good; the dialog answers with the act."""
    contact = client_or_404("contact", pk, request.user, trash_too=True)
    form = ErasureForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "client": contact}
        return dialog(request, "contacts/personal/_erase.html", context, status=422 if form.is_bound else 200)
    try:
        personal.erase(contact, by=request.user, reason=form.cleaned_data["reason"])
    except NotAllowed:
        raise Http404 from None
    return done(request, toast=_("The data is erased; the act is in the history"), events=_CHANGED, back=_card(contact))


@require_GET
@right("settings", "see")
def accesses(request, pk):
    """Who opened or saved what is known of this person, day by day."""
    contact = client_or_404("contact", pk, request.user, trash_too=True)
    rows = contact.accesses.select_related("user").order_by("-first_at")[:200]
    return dialog(request, "contacts/personal/_accesses.html", {"client": contact, "rows": rows})


def _card(contact):
    return reverse("contacts:contact", args=[contact.pk])
