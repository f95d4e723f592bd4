"""Nina's birthday: Anna hears of it beforehand, Nina gets one letter if she agreed, and a card goes by post."""

import threading
from datetime import date, time

import pytest
from django.core import mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Workspace
from contacts.birthdays import greet, remind
from contacts.days_of_birth import celebrated, day_in, next_day
from contacts.jobs import birthdays
from contacts.models import Address, Birthday, CareSettings, Consent, Contact, PersonalAccess
from crm_project.lib import clock
from notifications.models import Notice
from outbox.drain import drain
from outbox.models import Parcel
from tests.factories import make_company, make_contact, make_user
from timeline.models import Entry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    set_clock(monkeypatch, "2026-11-22T12:00:00+03:00")


def set_clock(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", moment)


@pytest.fixture
def nina(anna):
    """Turns fifty in two days, has an e-mail and agreed to letters."""
    nina = make_contact(anna, patronymic="Petrovna", birthday=date(1976, 11, 24))
    nina.add_email("nina@example.com", by=anna)
    Consent.note(nina, purpose="mailing", given_on=TODAY, source="paper", by=anna)
    return nina


@pytest.fixture
def greeting(db):
    return CareSettings.objects.create(greet=True)


def told():
    return list(Notice.objects.filter(verb="contact.birthday").values_list("recipient__first_name", "subject_id"))


# -- the day ----------------------------------------------------------------------


def test_who_was_born_on_a_leap_day_keeps_it_on_the_first_of_march():
    leap = date(1984, 2, 29)
    assert (day_in(leap, 2027), day_in(leap, 2028)) == (date(2027, 3, 1), date(2028, 2, 29))
    assert next_day(leap, date(2027, 3, 2)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("today", "days", "found"),
    [
        (date(2027, 2, 28), 0, []),
        (date(2027, 2, 28), 1, ["Leap", "March"]),
        (date(2027, 3, 1), 0, ["Leap", "March"]),
        (date(2028, 2, 29), 0, ["Leap"]),
        (date(2028, 3, 1), 0, ["March"]),
        (date(2028, 2, 28), 3, ["Leap", "March"]),
        (date(2026, 12, 30), 3, ["January"]),
        (date(2026, 12, 30), 60, ["January"]),
    ],
)
def test_the_days_ahead_cross_leap_days_and_new_year(anna, today, days, found):
    for name, born in (("Leap", (1984, 2, 29)), ("March", (1980, 3, 1)), ("January", (1980, 1, 2))):
        make_contact(anna, last_name=name, birthday=date(*born))
    people = celebrated(Contact.objects.all(), today, days).order_by("place", "last_name")
    assert [one.last_name for one in people] == found


# -- the reminder ------------------------------------------------------------------


def test_the_owner_is_told_beforehand_and_once(nina, anna):
    for _tick in range(3):
        birthdays()
    assert told() == [("Anna", nina.pk)]


@pytest.mark.parametrize(("days", "number"), [(None, 0), (1, 0), (2, 1), (30, 1)])
def test_how_many_days_before_is_the_companys_choice(nina, days, number):
    CareSettings.objects.create(remind_days=days)
    remind()
    assert len(told()) == number


def test_next_year_the_owner_is_told_again(monkeypatch, nina):
    remind()
    set_clock(monkeypatch, "2027-11-22T12:00:00+03:00")
    remind()
    assert len(told()) == 2
    assert sorted(Birthday.objects.values_list("year", flat=True)) == [2026, 2027]


def test_nobody_is_told_at_night_of_their_own_clock(monkeypatch, nina, anna):
    anna.zone = "Asia/Vladivostok"
    anna.save()
    set_clock(monkeypatch, "2026-11-22T16:00:00+03:00")
    assert remind() == 0
    set_clock(monkeypatch, "2026-11-23T02:00:00+03:00")
    assert remind() == 1


def test_trashed_erased_and_ownerless_cards_remind_nobody(nina, anna, admin):
    make_contact(anna, birthday=date(1980, 11, 23)).discard(by=admin)
    Contact.objects.filter(pk=make_contact(anna, birthday=date(1980, 11, 23)).pk).update(erased_at=clock.now())
    Contact.objects.filter(pk=make_contact(anna, birthday=date(1980, 11, 23)).pk).update(owner=None)
    remind()
    assert told() == [("Anna", nina.pk)]


def test_a_notice_reads_with_the_day(client, nina, anna):
    remind()
    client.force_login(anna)
    assert "24\xa0November" in client.get(reverse("notifications:list")).content.decode()


def test_a_quiet_tick_asks_the_same_number_of_questions_for_many_people(anna, boris, sales):
    numbers = []
    for n in range(2):
        for one in range(n * 6):
            make_user(f"seller{one}", department=sales, zone="")
        with CaptureQueriesContext(connection) as captured:
            birthdays()
        numbers.append(len(captured))
    assert numbers[1] <= numbers[0] + 2
    assert numbers[1] < 15


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_and_post_once(nina, anna, greeting):
    Contact.objects.filter(pk=nina.pk).update(birthday=date(1976, 11, 22))
    ready = threading.Barrier(4)

    def work():
        ready.wait()
        birthdays()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told() == [("Anna", nina.pk)]
    assert Parcel.objects.filter(kind="birthday_greeting").count() == 1


# -- the letter --------------------------------------------------------------------


@pytest.fixture
def today_nina(nina):
    Contact.objects.filter(pk=nina.pk).update(birthday=date(1976, 11, 22))
    return nina


def test_who_agreed_gets_one_letter_on_the_day(today_nina, anna, greeting):
    for _tick in range(3):
        greet()
        drain()

    assert [letter.to for letter in mail.outbox] == [["nina@example.com"]]
    letter = mail.outbox[0]
    assert "Нина" not in letter.subject
    assert "Nina Petrovna" in letter.subject
    assert letter.reply_to == [anna.email]
    assert "Ordo" in letter.body
    assert [entry.verb for entry in today_nina.entries.all()].count("greeted") == 1


def test_off_as_it_comes_nobody_is_greeted(today_nina):
    assert greet() == 0


def test_before_the_hour_nobody_is_greeted(monkeypatch, today_nina, greeting):
    for hour, number in (("09:59", 0), ("20:01", 0), ("10:00", 1)):
        set_clock(monkeypatch, f"2026-11-22T{hour}:00+03:00")
        assert greet() == number


@pytest.mark.parametrize("lacks", ["consent", "email", "withdrawn", "day"])
def test_without_consent_address_or_day_no_letter_is_posted(today_nina, anna, greeting, lacks):
    if lacks == "consent":
        today_nina.consents.all().delete()
    if lacks == "email":
        today_nina.emails.all().delete()
    if lacks == "withdrawn":
        today_nina.consents.get().withdraw(by=anna)
    if lacks == "day":
        Contact.objects.filter(pk=today_nina.pk).update(birthday=date(1976, 11, 23))
    assert greet() == 0


@pytest.mark.parametrize("meanwhile", ["withdrawn", "trash", "off", "tomorrow"])
def test_what_changed_before_it_left_holds_it_back(monkeypatch, today_nina, anna, admin, greeting, meanwhile):
    greet()
    if meanwhile == "withdrawn":
        today_nina.consents.get().withdraw(by=anna)
    if meanwhile == "trash":
        today_nina.discard(by=admin)
    if meanwhile == "off":
        CareSettings.objects.update(greet=False)
    if meanwhile == "tomorrow":
        set_clock(monkeypatch, "2026-11-23T12:00:00+03:00")
    drain()
    assert mail.outbox == []


def test_the_text_is_the_companys_own_with_names_put_in(client, admin, today_nina, anna):
    Workspace.objects.update(language="ru", name="Агро")
    client.force_login(admin)
    url = reverse("contacts:birthday-settings")
    facts = {"remind_days": 3, "greet": "on", "greet_at": "10:00", "subject_en": "", "text_en": ""}

    bad = client.post(url, facts | {"subject_ru": "Привет, {who}", "text_ru": "x"})
    assert bad.status_code == 422
    assert "{who}" in bad.content.decode()
    assert (
        client.post(url, facts | {"subject_ru": "{name}, с праздником!", "text_ru": "Ура, {full_name}!\n\n{owner}, {company}"}).status_code
        == 302
    )

    greet()
    drain()
    assert mail.outbox[0].subject == "Nina Petrovna, с праздником!"
    assert "Ура, Ostapenko Nina Petrovna!" in mail.outbox[0].body
    assert f"{anna}, Агро" in mail.outbox[0].body
    assert mail.outbox[0].body.count("Агро") == 1
    assert mail.outbox[0].body.index("-- ") < mail.outbox[0].body.index("Вы получили это письмо")


def test_a_greeting_that_names_no_company_is_signed_by_it(client, admin, today_nina, anna):
    Workspace.objects.update(language="ru", name="Агро")
    CareSettings.objects.create(greet=True, greet_at=time(10), text_ru="Ура!")

    greet()
    drain()

    assert mail.outbox[0].body.split("-- ")[1].split()[0] == "Агро"


@pytest.mark.parametrize("bad", [{"remind_days": 61}, {"remind_days": -1}, {"greet_at": "23:00"}, {"greet_at": "soon"}])
def test_settings_that_make_no_sense_are_refused(client, admin, bad):
    client.force_login(admin)
    facts = {"remind_days": 3, "greet_at": "10:00"} | bad
    assert client.post(reverse("contacts:birthday-settings"), facts).status_code == 422
    assert not CareSettings.objects.exists()


def test_only_who_configures_changes_the_settings(client, anna, head):
    for person in (anna, head):
        client.force_login(person)
        assert client.get(reverse("contacts:birthday-settings")).status_code == 403


# -- the page and the paper --------------------------------------------------------


@pytest.fixture
def card(nina, anna):
    company = make_company(anna, name="Zarya")
    company.take_in(nina, by=anna)
    Address.objects.create(company=company, text="Field Road 7, Omsk")
    return nina


@pytest.mark.parametrize(("who", "sees"), [("anna", True), ("head", True), ("admin", True), ("boris", False), ("vera", False)])
def test_one_sees_the_birthdays_of_ones_clients(client, request, card, who, sees):
    client.force_login(request.getfixturevalue(who))
    assert ("Ostapenko" in client.get(reverse("contacts:birthdays")).content.decode()) == sees


@pytest.mark.parametrize(("who", "prints"), [("head", True), ("admin", True), ("head2", False)])
def test_paper_is_printed_of_those_one_may_take_away(client, request, card, who, prints):
    client.force_login(request.getfixturevalue(who))
    for url in (reverse("contacts:birthday-labels"), f"{reverse('contacts:birthday-labels')}?as=list"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert ("Ostapenko" in answer.content.decode()) == prints


def test_the_label_has_the_address_of_the_company_and_printing_is_noted_as_an_export(client, head, card):
    client.force_login(head)
    assert "Field Road 7, Omsk" in client.get(reverse("contacts:birthday-labels"), {"days": 10}).content.decode()
    assert PersonalAccess.objects.filter(contact=card, user=head, way="exported").count() == 1
    noted = Entry.objects.get(verb="exported", actor=head).details
    assert (noted["kind_of"], noted["rows"], noted["format"], noted["conditions"]) == ("contact", 1, "labels", {"days": "10"})


def test_paper_with_nobody_on_it_is_no_export(client, head2):
    client.force_login(head2)
    assert client.get(reverse("contacts:birthday-labels")).status_code == 200
    assert not Entry.objects.filter(verb="exported").exists()


def test_who_has_no_address_is_counted_and_not_printed(client, anna, head, card):
    for number in range(30):
        make_contact(anna, last_name=f"Homeless {number}", birthday=date(1980, 11, 25))
    client.force_login(head)

    paper = client.get(reverse("contacts:birthday-labels")).content.decode()

    assert "30 have no postal address and are left out" in paper
    assert "1 has a postal address and is printed." in paper
    assert "Homeless" not in paper.split('class="k-labels"')[1]


@pytest.mark.parametrize("lost", ["see_contacts", "export", "the matrix"])
def test_who_may_not_take_addresses_away_prints_none(client, head, card, lost):
    head.role.rights = [one for one in head.role.rights if one != lost]
    if lost == "the matrix":
        head.role.matrix["contact"]["export"] = "none"
    head.role.save()
    client.force_login(head)
    assert client.get(reverse("contacts:birthday-labels")).status_code == 403
    page = client.get(reverse("contacts:birthdays")).content.decode()
    assert reverse("contacts:birthday-labels") not in page
    assert ("Field Road" in page) == (lost != "see_contacts")


def test_the_button_of_the_paper_is_there_for_who_may_print(client, head, anna, card):
    for person, shown in ((head, True), (anna, False)):
        client.force_login(person)
        assert (reverse("contacts:birthday-labels") in client.get(reverse("contacts:birthdays")).content.decode()) == shown


def test_a_card_is_marked_once_and_the_mark_is_taken_back(client, anna, card):
    client.force_login(anna)
    for _time in range(2):
        assert client.post(reverse("contacts:birthday-sent"), {"people": card.pk}).status_code == 302
    row = Birthday.objects.get()
    assert (row.year, row.card_sent_by) == (2026, anna)
    assert "Ostapenko" not in client.get(reverse("contacts:birthdays"), {"cards": "open"}).content.decode()
    assert "Ostapenko" in client.get(reverse("contacts:birthdays"), {"cards": "sent"}).content.decode()

    client.post(f"{reverse('contacts:birthday-not-sent')}?people={card.pk}")
    assert "Ostapenko" in client.get(reverse("contacts:birthdays"), {"cards": "open"}).content.decode()
    verbs = [entry.verb for entry in card.entries.all()]
    assert (verbs.count("card_sent"), verbs.count("card_unsent")) == (1, 1)


@pytest.mark.parametrize("who", ["boris", "vera"])
def test_a_stranger_marks_nothing(client, request, card, who):
    client.force_login(request.getfixturevalue(who))
    for name in ("birthday-sent", "birthday-not-sent"):
        assert client.post(reverse(f"contacts:{name}"), {"people": card.pk}).status_code == 404
        assert client.post(reverse(f"contacts:{name}"), {"people": "x"}).status_code == 404
        assert client.post(reverse(f"contacts:{name}")).status_code == 404
    assert not Birthday.objects.exists()


@pytest.mark.parametrize("bad", [{"days": "7000"}, {"days": "x"}, {"whose": "king"}, {"cards": "burnt"}])
def test_conditions_that_make_no_sense_show_nothing(client, anna, card, bad):
    client.force_login(anna)
    page = client.get(reverse("contacts:birthdays"), bad).content.decode()
    assert "makes no sense" in page
    assert "Ostapenko" not in page


def test_the_page_goes_on_by_marks_and_costs_the_same_for_many(client, anna, card, bare_frame):
    client.force_login(anna)
    _asked(client)
    few = _asked(client)
    for n in range(60):
        make_contact(anna, last_name=f"Person {n:02}", birthday=date(1980, 11, 25))
    assert _asked(client) == few
    page = client.get(reverse("contacts:birthdays"))
    assert "Person 48" in page.content.decode()
    more = client.get(reverse("contacts:birthdays") + page.context["more"]).content.decode()
    assert "Person 59" in more
    assert "Person 48" not in more


def _asked(client):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(reverse("contacts:birthdays"))
    return len(captured)


def test_my_day_lists_those_that_come(client, anna, nina):
    client.force_login(anna)
    page = client.get(reverse("workday:my-day")).content.decode()
    assert "Birthdays" in page
    assert "turns 50" in page


@pytest.mark.parametrize(("language", "words"), [("en", "in the next 30 days"), ("ru", "на 30 дней вперёд")])
def test_the_days_are_counted_in_the_readers_language(client, anna, language, words):
    anna.language = language
    anna.save()
    client.force_login(anna)
    assert words in client.get(reverse("contacts:birthdays")).content.decode()
