"""A stranger who knows the numbers of Anna's records writes them into own forms, filters and selections: nothing comes of it."""

import pytest
from django.test import Client

from accounts.models import Role, SavedView
from accounts.scopes import RIGHTS, matrix
from leads.models import Lead
from tasks.ready import make_ready_types
from tests.browser.belongings import Belongings
from tests.factories import make_company, make_contact, make_deal, make_task

pytestmark = pytest.mark.django_db
SECRETS = (b"ecret", b"Zarya", b"123 456", b"123,456")


@pytest.fixture
def hers(settings, tmp_path, anna, head, stages):
    settings.MEDIA_ROOT = tmp_path
    make_ready_types("en")
    return Belongings(anna, head, stages)


@pytest.fixture(params=["boris", "vera"])
def stranger(request, hers):
    user = request.getfixturevalue(request.param)
    rows = matrix("own", deleted="own", report="own", cards_export="own")
    user.role = Role.objects.create(code="able", name="Able", matrix=rows, rights=sorted(set(RIGHTS) - {"configure"}))
    user.save(update_fields=["role"])
    return user


@pytest.fixture
def own(stranger, stages):
    """The stranger's own records, to hang Anna's on."""
    company, contact = make_company(stranger, name="Own"), make_contact(stranger, last_name="Own")
    deal = make_deal(stranger, company=company, name="Own deal")
    lead = Lead.receive({"person": "Own", "phone_typed": "8 918 442-00-00"}, by=stranger, owner=stranger)
    return {"company": company, "contact": contact, "deal": deal, "lead": lead, "task": make_task(stranger, deal=deal)}


def hanging_on(hers):
    """How many rows point to her records, by table."""
    return {
        (record.kind, relation.related_model.__name__, relation.field.name): relation.related_model._base_manager.filter(
            **{relation.field.name: record.pk}
        ).count()
        for record in (hers.company, hers.contact, hers.deal, hers.lead, hers.task)
        for relation in record._meta.related_objects
        if relation.related_model.__name__ != "PersonalAccess"
    }


def is_untouched(record):
    before = type(record)._base_manager.filter(pk=record.pk).values().get
    return before()


def forms(hers, own):
    company, contact, deal, stage = hers.company.pk, hers.contact.pk, hers.deal.pk, hers.deal.stage_id
    both = {
        "company": company,
        "contact": contact,
        "client": f"company-{company}",
        "deal": deal,
        "lead": hers.lead.pk,
        "task": hers.task.pk,
    }
    own_company, own_contact = f"/clients/company/{own['company'].pk}", f"/clients/contact/{own['contact'].pk}"
    due = {"title": "X", "due_at": "2030-01-01T10:00", "type": 1, "owner": own["deal"].owner_id}
    chosen = {
        name: [company, contact, deal, hers.lead.pk, hers.task.pk] for name in ("ids", "pk", "id", "record", "records", "chosen", "on")
    }
    yield "/deals/new/", {**both, "name": "X", "funnel": hers.deal.funnel_id, "stage": stage}
    yield f"/deals/new/at/{stage}/", {**both, "name": "X", "client_typed": "Zarya secret"}
    yield "/deals/new/twins/", {**both, "name": "Secret plough"}
    yield "/deals/new/clients/", {**both, "q": "Secret", "name": "Secret"}
    yield "/tasks/new/", {**both, **due}
    for kind in ("company", "contact", "deal", "lead"):
        yield f"/tasks/new/?{kind}={both[kind]}", {**due, kind: both[kind]}
    yield f"{own_company}/role/", both
    yield f"{own_contact}/role/", both
    yield f"{own_company}/edit/", {"name": "Own", "parent": company, "version": own["company"].version}
    yield f"{own_contact}/edit/", {"person": "Own", "company": company, "version": own["contact"].version}
    yield "/clients/contact/new/", {"person": "New", "company": company}
    yield "/clients/company/new/", {"name": "New", "parent": company}
    yield f"{own_company}/merge/", {"other": company}
    yield f"{own_contact}/merge/", {"other": contact}
    yield f"{own_company}/merge/{company}/", {}
    yield f"{own_contact}/merge/{contact}/", {}
    yield f"/deals/{own['deal'].pk}/participants/new/", {"contact": contact, "role": "x"}
    yield f"/deals/{own['deal'].pk}/edit/", {**both, "name": "X", "version": own["deal"].version}
    for key in ("company", "contact"):
        yield f"/deals/{own['deal'].pk}/fields/{key}/", {key: both[key], "version": own["deal"].version}
    for client in (f"company-{company}", f"contact-{contact}", f"company:{company}", str(contact)):
        yield f"/leads/{own['lead'].pk}/client/", {"client": client}
        yield f"/leads/{own['lead'].pk}/deal/", {"client": client, **both}
    yield "/clients/birthdays/sent/", {"people": contact}
    yield "/clients/birthdays/not-sent/", {"people": contact}
    for kind, pk in (("company", company), ("contact", contact)):
        for code in ("verify", "archive", "win_back"):
            yield f"/clients/health/{kind}/no_phone/{code}/", {"clients": pk}
            yield f"/clients/health/{kind}/{code}/undo/?ids={pk}", {}
    for kind in ("deal", "company", "contact", "lead", "task"):
        for ending in ("xlsx", "csv"):
            yield f"/bulk/{kind}/export/{ending}/", chosen
        for code in ("owner", "task", "segment", "discard", "field", "move", "drop"):
            yield f"/bulk/{kind}/{code}/", {**chosen, "all": "1", "query": "q=Secret"}


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("piece", [True, False])
def test_her_numbers_in_own_forms_reach_nothing(hers, stranger, own, piece):
    client = Client(headers={"HX-Request": "true"} if piece else {})
    client.force_login(stranger)
    records = (hers.company, hers.contact, hers.deal, hers.lead, hers.task)
    before, rows, told, wrong = hanging_on(hers), [is_untouched(one) for one in records], [], []
    for url, typed in forms(hers, own):
        answer = client.post(url, typed)
        text = body_of(answer).replace(b"Secret plough", b"") if "twins" in url else body_of(answer)
        found = next((text.find(word) for word in SECRETS if word in text), None)
        told += [f"{url} {text[max(0, found - 200) : found + 60]}"] if found is not None else []
        wrong += [f"{url} {answer.status_code}"] if answer.status_code >= 500 else []
        changed = [key for key, count in hanging_on(hers).items() if count != before[key]]
        wrong += [f"{url} {typed} {changed}"] if changed else []
        before = hanging_on(hers)

    assert (wrong, told) == ([], [])
    assert [is_untouched(one) for one in records] == rows


def test_her_numbers_in_filters_find_and_count_nothing(hers, stranger, own):
    client = Client(headers={"HX-Request": "true"})
    client.force_login(stranger)
    told = []
    words = {
        "q": "Zarya",
        "owner": hers.owner.pk,
        "person": hers.owner.pk,
        "company": hers.company.pk,
        "contact": hers.contact.pk,
        "deal": hers.deal.pk,
    }
    pages = (
        "/clients/",
        "/clients/people/",
        "/deals/",
        "/deals/list/",
        "/leads/",
        "/tasks/",
        "/calls/",
        "/clients/birthdays/",
        "/clients/health/people/",
    )
    more = {"view": "trash", "state": "all", "whose": "team", "status": "buyer", "group": "1", "days": "31"}
    for page in pages:
        for name, value in {**words, **more}.items():
            asked = {name: value}
            body = body_of(client.get(page, asked))
            body = body.replace(b"Zarya", b"") if name == "q" and b"ecret" not in body else body
            told += [f"{page} {asked}"] if any(word in body for word in SECRETS) else []
    for code, query in (
        ("companies", {"q": "Zarya"}),
        ("people", {"q": "Secretova"}),
        ("deals", {"q": "Secret"}),
        ("leads", {"q": "Secretova"}),
    ):
        SavedView.keep(code, f"Count {code}", query, by=stranger)
        bar = " ".join(client.get(f"/views/{code}/").content.decode().split())
        told += [bar] if f'Count {code} <span class="c ">0</span>' not in bar else []

    assert told == []
