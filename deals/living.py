"""What the handbook shows of the funnels as they are: stages, required fields, loss reasons, the rules of their cards."""

from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from fields.hidden import label_for
from fields.models import CustomField
from regulations.living.blocks import Block, Column, Family, live_block

from .card_fields import BUILT_IN
from .living_words import advice_on_stage, follows_after_loss, of_funnel
from .models import Funnel, LossReason
from .requirements import stages_with_fields, with_stages


def read_funnels():
    """The funnels of deals with their stages and fields: what several blocks are told from."""
    return list(with_stages(_funnels().select_related("next_funnel")))


def stages(funnels):
    """What each open stage is for, when a card comes there and when it leaves."""
    return [
        {
            "id": stage.pk,
            "name": stage.name,
            **_group(funnel),
            "held_by": str(stage.position_held or ""),
            "purpose": stage.purpose,
            "entry_reason": stage.entry_reason,
            "exit_result": stage.exit_result,
            "days": stage.expected_days,
        }
        for funnel in funnels
        for stage in stages_with_fields(funnel)
        if stage.is_open and not stage.is_going
    ]


def stage_card(which, funnels):
    """One stage with all that is set of it; nothing of one that is gone."""
    by_id = {stage.pk: stage for funnel in funnels for stage in stages_with_fields(funnel)}
    found = []
    for thing in stages(funnels):
        if thing["id"] == int(which):
            stage = by_id[thing["id"]]
            asked = [one for one in stage.fields.all() if one.is_asked]
            found.append(thing | {"fields": _fields(asked), "checklist": _lines(stage.checklist), "script": stage.script})
    return found


def _fields(asked):
    return [{"id": one.key, "name": one.custom.label if one.custom else ""} for one in asked]


def _lines(checklist):
    return [{"id": place, "name": words} for place, words in enumerate(checklist, start=1)]


def required_fields(funnels):
    """What is asked for on the way to each stage: fields by their keys, own ones with their names."""
    found = []
    for funnel in funnels:
        for stage in stages_with_fields(funnel):
            asked = [] if stage.is_going else [one for one in stage.fields.all() if one.is_asked]
            if asked:
                found.append({"id": stage.pk, "name": stage.name, **_group(funnel), "fields": _fields(asked)})
    return found


def loss_reasons(funnels=None):
    """The reasons in use of each funnel, when one is chosen and what follows."""
    live = LossReason.objects.live().select_related("return_funnel")
    return [
        {
            "id": reason.pk,
            "name": reason.name,
            **_group(funnel),
            "hint": reason.hint,
            "follows": {
                "comment": reason.needs_comment,
                "competitor": reason.needs_competitor,
                "months": reason.return_in_months,
                "funnel": reason.return_funnel.name if reason.return_funnel else "",
            },
        }
        for funnel in (_funnels() if funnels is None else funnels).prefetch_related(Prefetch("loss_reasons", live, to_attr="live_reasons"))
        for reason in funnel.live_reasons
    ]


def _funnels():
    return Funnel.objects.for_deals().order_by("position", "pk")


def _funnels_of_leads():
    return Funnel.objects.for_leads().order_by("position", "pk")


def _group(funnel):
    return {"group": funnel.pk, "group_name": funnel.name}


def shown_of(funnel, *blocks):
    """Which of these blocks show the settings of a funnel: those of leads have blocks of their own, and fewer."""
    if funnel.cards == Funnel.Cards.DEALS:
        return blocks
    return tuple(f"{name} leads" for name in blocks if name in ("required_fields", "loss_reasons"))


def own_funnels():
    """A lens: what stands in funnels that serve the reader's department, retired ones included."""
    served = {funnel.pk: {one.pk for one in funnel.departments.all()} for funnel in Funnel.objects.prefetch_related("departments")}

    def narrowed(things, reader):
        if reader.has_right("configure"):
            return things
        above = {int(part) for part in reader.department.path.split("/") if part}
        return [one for one in things if not served.get(one["group"]) or served[one["group"]] & above]

    return narrowed


def own_fields():
    """A lens: a field that is not for the reader's eyes is named by whose business it is."""
    limited = {field.key: field for field in CustomField.objects.limited()}
    in_funnels = own_funnels()

    def seen(field, reader):
        return {**field, "name": label_for(limited[field["id"]], reader)} if field["id"] in limited else field

    def narrowed(things, reader):
        return [{**one, "fields": [seen(field, reader) for field in one["fields"]]} for one in in_funnels(things, reader)]

    return narrowed


def field_name(field):
    return field["name"] or (BUILT_IN[field["id"]].label if field["id"] in BUILT_IN else field["id"])


FUNNEL: dict[str, Any] = {
    "lens": own_funnels,
    "heading": of_funnel,
    "source": gettext_lazy("settings of the funnels"),
    "kinds": ("funnel",),
}

STAGE = (
    Column("name", gettext_lazy("Stage")),
    Column("purpose", gettext_lazy("Why it exists")),
    Column("entry_reason", gettext_lazy("A card comes here when")),
    Column("exit_result", gettext_lazy("It may leave when")),
    Column("held_by", gettext_lazy("Who is responsible")),
    Column("days", gettext_lazy("Days"), is_number=True),
)
CARD = (
    *STAGE,
    Column("fields", gettext_lazy("Required fields"), field_name),
    Column("checklist", gettext_lazy("Checklist"), lambda line: line["name"], is_listed=True),
    Column("script", gettext_lazy("Script")),
)


def card_block(which):
    """The block {{live stage 7}}."""
    if not which.isdecimal() or len(which) > 9:
        return None
    facts: dict[str, Any] = {**FUNNEL, "lens": own_fields}
    facts |= {"is_card": True, "source_of_all": read_funnels}
    return Block(f"stage {which}", gettext_lazy("Stage"), partial(stage_card, which), CARD, **facts)


STAGES: dict[str, Any] = {"is_numbered": True, "advice": advice_on_stage, "source_of_all": read_funnels}
live_block(Block("stages", gettext_lazy("Stages"), stages, STAGE, **STAGES, **FUNNEL))
live_block(Family("stage", card_block))
FIELDS = (Column("name", gettext_lazy("To come to the stage")), Column("fields", gettext_lazy("must be filled in"), field_name))
REASONS = (
    Column("name", gettext_lazy("Reason")),
    Column("hint", gettext_lazy("When to choose it")),
    Column("follows", gettext_lazy("What follows"), follows_after_loss),
)
OF_FIELDS = {**FUNNEL, "lens": own_fields, "kinds": ("funnel", "field")}

live_block(Block("required_fields", gettext_lazy("Required fields"), required_fields, FIELDS, source_of_all=read_funnels, **OF_FIELDS))
live_block(Block("loss_reasons", gettext_lazy("Loss reasons"), loss_reasons, REASONS, **FUNNEL))
live_block(
    Block(
        "required_fields leads",
        gettext_lazy("Required fields of leads"),
        lambda: required_fields(with_stages(_funnels_of_leads())),
        FIELDS,
        **OF_FIELDS,
    )
)
live_block(
    Block("loss_reasons leads", gettext_lazy("Why a lead is rejected"), lambda: loss_reasons(_funnels_of_leads()), REASONS, **FUNNEL)
)
