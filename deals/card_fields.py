"""The fields of a card by their keys: how each is read, written and asked for. Built-in ones and custom ones alike."""

from datetime import date
from decimal import Decimal

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact, Source
from crm_project.lib.formats import full_day, number
from crm_project.lib.phone_numbers import shown as shown_phone
from crm_project.lib.text import clean
from fields.card_rows import may_read
from fields.form_fields import LooseDecimal, form_field_of
from fields.models import CustomField
from fields.values import hidden_marks, is_empty, pointed, raw_of, shown, stored

from .models.product import DealLine, Product


class Attribute:
    """A field that lies in a column of the card."""

    is_money = False

    def __init__(self, key, label, form_field, kinds=("deal",)):
        self.key, self.label, self._form_field, self.kinds = key, label, form_field, kinds

    def form_field(self, card=None, user=None):
        return self._form_field()

    def value(self, card):
        return getattr(card, self.key)

    def is_seen_by(self, user):
        return True

    def is_filled(self, card):
        return self.value(card) not in (None, "", [])

    def empty(self):
        """The condition under which the field is empty on a card, for counting many at once."""
        return Q(**{f"{self.key}__isnull": True})

    def shown(self, card):
        value = self.value(card)
        if isinstance(value, date):
            return full_day(value)
        if isinstance(value, Decimal):
            return number(value, 0 if value == value.to_integral_value() else 2)
        return "" if value is None else str(value)

    def put(self, card, value, *, by):
        old = self.value(card)
        if isinstance(value, str):
            value = clean(value)
        if old == value or (old in (None, "") and value in (None, "")):
            return None
        before = self.shown(card)
        setattr(card, self.key, value)
        return {"key": self.key, "label": str(self.label), "old": before, "new": self.shown(card)} | _days(old, value)


class Text(Attribute):
    """A column of words: never null, empty as ""."""

    def empty(self):
        return Q(**{self.key: ""})


class Money(Attribute):
    """A sum: shown, asked and told only to those who may see money."""

    is_money = True

    def put(self, card, value, *, by):
        change = super().put(card, value, by=by)
        return change and change | {"is_money": True}


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
        return next(iter(client.phones.all()), None) if client else None

    reach = "phones"

    def empty(self):
        """The contact is who is asked, the company where there is none."""
        of_contact = Q(contact__isnull=False) & ~Exists(self._reached("contact"))
        of_company = Q(contact__isnull=True, company__isnull=False) & ~Exists(self._reached("company"))
        return of_contact | of_company | Q(contact__isnull=True, company__isnull=True)

    def _reached(self, client):
        model = Contact._meta.get_field(self.reach).related_model
        return model.objects.filter(**{client: OuterRef(f"{client}_id")})

    def shown(self, card):
        return shown_phone(str(self.value(card) or ""))

    def put(self, card, value, *, by):
        client = card.contact or card.company
        if not value or client is None:
            return None
        client.add_phone(value)
        _read_anew(client, "phones")
        return {"key": self.key, "label": str(self.label), "old": "", "new": clean(value)}


class ContactEmail(ContactPhone):
    reach = "emails"

    def shown(self, card):
        return str(self.value(card) or "")

    def value(self, card):
        client = card.contact or card.company
        return next(iter(client.emails.all()), None) if client else None

    def put(self, card, value, *, by):
        client = card.contact or card.company
        if not value or client is None:
            return None
        client.add_email(value)
        _read_anew(client, "emails")
        return {"key": self.key, "label": str(self.label), "old": "", "new": clean(value)}


class MainProduct(Attribute):
    """At least one product line; asked for as one product, at its list price."""

    def form_field(self, card=None, user=None):
        return forms.ModelChoiceField(Product.objects.live(), label=self.label, required=False)

    def empty(self):
        return ~Exists(DealLine.objects.filter(deal=OuterRef("pk")))

    def value(self, card):
        line = next(iter(card.lines.all()), None) if card.pk else None
        return line.product if line else None

    def put(self, card, value, *, by):
        if value is None or self.value(card) is not None:
            return None
        if value.currency != card.currency and value.price is not None and card.speaks_of_no_sum:
            card.currency = value.currency
        DealLine.objects.create(deal=card, product=value, price=value.price_in(card.currency), vat=value.vat)
        _read_anew(card, "lines")
        return {"key": self.key, "label": str(self.label), "old": "", "new": str(value)}


class Custom:
    """A field that the company added; its value lies in `extra` under its code."""

    def __init__(self, field, named=None):
        self.field, self.key, self.label = field, field.key, field.label
        self.is_money, self.named = field.type == "money", named

    def form_field(self, card=None, user=None):
        return form_field_of(self.field, user=user, value=self.value(card) if card else None)

    def is_seen_by(self, user):
        return self.field.is_seen_by(user) and (user is None or may_read(user, self.field))

    def value(self, card):
        return card.extra.get(self.field.code)

    def is_filled(self, card):
        return not is_empty(self.value(card))

    def empty(self):
        value = f"extra__{self.field.code}"
        return ~Q(extra__has_key=self.field.code) | Q(**{value: None}) | Q(**{value: ""}) | Q(**{value: []})

    def shown(self, card):
        return shown(self.field, self.value(card), named=self.named)

    def put(self, card, value, *, by):
        new = stored(self.field, value, card=card, by=by)
        old = self.value(card)
        if old == new or (is_empty(old) and is_empty(new)):
            return None
        card.extra = {**card.extra, self.field.code: new}
        change = {"key": self.key, "label": str(self.label), "old": shown(self.field, old), "new": shown(self.field, new)}
        change |= raw_of(self.field, old, new)
        if records := pointed(self.field, old, new):
            change["records"] = records
        return change | hidden_marks(self.field)


def _days(*values):
    """Days are kept as days beside their words: the history tells them in the language of its reader."""
    return {"days": [one and one.isoformat() for one in values]} if any(isinstance(one, date) for one in values) else {}


def _read_anew(record, name):
    """What was read before this change is forgotten."""
    getattr(record, "_prefetched_objects_cache", {}).pop(name, None)


def _money():
    return LooseDecimal(label=_("Sum"), required=False, min_value=Decimal(0), max_digits=15, decimal_places=2, localize=True)


def _text(label, length):
    return lambda: forms.CharField(label=label, required=False, max_length=length)


def _date(label):
    return lambda: forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


BUILT_IN = {
    field.key: field
    for field in [
        SourceField("source", _("Source"), None, kinds=("deal", "lead")),
        MainProduct("product", _("Product"), None),
        Money("amount", _("Sum"), _money),
        Link("company", _("Company"), Company),
        Link("contact", _("Contact"), Contact),
        ContactPhone("phone", _("Client's phone"), _text(_("Client's phone"), 60)),
        ContactEmail("email", _("Client's e-mail"), lambda: forms.EmailField(label=_("Client's e-mail"), required=False)),
        Attribute("expected_close_on", _("Expected close"), _date(_("Expected close"))),
        Attribute("decision_on", _("Decision date"), _date(_("Decision date"))),
        Text("contract_number", _("Contract number"), _text(_("Contract number"), 80)),
        Text("competitor", _("Competitor"), _text(_("Competitor"), 200), kinds=("deal", "lead")),
    ]
}


def reader_of(field, kind="deal", custom=None):
    """The reader of a StageField or of a key such as "amount" or "extra_width" (whose `custom` field may be at hand)."""
    if custom is not None:
        return Custom(custom)
    if not isinstance(field, str):
        return BUILT_IN[field.code] if field.code else Custom(field.custom)
    if field in BUILT_IN:
        return BUILT_IN[field]
    return Custom(CustomField.objects.get(entity=kind, code=field.removeprefix("extra_")))


def readers_of(keys, kind="deal"):
    """{key: its reader} for many keys, the custom ones by one question."""
    codes = [key.removeprefix("extra_") for key in keys if key not in BUILT_IN]
    own = {one.key: Custom(one) for one in CustomField.objects.filter(entity=kind, code__in=codes)} if codes else {}
    missing = next((key for key in keys if key not in BUILT_IN and key not in own), None)
    if missing:
        raise CustomField.DoesNotExist(missing)
    return {key: BUILT_IN.get(key) or own[key] for key in keys}
