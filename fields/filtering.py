"""Conditions on own fields for every FilterSet of records that carry them: one definition for page, count, file and act on many.

A parameter is `extra_<code>` with what is asked of it after a dot: `extra_f3.from=2026-01-01`, `extra_f5=red`, `extra_f1.has=empty`.
Only those an address speaks of become filters; a condition on a field that one does not see finds nothing, as a wrong one does.
"""

from datetime import date, timedelta
from functools import partial

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.date_filters import DayFilter
from crm_project.lib.formats import day as format_day
from crm_project.lib.formats import number as format_number
from crm_project.lib.months import months_later
from crm_project.lib.phone_numbers import parse, part_of_number
from timeline import subjects

from . import querying
from .client_filter import ChosenClient, ClientFilter
from .reading import key_of, names_own, own_fields
from .records import CLIENTS

ANY = pgettext_lazy("filter", "Any")
_HAS = {"filled": gettext_lazy("is filled"), "empty": gettext_lazy("is empty")}
_YES = {"yes": gettext_lazy("yes"), "no": gettext_lazy("no"), "unset": gettext_lazy("not said")}
_SPANS = {
    "past": gettext_lazy("before today"),
    "today": gettext_lazy("today"),
    "week": gettext_lazy("this week"),
    "next_week": gettext_lazy("next week"),
    "month": gettext_lazy("this month"),
    "next_month": gettext_lazy("next month"),
    "ahead": gettext_lazy("after today"),
}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_MOST_CLIENTS = 200


class OwnConditions:
    """Mixed into a FilterSet with `entity`; its `__init__` ends with `self.take_own()`. a panel takes all that can be asked."""

    entity = ""
    own_types: tuple | None = None
    """The types of fields that may be asked about here; None is all."""

    def take_own(self, is_panel=False):
        self.own_names, self.asks_unseen, self.own = [], False, {}
        asked = {name for name in self.data if names_own(name)}
        if not asked and not is_panel:
            return
        for field in self._fields_to_ask():
            for name, made in filters_of(field, self.request.user).items():
                if is_panel or name in asked:
                    made.parent, made.model, made.field_name = self, self.queryset.model, made.field_name or name
                    self.filters[name] = made
                    self.own_names.append(name)
                    self.own[name] = field
        self.asks_unseen = any(self.data.get(name) for name in asked - set(self.own_names))

    def is_valid(self):
        return super().is_valid() and not self.asks_unseen

    @property
    def own_fields(self):
        return [self.form[name] for name in self.own_names]

    def _fields_to_ask(self):
        known = own_fields(self.request.user, self.entity)
        return [field for field in known if self.own_types is None or field.type in self.own_types]

    @property
    def own_given(self):
        """[(name, label, words)] of the conditions on own fields in force."""
        if not self.is_bound or not self.own_names or not self.is_valid():
            return []
        values = self.form.cleaned_data
        return [
            (name, self.filters[name].label, own_words(self.own[name], name, values[name]))
            for name in self.own_names
            if _told(values[name])
        ]

    @property
    def own_errors(self):
        """What is wrong with the conditions that no field of the form can tell."""
        return [_("There is no such field any more, or it is not shown to you.")] if self.asks_unseen else []


def _told(value):
    return value not in (None, "", []) and (not hasattr(value, "exists") or bool(value))


def own_words(field, name, value):
    if isinstance(value, date):
        return format_day(value)
    codes = {"has": _HAS, "span": _SPANS, "is": _YES}.get(name.rpartition(".")[2] if "." in name else "")
    if codes:
        return str(codes[value])
    if isinstance(value, list):
        return ", ".join(value)
    return format_number(value) if field.type in ("number", "money") else str(value)


def filters_of(field, user):
    """{name: filter} of what can be asked about a field."""
    key, label = key_of(field), field.label
    made = _MADE.get(field.type, lambda *_told: {})(field, key, label, user)
    has = django_filters.ChoiceFilter(
        label=_("%(field)s: filled or not") % {"field": label}, choices=list(_HAS.items()), method=partial(_by_fill, field), empty_label=ANY
    )
    made = {**made, f"{key}.has": has}
    for one in made.values():
        one.method = partial(_among_its_funnels, field, one.method)
    return made


def _text(field, key, label, user):
    return {key: django_filters.CharFilter(label=label, max_length=200, method=partial(_by_text, field))}


def _number(field, key, label, user):
    bounds = {"max_digits": 18, "decimal_places": 4, "localize": True}
    return {
        f"{key}.min": django_filters.NumberFilter(label=_from(label), method=partial(_by, querying.at_least, field), **bounds),
        f"{key}.max": django_filters.NumberFilter(label=_to(label), method=partial(_by, querying.at_most, field), **bounds),
    }


def _date(field, key, label, user):
    return {
        f"{key}.span": django_filters.ChoiceFilter(
            label=label, choices=list(_SPANS.items()), method=partial(_by_span, field), empty_label=ANY
        ),
        f"{key}.from": DayFilter(label=_from(label), method=partial(_by, querying.at_least, field), widget=_DAY),
        f"{key}.to": DayFilter(label=_to(label), method=partial(_by, querying.at_most, field), widget=_DAY),
    }


def _choice(field, key, label, user):
    choices = [(option, option) for option in field.options]
    widget = forms.SelectMultiple(attrs={"size": min(max(len(choices), 2), 6)})
    return {
        key: django_filters.MultipleChoiceFilter(label=label, choices=choices, method=partial(_by, querying.is_among, field), widget=widget)
    }


def _yes_no(field, key, label, user):
    yes_no = django_filters.ChoiceFilter(label=label, choices=list(_YES.items()), method=partial(_by_yes, field), empty_label=ANY)
    return {f"{key}.is": yes_no}


def _user(field, key, label, user):
    people = get_user_model().objects.active().by_name()
    return {key: django_filters.ModelChoiceFilter(label=label, queryset=people, method=partial(_by_person, field), empty_label=ANY)}


def _phone(field, key, label, user):
    return {key: django_filters.CharFilter(label=label, max_length=60, method=partial(_by_phone, field))}


def _client(field, key, label, user):
    return {key: ClientFilter(label=label, user=user, method=partial(_by_client, field, user))}


_MADE = {
    "text": _text,
    "link": _text,
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choice,
    "yes_no": _yes_no,
    "user": _user,
    "phone": _phone,
    "client": _client,
}


def _from(label):
    return _("%(field)s from") % {"field": label}


def _to(label):
    return _("%(field)s to") % {"field": label}


# -- what they do with the records ---------------------------------------------------


def _by(condition, field, records, name, value):
    return records.filter(condition(field, value))


def _among_its_funnels(field, narrow, records, name, value):
    return narrow(records.filter(querying.of_its_funnels(field)), name, value)


def _by_text(field, records, name, words):
    return querying.with_text(records, [field], words)


def _by_fill(field, records, name, value):
    return records.filter(querying.is_without(field) if value == "empty" else querying.is_filled(field))


def _by_span(field, records, name, code):
    first, last = span_of(code, timezone.localtime(clock.now()).date())
    if first:
        records = records.filter(querying.at_least(field, first))
    return records.filter(querying.at_most(field, last)) if last else records.filter(querying.is_filled(field))


def span_of(code, today):
    """(first day, last day) of a span told in words; None is open."""
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    following = months_later(month, 1)
    return {
        "past": (None, today - timedelta(days=1)),
        "today": (today, today),
        "week": (monday, monday + timedelta(days=6)),
        "next_week": (monday + timedelta(days=7), monday + timedelta(days=13)),
        "month": (month, following - timedelta(days=1)),
        "next_month": (following, months_later(following, 1) - timedelta(days=1)),
        "ahead": (today + timedelta(days=1), None),
    }[code]


def _by_yes(field, records, name, value):
    if value == "unset":
        return records.filter(querying.is_without(field))
    return records.filter(querying.is_among(field, [value == "yes"]))


def _by_person(field, records, name, person):
    return records.filter(querying.is_among(field, [person.pk]))


def _by_phone(field, records, name, typed):
    """A whole number in any notation, else a part of it as it is stored."""
    found = parse(typed)
    if found.e164:
        return records.filter(querying.is_among(field, [found.e164]))
    digits = part_of_number(typed)
    return querying.with_text(records, [field], digits) if digits else records.none()


def _by_client(field, user, records, name, words):
    """The chosen client; by words: those of this name that the reader sees, and names typed before clients could be chosen."""
    if isinstance(words, ChosenClient):
        return records.filter(querying.is_among(field, [{"kind": words.kind, "id": words.pk}]))
    chosen = Q(querying.is_typed(field)) & querying.spells(field, words)
    for kind in CLIENTS:
        known = subjects.subject(kind)
        found = known.visible(user).named(words).values_list("pk", flat=True)[:_MOST_CLIENTS] if known else ()
        chosen |= querying.is_among(field, [{"kind": kind, "id": pk} for pk in found])
    return records.filter(chosen)
