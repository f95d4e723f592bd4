from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib.cells import BadCell, as_decimal
from deals.models import Product, ProductGroup

from .target import BadRow, Outcome, Target, TargetField


class Products(Target):
    """The price list; a product of the same name is left as it is."""

    what = "products"
    fields = (
        TargetField(
            "name",
            pgettext_lazy("of a thing", "Name"),
            ("product", "товар", "название", "наименование", "название товара", "номенклатура"),
            True,
        ),
        TargetField("group", _("Group"), ("series", "category", "группа", "раздел", "категория")),
        TargetField("price", _("Price"), ("sales price", "sales_price", "цена", "розничная цена", "стоимость")),
        TargetField("article", _("Article"), ("артикул", "sku", "code", "код")),
        TargetField("unit", _("Unit"), ("единица", "ед. изм.", "единица измерения")),
        TargetField("vat", _("VAT, %"), ("ндс", "ставка ндс", "vat")),
    )

    def prepare(self, run):
        return {"names": {name.casefold() for name in Product.objects.values_list("name", flat=True)}, "groups": {}}

    def check(self, row, known):
        if not row.text("name"):
            raise BadRow("name", "empty")
        for key in ("price", "vat"):
            try:
                value = as_decimal(row.cells.get(key))
            except BadCell as bad:
                raise BadRow(key, bad.why, row.text(key)) from None
            if value is not None and not 0 <= value < 10**12:
                raise BadRow(key, "number", row.text(key))

    def bring(self, rows, run, known):
        outcome, fresh = Outcome(), []
        for row in rows:
            name = row.text("name")[:250]
            if name.casefold() in known["names"]:
                outcome.skipped.append((row.number, "here_already"))
                continue
            known["names"].add(name.casefold())
            product = Product(
                name=name, group=self._group(row.text("group"), known), article=row.text("article")[:80], unit=row.text("unit")[:20]
            )
            product.price, product.vat = as_decimal(row.cells.get("price")), as_decimal(row.cells.get("vat"))
            product.currency = run.choices.get("currency") or "RUB"
            fresh.append((row, product))
        Product.objects.bulk_create([product for _row, product in fresh])
        outcome.brought = [("product", product.pk, row.number, "") for row, product in fresh]
        return outcome

    def _group(self, name, known):
        if not name:
            return None
        if name not in known["groups"]:
            known["groups"][name], _new = ProductGroup.objects.get_or_create(name=name[:120])
        return known["groups"][name]
