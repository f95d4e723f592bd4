"""The door of imported deals: it waives what the stages ask for, marks the cards and lists their gaps."""

from dataclasses import dataclass, field

from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.copying import copy_records
from crm_project.lib.text import sort_key
from timeline.models import Entry

from .models import Deal, DealLine, Product, ProductGroup
from .past import write_past
from .refusals import NotAllowed
from .requirements import stages_with_fields


@dataclass
class BroughtDeal:
    """One deal of a foreign table, read and resolved. Moments are aware; `gaps` names what the table did not tell.

    `lines` are (product, price or None for that of the price list, quantity).
    """

    row: int
    stage: object
    owner: object
    name: str = ""
    company: object = None
    contact: object = None
    source: object = None
    loss_reason: object = None
    amount: object = None
    currency: str = "RUB"
    created_at: object = None
    closed_at: object = None
    expected_close_on: object = None
    contract_number: str = ""
    comment: str = ""
    foreign_id: str = ""
    system: str = ""
    extra: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    gaps: list = field(default_factory=list)

    @property
    def product(self):
        return self.lines[0][0] if self.lines else None

    @property
    def title(self):
        """The name told, else product, client and contract as the usual template has them."""
        parts = [self.product, self.company or self.contact, self.contract_number]
        return (self.name or " · ".join(str(part) for part in parts if part) or self.foreign_id)[:300]


def bring_in(rows, *, by, **origin):
    """Write deals of a foreign table with their past: one insert per table. Tells the deals in the order of the rows.

    Reports go by the moments of the table, the judgement by the server's clock. `origin` names the file in the history.
    """
    if not by.has_right("bulk") or not by.may("create", Deal.kind):
        raise NotAllowed
    now = clock.now()
    with transaction.atomic():
        deals = [_deal(row, by, now) for row in rows]
        copy_records(Deal, deals)
        pairs = list(zip(deals, rows, strict=True))
        copy_records(DealLine, [_line(deal, place, *line) for deal, row in pairs for place, line in enumerate(row.lines)])
        write_past(deals, by=by, now=now)
        Entry.objects.tell("deal", "imported", [(deal.pk, {"row": row.row, "gaps": row.gaps, **origin}) for deal, row in pairs], by=by)
        said = [(deal.pk, {"text": row.comment, **origin}) for deal, row in pairs if row.comment]
        Entry.objects.tell("deal", "old_note", said, by=by)
    return deals


def bring_in_products(rows, *, by, **origin):
    """Write products of a foreign price list, values by their columns; a group that is not here yet is made."""
    if not by.has_right("bulk") or not by.has_right("configure"):
        raise NotAllowed
    with transaction.atomic():
        names = {row["group"] for row in rows} - {""}
        ProductGroup.objects.bulk_create([ProductGroup(name=name) for name in sorted(names)], ignore_conflicts=True)
        groups = {group.name: group for group in ProductGroup.objects.filter(name__in=names)}
        products = Product.objects.bulk_create([_product(row, groups) for row in rows], batch_size=1000)
        told = [(product.pk, {"row": row["row"], "name": product.name, **origin}) for product, row in zip(products, rows, strict=True)]
        Entry.objects.tell("product", "imported", told, by=by)
    return products


def _product(row, groups):
    columns = {key: row.get(key) for key in ("price", "vat")} | {key: row.get(key) or "" for key in ("name", "article", "unit")}
    return Product(group=groups.get(row.get("group")), currency=row["currency"], **columns)


def required_keys(funnel, stage):
    """What the stages up to this one ask for: the gaps of an imported card are those of them that are empty."""
    wanted = {}
    for one in stages_with_fields(funnel):
        if one.kind != "lost" and (one.position <= stage.position or one.pk == stage.pk) and stage.kind != "lost":
            wanted |= {field.key: field for field in one.fields.all() if field.is_required}
    return wanted


def _deal(row, by, now):
    created = row.created_at or row.closed_at or now
    return Deal(
        funnel=row.stage.funnel,
        stage=row.stage,
        stage_entered_at=row.closed_at or created,
        owner=row.owner,
        department=row.owner.department if row.owner else by.department,
        company=row.company,
        contact=row.contact,
        source=row.source,
        loss_reason=row.loss_reason,
        amount=row.amount,
        currency=row.currency,
        expected_close_on=row.expected_close_on,
        contract_number=row.contract_number,
        name=row.title,
        name_is_manual=bool(row.name),
        created_at=created,
        recorded_at=now,
        closed_at=row.closed_at if not row.stage.is_open else None,
        created_by=by,
        is_imported=True,
        import_gaps=row.gaps,
        extra=row.extra,
        foreign_system=row.system if row.foreign_id else "",
        foreign_id=row.foreign_id,
        search_text=sort_key(f"{row.title} {row.contract_number}"),
    )


def _line(deal, place, product, price, quantity):
    return DealLine(
        deal=deal,
        product=product,
        price=product.price_in(deal.currency) if price is None else price,
        quantity=quantity or 1,
        vat=product.vat,
        position=place,
    )
