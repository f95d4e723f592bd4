from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact
from crm_project.lib.text import clean_line


class ProductQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def search(self, words):
        """Every word in the name or the article."""
        found = self
        for word in clean_line(words).split():
            found = found.filter(Q(name__icontains=word) | Q(article__icontains=word))
        return found


class ProductGroup(models.Model):
    """A shelf of the price list. Clients and leads may be interested in one before there is any deal."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    companies = models.ManyToManyField(Company, blank=True, related_name="interests")
    contacts = models.ManyToManyField(Contact, blank=True, related_name="interests")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Product(models.Model):
    """A line of the price list. `aliases` are other spellings that an import took for this product."""

    name = models.CharField(_("name"), max_length=250, unique=True)
    article = models.CharField(_("article"), max_length=80, blank=True)
    group = models.ForeignKey(
        ProductGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="products", verbose_name=_("group")
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    price = models.DecimalField(_("price"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="RUB")
    vat = models.DecimalField(_("VAT, %"), max_digits=4, decimal_places=1, null=True, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class DealLine(models.Model):
    """A product in a deal, with the price of that day; `discount` and `vat` in per cent."""

    deal = models.ForeignKey("Deal", on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lines")
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3, default=1)
    price = models.DecimalField(_("price"), max_digits=15, decimal_places=2, null=True, blank=True)
    discount = models.DecimalField(_("discount, %"), max_digits=5, decimal_places=2, default=0)
    vat = models.DecimalField(_("VAT, %"), max_digits=4, decimal_places=1, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_line_has_a_quantity"),
            models.CheckConstraint(condition=Q(discount__gte=0, discount__lte=100), name="a_discount_is_a_share"),
        ]

    @property
    def total(self):
        if self.price is None:
            return None
        return (self.price * self.quantity * (100 - self.discount) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
