"""Cards of the board and rows of the list, printed by the hundred from one partial each."""

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from bulk.templatetags.bulk import bulk_box
from crm_project.lib import formats
from crm_project.lib.printing import fill

from .models import Deal


def card_of(deal, *, sees_money, is_chosen=False, oob=False):
    """The deal as the board shows it; `is_chosen` puts a box on it."""
    edge = deal.edge
    values = {
        "pk": deal.pk,
        "box": bulk_box(Deal.kind, deal) if is_chosen else "",
        "stage": deal.stage_id,
        "edge": f" b-{edge}" if edge else "",
        "name": deal.name,
        "client": deal.contact or deal.company or "",
        "amount": late_of(deal) + _amount(deal, sees_money),
        "old": " old" if deal.is_beyond_norm else "",
        "age": formats.age(deal.stage_entered_at),
        "chip": chip_of(deal),
        "avatar": avatar_of(deal.owner),
    }
    return fill("deals/board/_card.html", values, ("pk", "stage"), oob=oob)


def row_of(deal, *, cols, is_chosen):
    """The deal as the list shows it, with these columns; `is_chosen` puts a box before it."""
    values = {
        "pk": deal.pk,
        "box": bulk_box(Deal.kind, deal) if is_chosen else "",
        "name": deal.name,
        "client": deal.contact or deal.company or "",
        "stage": deal.stage.name,
        "old": " t-danger fw-6" if deal.is_beyond_norm else "",
        "age": formats.age(deal.stage_entered_at),
        "chip": chip_of(deal),
        "created": formats.day(deal.created_at),
        "closed": formats.day(deal.closed_at) if deal.closed_at else "",
        "contract": deal.contract_number,
        "amount": late_of(deal) + _amount(deal, "amount" in cols),
        "avatar": avatar_of(deal.owner),
        "owner": deal.owner or "",
        "own": getattr(deal, "own_cells", ""),
    }
    return fill("deals/list/_row.html", values, ("pk",), cols=cols, is_chosen=is_chosen)


def chip_of(deal):
    """What waits for the head, a win or a step back, else what the apps above say of the next task."""
    if deal.awaits_step_back and not deal.awaits_confirmation:
        return step_back_chip()
    kind, text = ("today", _("Confirm win")) if deal.awaits_confirmation else getattr(deal, "chip", None) or ("", "")
    return fill("deals/board/_chip.html", {"text": text}, kind=kind) if kind else ""


def step_back_chip():
    return fill("deals/board/_chip.html", {"text": _("Step back asked")}, kind="today")


def late_of(deal):
    """A mark before the sum: money that was to come is still out."""
    return fill("deals/board/_late.html", {}, is_late=True) if deal.has_late_payment else mark_safe("")


def avatar_of(person):
    if person is None:
        return ""
    values = {"name": str(person), "initials": person.initials}
    return fill("deals/board/_avatar.html", values, colour=person.pk % 7 + 1)


def _amount(deal, sees_money):
    return conditional_escape(formats.money(deal.amount, deal.currency)) if sees_money and deal.amount is not None else ""
