"""The door of imported leads: nobody is told of them as of new ones, the cards are marked and list their gaps."""

from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.copying import copy_records
from deals.past import write_past
from deals.refusals import NotAllowed
from timeline.models import Entry

from .columns import change_columns
from .models import Lead


@dataclass
class BroughtLead:
    """One enquiry of a foreign table, read and resolved; `values` are columns as `Lead.receive` takes them."""

    row: int
    stage: object
    values: dict
    owner: object = None
    loss_reason: object = None
    created_at: object = None
    closed_at: object = None
    foreign_id: str = ""
    system: str = ""
    gaps: list = field(default_factory=list)
    extra: dict = field(default_factory=dict)


def bring_in(rows, *, funnel, by, **origin):
    """Write leads of a foreign table with their past: one insert per table. Tells the leads in the order of the rows.

    A lead with an owner is taken already: its first answer was given in the old system, so that no reaction is measured.
    """
    if not by.has_right("bulk") or not by.may("create", Lead.kind):
        raise NotAllowed
    now, city_code = clock.now(), Workspace.current().city_code
    with transaction.atomic():
        leads = [_lead(row, funnel, by, now, city_code) for row in rows]
        copy_records(Lead, leads)
        write_past(leads, by=by, now=now)
        told = [(lead.pk, {"row": row.row, "gaps": row.gaps, **origin}) for lead, row in zip(leads, rows, strict=True)]
        Entry.objects.tell("lead", "imported", told, by=by)
    return leads


def _lead(row, funnel, by, now, city_code):
    created = row.created_at or row.closed_at or now
    closed = None if row.stage.is_open else row.closed_at or created
    lead = Lead(
        funnel=funnel,
        stage=row.stage,
        stage_entered_at=closed or created,
        owner=row.owner,
        department=row.owner.department if row.owner else by.department,
        taken_at=created if row.owner else None,
        taken_by=row.owner,
        loss_reason=row.loss_reason,
        created_at=created,
        recorded_at=now,
        closed_at=closed,
        converted_at=closed if row.stage.kind == "won" else None,
        created_by=by,
        is_imported=True,
        import_gaps=row.gaps,
        extra=row.extra,
        foreign_system=row.system if row.foreign_id else "",
        foreign_id=row.foreign_id,
    )
    change_columns(lead, row.values, city_code)
    lead.name = lead.name_told()
    lead.search_text = lead.text_to_search()
    return lead
