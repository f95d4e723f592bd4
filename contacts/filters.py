"""The conditions of the lists of clients, the same for page and export. What is invalid finds nothing."""

from datetime import timedelta

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from crm_project.lib import clock
from fields.filtering import OwnConditions

from .care import unchecked
from .models import Company, Contact, Segment, Source
from .shelves import product_groups
from .status import Status, asleep, with_status

VIEWS = {
    "mine": _("My clients"),
    "all": pgettext_lazy("clients", "All"),
    "busy": _("Work with clients"),
    "work": _("With an open deal"),
    "quiet": _("Quiet for 60 days"),
    "asleep": _("Sleeping"),
    "trash": _("Trash"),
}
QUIET_DAYS = 60


def _select(label):
    return forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": label})


def owners_seen_by(request):
    return User.objects.colleagues_of(request.user)


class ClientFilter(OwnConditions, django_filters.FilterSet):
    """Which clients: by words, owner, source, segment; `view` is one of the ready views."""

    view = django_filters.ChoiceFilter(choices=list(VIEWS.items()), method="of_view", empty_label=None, widget=forms.HiddenInput)
    q = django_filters.CharFilter(
        label=_("Words"),
        method="by_words",
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control form-control-sm",
                "placeholder": _("Name, phone, e-mail, INN"),
                "aria-label": _("Find a client"),
                "data-filter": "",
            }
        ),
    )
    owner = django_filters.ModelChoiceFilter(
        label=_("Owner"), queryset=owners_seen_by, empty_label=_("Owner: anybody"), widget=_select(_("Owner"))
    )
    segment = django_filters.ModelChoiceFilter(
        label=_("Segment"),
        queryset=lambda request: Segment.objects.live(),
        field_name="segments",
        empty_label=_("Segment: any"),
        widget=_select(_("Segment")),
    )
    source = django_filters.ModelChoiceFilter(
        label=_("Source"), queryset=lambda request: Source.objects.live(), empty_label=_("Source: any"), widget=_select(_("Source"))
    )

    group = django_filters.ModelChoiceFilter(
        label=_("Interested in"),
        queryset=lambda request: product_groups(),
        method="by_interest",
        empty_label=_("Interested in: anything"),
        widget=_select(_("Interested in")),
    )

    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Status.choices, method="by_status", empty_label=_("Status: any"), widget=_select(_("Status"))
    )

    data = django_filters.ChoiceFilter(
        label=_("Contact data"),
        choices=[("old", _("Not checked for long"))],
        method="by_data",
        empty_label=_("Data: any"),
        widget=_select(_("Contact data")),
    )

    class Meta:
        fields = ["view", "q", "owner", "segment", "source", "status", "group", "data"]

    def __init__(self, *args, offers_own=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.take_own(offers_own)

    @property
    def found(self):
        """The clients that match; none while any condition is invalid."""
        if not self.is_valid():
            return self.queryset.none()
        found = self.qs
        return found if self.view_now == "trash" else found.live()

    @property
    def view_now(self):
        asked = self.form.cleaned_data.get("view") if self.is_valid() else ""
        return asked or "all"

    @property
    def is_narrow(self):
        names = ("q", "owner", "segment", "source", "status", "group", "data")
        return self.is_bound and any(self.form.data.get(name) for name in (*names, *self.own_names))

    def of_view(self, clients, _name, view):
        if view == "mine":
            return clients.of(self.request.user)
        if view == "busy":
            return clients.with_work_of(self.request.user)
        if view == "work":
            return clients.with_open_deal()
        if view == "quiet":
            return clients.untouched_since(clock.now() - timedelta(days=QUIET_DAYS))
        if view == "asleep":
            return asleep(clients, clock.now())
        return clients.discarded() if view == "trash" else clients

    def by_status(self, clients, _name, status):
        return with_status(clients, status)

    def by_interest(self, clients, _name, group):
        return clients.interested_in(group)

    def by_data(self, clients, _name, _old):
        return unchecked(clients)

    def by_words(self, clients, _name, words):
        return clients.search(words, self.request.user)


class CompanyFilter(ClientFilter):
    entity = "company"

    class Meta(ClientFilter.Meta):
        model = Company


class ContactFilter(ClientFilter):
    entity = "contact"

    class Meta(ClientFilter.Meta):
        model = Contact
