from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact
from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import Entry, Recorded

from ..refusals import EditConflict, NotAllowed, UsedElsewhere


class ProductQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def search(self, words):
        """Every word in the name or the article."""
        found = self
        for word in clean_line(words).split():
            found = found.filter(Q(name__icontains=word) | Q(article__icontains=word))
        return found

    def retired(self):
        return self.filter(retired_at__isnull=False)

    def in_group(self, group):
        return self.filter(group=group)

    def called(self, name, but=None):
        """Those of this name in any letters, retired ones too."""
        return self.filter(name__iexact=clean_line(name)).exclude(pk=but)

    def for_list(self):
        return self.select_related("group")


class ProductGroupQuerySet(models.QuerySet):
    def with_figures(self):
        """With `n_products` on the price list."""
        return self.annotate(n_products=Count("products", filter=Q(products__retired_at=None)))

    def called(self, name, but=None):
        return self.filter(name__iexact=clean_line(name)).exclude(pk=but)


class Shelved(Recorded):
    """A part of the price list: shaped by those who may configure, every change told to the audit."""

    class Meta:
        abstract = True

    def shape(self, values, *, by, seen=None):
        """Create or change, {attribute: value}; `seen` is the `mark` the editor saw."""
        if by and not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            is_new = self.pk is None
            if not is_new:
                held = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
                if seen and seen != held.mark:
                    raise EditConflict(held)
            before = {} if is_new else held.figures()
            for name, value in values.items():
                setattr(self, name, clean_line(value) if isinstance(value, str) else value)
            self.save()
            now = self.figures()
            changed = {name: [before.get(name, ""), value] for name, value in now.items() if before.get(name, "") != value}
            if changed:
                verb = "added" if is_new else "changed"
                self.record(f"{self.kind}_{verb}", by=by, audience=Entry.Audience.ADMINS, name=self.name, what=changed)

    def figures(self):
        return {field.name: str(getattr(self, field.attname) or "") for field in self._meta.concrete_fields if field.name in self.told}

    @property
    def mark(self):
        """Changes with every value: by it two editors find out about each other."""
        return sha256(repr(sorted(self.figures().items())).encode()).hexdigest()[:16]


class ProductGroup(Shelved):
    """A shelf of the price list. Clients and leads may be interested in one before there is any deal."""

    kind = "product_group"
    told = ("name",)

    name = models.CharField(_("name"), max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    companies = models.ManyToManyField(Company, blank=True, related_name="interests")
    contacts = models.ManyToManyField(Contact, blank=True, related_name="interests")

    objects = ProductGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def remove(self, *, by):
        """Only an empty shelf that no client is interested in goes."""
        if not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            held = ProductGroup.objects.select_for_update().get(pk=self.pk)
            if any(getattr(held, name).exists() for name in ("products", "children", "companies", "contacts")):
                raise UsedElsewhere
            self.record("product_group_removed", by=by, audience=Entry.Audience.ADMINS, name=self.name)
            held.delete()


class Product(Shelved):
    """A line of the price list. `aliases` are other spellings that an import took for this product."""

    kind = "product"
    told = ("name", "article", "group", "unit", "price", "currency", "vat")

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
        verbose_name = _("product")

    def __str__(self):
        return self.name

    def price_in(self, currency):
        """The list price where it is in this currency: one is never taken for another."""
        return self.price if self.currency == currency else None

    def retire(self, *, by):
        """Offered no more; deals keep it."""
        self._put_out(clock.now(), "product_retired", by)

    def return_to_list(self, *, by):
        self._put_out(None, "product_returned", by)

    def _put_out(self, moment, verb, by):
        if not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            known = Product.objects.filter(pk=self.pk, retired_at__isnull=moment is not None)
            if known.update(retired_at=moment):
                self.retired_at = moment
                self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name)


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
    def mark(self):
        """Changes with every figure: by it two editors of one line find out about each other."""
        figures = (self.quantity, self.price, self.discount, self.vat)
        return "|".join("" if one is None else f"{Decimal(one).normalize():f}" for one in figures)

    @property
    def total(self):
        if self.price is None:
            return None
        return to_cents(self.price * self.quantity * (100 - self.discount) / 100)


def to_cents(amount):
    """Half up, as accountants round."""
    return Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
