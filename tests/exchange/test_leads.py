"""Enquiries of another program come in with their past, once, and are nobody's news."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Workspace
from contacts.models import Company
from crm_project.lib import clock
from deals.ready import make_ready_funnels
from exchange.survey import survey
from exchange.undoing import take_back
from leads.models import Lead, LeadMove, LeadOwning, LeadStay
from notifications.models import Notice
from tests.exchange.conftest import counts, reasons
from tests.exchange.walking import check, send, take_columns, take_values, upload, walk

pytestmark = pytest.mark.django_db
HEAD = "ID;Название лида;ФИО;Компания;Телефон;E-mail;Статус;Дата создания;Дата закрытия;Ответственный;Комментарий"
NINA = "17;Плуг;остапенко нина;Заря;8 918 442-19-06;Nina@Zarya.RU;Новый;12.03.2024 14:05;;;Перезвонить"


@pytest.fixture(autouse=True)
def stages(settings, tmp_path, roles):
    settings.MEDIA_ROOT = tmp_path
    return {
        stage.kind: stage for stage in reversed(next(one for one in make_ready_funnels("ru").values() if one.cards == "leads").live_stages)
    }


@pytest.fixture
def said(stages, anna):
    """What was chosen for the words of the file."""
    words = {"Новый": "entry", "В работе": "working", "Сконвертирован": "won", "Спам": "lost"}
    return {"stage": {word: stages[kind].pk for word, kind in words.items()} | {"Чужой": "out"}, "owner": {"Анна": anna.pk}}


def test_a_lead_is_in_the_same_form_as_one_typed_on_a_page(head, bring, said):
    typed = Lead.receive({"person": "остапенко нина", "phone_typed": "8 918 442-19-06", "email": "Nina@Zarya.RU"}, by=head)

    run = bring(head, "leads", f"{HEAD}\n{NINA}", **said)

    assert counts(run) == (1, 0, 0)
    lead = Lead.objects.exclude(pk=typed.pk).get()
    same = ("person", "phone", "phone_typed", "email", "funnel", "department")
    assert [getattr(lead, name) for name in same] == [getattr(typed, name) for name in same]
    assert (lead.name, lead.comment, lead.owner, lead.taken_by) == ("Остапенко Нина, Заря", "Плуг\nПерезвонить", head, head)
    assert (lead.created_at, lead.is_imported, lead.is_waiting) == (datetime(2024, 3, 12, 11, 5, tzinfo=UTC), True, False)
    assert [(entry.verb, entry.details["file"]) for entry in lead.entries.all()] == [("imported", "clients.csv")]
    assert Company.objects.count() == 0


def test_nobody_is_notified_of_old_enquiries(head, anna, bring, said):
    bring(head, "leads", f"{HEAD}\n{NINA.replace(';;;Перез', ';;Анна;Перез')}", **said)

    assert Lead.objects.get().owner == anna
    assert Notice.objects.count() == 0


def test_a_closed_lead_stood_at_the_entry_and_ended_when_the_file_says(head, bring, said, stages):
    bring(head, "leads", f"{HEAD}\n1;;Нина;;;;Спам;12.03.2024;15.03.2024;;\n2;;Пётр;;;;Сконвертирован;12.03.2024;;;", **said)

    lost, won = Lead.objects.order_by("foreign_id")
    assert (lost.stage, won.stage) == (stages["lost"], stages["won"])
    assert lost.closed_at - lost.created_at == timedelta(days=3)
    assert won.converted_at == won.closed_at == won.created_at
    assert [(stay.stage_name, stay.left_way) for stay in LeadStay.objects.filter(card=lost).order_by("entered_at")] == [
        (stages["entry"].name, "lost"),
        (stages["lost"].name, ""),
    ]
    assert LeadMove.objects.filter(card=lost).get().way == "lost"
    assert LeadOwning.objects.filter(replaced_at=clock.FOREVER).count() == 2


def test_the_check_tells_what_would_happen_and_writes_nothing(head, bring, draft, said):
    bring(head, "leads", f"{HEAD}\n{NINA}", **said)

    told = survey(draft(head, "leads", f"{HEAD}\n{NINA}\n18;;;;;;;;;;\n19;;Пётр;;;;Чужой;;;;\n20;;Анна;;;;Новый;;;;", **said))

    assert (told.total, told.good, told.here, told.bad) == (4, 1, 1, 2)
    assert {(field, why) for field, why in told.problems} == {("person", "nothing_to_call"), ("stage", "left_out")}
    assert (told.notes, Lead.objects.count()) == ({"no_opening": 1}, 1)


def test_the_same_table_twice_makes_no_lead_twice_with_or_without_numbers(head, bring, said):
    table = "ФИО;Телефон;Дата создания\nНина;89184421906;12.03.2024\nНина;89184421906;13.03.2024\nНина;89184421906;13.03.2024"

    assert [counts(bring(head, "leads", f"{HEAD}\n{NINA}", **said)) for _time in range(2)] == [(1, 0, 0), (0, 1, 0)]
    assert [counts(bring(head, "leads", table)) for _time in range(2)] == [(2, 1, 0), (0, 3, 0)]


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ("1;;;;;;Новый;;;;", "person", "nothing_to_call"),
        ("1;;Нина;;7.91844E+10;;Новый;;;;", "phone", "spoiled"),
        ("1;;Нина;;;нет;Новый;;;;", "email", "email"),
        ("1;;Нина;;;;Неведомый;;;;", "stage", "unknown_stage"),
        ("1;;Нина;;;;Чужой;;;;", "stage", "left_out"),
        ("1;;Нина;;;;Новый;вчера;;;", "created_at", "date"),
        ("1;;Нина;;;;Спам;12.03.2024;11.03.2024;;", "closed_at", "closed_before_opened"),
        ("1;;Нина;;;;Новый;;;Вера;", "owner", "unknown_owner"),
        (f"1;;{'Н' * 251};;;;Новый;;;;", "person", "too_long"),
        (f"1;;Нина;;;;Новый;;;;{'н' * 10_001}", "comment", "too_long"),
    ],
)
def test_a_wrong_lead_stays_out_and_says_what_is_wrong(head, bring, said, row, field, why):
    run = bring(head, "leads", f"{HEAD}\n{row}\n{NINA}", **said)

    assert counts(run) == (1, 0, 1)
    assert [(told[1], told[2]) for told in reasons(run)] == [(field, why)]


def test_a_lead_of_another_department_is_neither_found_nor_given(head, head2, vera, bring, said):
    bring(head2, "leads", f"{HEAD}\n{NINA}", **said)
    said["owner"]["Вера"] = vera.pk

    run = bring(head, "leads", f"{HEAD}\n{NINA}\n18;;Пётр;;;;Новый;;;Вера;", **said)

    assert counts(run) == (1, 0, 1)
    assert reasons(run)[0][2] == "owner_not_yours"
    assert Lead.objects.visible_to(head).get().foreign_system == f"file:{head.pk}"
    assert counts(bring(head, "leads", f"{HEAD}\n{NINA}", **said)) == (0, 1, 0)


def test_an_undone_import_takes_back_the_leads_nobody_touched(head, bring, said):
    run = bring(head, "leads", f"{HEAD}\n{NINA}\n18;;Пётр;;;;Новый;;;;", **said)
    kept = Lead.objects.get(foreign_id="18")
    kept.change({"comment": "Звонил"}, by=head)

    take_back(run)

    assert list(Lead.objects.all()) == [kept]
    assert (run.state, LeadStay.objects.count()) == ("undone", 1)


def test_ten_leads_cost_as_many_questions_as_two_hundred(head, draft, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from exchange.running import run_import

    monkeypatch.setattr("exchange.running.freshen", lambda *_told: None)
    numbers = []
    for size in (10, 200):
        rows = "\n".join(f"{size}-{n};Нина {n};8 918 442-{n // 100:02d}-{n % 100:02d};n{n}@zarya.ru" for n in range(size))
        run = draft(head, "leads", f"ID;ФИО;Телефон;E-mail\n{rows}")
        with CaptureQueriesContext(connection) as captured:
            run_import(run.pk)
        numbers.append(len(captured))
    assert Lead.objects.count() == 210
    assert numbers[0] == numbers[1]


def test_through_the_pages_stages_are_proposed_and_rows_may_be_left_out(client, head, stages):
    client.force_login(head)
    run = upload(client, "leads.csv", f"{HEAD}\n{NINA}\n18;;Пётр;;;;Спам;;;;\n19;;Анна;;;;Сконвертирован;;;;")
    take_columns(client, run)
    take_values(client, run, stage_1="out")

    run.refresh_from_db()
    assert run.choices["stage"] == {"Новый": stages["entry"].pk, "Спам": "out", "Сконвертирован": stages["won"].pk}
    assert (check(client, run).good, check(client, run).bad) == (2, 1)


def test_a_company_without_leads_is_not_offered_any(client, head):
    Workspace.objects.update(enquiries_become_deals=True)
    client.force_login(head)

    response = send(client, "leads.csv", f"{HEAD}\n{NINA}")

    assert response.status_code == 422
    assert "leads" not in dict(response.context["form"].fields["what"].choices)


def test_a_table_of_people_is_no_table_of_leads(client, admin):
    client.force_login(admin)

    _found, run = walk(client, "people.csv", "ФИО;Телефон;Дата рождения;Компания\nНина;+79184421906;12.03.1980;Заря")

    assert run.what == "contacts"
