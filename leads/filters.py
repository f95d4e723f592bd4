"""The conditions of the inbox, the same for page and act on many. What is invalid finds nothing."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from contacts.models import Channel, Source
from crm_project.lib import keyset
from deals.models import ProductGroup
from fields import querying
from fields.filtering import OwnConditions
from fields.reading import key_of, names_own, own_fields

from .models import Lead

VIEWS = {
    "new": (_("New"), lambda leads, user: leads.waiting()),
    "mine": (_("Mine"), lambda leads, user: leads.in_work().of(user)),
    "work": (_("In work"), lambda leads, user: leads.in_work()),
    "doubles": (_("Likely doubles"), lambda leads, user: leads.likely_doubles()),
    "rejected": (_("Rejected"), lambda leads, user: leads.rejected()),
    "deals": (_("Became deals"), lambda leads, user: leads.converted()),
}
NARROW = ("owner", "source", "channel", "group")
ORDERS = {"-created": ("-created_at", "-pk"), "created": ("created_at", "pk")}
ANY = pgettext_lazy("filter", "Any")


class LeadFilter(OwnConditions, django_filters.FilterSet):
    """Of what the person sees; words are looked for among all, whatever the view."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=200)
    owner = django_filters.ModelChoiceFilter(
        label=_("Owner"), queryset=lambda request: User.objects.colleagues_of(request.user), empty_label=pgettext_lazy("filter", "Anybody")
    )
    source = django_filters.ModelChoiceFilter(label=_("Source"), queryset=lambda request: Source.objects.live(), empty_label=ANY)
    channel = django_filters.ModelChoiceFilter(label=_("Channel"), queryset=lambda request: Channel.objects.live(), empty_label=ANY)
    group = django_filters.ModelChoiceFilter(
        label=_("Interested in"), queryset=lambda request: ProductGroup.objects.all(), method="by_interest", empty_label=ANY
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sorting"),
        choices=[("-created", _("newest first")), ("created", _("oldest first"))],
        method="in_order",
        empty_label=None,
    )

    entity = "lead"

    class Meta:
        model = Lead
        fields: list[str] = []

    def __init__(self, *args, offers_own=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.take_own(offers_own)
        self.sorted_by = self._own_of_the_order()

    def _own_of_the_order(self):
        """The own field that the order goes by; the words of an order by one that is not seen make no sense."""
        asked = self.data.get("sort", "").lstrip("-")
        sortable = (
            {key_of(one): one for one in own_fields(self.request.user, "lead") if one.type in querying.SORTABLE} if names_own(asked) else {}
        )
        if asked in sortable:
            label = sortable[asked].label
            choices = [(asked, _("%(field)s, ascending") % {"field": label}), (f"-{asked}", _("%(field)s, descending") % {"field": label})]
            self.filters["sort"].extra["choices"] = [*self.filters["sort"].extra["choices"], *choices]
        return sortable.get(asked)

    @property
    def view(self):
        asked = self.data.get("view", "new")
        return asked if asked in VIEWS else "new"

    @property
    def words(self):
        return self.data.get("q", "").strip()[:200]

    @property
    def order(self):
        return ORDERS.get((self.form.cleaned_data.get("sort") if self.is_valid() else "") or "-created", ORDERS["-created"])

    @property
    def found(self):
        if not self.is_valid():
            return self.queryset.none()
        return self.qs if self.words else VIEWS[self.view][1](self.qs, self.request.user)

    @property
    def given(self):
        """[(name, label, words)] of the conditions in force besides the view and the words."""
        if not self.is_valid():
            return []
        values = self.form.cleaned_data
        return [(name, self.filters[name].label, str(values[name])) for name in NARROW if values.get(name)] + self.own_given

    @property
    def fields(self):
        return [field for field in self.form if field.name in (*NARROW, "sort")]

    def page(self, after, size):
        found, order = self.found.for_list(), self.order
        if self.sorted_by and self.is_valid():
            found, order = querying.in_order_of(found, self.sorted_by, self.data["sort"].startswith("-"))
        return keyset.page(found, order, after, size)

    def by_words(self, leads, _name, words):
        return leads.live().search(words, self.request.user)

    def by_interest(self, leads, _name, group):
        return leads.interested_in(group)

    def in_order(self, leads, _name, _order):
        return leads
