"""What the handbook shows of the funnels as they are: stages, required fields, loss reasons, the rules of their cards."""

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy

from fields.hidden import label_for
from fields.models import CustomField
from regulations.living.blocks import Block, Column, live_block

from .card_fields import BUILT_IN
from .living_words import follows_after_loss, of_funnel
from .models import Funnel, LossReason
from .requirements import stages_with_fields, with_stages


def stages():
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
        for funnel in with_stages(_funnels())
        for stage in stages_with_fields(funnel)
        if stage.is_open and not stage.is_going
    ]


def required_fields():
    """What is asked for on the way to each stage: fields by their keys, own ones with their names."""
    found = []
    for funnel in with_stages(_funnels()):
        for stage in stages_with_fields(funnel):
            asked = [] if stage.is_going else [one for one in stage.fields.all() if one.is_asked]
            if asked:
                fields = [{"id": one.key, "name": one.custom.label if one.custom else ""} for one in asked]
                found.append({"id": stage.pk, "name": stage.name, **_group(funnel), "fields": fields})
    return found


def loss_reasons():
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
        for funnel in _funnels().prefetch_related(Prefetch("loss_reasons", live, to_attr="live_reasons"))
        for reason in funnel.live_reasons
    ]


def _funnels():
    return Funnel.objects.for_deals().order_by("position", "pk")


def _group(funnel):
    return {"group": funnel.pk, "group_name": funnel.name}


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

live_block(
    Block(
        "stages",
        gettext_lazy("Stages"),
        stages,
        (
            Column("name", gettext_lazy("Stage")),
            Column("purpose", gettext_lazy("Why it exists")),
            Column("entry_reason", gettext_lazy("A card comes here when")),
            Column("exit_result", gettext_lazy("It may leave when")),
            Column("held_by", gettext_lazy("Who is responsible")),
            Column("days", gettext_lazy("Days"), is_number=True),
        ),
        is_numbered=True,
        **FUNNEL,
    )
)
live_block(
    Block(
        "required_fields",
        gettext_lazy("Required fields"),
        required_fields,
        (Column("name", gettext_lazy("To come to the stage")), Column("fields", gettext_lazy("must be filled in"), field_name)),
        **{**FUNNEL, "lens": own_fields, "kinds": ("funnel", "field")},
    )
)
live_block(
    Block(
        "loss_reasons",
        gettext_lazy("Loss reasons"),
        loss_reasons,
        (
            Column("name", gettext_lazy("Reason")),
            Column("hint", gettext_lazy("When to choose it")),
            Column("follows", gettext_lazy("What follows"), follows_after_loss),
        ),
        **FUNNEL,
    )
)
