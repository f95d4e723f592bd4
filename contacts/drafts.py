"""Clients of a foreign table on their way in: each in normal form before anything is looked up or written."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from timeline.models import Entry

from .attributes import AFTER_SAVING

BATCH = 1000
_LINES = {"phones": "Phone", "emails": "Email", "messengers": "Messenger", "addresses": "Address"}


@dataclass
class Draft:
    """An unsaved client, its lines {"phones": [columns]}; of a contact also the company and the role there."""

    client: Any
    lines: dict = field(default_factory=dict)
    row: int = 0
    company: Any = None
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
    clients = model.objects.bulk_create([draft.client for draft in drafts], batch_size=BATCH)
    for key, name in _LINES.items():
        line = apps.get_model("contacts", name)
        rows = [
            line(position=place, **{model.kind: draft.client}, **columns)
            for draft in drafts
            for place, columns in enumerate(draft.lines.get(key, ()))
        ]
        line.objects.bulk_create(rows, batch_size=BATCH)
    facts = [Entry.fact(model.kind, draft.client.pk, "imported", by=by, row=draft.row, **origin) for draft in drafts]
    Entry.objects.bulk_create(facts + _placed(drafts, by, origin), batch_size=BATCH)
    return clients


def _placed(drafts, by, origin):
    placed = [draft for draft in drafts if draft.company]
    roles = apps.get_model("contacts", "ContactRole")
    roles.objects.bulk_create([roles(contact=one.client, company=one.company, role=one.role[:120]) for one in placed], batch_size=BATCH)
    return [
        Entry.fact("company", one.company.pk, "contact_added", by=by, name=str(one.client), role=one.role[:120], **origin) for one in placed
    ]
