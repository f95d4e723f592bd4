"""The two funnels of the made-up company; the ready ones stand beside them."""

from deals.models import StageField
from deals.ready import make_funnel, make_ready_funnels
from fields.models import CustomField

from .funnel_texts import SALES, SERVICE
from .words import FIELDS


def make_funnels(language):
    """{"sales": Funnel, "service": Funnel, "leads": Funnel}; stages carry purpose, result, fields and a script."""
    ready = make_ready_funnels(language)
    fields = make_fields(language)
    sales = make_funnel("demo", SALES, language)
    service = make_funnel("demo", SERVICE, language)
    _ask_for(sales, 2, fields, ["purpose", "tractor"])
    _ask_for(sales, 3, fields, ["width", "offer_file"])
    _ask_for(sales, 5, fields, ["contract_scan"])
    _ask_for(sales, 7, fields, ["delivery_on"])
    StageField.objects.get_or_create(stage=sales.won, code="talk", defaults={"position": 30})
    return {"sales": sales, "service": service, "leads": ready["leads"]}


def make_fields(language):
    made = {}
    for position, (code, kind, label) in enumerate(FIELDS):
        made[code], _ = CustomField.objects.get_or_create(
            entity="deal", code=code, defaults={"type": kind, "label": label[language], "position": position}
        )
    return made


def _ask_for(funnel, number, fields, codes):
    stage = funnel.stages.get(position=number * 10)
    for place, code in enumerate(codes, start=10):
        StageField.objects.get_or_create(stage=stage, custom=fields[code], defaults={"position": place})
