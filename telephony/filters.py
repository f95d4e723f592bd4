import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib import clock
from crm_project.lib.date_filters import DayFilter

from .models import Call

VIEWS = [
    ("missed", _("Missed")),
    ("outgoing", _("Outgoing")),
    ("incoming", _("Incoming")),
    ("no-deal", _("Without a deal")),
    ("no-result", _("Without a result")),
]


def people_seen_by(request):
    user = request.user
    return User.objects.in_scope(user, user.scope_of("call", "see")).by_name()


def _field(kind, label, **attrs):
    css = "form-select form-select-sm" if kind is forms.Select else "form-control form-control-sm"
    return kind(attrs={"class": css, "aria-label": label, **attrs})


def _date(label):
    return forms.DateInput(attrs={"type": "date", "class": "form-control form-control-sm", "aria-label": label}, format="%Y-%m-%d")


class CallFilter(django_filters.FilterSet):
    """Which calls: of what days, whose, with which client, in which direction."""

    view = django_filters.ChoiceFilter(choices=VIEWS, method="in_view")
    first = DayFilter(label=_("First day"), method="ignored", widget=_date(_("First day")))
    last = DayFilter(label=_("Last day"), method="ignored", widget=_date(_("Last day")))
    person = django_filters.ModelChoiceFilter(
        label=_("Person"),
        queryset=people_seen_by,
        method="of_person",
        empty_label=_("Person: anybody"),
        widget=_field(forms.Select, _("Person")),
    )
    client = django_filters.CharFilter(
        label=_("Client"), method="of_client", widget=_field(forms.TextInput, _("Client"), type="search", placeholder=_("Client or number"))
    )

    class Meta:
        model = Call
        fields = ["view", "first", "last", "person", "client"]

    @property
    def asked(self):
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def view_now(self):
        return self.asked.get("view") or ""

    @property
    def days(self):
        """(first, last): today unless something else is asked."""
        today = timezone.localtime(clock.now()).date()
        first, last = self.asked.get("first"), self.asked.get("last")
        return first or last or today, last or (max(first, today) if first else today)

    @property
    def is_narrow(self):
        return any(self.asked.get(name) for name in ("first", "last", "person", "client"))

    @property
    def without_view(self):
        """The conditions of the address but the view, for the pills that change it."""
        query = self.data.copy()
        for name in ("view", "after"):
            query.pop(name, None)
        return query.urlencode()

    def period(self):
        """The calls of the days, person and client asked for, of every kind: what the figures sum."""
        if not self.is_valid():
            return self.queryset.none()
        asked = self.form.cleaned_data
        calls = self.queryset.between(*self.days, timezone.get_current_timezone())
        calls = calls.of(asked["person"]) if asked.get("person") else calls
        return self.of_client(calls, "client", asked["client"]) if asked.get("client") else calls

    def found(self):
        """The rows: missed ones of any day wait until they are called back, unless days are named."""
        if not self.is_valid():
            return self.queryset.none()
        if self.view_now == "missed" and not (self.asked.get("first") or self.asked.get("last")):
            calls = self.queryset.to_call_back()
            calls = calls.of(self.asked["person"]) if self.asked.get("person") else calls
            return self.of_client(calls, "client", self.asked["client"]) if self.asked.get("client") else calls
        return self.in_view(self.period(), "view", self.view_now)

    def in_view(self, calls, name, view):
        words = {
            "missed": calls.missed,
            "outgoing": calls.outgoing,
            "incoming": calls.incoming,
            "no-deal": calls.without_deal,
            "no-result": calls.without_result,
        }
        return words[view]() if view else calls

    def ignored(self, calls, name, value):
        return calls

    def of_person(self, calls, name, person):
        return calls.of(person)

    def of_client(self, calls, name, words):
        return calls.of_client(words, by_number=self.request.user.has_right("see_contacts"))
