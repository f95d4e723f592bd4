"""Every type of own field comes in from a table, for every kind of record; what makes no sense is told by its row."""

import pytest
from django.urls import reverse

from accounts.models import User
from contacts.models import Company, Contact
from deals.models import Deal
from exchange.models import ImportRun
from exchange.running import run_import
from exchange.survey import survey
from fields.models import CustomField
from leads.models import Lead
from tests.exchange.conftest import reasons
from tests.factories import make_contact, make_funnel

pytestmark = pytest.mark.django_db

MODELS = {"companies": Company, "contacts": Contact, "deals": Deal, "leads": Lead}
KINDS = {"companies": "company", "contacts": "contact", "deals": "deal", "leads": "lead"}
CELLS = {
    "text": ("О поле", "О поле"),
    "number": ("1 234,5", "1234.5"),
    "money": ("99 000", "99000"),
    "date": ("31.12.2026", "2026-12-31"),
    "choice": ("красный", "Красный"),
    "choices": ("два; Один", ["Один", "Два"]),
    "yes_no": ("Да", True),
    "link": ("example.com/a", "https://example.com/a"),
    "user": ("Boris Testov", None),
    "phone": ("8 918 442-19-06", "+79184421906"),
    "client": ("Nina Ostapenko", None),
}


@pytest.fixture
def bring_own(draft, stages, admin):
    """bring_own(what, field, cells, by=…) → a run of one record per cell, the cell in that field."""
    make_funnel("Leads", cards="leads")

    def made(what, field, cells, by=None, is_run=True):
        head = {
            "deals": "Название сделки;Стадия;Ответственный",
            "companies": "Название;ИНН",
            "contacts": "Имя;Email",
            "leads": "Имя;Email",
        }[what]
        first = {"deals": "Плуг {0};New;A", "companies": "Заря {0};", "contacts": "Нина {0};n{0}@x.ru", "leads": "Нина {0};n{0}@x.ru"}[what]
        quote = chr(34)
        lines = [f"{first.format(number)};{quote}{cell}{quote}" for number, cell in enumerate(cells)]
        by = by or admin
        choices = {"stage": {"New": stages["New"].pk}, "owner": {"A": by.pk}, "currency": "RUB"} if what == "deals" else {}
        run = draft(by, what, "\n".join([f"{head};Моё поле", *lines]), **choices)
        place = str(run.head.index("Моё поле"))
        run.mapping = {**run.mapping, place: f"extra:{field.pk}"}
        run.save()
        if is_run:
            run_import(run.pk)
            run.refresh_from_db()
        return run

    return made


@pytest.fixture
def own(db):
    def made(what, kind, **values):
        values = {"options": ["Один", "Два", "Красный", "Да, но позже"], **values}
        return CustomField.objects.create(entity=KINDS[what], type=kind, code="f1", label="Моё поле", **values)

    return made


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("what", MODELS)
def test_a_cell_of_any_type_comes_in(bring_own, own, anna, boris, admin, what, kind):
    person = make_contact(admin, "Nina", "Ostapenko")
    User.objects.filter(pk=boris.pk).update(first_name="Boris", last_name="Testov")
    field = own(what, kind)
    cell, stored = CELLS[kind]
    stored = {"user": boris.pk, "client": {"kind": "contact", "id": person.pk}}.get(kind, stored)

    run = bring_own(what, field, [cell])

    assert (run.created, reasons(run)) == (1, [])
    assert MODELS[what].objects.latest("pk").extra == {"f1": stored}


@pytest.mark.parametrize(
    "kind, cell, why",
    [
        ("number", "много", "number"),
        ("number", "9" * 30, "number"),
        ("money", "1e40", "spoiled"),
        ("date", "31.02.2026", "date"),
        ("date", "01.01.0001", None),
        ("choice", "Зелёный", "choice"),
        ("choices", "Один; Зелёный", "choice"),
        ("yes_no", "может быть", "yes_no"),
        ("link", "не адрес", "link"),
        ("link", "javascript:alert(1)", "link"),
        ("user", "Никто Неизвестный", "unknown_colleague"),
        ("client", "Никто", "unknown_client"),
        ("phone", "звонить вечером", "phone"),
    ],
)
@pytest.mark.parametrize("what", ["deals", "companies"])
def test_a_bad_cell_keeps_its_row_out_and_the_dry_run_says_so(bring_own, own, anna, what, kind, cell, why):
    field = own(what, kind)

    run = bring_own(what, field, [cell], is_run=False)
    told = survey(run).problems
    run_import(run.pk)
    run.refresh_from_db()

    assert [where for where, _why in told] == ["Моё поле"]
    assert (run.created, run.refused) == (0, 1)
    assert [(row[1], row[2]) for row in reasons(run)] == [("Моё поле", why or reasons(run)[0][2])]


def test_an_option_may_hold_a_comma_and_is_kept_once(bring_own, own, anna):
    field = own("deals", "choices")

    run = bring_own("deals", field, ["Да, но позже", "Один, два, один", "ОДИН;Да, но позже"])

    assert reasons(run) == []
    assert [deal.extra["f1"] for deal in Deal.objects.order_by("pk")] == [["Да, но позже"], ["Один", "Два"], ["Один", "Да, но позже"]]


def test_a_colleague_of_two_is_refused_and_found_by_the_address(bring_own, own, anna, boris):
    User.objects.filter(pk__in=[anna.pk, boris.pk]).update(first_name="Ivan", last_name="Petrov")
    field = own("deals", "user")

    run = bring_own("deals", field, ["Ivan Petrov", boris.email])

    assert [row[2] for row in reasons(run)] == ["several_colleagues"]
    assert [deal.extra["f1"] for deal in Deal.objects.all()] == [boris.pk]


def test_a_hidden_client_is_as_if_there_were_none(bring_own, own, head, vera):
    make_contact(vera, "Olga", "Skrytova")
    field = own("companies", "client")

    run = bring_own("companies", field, ["Olga Skrytova"], by=head)

    assert [row[2] for row in reasons(run)] == ["unknown_client"]


@pytest.mark.parametrize("what", ["companies", "contacts", "leads"])
def test_the_same_file_twice_changes_nothing(bring_own, own, anna, what):
    field = own(what, "number")
    bring_own(what, field, ["5", "6"])
    before = list(MODELS[what].objects.order_by("pk").values_list("pk", "extra"))

    run = bring_own(what, field, ["5", "6"])

    assert (run.created, run.skipped) == (0, 2)
    assert list(MODELS[what].objects.order_by("pk").values_list("pk", "extra")) == before


def test_a_column_of_the_same_name_is_offered_its_field_and_nobody_elses(client, draft, own, anna, head, stages):
    field = own("companies", "money")
    run = draft(head, "companies", "Название;моё поле\nЗаря;5")
    run.state, run.mapping = ImportRun.State.DRAFT, {}
    run.save()
    client.force_login(head)

    form = client.get(reverse("exchange:columns", args=[run.pk])).context["form"]
    answer = client.post(reverse("exchange:columns", args=[run.pk]), {"column_0": "name", "column_1": "extra:999"})

    assert form["column_1"].initial == f"extra:{field.pk}"
    assert answer.context["form"].errors
