"""What is typed about the money of a deal; the verbs refuse, the form says why at the field."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import WordsField
from crm_project.lib import clock

from .card_fields import LooseDecimal
from .models import Ask
from .refusals import PaymentRefused

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_WORDS = {
    ("due_on", "wrong"): _("This date cannot be right."),
    ("due_on", "not later"): _("The payment is expected earlier or on that day: choose a later one."),
    ("due_on", "too many"): _("A deal has a hundred expected payments at most."),
    ("amount", "one of two"): _("Say either a sum or a share in per cent."),
    ("amount", "wrong"): _("This sum cannot be right."),
    ("share", "more than all"): _("The shares make more than a hundred per cent."),
    ("share", "wrong"): _("Between 0 and 100."),
    ("received_on", "wrong"): _("Money cannot have come on this day."),
    ("expected", "wrong"): _("This payment is covered already."),
}


def _sum(label, required=True):
    return LooseDecimal(label=label, required=required, min_value=Decimal("0.01"), max_digits=15, decimal_places=2, localize=True)


def _share(label, required=False):
    return LooseDecimal(
        label=label, required=required, min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2, localize=True
    )


class Told(forms.Form):
    """A form whose verb may refuse; `run(act)` is False then, with words at the field."""

    def run(self, act):
        try:
            act()
        except PaymentRefused as refusal:
            field = refusal.field if refusal.field in self.fields else None
            self.add_error(field, _WORDS[refusal.field, refusal.why])
            return False
        return True


class ExpectedForm(Told):
    due_on = forms.DateField(label=_("Expected by"), widget=_DATE)
    amount = _sum(_("Sum"), required=False)
    share = _share(_("or per cent of the deal"))
    note = forms.CharField(label=_("Note"), required=False, max_length=250, widget=forms.TextInput(attrs={"data-wide": True}))
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, one=None):
        initial = {name: getattr(one, name) for name in ("due_on", "amount", "share", "note")} if one else {"token": uuid.uuid4()}
        super().__init__(data, initial=initial)
        self.one = one

    def save(self, deal, *, by):
        facts = dict(self.cleaned_data)
        token = facts.pop("token", None)
        if self.one:
            return self.run(lambda: deal.change_expected(self.one, by=by, **facts))
        return self.run(lambda: deal.expect_payment(by=by, token=token, **facts))


class ReceivedForm(Told):
    amount = _sum(_("Sum"))
    received_on = forms.DateField(label=_("Received on"), widget=_DATE)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={"data-wide": True}),
        help_text=_("For example the number of the payment order"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, amount=None):
        super().__init__(data, initial={"amount": amount, "received_on": clock.local_today(), "token": uuid.uuid4()})

    def save(self, deal, *, by):
        return self.run(lambda: deal.receive_payment(by=by, **self.cleaned_data))


class AskForm(Told):
    """Why, and how much or until when."""

    share = _share(_("Discount, %"), required=True)
    expected = forms.ModelChoiceField(None, label=_("Payment"), empty_label=None)
    due_on = forms.DateField(label=_("Wait until"), widget=_DATE)
    why = WordsField(label=_("Why"), max_length=1000)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, deal, kind):
        super().__init__(data, initial={"token": uuid.uuid4()})
        self.deal, self.kind = deal, kind
        if kind == Ask.Kind.DISCOUNT:
            del self.fields["expected"], self.fields["due_on"]
        else:
            del self.fields["share"]
            self.fields["expected"].queryset = deal.expected_payments.unpaid()
            self.fields["expected"].label_from_instance = lambda one: one.in_words(deal.currency)

    def save(self, *, by):
        return self.run(lambda: Ask.put(self.deal, self.kind, by=by, **self.cleaned_data))
