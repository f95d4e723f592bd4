"""Birthdays that come: the list, the paper to print, the mark that a card has gone, and how the company keeps them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Workspace
from accounts.rights import right
from crm_project.lib import keyset
from crm_project.lib.htmx import done, page_or_fragment

from .. import birthday_list
from ..care import rewrite_care
from ..exporting import LABEL_COLUMNS, may_print_labels, note_export
from ..forms import BirthdaysForm, CareForm, PeopleForm
from ..greeting import written_for
from ..models import Birthday, CareSettings, Contact, PersonalAccess

SIZE = 50


@require_GET
@right("contact", "see")
def birthdays(request):
    """Whose birthday comes within some days, the next one first."""
    form = BirthdaysForm(request.GET)
    found = birthday_list.coming(request.user, form.cleaned_data) if form.is_valid() else Contact.objects.none()
    order = birthday_list.ORDER if form.is_valid() else ("pk",)
    rows, mark = keyset.page(found.for_list(), order, request.GET.get("after", ""), SIZE)
    query = _query(request)
    context = {
        "form": form,
        "rows": birthday_list.with_all(rows, request.user),
        "more": f"?{query}&after={mark}" if mark else "",
        "query": query,
        "may_print": may_print_labels(request.user),
        "menu": "contacts",
    }
    fragment = "contacts/birthdays/_rows.html" if request.GET.get("after") else "contacts/birthdays/_list.html"
    return page_or_fragment(request, "contacts/birthdays.html", fragment, context)


@require_GET
@right(flag="export")
def labels(request):
    """Labels or an address list for paper: whoever prints it takes addresses out of the house, as a file does."""
    if not may_print_labels(request.user):
        raise PermissionDenied
    form = BirthdaysForm(request.GET)
    found = birthday_list.coming(request.user, form.cleaned_data, "export") if form.is_valid() else Contact.objects.none()
    people = found.order_by(*birthday_list.ORDER) if form.is_valid() else found
    people = birthday_list.with_all(people.for_list()[: birthday_list.MOST_ON_PAPER], request.user)
    reached = [contact for contact in people if contact.postal]
    if reached:
        note_export(request.user, "contact", len(reached), request.GET.dict(), LABEL_COLUMNS, "labels")
    PersonalAccess.note([contact.pk for contact in reached], by=request.user, way=PersonalAccess.Way.EXPORTED)
    context = {
        "people": reached,
        "without": [contact for contact in people if not contact.postal],
        "as_list": request.GET.get("as") == "list",
        "query": _query(request),
        "is_full": len(people) == birthday_list.MOST_ON_PAPER,
    }
    return render(request, "contacts/labels.html", context)


@require_POST
@right("contact", "edit")
def mark_sent(request):
    """The cards of these people have gone."""
    marked = Birthday.mark_cards(birthday_list.keyed_by_year(_people(request, request.POST)), by=request.user)
    undo = f"{reverse('contacts:birthday-not-sent')}?{urlencode([('people', one.pk) for one in marked])}" if marked else ""
    toast = ngettext("%d card is marked as sent", "%d cards are marked as sent", len(marked)) % len(marked)
    return done(request, toast=toast, undo_url=undo, events=("birthdays:changed",), back="contacts:birthdays")


@require_POST
@right("contact", "edit")
def mark_not_sent(request):
    """The mark was a slip; undo names its people in the address."""
    people = _people(request, request.POST if "people" in request.POST else request.GET)
    count = Birthday.unmark_cards(birthday_list.keyed_by_year(people), by=request.user)
    toast = ngettext("%d mark is taken back", "%d marks are taken back", count) % count
    return done(request, toast=toast, events=("birthdays:changed",), back="contacts:birthdays")


@require_http_methods(["GET", "POST"])
@right(flag="configure")
def settings(request):
    """When owners are reminded, and what a greeting by mail says."""
    form = CareForm(request.POST if request.method == "POST" else None, instance=CareSettings.current())
    if form.is_valid():
        rewrite_care(form, by=request.user)
        messages.success(request, _("Saved"))
        return redirect("contacts:birthday-settings")
    example = Contact(first_name=_("Nina"), patronymic=_("Petrovna"), last_name=_("Ostapenko"), owner=request.user)
    context = {"form": form, "menu": "settings", "letter": written_for(example, CareSettings.current(), Workspace.current())}
    return render(request, "contacts/birthday_settings.html", context, status=422 if form.is_bound else 200)


def _people(request, told):
    form = PeopleForm(told, user=request.user)
    if not form.is_valid():
        raise Http404
    return list(form.cleaned_data["people"])


def _query(request):
    query = request.GET.copy()
    for name in ("after", "as"):
        query.pop(name, None)
    return query.urlencode()
