"""An importer never learns of, links to or changes a client of another department, and gives records to their own people only."""

import pytest
from django.urls import reverse

from contacts.models import Company, Contact
from deals.models import Deal
from exchange.survey import survey
from tests.exchange.conftest import counts, reasons
from tests.factories import make_company, make_contact, make_deal

pytestmark = pytest.mark.django_db
ROW = "Название;ИНН;Телефон;E-mail;ID\nВектор;7707083893;8 918 442-19-06;info@vector.ru;17"


@pytest.fixture
def foreign(vera):
    """Vera's client, in the department of head2."""
    company = make_company(vera, name="Вектор", inn="7707083893", foreign_system="file", foreign_id="17")
    company.phones.create(e164="+79184421906")
    company.emails.create(address="info@vector.ru")
    return company


def test_a_foreign_client_with_the_same_inn_and_phone_is_not_found_and_not_touched(head, foreign, bring, draft):
    before = list(Company.objects.filter(pk=foreign.pk).values())
    told = survey(draft(head, "companies", ROW))

    run = bring(head, "companies", ROW)

    assert (told.good, told.here, told.bad) == (1, 0, 0)
    assert counts(run) == (1, 0, 0)
    assert list(Company.objects.filter(pk=foreign.pk).values()) == before
    assert foreign.entries.count() == 0
    own = Company.objects.visible_to(head).get()
    assert (own.owner, own.inn, own.foreign_id) == (head, "7707083893", "17")


def test_the_same_file_again_finds_the_own_client_beside_the_foreign_one(head, foreign, bring):
    bring(head, "companies", ROW)

    assert counts(bring(head, "companies", ROW)) == (0, 1, 0)


@pytest.mark.parametrize("what", ["Название;ИНН\nДругое имя;7707083893", "Название;Телефон\nДругое;+7 918 442 19 06", "Название\nBEKTOP"])
def test_an_own_client_is_known_by_inn_phone_or_name(head2, foreign, bring, what):
    assert counts(bring(head2, "companies", what)) == (0, 1, 0)


def test_a_branch_with_another_kpp_is_another_company(head2, foreign, bring):
    Company.objects.update(kpp="770701001")

    assert counts(bring(head2, "companies", "Название;ИНН;КПП\nВектор;7707083893;231201001\nВектор;7707083893;770701001")) == (1, 1, 0)


def test_two_companies_of_one_name_and_different_inn_are_two(head2, foreign, bring):
    assert counts(bring(head2, "companies", "Название;ИНН\nВектор;7736050003")) == (1, 0, 0)


def test_a_contact_is_not_linked_to_a_foreign_company_of_that_name(head, foreign, bring):
    bring(head, "contacts", "ФИО;Компания\nОстапенко Нина;Вектор")

    company = Contact.objects.get().companies.get()
    assert company != foreign
    assert company.owner == head


def test_a_deal_is_not_linked_to_a_foreign_company_of_that_name(head, foreign, funnel, stages, bring):
    choices = {"funnel": funnel.pk, "stage": {"Новая": stages["New"].pk}}

    run = bring(head, "deals", "Название сделки;Компания;Стадия\nПлуг;Вектор;Новая", **choices)

    assert counts(run) == (1, 0, 0)
    assert Deal.objects.get().company != foreign


def test_a_deal_with_the_number_of_a_foreign_one_comes_in_all_the_same(head, vera, funnel, stages, bring):
    theirs = make_deal(vera)
    Deal.objects.filter(pk=theirs.pk).update(foreign_system="file", foreign_id="1")
    choices = {"funnel": funnel.pk, "stage": {"Новая": stages["New"].pk}}
    text = "ID;Название сделки;Стадия\n1;Плуг;Новая"

    assert [counts(bring(head, "deals", text, **choices)) for _time in range(2)] == [(1, 0, 0), (0, 1, 0)]


def test_a_head_gives_imported_clients_to_own_people_only(head, anna, vera, bring):
    people = {"Анна": anna.pk, "Вера": vera.pk}

    run = bring(head, "companies", "Название;Ответственный\nЗаря;Анна\nКолос;Вера\nНива;Егор", owner=people)

    assert Company.objects.get().owner == anna
    assert reasons(run) == [(3, "owner", "owner_not_yours", "Вера"), (4, "owner", "unknown_owner", "Егор")]


def test_only_own_people_are_offered_as_owners(client, head, anna, boris, egor, vera, head2, draft):
    run = draft(head, "companies", "Название;Ответственный\nЗаря;Вера Тестова")
    run.state = "draft"
    run.save()
    client.force_login(head)

    page = client.get(reverse("exchange:choices", args=[run.pk]))

    offered = {int(value) for value, _label in page.context["form"].fields["owner_0"].choices if value}
    assert offered == {one.pk for one in (head, anna, boris, egor)}


def test_a_head_brings_in_neither_colleagues_nor_products_nor_new_fields(client, head, draft):
    client.force_login(head)

    offered = dict(client.get(reverse("exchange:upload")).context["form"].fields["what"].choices)
    run = draft(head, "companies", "Название;Год\nЗаря;1999")
    run.state = "draft"
    run.save()
    answer = client.post(reverse("exchange:columns", args=[run.pk]), {"column_0": "name", "column_1": "extra:new"})

    assert set(offered) == {"", "deals", "companies", "contacts"}
    assert answer.status_code == 422


@pytest.mark.parametrize("what", ["products", "people"])
def test_an_import_that_lost_its_right_stops(head, draft, what):
    from exchange.running import run_import

    run = draft(head, what, "name\nPlough")
    run_import(run.pk)

    run.refresh_from_db()
    assert (run.state, run.error, run.created) == ("failed", "no_right", 0)


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("boris", 403), ("egor", 403), ("auditor", 403), ("head", 200), ("admin", 200)])
def test_who_may_import(client, request, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("exchange:upload")).status_code == status


@pytest.mark.parametrize(("who", "status"), [("head2", 404), ("admin", 200)])
def test_an_import_of_somebody_else_is_seen_by_administrators_only(client, request, head, bring, who, status):
    make_contact(head)
    run = bring(head, "companies", "Название\nЗаря")
    client.force_login(request.getfixturevalue(who))

    assert [client.get(reverse(name, args=[run.pk])).status_code for name in ("exchange:run", "exchange:refused")] == [status, status]
