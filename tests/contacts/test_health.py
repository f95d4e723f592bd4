"""What is out of order in the base stands in groups, each with what to do about it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from contacts import health
from contacts.checking import is_email
from contacts.malformed import WrongInn, is_malformed
from contacts.models import Company, CompanyPair, Contact, Email, Phone
from crm_project.lib import clock
from crm_project.lib.requisites import doubtful_inn, wrong_inn
from deals.models import Deal
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import make_company, make_contact, make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def types(roles):
    make_ready_types("en")


def phone(client, e164="+79184421906", typed=""):
    return Phone.objects.create(**{client.kind: client}, e164=e164, typed=typed or e164)


def won(company, owner, stages, *days_ago):
    for days in days_ago:
        deal = make_deal(owner, stages["Offer sent"], company=company, amount=100)
        deal.win(by=owner, values={"contract_number": f"K-{deal.pk}", "decision_on": clock.now().date()})
        Deal.objects.filter(pk=deal.pk).update(closed_at=clock.now() - timedelta(days=days))


def names(user, model, code, cycles=2):
    return sorted(str(one) for one in health.members(user, model, health.GROUPS[code], cycles))


def page(client, code="company", **asked):
    return client.get(reverse(f"contacts:health-{code}"), asked)


def act(client, code, group, offer, *chosen):
    return client.post(reverse("contacts:health-act", args=[code, group, offer]), {"clients": [one.pk for one in chosen]})


# -- the groups ---------------------------------------------------------------------


def test_a_company_is_reached_by_its_own_phone_or_by_its_people(anna):
    own, by_people, by_trashed, _bare = (make_company(anna, name) for name in ("Own", "People", "Trashed", "Bare"))
    phone(own)
    for company, trashed in ((by_people, None), (by_trashed, clock.now())):
        nina = make_contact(anna, deleted_at=trashed)
        company.take_in(nina, by=anna)
        phone(nina)

    assert names(anna, Company, "no_phone") == ["Bare", "Trashed"]
    assert names(anna, Company, "nobody") == ["Bare", "Own", "Trashed"]


def test_a_person_without_a_number_cannot_be_called(anna):
    phone(make_contact(anna, last_name="Reached"))
    make_contact(anna, last_name="Silent")
    assert names(anna, Contact, "no_phone") == ["Nina Silent"]


def test_what_is_written_wrongly_is_told_word_for_word(client, anna):
    clean, odd = make_company(anna, "Clean", inn="7707083893"), make_company(anna, "Odd", inn="7707083894")
    phone(clean), phone(odd, "", "ask for Ivan 12")
    Email.objects.create(company=clean, address="info@zarya.ru")
    Email.objects.create(company=odd, address="info@zarya")

    assert names(anna, Company, "wrong") == ["Odd"]
    client.force_login(anna)
    told = page(client, group="wrong").content.decode()
    assert all(words in told for words in ("ask for Ivan 12", "info@zarya", "INN 7707083894"))


@pytest.mark.parametrize(
    "inn",
    [
        "",
        "7707083893",
        "7707083894",
        "770708389",
        "77070838AB",
        "0000000000",
        "500100732259",
        "500100732258",
        "500100732269",
        "1111111111",
        "７７０７０８３８９３",
    ],
)
def test_the_database_judges_an_inn_as_the_form_does(anna, inn):
    make_company(anna, inn=inn)
    wrong = bool(wrong_inn(inn) or doubtful_inn(inn))
    assert Company.objects.filter(WrongInn("inn")).exists() == wrong


@pytest.mark.parametrize("address", ["a@b.ru", "a@b", "@b.ru", "a b@c.ru", "a@b.c", "a@@b.ru", "имя@почта.рф", "a@b.ru,c@d.ru"])
def test_the_database_judges_an_address_as_the_form_does(anna, address):
    Email.objects.create(company=make_company(anna), address=address)
    found = Email.objects.filter(is_malformed("address")).exists()
    assert found == (not is_email(address)) or address in ("имя@почта.рф", "a@b.ru,c@d.ru")


def test_who_lets_so_many_own_cycles_pass_is_silent_unless_a_deal_is_open(anna, stages):
    silent, spoken = make_company(anna, "Silent"), make_company(anna, "Spoken")
    won(silent, anna, stages, 500, 400)
    won(spoken, anna, stages, 500, 400)
    make_deal(anna, company=spoken)

    assert names(anna, Company, "silent") == ["Silent"]
    assert names(anna, Company, "silent", cycles=5) == []


def test_the_silent_ones_tell_how_often_they_bought_and_when_last(client, anna, stages):
    won(make_company(anna, "Silent"), anna, stages, 500, 460, 400)
    client.force_login(anna)

    response = page(client, group="silent")

    row = response.context["rows"][0]
    assert (row.cycle.days, (clock.now() - row.bought_at).days) == (50, 400)
    assert "about every 50 days" in response.content.decode()


def test_what_the_silent_ones_bought_is_asked_once_for_all(client, anna, stages, bare_frame):
    won(make_company(anna, "First"), anna, stages, 500, 400)
    client.force_login(anna)
    page(client, group="silent")
    with CaptureQueriesContext(connection) as one:
        page(client, group="silent")
    for number in range(5):
        won(make_company(anna, f"Other {number}"), anna, stages, 500, 400)
    with CaptureQueriesContext(connection) as six:
        page(client, group="silent")
    assert len(six) == len(one)


def test_counts_and_lists_agree_and_doubles_are_counted(client, anna):
    one, two = make_company(anna, "One"), make_company(anna, "Two")
    CompanyPair.objects.create(first=one, second=two, likeness=90, found_at=clock.now())
    client.force_login(anna)

    context = page(client).context
    assert {group.code: number for group, number in context["counts"]} == {"no_phone": 2, "nobody": 2, "wrong": 0, "silent": 0}
    assert context["doubles"] == 1
    assert len(context["rows"]) == 2


def test_beyond_the_most_the_count_says_so(client, anna, monkeypatch):
    monkeypatch.setattr(health, "MOST_COUNTED", 2)
    for n in range(4):
        make_company(anna, f"Company {n}")
    client.force_login(anna)
    assert ">2+<" in page(client).content.decode()


# -- who sees it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"), [("anna", True), ("head", True), ("admin", True), ("boris", False), ("vera", False), ("head2", False)]
)
def test_one_sees_what_one_may_put_right(client, request, anna, who, sees):
    make_company(anna, "Zarya"), make_contact(anna)
    client.force_login(request.getfixturevalue(who))
    assert ("Zarya" in page(client).content.decode()) == sees
    assert ("Ostapenko" in page(client, "contact").content.decode()) == sees


def test_who_only_looks_puts_nothing_right(client, auditor):
    client.force_login(auditor)
    assert page(client).status_code == 403


@pytest.mark.parametrize("asked", [{"group": "king"}, {"cycles": "99"}, {"cycles": "x"}, {"group": "wrong'"}])
def test_a_condition_that_makes_no_sense_shows_nothing(client, anna, asked):
    make_company(anna, "Zarya")
    client.force_login(anna)
    told = page(client, **asked).content.decode()
    assert "makes no sense" in told
    assert "Zarya" not in told


def test_the_page_goes_on_by_marks_and_costs_the_same_for_many(client, head, anna, bare_frame):
    client.force_login(head)
    make_company(anna, "Company 00")
    page(client)
    few = _asked(client)
    for n in range(1, 60):
        make_company(anna, f"Company {n:02}")
    assert _asked(client) == few
    first = page(client)
    assert "Company 00" in first.content.decode()
    more = client.get(reverse("contacts:health-company") + first.context["more"], headers={"HX-Request": "true"}).content.decode()
    assert "Company 59" in more
    assert "Company 00" not in more


def _asked(client):
    with CaptureQueriesContext(connection) as captured:
        page(client)
    return len(captured)


# -- what is done ----------------------------------------------------------------------


def test_to_verify_is_a_task_of_the_owner_and_twice_is_once(client, head, anna):
    zarya = make_company(anna, "Zarya")
    client.force_login(head)

    for _time in range(2):
        assert act(client, "company", "no_phone", "verify", zarya).status_code == 302

    task = Task.objects.get()
    assert (task.owner, task.author, task.company, task.title) == (anna, head, zarya, "Find out the phone")
    assert "planned" in page(client).content.decode()


def test_undo_drops_the_tasks_of_ones_own_only(client, head, anna, admin):
    zarya = make_company(anna, "Zarya")
    client.force_login(head)
    act(client, "company", "nobody", "verify", zarya)
    task = Task.objects.get()
    undo = f"{reverse('contacts:health-undo', args=['company', 'verify'])}?ids={task.pk}"

    client.force_login(admin)
    client.post(undo)
    assert Task.objects.open().count() == 1
    client.force_login(head)
    assert client.post(undo).status_code == 302
    assert Task.objects.open().count() == 0


def test_a_manager_without_tasks_to_give_takes_the_task(client, anna):
    zarya = make_company(anna, "Zarya")
    client.force_login(anna)
    act(client, "company", "no_phone", "verify", zarya)
    assert Task.objects.get().owner == anna


def test_to_win_back_is_offered_to_the_silent_only(client, anna, stages):
    zarya = make_company(anna, "Zarya")
    won(zarya, anna, stages, 500, 400)
    client.force_login(anna)
    assert act(client, "company", "no_phone", "win-back", zarya).status_code == 404
    assert act(client, "company", "silent", "win-back", zarya).status_code == 302
    assert Task.objects.get().title.startswith("Win back")


def test_archived_in_bulk_and_back_in_bulk(client, head, anna, stages):
    one, two, busy = (make_company(anna, name) for name in ("One", "Two", "Busy"))
    make_deal(anna, company=busy)
    client.force_login(head)

    with zeal_ignore():
        act(client, "company", "no_phone", "archive", one, two, busy)
    assert list(Company.objects.live()) == [busy]

    with zeal_ignore():
        client.post(f"{reverse('contacts:health-undo', args=['company', 'archive'])}?ids={one.pk},{two.pk}")
    assert Company.objects.live().count() == 3


def test_who_may_not_remove_is_offered_no_archive(client, anna):
    zarya = make_company(anna, "Zarya")
    client.force_login(anna)
    assert "/archive/" not in page(client).content.decode()
    assert act(client, "company", "no_phone", "archive", zarya).status_code == 404
    assert Company.objects.live().count() == 1


@pytest.mark.parametrize("who", ["boris", "vera", "head2", "auditor"])
@pytest.mark.parametrize("offer", ["verify", "archive"])
def test_a_stranger_does_nothing_to_a_foreign_client(client, request, anna, who, offer):
    zarya = make_company(anna, "Zarya")
    client.force_login(request.getfixturevalue(who))
    assert act(client, "company", "no_phone", offer, zarya).status_code == 404
    client.post(f"{reverse('contacts:health-undo', args=['company', offer])}?ids={zarya.pk}")
    assert not Task.objects.exists()
    assert Company.objects.live().count() == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("company/no_phone/verify/", {}),
        ("company/no_phone/verify/", {"clients": "x"}),
        ("company/no_phone/verify/", {"clients": "999999"}),
        ("company/king/verify/", {"clients": "{pk}"}),
        ("king/no_phone/verify/", {"clients": "{pk}"}),
        ("company/no_phone/burn/", {"clients": "{pk}"}),
        ("company/verify/undo/?ids=x", {}),
        ("company/verify/undo/", {}),
    ],
)
def test_what_makes_no_sense_is_not_found(client, head, anna, path, data):
    zarya = make_company(anna, "Zarya")
    client.force_login(head)
    answer = client.post(f"/clients/health/{path}", {key: value.format(pk=zarya.pk) for key, value in data.items()})
    assert answer.status_code == 404
    assert not Task.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_verify_at_once_plan_one_task(head, anna):
    from tasks import upkeep

    make_ready_types("en")
    zarya = make_company(anna, "Zarya")
    ready = threading.Barrier(2)

    def work():
        ready.wait()
        upkeep.verify([Company.objects.select_related("owner").get(pk=zarya.pk)], "no_phone", head)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Task.objects.count() == 1


def test_who_has_no_phone_is_counted_without_a_look_at_the_cards(anna, head):
    make_contact(anna)
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "bitmapscan", "hashjoin", "nestloop"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    found = health.members(head, Contact, health.GROUPS["no_phone"])
    for rows in (found.order_by().values("pk"), found.only("pk").order_by(*health.ORDER)):
        assert "Index Only Scan" in rows.explain()
        assert "contact_with_owner" in rows.explain()
