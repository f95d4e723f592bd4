"""The price list as it is edited and narrowed."""

from decimal import Decimal

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Workspace
from crm_project.lib.formats import SIGNS
from crm_project.lib.text import clean_line

from .card_fields import LooseDecimal
from .models import Product, ProductGroup

_SMALL = "form-select form-select-sm"


class ProductForm(forms.Form):
    """A product: its price is in its own currency and never taken for another."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=250, widget=forms.TextInput(attrs={"data-wide": True}))
    article = forms.CharField(label=_("Article"), max_length=80, required=False)
    group = forms.ModelChoiceField(ProductGroup.objects.all(), label=_("Group"), required=False)
    price = LooseDecimal(label=_("Price"), required=False, min_value=Decimal(0), max_digits=15, decimal_places=2, localize=True)
    currency = forms.ChoiceField(label=_("Currency"))
    vat = LooseDecimal(
        label=_("VAT, %"),
        required=False,
        min_value=0,
        max_value=99,
        max_digits=4,
        decimal_places=1,
        localize=True,
        help_text=_("Empty: without VAT"),
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("For example pcs, kg, h; empty: pcs"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, product):
        usual = Workspace.current().currency
        known = {name: getattr(product, name) for name in ("name", "article", "group", "price", "currency", "vat", "unit")}
        super().__init__(data, initial=known | {"seen": product.mark} if product.pk else {"currency": usual})
        self.product = product
        self.fields["currency"].choices = [(code, f"{code} {SIGNS.get(code, '')}".strip()) for code in currencies(usual, product.currency)]

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if twin := Product.objects.called(name, but=self.product.pk).first():
            words = _("There is such a product; it is out of use.") if twin.retired_at else _("There is a product of this name.")
            raise forms.ValidationError(words)
        if not name:
            raise forms.ValidationError(_("A name is needed."))
        return name

    def save(self, *, by):
        facts = dict(self.cleaned_data)
        seen = facts.pop("seen")
        self.product.shape(facts, by=by, seen=seen)


class GroupForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, group):
        super().__init__(data, initial={"name": group.name, "seen": group.mark} if group.pk else None)
        self.group = group

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("A name is needed."))
        if ProductGroup.objects.called(name, but=self.group.pk).exists():
            raise forms.ValidationError(_("There is a group of this name."))
        return name

    def save(self, *, by):
        facts = dict(self.cleaned_data)
        seen = facts.pop("seen")
        self.group.shape(facts, by=by, seen=seen)


class PriceFilter(django_filters.FilterSet):
    """Which products: words of name or article, a group, those out of use."""

    q = django_filters.CharFilter(
        label=_("Name or article"),
        method="by_words",
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "form-control form-control-sm",
                "placeholder": _("Name or article"),
                "size": 28,
                "data-filter": True,
            }
        ),
    )
    group = django_filters.ModelChoiceFilter(
        queryset=ProductGroup.objects.all(),
        method="by_group",
        empty_label=_("Group: any"),
        widget=forms.Select(attrs={"class": _SMALL, "aria-label": _("Group")}),
    )
    retired = django_filters.BooleanFilter(method="by_use", widget=forms.HiddenInput)

    class Meta:
        model = Product
        fields: list[str] = []

    @property
    def found(self):
        if not self.is_valid():
            return self.queryset.none()
        return self.qs if self.form.cleaned_data.get("retired") else self.qs.live()

    def by_words(self, products, _name, words):
        return products.search(words)

    def by_group(self, products, _name, group):
        return products.in_group(group)

    def by_use(self, products, _name, is_retired):
        return products.retired() if is_retired else products


def currencies(*first):
    return dict.fromkeys([*first, *SIGNS])
