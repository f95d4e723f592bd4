"""Active deals as training records for a trial run of a team: what people would know a client by is made up anew (ROL-4).

`taken` reads the real deals of whoever asks and keeps no name, phone, address or free text of theirs; `laid_out` makes them in a room.
"""

from django.db.models import Prefetch

from contacts.models import Company, Contact, Source
from deals.models import Deal, Stage
from fields.models import CustomField
from training.practice.inventing import invented
from training.practice.knowing import copier

from .models import Task, TaskType

NOBODYS = ("number", "money", "date", "choice", "choices", "yes_no")
"""Types of own fields whose values tell nothing of a person; texts become a dash."""


def taken(user, number):
    """[facts of JSON primitives] of open deals the user may see, taken in turn from every stage: all of the work is tried."""
    tasks = Prefetch("tasks", Task.objects.open().order_by("pk"), to_attr="open_tasks")
    deals = Deal.objects.visible_to(user).open().select_related("stage").prefetch_related(tasks).newest_of_each_stage()[:number]
    kinds = dict(CustomField.objects.of("deal").values_list("code", "type"))
    return [_facts(deal, kinds) for deal in deals]


def _facts(deal, kinds):
    day = lambda value: value.isoformat() if value else None  # noqa: E731
    return {
        "stage": deal.stage_id,
        "source": deal.source_id,
        "amount": str(deal.amount) if deal.amount is not None else None,
        "expected_close_on": day(deal.expected_close_on),
        "decision_on": day(deal.decision_on),
        "has_contract": bool(deal.contract_number),
        "has_company": deal.company_id is not None,
        "extra": {code: _masked(kinds.get(code), value) for code, value in deal.extra.items() if kinds.get(code) in (*NOBODYS, "text")},
        "tasks": [{"type": one.type_id, "due_at": day(one.due_at), "due_on": day(one.due_on)} for one in deal.open_tasks],
    }


def _masked(kind, value):
    return value if kind in NOBODYS else ("—" if value else value)


def laid_out(facts, setting, luck, language):
    """One deal with a made-up client and its open tasks; a stage that is gone meanwhile leaves it out. Inside the room."""
    stage = Stage.objects.live().open().filter(pk=facts["stage"]).select_related("funnel").first()
    if stage is None or stage.is_going:
        return None
    user = setting.user
    values = {"contact": Contact.open({"person": invented("person", luck, language)}, by=None, owner=user)}
    values["contact"].add_phone(invented("phone", luck, language)["id"])
    if facts["has_company"]:
        values["company"] = Company.open({"name": invented("company", luck, language)}, by=None, owner=user)
    if facts["source"]:
        values["source"] = Source.objects.filter(pk=facts["source"]).first()
    deal = Deal.start(funnel=stage.funnel, stage=stage, by=None, owner=user, values=values, handed_on=True)
    for name in ("amount", "expected_close_on", "decision_on"):
        setattr(deal, name, facts[name])
    deal.contract_number = invented("number", luck, language) if facts["has_contract"] else ""
    deal.extra = facts["extra"]
    deal.save(update_fields=["amount", "expected_close_on", "decision_on", "contract_number", "extra"])
    for one in facts["tasks"]:
        kind = TaskType.objects.get(pk=one["type"])
        when = {name: one[name] for name in ("due_at", "due_on") if one[name]}
        Task.plan(title=kind.name, type=kind, owner=user, by=None, subject=deal, **_moments(when))
    return deal


def _moments(when):
    from django.utils.dateparse import parse_date, parse_datetime

    readers = {"due_at": parse_datetime, "due_on": parse_date}
    return {name: readers[name](value) for name, value in when.items()}


copier(taken, laid_out)
