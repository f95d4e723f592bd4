"""Conditions on dates that a calendar of people knows."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from . import clock


class DayField(forms.DateField):
    def clean(self, value):
        day = super().clean(value)
        if day and not clock.is_valid_date(day):
            raise forms.ValidationError(_("This year cannot be meant."))
        return day


class DayFilter(django_filters.DateFilter):
    """A date between 1900 and 2100; another one is told beside the field."""

    field_class = DayField
