import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.date_filters import DayFilter

from .models import Document, Template

VIEWS = [("not-sent", _("Not sent")), ("not-signed", _("Not signed")), ("annulled", _("Annulled"))]


def _select(label):
    return forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": label})


def _date(label):
    return forms.DateInput(attrs={"type": "date", "class": "form-control form-control-sm", "aria-label": label}, format="%Y-%m-%d")


class DocumentFilter(django_filters.FilterSet):
    """Which documents: of what kind and days, with which client or number."""

    view = django_filters.ChoiceFilter(choices=VIEWS, method="in_view")
    type = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Template.Type.choices, empty_label=_("Kind: any"), widget=_select(_("Kind"))
    )
    first = DayFilter(label=_("First day"), method="since", widget=_date(_("First day")))
    last = DayFilter(label=_("Last day"), method="until", widget=_date(_("Last day")))
    q = django_filters.CharFilter(
        label=_("Number or client"),
        method="named",
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control form-control-sm", "placeholder": _("Number or client"), "size": 24}
        ),
    )

    class Meta:
        model = Document
        fields = ["view", "type", "first", "last", "q"]

    views = VIEWS

    @property
    def view_now(self):
        return self.form.cleaned_data.get("view") or "" if self.form.is_valid() else ""

    @property
    def without_view(self):
        query = self.data.copy()
        for name in ("view", "after"):
            query.pop(name, None)
        return query.urlencode()

    @property
    def found(self):
        """The documents asked for; conditions that cannot be find nothing."""
        return self.qs if self.is_valid() else self.queryset.none()

    def in_view(self, documents, name, view):
        words = {"not-sent": documents.not_sent, "not-signed": documents.not_signed, "annulled": documents.annulled}
        return words[view]() if view else documents

    def since(self, documents, name, day):
        return documents.between(day, None)

    def until(self, documents, name, day):
        return documents.between(None, day)

    def named(self, documents, name, words):
        return documents.named(words)
