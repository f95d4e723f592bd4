"""Rows written by COPY are the rows that were told, whatever stands in them."""

import pytest

from contacts.models import Company
from crm_project.lib.copying import copy_in, copy_records
from exchange import survey as surveying
from exchange.survey import survey
from tests.factories import make_company
from timeline.models import Entry

pytestmark = pytest.mark.django_db
ODD = ["a\tb", "line\nline", "back\\slash", "\\N", "\\.", "'; DROP", '"quoted"', "ё\r\nё", "", "{}", "𝕏 emoji 🙂"]


def test_odd_texts_come_back_as_they_were(head):
    records = []
    for text in ODD:
        company = Company(name=text, about=text, owner=head, department=head.department, extra={"f1": text})
        company.created_at = company.touched_at = head.joined_at
        records.append(company)

    copy_records(Company, records)

    stored = Company.objects.order_by("pk")
    assert [(one.pk, one.name, one.about, one.extra) for one in stored] == [
        (record.pk, text, text, {"f1": text}) for record, text in zip(records, ODD, strict=True)
    ]
    assert make_company(head).pk > records[-1].pk


def test_facts_of_many_are_sealed_as_those_of_one(head):
    company = make_company(head)
    one = company.record("imported", by=head, row=2, file="клиенты.csv")

    Entry.objects.tell("company", "imported", [(company.pk, {"row": 2, "file": "клиенты.csv"})], by=head)

    other = company.entries.exclude(pk=one.pk).get()
    same = (
        "subject_kind",
        "subject_id",
        "verb",
        "details",
        "digest",
        "actor",
        "actor_name",
        "audience",
        "ip",
        "request_id",
        "seal",
        "chain",
    )
    assert [getattr(other, name) for name in same] == [getattr(one, name) for name in same]


def test_columns_nobody_tells_take_their_defaults(head):
    company = make_company(head)

    copy_in(company.phones.model, ("company_id", "e164"), [(company.pk, "+79184421906")])

    phone = company.phones.get()
    assert (phone.typed, phone.extension, phone.position, phone.contact) == ("", "", 0, None)


def test_of_a_very_long_file_the_beginning_is_checked_and_the_rest_counted(head, draft, monkeypatch):
    monkeypatch.setattr(surveying, "MOST_CHECKED", 1)
    monkeypatch.setattr("exchange.reading.CHUNK", 2)

    told = survey(draft(head, "companies", "Название;Телефон\nЗаря;\nКолос;нет\nНива;нет"))

    assert (told.total, told.checked, told.bad, told.good) == (3, 2, 1, 2)
