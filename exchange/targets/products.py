from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib.cells import BadCell, as_decimal
from deals.bringing_in import bring_in_products
from deals.models import Product

from .target import BadRow, Outcome, Target, TargetField

_LONGEST = {"name": 250, "group": 120, "article": 80, "unit": 20}
_MOST = {"price": 10**12, "vat": 100}


class Products(Target):
    """The price list; a product of the same name, or another spelling of it, is left as it is."""

    what, kind = "products", "product"
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

    def allowed(self, user):
        return user.has_right("bulk") and user.has_right("configure")

    def prepare(self, run):
        return {"names": names_of_products(), "currency": run.choices.get("currency") or "RUB", "seen": set()}

    def read(self, row, known):
        if not row.text("name"):
            raise BadRow("name", "empty")
        values = {key: row.text(key) for key in _LONGEST}
        for key, longest in _LONGEST.items():
            if len(values[key]) > longest:
                raise BadRow(key, "too_long", values[key])
        for key, most in _MOST.items():
            values[key] = _number(row, key, most)
        return values | {"currency": known["currency"], "row": row.number}

    def here(self, pairs, run, known):
        return {row.number for row, values in pairs if self._is_known(values, known["seen"], known)}

    def bring(self, pairs, run, known):
        outcome, fresh, seen = Outcome(), [], set()
        for row, values in pairs:
            if self._is_known(values, seen, known):
                outcome.skipped.append(row.number)
            else:
                fresh.append(values)
        made = bring_in_products(fresh, by=run.by, file=run.name, **{"import": run.pk})
        known["names"] |= seen
        outcome.brought = [("product", product.pk, values["row"], "") for product, values in zip(made, fresh, strict=True)]
        return outcome

    def _is_known(self, values, seen, known):
        """Known by its name, or named by a row above; notes it as seen."""
        key = values["name"].casefold()
        if key in known["names"] or key in seen:
            return True
        seen.add(key)
        return False


def names_of_products():
    """Names and other spellings of every product, retired ones too, as names are unique."""
    rows = Product.objects.values_list("name", "aliases")
    return {name.casefold() for product, aliases in rows for name in (product, *aliases)}


def _number(row, key, most):
    try:
        value = as_decimal(row.cells.get(key))
    except BadCell as bad:
        raise BadRow(key, bad.why, row.text(key)) from None
    if value is not None and not 0 <= value < most:
        raise BadRow(key, "number", row.text(key))
    return value
