"""Own fields of deals as conditions of a report: the same filter, words and refusals as in the list of deals."""

from types import SimpleNamespace
from urllib.parse import urlencode

import django_filters
from django.http import QueryDict

from deals.models import Deal
from fields.filtering import OwnConditions
from fields.reading import names_own, own_fields

TYPES = ("choice", "choices", "yes_no", "number", "money")


class OwnDeals(OwnConditions, django_filters.FilterSet):
    entity, own_types = "deal", TYPES

    class Meta:
        model = Deal
        fields: list[str] = []

    def __init__(self, data, *, user, is_panel=False):
        super().__init__(_own_part(data), Deal.objects.none(), request=SimpleNamespace(user=user))
        self.take_own(is_panel)

    @property
    def is_offered(self):
        """Whether there is anything to narrow by."""
        return any(field.type in TYPES for field in own_fields(self.request.user, self.entity))

    @property
    def pairs(self):
        """[(name, value)] of the conditions, for addresses and for what a form has to carry along."""
        return [(name, value) for name, values in self.data.lists() for value in values if value]

    def chips(self, query):
        """[(label, words, address without this condition)]"""
        return [(label, words, f"?{_without(query, name)}") for name, label, words in self.own_given]

    def narrow(self, deals):
        return self.filter_queryset(deals) if self.pairs else deals

    def __bool__(self):
        return bool(self.pairs)

    def __repr__(self):
        """One text for one question: figures are kept under it."""
        return urlencode(sorted(self.pairs))


def _own_part(data):
    if not hasattr(data, "lists"):
        made = QueryDict(mutable=True)
        made.update(data)
        data = made
    part = QueryDict(mutable=True)
    for name, values in data.lists():
        if names_own(name):
            part.setlist(name, values)
    return part


def _without(query, name):
    rest = QueryDict(query, mutable=True)
    rest.pop(name, None)
    return rest.urlencode()
