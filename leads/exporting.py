"""Leads as a table: no cell that its reader may not see, and a note in the audit."""

from django.utils.translation import gettext as _

from crm_project.lib import csv_export, xlsx
from fields.exporting import exported, rows_with_own
from timeline.models import Entry

CHUNK = 500
_WRITE = {"csv": csv_export, "xlsx": xlsx}


def export(request, leads, ending):
    user = request.user
    leads = leads.allowed(user, "export")
    columns = _columns(user.has_right("see_contacts"))
    own = exported(user, "lead")
    head = [title for title, _value in columns] + [field.label for field in own]
    facts = {"kind_of": "lead", "rows": leads.count(), "conditions": {"chosen": "by hand"}, "columns": head, "format": ending}
    user.record("exported", by=user, audience=Entry.Audience.ADMINS, **facts)
    found = leads.for_list().order_by("-created_at").iterator(chunk_size=CHUNK)
    rows = rows_with_own(found, lambda lead: [value(lead) for _title, value in columns], own, user)
    return _WRITE[ending].response("leads", head, rows)


def _columns(sees_contacts):
    columns = [
        (_("No."), lambda lead: lead.pk),
        (_("Name"), lambda lead: lead.person),
        (_("Company"), lambda lead: lead.company_name),
        (_("Phone"), lambda lead: lead.phone or lead.phone_typed) if sees_contacts else None,
        (_("E-mail"), lambda lead: lead.email) if sees_contacts else None,
        (_("What they want"), lambda lead: lead.comment),
        (_("Source"), lambda lead: str(lead.source or "")),
        (_("Channel"), lambda lead: str(lead.channel or "")),
        (_("Stage"), lambda lead: lead.stage.name),
        (_("Owner"), lambda lead: str(lead.owner or "")),
        (_("Created"), lambda lead: lead.created_at),
        (_("Closed"), lambda lead: lead.closed_at),
        (_("Loss reason"), lambda lead: str(lead.loss_reason or "")),
    ]
    return [column for column in columns if column]
