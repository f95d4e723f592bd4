"""Clients of a foreign table on their way in: each in normal form before anything is looked up or written."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from crm_project.lib.copying import copy_in, copy_records
from timeline.models import Entry

from .attributes import AFTER_SAVING
from .limits import segments_of

_LINES = {
    "phones": ("Phone", ("e164", "extension", "typed", "label")),
    "emails": ("Email", ("address", "typed")),
    "messengers": ("Messenger", ("system", "handle", "typed")),
    "addresses": ("Address", ("text", "typed")),
}


@dataclass
class Draft:
    """An unsaved client, its lines {"phones": [columns]}; of a contact also the company, its draft if it is new, the role."""

    client: Any
    lines: dict = field(default_factory=dict)
    row: int = 0
    company: Any = None
    company_draft: Any = None
    role: str = ""

    @property
    def numbers(self):
        return [(line["e164"], line["extension"]) for line in self.lines.get("phones", []) if line["e164"]]

    @property
    def addresses(self):
        return [line["address"] for line in self.lines.get("emails", [])]


def drafted(client, values, readers, row):
    """Bring values into their normal form by the readers that serve the pages, too."""
    draft = Draft(client, row=row)
    for key, value in values.items():
        if key in AFTER_SAVING:
            draft.lines[key] = list(readers[key].wanted(client, value).values())
        else:
            readers[key].write(client, value)
    client.search_text, client.name_key = client.text_to_search(), client.key_of_name()[:200]
    return draft


def save_drafts(model, drafts, by, origin):
    """One statement per table: the clients, their lines, their places in companies, their history."""
    copy_records(model, [draft.client for draft in drafts])
    for key, (name, columns) in _LINES.items():
        rows = [
            (draft.client.pk, place, *(line[column] for column in columns))
            for draft in drafts
            for place, line in enumerate(draft.lines.get(key, ()))
        ]
        copy_in(apps.get_model("contacts", name), (f"{model.kind}_id", "position", *columns), rows)
    Entry.objects.tell(model.kind, "imported", [(draft.client.pk, {"row": draft.row, **origin}) for draft in drafts], by=by)
    if segments := segments_of(by):
        of_clients = model.segments.through
        copy_in(of_clients, (f"{model.kind}_id", "segment_id"), [(draft.client.pk, min(segments)) for draft in drafts])
    _place([draft for draft in drafts if draft.company], by, origin)
    return [draft.client for draft in drafts]


def _place(drafts, by, origin):
    rows = [(draft.client.pk, draft.company.pk, draft.role[:120]) for draft in drafts]
    copy_in(apps.get_model("contacts", "ContactRole"), ("contact_id", "company_id", "role"), rows)
    told = [(draft.company.pk, {"name": str(draft.client), "role": draft.role[:120], **origin}) for draft in drafts]
    Entry.objects.tell("company", "contact_added", told, by=by)
