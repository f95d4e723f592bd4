from uuid import uuid4

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, go_to, refused

from ..forms import GiveForm
from ..kinds import KINDS, client_or_404
from ..models import Company
from ..refusals import EditConflict, NotAllowed


def _new(code):
    @require_http_methods(["GET", "POST"])
    @right(code, "create")
    def new(request):
        """A new client from one short form; the same submission twice makes one."""
        kind = KINDS[code]
        initial = {"token": uuid4(), **{name: request.GET[name] for name in ("name", "person", "company") if name in request.GET}}
        initial |= {name: request.GET.getlist(name) for name in ("phones", "emails") if name in request.GET}
        form = kind.form(request.POST or None, request.FILES or None, user=request.user, initial=initial)
        if request.method != "POST" or not form.is_valid():
            return _form(request, kind, form)
        client = kind.model.open(form.values, by=request.user, token=form.cleaned_data["token"])
        if code == "contact" and form.cleaned_data.get("company"):
            form.cleaned_data["company"].take_in(client, by=request.user, role=form.cleaned_data["role"])
        return go_to(request, reverse("contacts:client", args=[code, client.pk]))

    return new


new_company = _new("company")
new_contact = _new("contact")


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def edit(request, kind, pk):
    client = client_or_404(kind, pk, request.user)
    form = KINDS[kind].form(request.POST or None, request.FILES or None, user=request.user, client=client)
    if client.erased_at:
        return refused(request, toast=_("This person's data is erased for good."), status=403, back=_card(client))
    if not request.user.may("edit", client):
        return refused(request, toast=_("Only the owner or the head changes this client."), status=403, back=_card(client))
    if request.method != "POST" or not form.is_valid():
        return _form(request, KINDS[kind], form, client)
    try:
        client.change(form.values, by=request.user, version=form.cleaned_data["version"])
    except EditConflict as conflict:
        return _conflict(request, KINDS[kind], form, conflict.current)
    return done(request, toast=_("Saved"), events=("live:timeline", "client:changed"), back=_card(client))


@require_http_methods(["GET", "POST"])
@right(flag="reassign")
def give(request, kind, pk):
    client = client_or_404(kind, pk, request.user)
    form = GiveForm(request.POST or None, user=request.user, client=client)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "contacts/give/_dialog.html", {"form": form, "client": client}, status=422 if form.is_bound else 200)
    try:
        client.give_to(form.cleaned_data["owner"], by=request.user)
    except NotAllowed:
        raise Http404 from None
    toast = _("%(client)s: the owner is now %(owner)s") % {"client": client, "owner": client.owner}
    return done(request, toast=toast, events=("live:timeline", "client:changed"), back=_card(client))


def _form(request, kind, form, client=None):
    context = {"form": form, "kind": kind, "client": client, "menu": "contacts"}
    return dialog(request, "contacts/form/_dialog.html", context, status=422 if form.is_bound else 200)


def _conflict(request, kind, form, current):
    """Somebody saved meanwhile: what was typed stays, and the person decides."""
    form.data = form.data.copy()
    form.data["version"] = current.version
    context = {"form": form, "kind": kind, "client": current, "conflict": current.entries.last_change()}
    return dialog(request, "contacts/form/_dialog.html", context, status=409)


def _card(client):
    if isinstance(client, Company):
        return reverse("contacts:company", args=[client.pk])
    return reverse("contacts:contact", args=[client.pk])
