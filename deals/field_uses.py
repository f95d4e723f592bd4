"""Where stages ask for or show a custom field and names tell it, and how the demand is lifted."""

from django.urls import reverse
from django.utils.translation import gettext as _

from fields.lineage import Use, named_in

from .models import Funnel, StageField


def uses(fields):
    """{field pk: [Use]}: a stage that demands a field holds it."""
    found = {}
    for one in _of(fields):
        funnel = one.stage.funnel
        url = reverse("deals:stage", args=[funnel.pk, one.stage_id])
        note = _("asked on the way in") if one.is_required else _("only shown")
        use = Use(_("Stage"), f"{funnel.name}: {one.stage.name}", url, holds=one.is_required, note=note, funnel=funnel.pk)
        found.setdefault(one.custom_id, []).append(use)
    return found


def lift(field, *, by):
    """No stage asks for the field any more: each funnel gets a version of its own."""
    for one in _of([field]):
        one.stage.funnel.ask_for(one.stage, custom=field, demand="", by=by)


def funnels(entity, chosen=()):
    """Those in force, and those a field belongs to already."""
    cards = {"deal": Funnel.Cards.DEALS, "lead": Funnel.Cards.LEADS}.get(entity)
    known = Funnel.objects.filter(cards=cards) if cards else ()
    return [(one.pk, one.name) for one in known if one.retired_at is None or one.pk in chosen]


def _of(fields):
    asked = StageField.objects.filter(custom__in=fields, stage__retired_at=None, stage__funnel__retired_at=None)
    return asked.select_related("stage__funnel").order_by("stage__funnel__position", "stage__position")


def naming_uses(fields):
    """{field pk: [Use]} of the templates by which deals are named."""
    fields, found = [field for field in fields if field.entity == "deal"], {}
    for funnel in Funnel.objects.for_deals().prefetch_related("stages") if fields else ():
        url = reverse("deals:names-of-funnel", args=[funnel.pk])
        stages = {str(stage.pk): stage.name for stage in funnel.stages.all() if stage.retired_at is None}
        texts = [(funnel.name, funnel.name_template)]
        texts += [(f"{funnel.name}: {stages[pk]}", text) for pk, text in funnel.name_templates.items() if pk in stages]
        for name, text in texts:
            for field in fields:
                if named_in(text, field):
                    found.setdefault(field.pk, []).append(Use(_("Names of deals"), name, url, note=text, funnel=funnel.pk, tells_all=True))
    return found
