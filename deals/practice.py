"""What practical tasks know of deals: how they are found, laid out, and what has to hold of them."""

from copy import copy
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Company, Contact
from training.practice import vocabulary
from training.practice.knowing import judge, maker, picker, subject

from .card_fields import reader_of
from .models import Deal, DealOwning, DealStay, Funnel, LossReason, Stage
from .naming import name_of
from .requirements import missing_fields
from .saved_views import STATES

OPEN_FOR = timedelta(days=3)

subject(
    "deal",
    Deal,
    mine=lambda setting: Q(created_by=setting.user),
    stage=lambda value, setting: Q(stage=value),
    is_lost=lambda value, setting: Q(stage__kind=Stage.Kind.LOST),
    loss_reason=lambda value, setting: Q(loss_reason=value),
    is_won=lambda value, setting: Q(stage__kind=Stage.Kind.WON) | Q(win_asked_at__isnull=False),
    amount=lambda value, setting: Q(amount=value),
    contract=lambda value, setting: Q(contract_number__iexact=value),
    from_lead=lambda value, setting: Q(from_leads=value),
    owner=lambda value, setting: Q(owner=value),
)


@picker("stage_ahead")
def stage_ahead(user, luck, steps=2):
    """A working stage so many steps behind the entry of the person's first funnel."""
    funnel = _funnel_of(user)
    working = [stage for stage in funnel.live_stages if stage.kind == Stage.Kind.WORKING and not stage.is_going] if funnel else []
    return working[steps - 1] if len(working) >= steps else None


@picker("won_stage")
def won_stage(user, luck):
    funnel = _funnel_of(user)
    return funnel.won if funnel else None


@picker("loss_reason")
def loss_reason(user, luck):
    reasons = list(LossReason.objects.live().filter(funnel=_funnel_of(user), needs_competitor=False).order_by("pk"))
    return luck.choice(reasons) if reasons else None


@maker("deal")
def make_deal(setting, luck, *, person="", company="", phone="", stage=None, name=""):
    """An open deal of the person with its client, from some days ago; `stage` says in which funnel."""
    user, at = setting.user, setting.started_at - OPEN_FOR
    funnel = Stage.objects.select_related("funnel").get(pk=stage).funnel if stage else _funnel_of(user)
    values = {}
    if company:
        values["company"] = Company.open({"name": company}, by=None, owner=user, at=at)
    if person:
        values["contact"] = Contact.open({"person": person}, by=None, owner=user, at=at)
        if phone:
            values["contact"].add_phone(phone)
    deal = Deal.start(funnel=funnel, by=None, owner=user, name=name, values=values, at=at, handed_on=True)
    # The judgement of a day goes by what the server knew when, and is to say the same as the board.
    for model, ours in ((Deal, Q(pk=deal.pk)), (DealStay, Q(card=deal)), (DealOwning, Q(card=deal))):
        model.objects.filter(ours).update(recorded_at=at)
    return deal


@judge("deal.complete")
def lacks_nothing(setting, deal):
    """Nothing is missing that was asked for on its way: from the start for one the person opened, else from where it was laid out."""
    was = copy(deal)
    was.stage = deal.funnel.entry
    missing = missing_fields(was, deal.stage, from_start=deal.created_by_id is not None)
    return [str(reader_of(field).label) for field in missing]


@judge("deal.named_by_template")
def is_named_by_template(setting, deal):
    return not deal.name_is_manual or deal.name == name_of(deal)[:300]


@judge("deal.is_open")
def is_open(setting, deal):
    return deal.is_open and deal.deleted_at is None


def _funnel_of(user):
    return Funnel.objects.for_deals().visible_to(user).order_by("position", "pk").first()


# -- how people call it --------------------------------------------------------------

vocabulary.subject(
    "deal",
    _("Deal"),
    stage=vocabulary.given(_("Stage"), "pick:stage_ahead", "pick:won_stage"),
    is_lost=vocabulary.yes(_("It is closed as lost")),
    loss_reason=vocabulary.given(_("Loss reason"), "pick:loss_reason"),
    is_won=vocabulary.yes(_("It is closed as won")),
    amount=vocabulary.given(_("Sum"), "fake:sum", literal="number"),
    contract=vocabulary.given(_("Number of the contract"), "fake:number", literal="text"),
    from_lead=vocabulary.given(_("Lead it came from"), "made:lead"),
    owner=vocabulary.OWNER,
)
vocabulary.maker(
    "deal",
    _("Deal"),
    makes="deal",
    person=vocabulary.given(_("Client"), "fake:person"),
    company=vocabulary.given(_("Company"), "fake:company"),
    phone=vocabulary.given(_("Phone"), "fake:phone"),
    stage=vocabulary.given(_("In the funnel of the stage"), "pick:stage_ahead", "pick:won_stage"),
    name=vocabulary.given(_("Name"), "fake:careless_name", literal="text"),
)
vocabulary.picker(
    "stage_ahead",
    "",
    usual="stage",
    one=({"steps": 1}, _("Stage, one step ahead of the first")),
    two=({"steps": 2}, _("Stage, two steps ahead of the first")),
    three=({"steps": 3}, _("Stage, three steps ahead of the first")),
)
vocabulary.picker("won_stage", _("Stage of won deals"), usual="won")
vocabulary.picker("loss_reason", _("Loss reason"), usual="reason")
vocabulary.judge("deal.complete", _("The deal has all required fields of its stage"), about="deal")
vocabulary.judge("deal.named_by_template", _("The deal is named by the template"), about="deal")
vocabulary.judge("deal.is_open", _("The deal is still open"), about="deal")
vocabulary.event("deal.created", _("A deal was made"))
vocabulary.event("deal.moved", _("A deal was moved to another stage"))
vocabulary.event("deal.lost", _("A deal was closed as lost"), comment=_("with a comment"))
vocabulary.event("deal.won", _("A deal was closed as won"))
vocabulary.event("deal.renamed", _("A deal was renamed"))
vocabulary.start("deals:board", _("Deals"))
vocabulary.held("deals", _("Deals"), [({"task": code}, label) for code, label, _tone in STATES])
