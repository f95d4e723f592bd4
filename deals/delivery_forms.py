"""What is typed about goods reserved and shipped; the verbs refuse, the form says why at the field."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import WordsField
from accounts.models import User
from crm_project.lib import clock
from crm_project.lib.formats import day as day_of
from crm_project.lib.formats import number

from .card_fields import LooseDecimal
from .goods import goods_of
from .models.deliveries import TEXTS
from .refusals import DeliveryRefused, EditConflict

_WORDS = {
    ("", "lost"): _("The deal is lost: nothing is reserved or shipped on it any more."),
    ("", "too many"): _("A deal has a hundred reservations and shipments at most."),
    ("", "gone"): _("Somebody has released this reservation meanwhile."),
    ("reservation", "gone"): _("Somebody has released this reservation meanwhile: choose another one or none."),
    ("day", "wrong"): _("This date cannot be right."),
    ("day", "over"): _("This day is over: choose today or a later one."),
    ("day", "not yet"): _("Goods cannot have left on a day that has not come yet."),
    ("act_on", "wrong"): _("This date cannot be right."),
    ("what", "nothing"): _("Say what it is and how many."),
    ("goods", "wrong"): _("This quantity cannot be right."),
    ("goods", "not of the deal"): _("Somebody has taken this product out of the deal meanwhile."),
    ("goods", "less than shipped"): _("Shipped from it already: %(busy)s. It cannot hold less."),
    ("goods", "more shipped than sold"): _("Sold %(sold)s, shipped already %(busy)s: this would be %(over)s more than sold."),
    ("goods", "more than sold"): _("Sold %(sold)s, reserved or shipped already %(busy)s: this would be %(over)s more than sold."),
}


def _date():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label, name, **how):
    wide = {"data-wide": True} if name == "what" else {}
    return forms.CharField(label=label, required=False, max_length=TEXTS[name], widget=forms.TextInput(attrs=wide), **how)


class DeliveryForm(forms.Form):
    """A quantity for each product of the deal; words where it has none."""

    day = forms.DateField(widget=_date())
    done_by = forms.ModelChoiceField(User.objects.none())
    what = _text(_("What"), "what")
    place = _text(_("Warehouse or place"), "place")
    note = _text(_("Note"), "note")
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, deal, user, one=None, source=None):
        super().__init__(data)
        self.deal, self.one, self.source, self.goods = deal, one, source, goods_of(deal)
        self.initial = {"token": uuid.uuid4(), "done_by": user.pk, **self.first(one or source)}
        people = User.objects.active().people() | User.objects.by_ids([one.done_by_id if one else user.pk])
        self.fields["done_by"].queryset = people.by_name()
        self._ask_goods()
        if self.data.get("beyond"):
            self._ask_beyond()

    def first(self, known):
        """What stands in the fields at first, as a known reservation says it."""
        return {name: getattr(known, name) for name in ("what", "place")} if known else {}

    def begin_with(self, row):
        """The quantity of a product that is proposed."""
        return row.free

    def _ask_goods(self):
        own = {line.product for line in self.one.lines.all()} if self.one else set()
        self.products = {f"goods_{row.product.pk}": row.product for row in self.goods.rows if row.sold or row.product in own}
        after = {name: self.fields.pop(name) for name in list(self.fields) if name not in ("reservation", "day", "done_by")}
        for row in self.goods.rows:
            if (name := f"goods_{row.product.pk}") in self.products:
                self.fields[name] = _quantity(row)
                self.initial[name] = self.begin_with(row) or None
        self.fields |= after
        if self.products and not self.initial.get("what"):
            del self.fields["what"]

    def _ask_beyond(self):
        """Below the quantities, where it was refused."""
        before = [name for name in self.fields if name in ("reservation", "day", "done_by") or name in self.products]
        box = forms.CheckboxInput(attrs={"data-wide": True})
        self.fields["beyond"] = forms.BooleanField(label=_("More than was sold, and rightly so"), required=False, widget=box)
        self.order_fields([*before, "beyond"])

    def run(self, act):
        """False where the verb refuses, with words at the field."""
        try:
            act(**self._facts())
        except DeliveryRefused as refusal:
            self._say(refusal)
            return False
        return True

    def _facts(self):
        facts = {name: value for name, value in self.cleaned_data.items() if name not in self.products}
        goods = {product: self.cleaned_data[name] for name, product in self.products.items() if self.cleaned_data.get(name)}
        return {**facts, "goods": goods}

    def _say(self, refusal):
        words = _WORDS[refusal.field, refusal.why]
        figures = {name: number(value.normalize()) for name, value in refusal.facts.items() if isinstance(value, Decimal)}
        field = f"goods_{refusal.facts['product'].pk}" if refusal.field == "goods" else refusal.field
        if refusal.why == "nothing" and self.products:
            field = next(iter(self.products))
        if "more" in refusal.why:
            self._ask_beyond()
        self.add_error(field if field in self.fields else None, words % figures if figures else words)


class ReservationForm(DeliveryForm):
    def __init__(self, data=None, *, deal, user, one=None):
        super().__init__(data, deal=deal, user=user, one=one)
        self.fields["day"].label, self.fields["done_by"].label = _("Reserved until"), _("Reserved by")
        if one:
            del self.fields["token"]
            self.initial |= {"day": one.day, "note": one.note, "done_by": one.done_by_id}
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
            self.initial["version"] = one.version

    def begin_with(self, row):
        if self.one is None:
            return row.free
        return next((line.quantity for line in self.one.lines.all() if line.product_id == row.product.pk), None)

    def save(self, *, by):
        if not self.one:
            return self.run(lambda **facts: self.deal.reserve(by=by, **facts))
        try:
            return self.run(lambda **facts: self.deal.change_reservation(self.one, by=by, **facts))
        except EditConflict as refusal:
            self._say_it_changed(refusal.current)
            return False

    def _say_it_changed(self, current):
        """What was typed stays; saving once more is done on purpose."""
        goods = ", ".join(f"{name} {number(Decimal(quantity))}" for name, quantity, _unit in current.goods) or current.what
        words = gettext(
            "Somebody has changed this reservation meanwhile: until %(day)s, %(goods)s. Save once more to put yours in its place."
        )
        self.add_error(None, words % {"day": day_of(current.day), "goods": goods})
        self.data = self.data.copy()
        self.data["version"] = current.version


class ShipmentForm(DeliveryForm):
    reservation = forms.ModelChoiceField(
        None,
        label=_("From the reservation"),
        required=False,
        empty_label=_("none, straight from the warehouse"),
        error_messages={"invalid_choice": _WORDS["reservation", "gone"]},
        widget=forms.Select(attrs={"data-wide": True}),
    )
    act = _text(_("Act or waybill No."), "act")
    act_on = forms.DateField(label=_("Date of the act"), required=False, widget=_date())
    field_order = ["reservation", "day", "done_by", "what", "act", "act_on", "place", "note"]

    def __init__(self, data=None, *, deal, user, source=None):
        kept = goods_of(deal).kept
        found = next((one for one in kept if source and one.delivery.pk == source.pk), kept[0] if kept else None)
        self.left = {product.pk: quantity for product, quantity in found.left} if found else None
        super().__init__(data, deal=deal, user=user, source=found and found.delivery)
        self.fields["day"].label, self.fields["done_by"].label = _("Shipped on"), _("Shipped by")
        self.initial |= {"day": clock.local_today(), "reservation": found and found.delivery.pk}
        if kept or self.data.get("reservation"):
            self.fields["reservation"].queryset = deal.deliveries.waiting()
            self.fields["reservation"].label_from_instance = _telling(kept)
        else:
            del self.fields["reservation"]

    def begin_with(self, row):
        return row.free if self.left is None else self.left.get(row.product.pk)

    def save(self, *, by):
        return self.run(lambda **facts: self.deal.ship(by=by, **facts))


class ReasonForm(forms.Form):
    """Why it is released or taken back."""

    reason = WordsField(label=_("Why"), max_length=500, rows=2)


def _quantity(row):
    words = gettext("sold %(sold)s · reserved %(reserved)s · shipped %(shipped)s")
    figures = {name: number(getattr(row, name).normalize()) for name in ("sold", "reserved", "shipped")}
    label = ", ".join(part for part in (row.product.name, row.product.unit) if part)
    field = LooseDecimal(
        label=label, help_text=words % figures, required=False, min_value=0, max_digits=12, decimal_places=3, localize=True
    )
    field.widget.attrs["data-wide"] = True
    return field


def _telling(kept):
    """How a reservation reads among others: until when, and what of it is left."""
    left = {one.delivery.pk: one.left for one in kept}

    def told(one):
        goods = ", ".join(f"{product.name} {number(quantity.normalize())}" for product, quantity in left.get(one.pk, [])) or one.what
        return gettext("until %(day)s: %(goods)s") % {"day": day_of(one.day), "goods": goods}

    return told
