"""What a won deal carries, point by point, as the head looks at it: price, conversation, papers, contract."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from crm_project.lib.formats import money, number
from fields.records import Named, links_of

from .card_fields import reader_of
from .models import WinRemark
from .models.product import to_cents
from .requirements import stages_with_fields
from .talk_proof import told_talks

Point = WinRemark.Point


@dataclass
class DossierPoint:
    """One point: what is there, in lines; `is_fine` is what the house can tell by itself, None where it cannot."""

    code: str
    label: str
    lines: list = field(default_factory=list)
    is_fine: bool | None = None
    links: list = field(default_factory=list)
    bound: Any = None


def dossier_of(deal, user, form=None):
    points = [_price(deal, user), _talk(deal), _files(deal, user), _contract(deal), DossierPoint(Point.OTHER, _("Anything else"))]
    for point in points:
        point.bound = form[point.code] if form is not None else None
    return points


def _price(deal, user):
    point = DossierPoint(Point.PRICE, _("Price"))
    if not user.has_right("see_money"):
        point.lines = [_("Sums are not shown to you.")]
        return point
    lines = [line for line in deal.lines.select_related("product") if line.price is not None]
    full = sum((to_cents(line.price * line.quantity) for line in lines), Decimal(0))
    total, given = deal.lines_total(), max((line.discount for line in lines), default=Decimal(0))
    granted = deal.asks.filter(kind="discount", is_granted=True).select_related("answered_by").order_by("-share").first()
    allowed = granted.share if granted else Decimal(0)
    point.lines = [_("Sum of the deal: {sum}").format(sum=_money(deal.amount, deal))]
    point.lines.append(_("Products: {sum}").format(sum=_money(total, deal)) if lines else _("No product has a price."))
    if given:
        words = _("Discount up to {share}%: {sum} off {full}")
        point.lines.append(words.format(share=_share(given), sum=_money(full - total, deal), full=_money(full, deal)))
    if granted:
        point.lines.append(_("Allowed: {share}%, {who}").format(share=_share(allowed), who=granted.answered_by))
    point.is_fine = bool(lines) and deal.amount == total and given <= allowed
    if lines and deal.amount is not None and deal.amount != total:
        point.lines.append(_("The sum and the products differ by {sum}.").format(sum=_money(abs(deal.amount - total), deal)))
    if given > allowed:
        point.lines.append(_("No question to the head allowed this discount."))
    return point


def _talk(deal):
    people = [deal.contact, *(part.contact for part in deal.participants.select_related("contact"))]
    names = list(dict.fromkeys(str(person) for person in people if person))
    talks = told_talks(deal)
    who = _("Contacts: {names}").format(names=", ".join(names)) if names else _("No contact.")
    return DossierPoint(
        Point.TALK, _("Contacts and conversation"), [who, *(talks or [_("No conversation on record.")])], bool(talks and names)
    )


def _files(deal, user):
    """The files that any stage of the funnel demands."""
    asked = {one.key: one for stage in stages_with_fields(deal.funnel) for one in stage.fields.all() if one.custom_id and one.is_asked}
    readers = [reader_of(one) for one in asked.values() if one.custom.type == "file"]
    point = DossierPoint(Point.FILES, _("Files"))
    if not readers:
        point.lines = [_("The funnel asks for no files.")]
        return point
    named = Named([reader.field for reader in readers], [deal.extra], user)
    for reader in readers:
        if not reader.is_seen_by(user):
            continue
        found = links_of(reader.field, reader.value(deal), named)
        point.links += [(reader.label, words, address) for words, address in found] or [(reader.label, "", "")]
    point.is_fine = all(reader.is_filled(deal) for reader in readers)
    return point


def _contract(deal):
    known = deal.contract_number
    return DossierPoint(Point.CONTRACT, _("Contract number"), [known or _("There is none.")], bool(known))


def _money(amount, deal):
    return "–" if amount is None else money(amount, deal.currency)


def _share(share):
    return number(share.normalize(), 0 if share == share.to_integral_value() else 2)
