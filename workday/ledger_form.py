from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.date_filters import DayField

LONGEST = 92
USUAL = 28


def _day(label):
    return DayField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control form-control-sm w-auto"}, format="%Y-%m-%d"),
    )


class LedgerForm(forms.Form):
    """Of which department, with those below it, and between which dates the ledger is read; four weeks up to today by default."""

    department = forms.ModelChoiceField(
        None, label=_("Department"), required=False, empty_label=_("All departments"),
        widget=forms.Select(attrs={"class": "form-select form-select-sm w-auto"}),
    )  # fmt: skip
    first, last = _day(_("from")), _day(_("to"))

    def __init__(self, data, user):
        today = clock.local_today()
        given = {name: data.get(name, "") for name in ("department", "first", "last")}
        given["last"] = given["last"] or today.isoformat()
        given["first"] = given["first"] or (today - timedelta(days=USUAL - 1)).isoformat()
        super().__init__(given)
        self.user, self.today = user, today
        ids = user.department_ids_in(user.scope_of("report", "see"))
        self.ids = ids
        rows = Department.objects.live()
        self.fields["department"].queryset = rows if ids is None else rows.filter(pk__in=ids)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("The period ends before it begins."))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("first", _("Choose three months at most."))
        return cleaned

    @property
    def branch(self):
        return self.cleaned_data.get("department")

    @property
    def span(self):
        return self.cleaned_data["first"], min(self.cleaned_data["last"], self.today)

    def moved(self, days):
        """The dates of the same span a week earlier or later, for the address; nothing that lies ahead altogether."""
        first, last = self.cleaned_data["first"] + timedelta(days=days), self.cleaned_data["last"] + timedelta(days=days)
        return {"first": first.isoformat(), "last": last.isoformat()} if first <= self.today and clock.is_valid_date(first) else None
