"""The fields of a card by their keys: how each is read, written and asked for. Built-in ones and custom ones alike."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact, Source
from crm_project.lib.text import clean
from fields.models import CustomField
from fields.values import form_field_of, is_empty, shown, stored

from .models.product import DealLine, Product


class Attribute:
    """A field that lies in a column of the card."""

    def __init__(self, key, label, form_field, kinds=("deal",)):
        self.key, self.label, self._form_field, self.kinds = key, label, form_field, kinds

    def form_field(self, card=None, user=None):
        return self._form_field()

    def value(self, card):
        return getattr(card, self.key)

    def is_filled(self, card):
        return self.value(card) not in (None, "", [])

    def shown(self, card):
        value = self.value(card)
        return "" if value is None else str(value)

    def put(self, card, value, *, by):
        old = self.value(card)
        if isinstance(value, str):
            value = clean(value)
        if old == value or (old in (None, "") and value in (None, "")):
            return None
        before = self.shown(card)
        setattr(card, self.key, value)
        return {"key": self.key, "label": str(self.label), "old": before, "new": self.shown(card)}


class Link(Attribute):
    """A column that points to a record: only one that the person may see is offered and taken."""

    def __init__(self, key, label, model, kinds=("deal",)):
        super().__init__(key, label, None, kinds)
        self.model = model

    def form_field(self, card=None, user=None):
        records = self.model.objects.visible_to(user).live() if user else self.model.objects.none()
        return forms.ModelChoiceField(records, label=self.label, required=False)


class SourceField(Attribute):
    def form_field(self, card=None, user=None):
        return forms.ModelChoiceField(Source.objects.live(), label=self.label, required=False)


class ContactPhone(Attribute):
    """The phone of the card's contact or company: asked for on the card, kept on the client."""

    def value(self, card):
        client = card.contact or card.company
        return client.phones.first() if client else None

    def put(self, card, value, *, by):
        client = card.contact or card.company
        if not value or client is None:
            return None
        client.add_phone(value)
        return {"key": self.key, "label": str(self.label), "old": "", "new": clean(value)}


class ContactEmail(ContactPhone):
    def value(self, card):
        client = card.contact or card.company
        return client.emails.first() if client else None

    def put(self, card, value, *, by):
        client = card.contact or card.company
        if not value or client is None:
            return None
        client.add_email(value)
        return {"key": self.key, "label": str(self.label), "old": "", "new": clean(value)}


class MainProduct(Attribute):
    """At least one product line; asked for as one product, at its list price."""

    def form_field(self, card=None, user=None):
        return forms.ModelChoiceField(Product.objects.live(), label=self.label, required=False)

    def value(self, card):
        line = card.lines.select_related("product").first() if card.pk else None
        return line.product if line else None

    def put(self, card, value, *, by):
        if value is None or self.value(card) is not None:
            return None
        DealLine.objects.create(deal=card, product=value, price=value.price, vat=value.vat)
        return {"key": self.key, "label": str(self.label), "old": "", "new": str(value)}


class Custom:
    """A field that the company added; its value lies in `extra` under its code."""

    def __init__(self, field):
        self.field, self.key, self.label = field, f"extra_{field.code}", field.label

    def form_field(self, card=None, user=None):
        return form_field_of(self.field, user=user)

    def value(self, card):
        return card.extra.get(self.field.code)

    def is_filled(self, card):
        return not is_empty(self.value(card))

    def shown(self, card):
        return shown(self.field, self.value(card))

    def put(self, card, value, *, by):
        new = stored(self.field, value, card=card, by=by)
        old = self.value(card)
        if old == new or (is_empty(old) and is_empty(new)):
            return None
        before = self.shown(card)
        card.extra = {**card.extra, self.field.code: new}
        return {"key": self.key, "label": str(self.label), "old": before, "new": self.shown(card)}


def _money():
    return forms.DecimalField(label=_("Sum"), required=False, min_value=Decimal(0), max_digits=15, decimal_places=2, localize=True)


def _text(label, length):
    return lambda: forms.CharField(label=label, required=False, max_length=length)


def _date(label):
    return lambda: forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


BUILT_IN = {
    field.key: field
    for field in [
        SourceField("source", _("Source"), None, kinds=("deal", "lead")),
        MainProduct("product", _("Product"), None),
        Attribute("amount", _("Sum"), _money),
        Link("company", _("Company"), Company),
        Link("contact", _("Contact"), Contact),
        ContactPhone("phone", _("Client's phone"), _text(_("Client's phone"), 60)),
        ContactEmail("email", _("Client's e-mail"), lambda: forms.EmailField(label=_("Client's e-mail"), required=False)),
        Attribute("expected_close_on", _("Expected close"), _date(_("Expected close"))),
        Attribute("decision_on", _("Decision date"), _date(_("Decision date"))),
        Attribute("contract_number", _("Contract number"), _text(_("Contract number"), 80)),
        Attribute("competitor", _("Competitor"), _text(_("Competitor"), 200), kinds=("deal", "lead")),
    ]
}


def reader_of(field, kind="deal"):
    """The reader of a StageField or of a key such as "amount" or "extra_width"."""
    if not isinstance(field, str):
        return BUILT_IN[field.code] if field.code else Custom(field.custom)
    if field in BUILT_IN:
        return BUILT_IN[field]
    return Custom(CustomField.objects.get(entity=kind, code=field.removeprefix("extra_")))
