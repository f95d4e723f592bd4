"""Clients that another table names beside its own records: found among those the importer sees, or made with the first row."""

from contacts.attributes import readers_of
from contacts.models import Company, Contact
from contacts.twins import Twins

from .reach import emails_of, labelled_phones_of
from .target import SYSTEM, BadRow


def companies_named(wanted, run):
    """The companies that another table names: those the importer sees, else new ones of their own, not written yet.

    `wanted` maps (name, INN) to the row that names it first; tells ({(name, INN): company}, drafts of the new ones).
    """
    readers = readers_of(["name", "inn"], "company")
    drafts = {
        (name, inn): Company.draft({"name": name, "inn": inn}, by=run.by, readers=readers, row=row) for (name, inn), row in wanted.items()
    }
    twins, found, fresh = Twins(Company, drafts.values(), run.by, SYSTEM), {}, []
    for key, draft in drafts.items():
        found[key] = twins.of(draft)
        if found[key] is None and run.by.may("create", "company"):
            twins.learn(draft)
            fresh.append(draft)
            found[key] = draft.client
    return found, fresh


def bring_companies(drafts, run, outcome):
    """Write those of the new companies that a row which comes in needs."""
    _write(Company, drafts, run, outcome)


def person_told(row):
    """{key: value} of the person whom a row of deals names beside the deal; empty if it names none."""
    name, phones, emails = row.text("contact"), labelled_phones_of(row, "contact_phone"), emails_of(row, "contact_email")
    if len(name) > 300:
        raise BadRow("contact", "too_long", name)
    if not (name or phones or emails):
        return {}
    return {"person": name, "phones": phones, "emails": emails}


def place_people(fresh, run, outcome):
    """Give the cards of (row, card) the people their rows name; whoever is new comes in with the first of their cards."""
    readers = readers_of(["person", "phones", "emails"], "contact")
    drafts = {}
    for row, card in fresh:
        if told := person_told(row):
            drafts[row.number] = draft = Contact.draft(told, by=run.by, readers=readers, row=row.number)
            draft.company, draft.role = card.company, row.text("contact_role")[:120]
    twins, new = Twins(Contact, drafts.values(), run.by, SYSTEM), []
    for row, card in fresh:
        if draft := drafts.get(row.number):
            card.contact = twins.of(draft)
            if card.contact is None and run.by.may("create", "contact"):
                twins.learn(draft)
                new.append(draft)
                card.contact = draft.client
    for draft in new:
        _call_by_number(draft)
    _write(Contact, new, run, outcome)


def _call_by_number(draft):
    """Of whom only a number or an address is told is called by it; a name would tell them from themselves elsewhere."""
    client = draft.client
    if not client.full_name:
        client.typed_name = next((line["typed"] for key in ("phones", "emails") for line in draft.lines.get(key, ())), "")
        client.search_text = client.text_to_search()


def _write(model, drafts, run, outcome):
    if drafts:
        model.bring_in(drafts, by=run.by, file=run.name, **{"import": run.pk})
        outcome.brought += [(model.kind, draft.client.pk, draft.row, str(draft.client.version)) for draft in drafts]
