"""Inviting colleagues, and the page behind the link they get."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_project.lib.htmx import dialog, done, go_to

from .. import mail, sessions
from ..forms.people import InviteForm
from ..forms.sign_in import AcceptForm
from ..models import Invitation, Role, User, Workspace
from ..people import EmailIsTaken, accept
from ..rights import right


@right(flag="configure")
@require_safe
def listing(request):
    rows = Invitation.objects.open_ones().for_list()
    return render(request, "accounts/invitations.html", {"invitations": rows, "shows_links": not mail.is_configured()})


@right(flag="configure")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request):
    """One colleague or ten at once."""
    defaults = {"role": Role.objects.get(code="manager"), "department": request.user.department}
    form = InviteForm(request.POST if request.method == "POST" else None, initial=defaults)
    if not form.is_valid():
        return dialog(request, "accounts/invitations/_invite.html", {"form": form}, status=422 if form.is_bound else 200)
    for place in form.places:
        Invitation.send(place.pop("email"), by=request.user, language=Workspace.current().language, **place)
    number = len(form.places)
    messages.success(request, ngettext("%(n)d person is invited", "%(n)d people are invited", number) % {"n": number})
    return go_to(request, reverse("accounts:invitations"))


@right(flag="configure")
@require_POST
def send_again(request, pk):
    found = get_object_or_404(Invitation.objects.open_ones(), pk=pk)
    found.send_again(by=request.user, language=Workspace.current().language)
    messages.success(request, _("A new link for %s; the one before works no more") % found.email)
    return redirect("accounts:invitations")


@right(flag="configure")
@require_POST
def revoke(request, pk):
    found = get_object_or_404(Invitation.objects.open_ones(), pk=pk)
    found.revoke(by=request.user)
    return done(request, toast=_("The invitation of %s is taken back") % found.email, back=reverse("accounts:invitations"))


@right(public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request):
    """The invited person gives a name and a password and is in."""
    key = request.POST.get("key") or request.GET.get("key") or ""
    found = Invitation.objects.by_token(key)
    if found is None:
        return _unreferred(render(request, "accounts/link_is_over.html", {"kind": "invitation"}, status=410))

    form = AcceptForm(request.POST if request.method == "POST" else None, user=User(email=found.email))
    if form.is_valid():
        try:
            user = accept(found, **form.cleaned_data)
        except EmailIsTaken:
            return _unreferred(render(request, "accounts/link_is_over.html", {"kind": "invitation"}, status=410))
        sessions.enter(request, user, remember=False, how="invitation")
        return redirect("home")
    context = {"form": form, "key": key, "invitation": found, "workspace": Workspace.current()}
    return _unreferred(render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200))


def _unreferred(response):
    """The key in the address goes nowhere; `no-referrer` would also blank the Origin of our own form, and it would be refused."""
    response["Referrer-Policy"] = "strict-origin"
    return response
