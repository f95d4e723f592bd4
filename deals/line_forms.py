from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.formats import money, number
from crm_project.lib.widgets import RecordPicker

from .card_fields import LooseDecimal
from .models import Product
from .models.lines import LARGEST_SUM


class LineForm(forms.Form):
    """A product in a deal. Who may not see sums takes it at the list price and changes only the quantity."""

    product = forms.ModelChoiceField(Product.objects.live(), label=_("Product"), widget=RecordPicker("deals:products"))
    quantity = LooseDecimal(label=_("Quantity"), min_value=Decimal("0.001"), max_digits=12, decimal_places=3, initial=1, localize=True)
    price = LooseDecimal(
        label=_("Price"),
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=2,
        localize=True,
        help_text=_("Empty: as in the price list"),
    )
    discount = LooseDecimal(
        label=_("Discount, %"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True
    )
    vat = LooseDecimal(label=_("VAT, %"), required=False, min_value=0, max_value=99, max_digits=4, decimal_places=1, localize=True)

    def __init__(self, data=None, *, line=None, sees_money=True):
        super().__init__(data)
        self.line = line
        if line:
            del self.fields["product"]
            self.initial = {name: getattr(line, name) for name in self.fields}
            self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial["seen"] = line.mark
        if not sees_money:
            for name in ("price", "discount", "vat"):
                del self.fields[name]

    def clean(self):
        facts = self.cleaned_data
        price = facts.get("price")
        if price is None and self.line is None and facts.get("product"):
            price = facts["product"].price
        if price is not None and facts.get("quantity") and price * facts["quantity"] >= LARGEST_SUM:
            self.add_error("quantity", _("This is more money than a deal can hold."))

    def say_currency(self, product, deal):
        """The list price is in another currency: it has to be said in that of the deal."""
        words = _("In the price list it costs %(price)s: give its price in %(currency)s.")
        facts = {"price": money(product.price, product.currency), "currency": deal.currency}
        self.add_error("price" if "price" in self.fields else "product", words % facts)

    def say_it_changed(self, line):
        """What was typed stays; saving once more is done on purpose."""
        words = _("Somebody has changed this line meanwhile: quantity %(quantity)s. Save once more to put your figures in place of theirs.")
        self.add_error(None, words % {"quantity": number(line.quantity.normalize())})
        self.data = self.data.copy()
        self.data["seen"] = line.mark

    def add_to(self, deal, *, by):
        facts = self._figures()
        return deal.add_line(facts.pop("product"), by=by, **facts)

    def change(self, deal, *, by):
        facts = self._figures()
        deal.change_line(self.line, by=by, seen=facts.pop("seen", ""), **facts)

    def _figures(self):
        """What was typed; an empty discount is none, an empty price or VAT of a new line is the list's."""
        facts = dict(self.cleaned_data)
        if "discount" in facts:
            facts["discount"] = facts["discount"] or 0
        if self.line is None and facts.get("vat") is None:
            facts.pop("vat", None)
        return facts
