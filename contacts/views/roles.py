from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done

from ..forms import AccountForm, RoleForm
from ..kinds import client_or_404


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def add(request, kind, pk):
    """A person joins a company, asked from either card."""
    client = _editable(request, kind, pk)
    form = RoleForm(request.POST or None, user=request.user, client=client)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "contacts/roles/_dialog.html", {"form": form, "client": client}, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    company, contact = data.get("company", client), data.get("contact", client)
    company.take_in(contact, by=request.user, role=data["role"], is_main=data["is_main"])
    return _changed(request, client, _("Linked"))


@require_POST
@right(any_signed_in=True)
def remove(request, kind, pk, role):
    client = _editable(request, kind, pk)
    link = client.roles.select_related("company", "contact").by_pk(role)
    if link is None:
        raise Http404
    link.company.let_go(link.contact, by=request.user)
    return _changed(request, client, _("No longer linked"))


@require_http_methods(["GET", "POST"])
@right(any_signed_in=True)
def account(request, pk):
    """One more bank account of a company."""
    company = _editable(request, "company", pk)
    form = AccountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return dialog(request, "contacts/accounts/_dialog.html", {"form": form, "client": company}, status=422 if form.is_bound else 200)
    company.add_account(by=request.user, **form.cleaned_data)
    return _changed(request, company, _("Account added"))


def _editable(request, kind, pk):
    client = client_or_404(kind, pk, request.user)
    if not request.user.may("edit", client):
        raise Http404
    return client


def _changed(request, client, toast):
    back = reverse("contacts:client", args=[client.kind, client.pk])
    return done(request, toast=toast, events=("live:timeline", "client:changed"), back=back)
