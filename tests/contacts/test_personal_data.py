"""Nina Ostapenko may ask what the house knows of her, withdraw what she agreed to, and be forgotten."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts import personal
from contacts.models import Consent, Contact, PersonalAccess
from contacts.refusals import NotAllowed
from contacts.resolver import known_by
from crm_project.lib import clock
from deals.models import Deal
from leads.models import Lead
from notifications.models import Notice
from notifications.telling import notify
from telephony.models import Call
from tests.factories import make_contact, make_deal, make_funnel, make_task
from timeline.keeping import keep
from timeline.models import Comment, Entry, File
from timeline.sealing import seal, verify

pytestmark = pytest.mark.django_db
PHONE = "+7 918 442-19-06"


@pytest.fixture
def nina(anna, stages):
    nina = make_contact(anna)
    nina.add_phone(PHONE, by=anna)
    nina.add_email("nina@example.com", by=anna)
    return nina


@pytest.fixture
def past(nina, anna):
    """Everything that may name her."""
    deal = make_deal(anna, name="Plough for Nina Ostapenko", contact=nina, amount=700)
    make_funnel("Leads", cards="leads")
    lead = Lead.receive({"person": "Nina Ostapenko", "phone_typed": PHONE, "comment": "I am Nina"}, by=anna, owner=anna)
    Lead.objects.filter(pk=lead.pk).update(contact=nina)
    task = make_task(anna, deal=deal, title="Call Ostapenko", due_at=clock.now())
    call = Call.log(direction="out", outcome="answered", by=anna, phone=PHONE, deal=deal)
    Comment.leave(nina, "Nina asks for a discount", by=anna)
    keep(SimpleUploadedFile("passport of Nina.txt", b"secret"), nina, by=anna)
    nina.change({"about": "Married, likes tea"}, by=anna)
    deal.change({"amount": 800}, by=anna)
    notify([anna], "comment.left", deal, key="a comment", details={"text": "Ostapenko called"})
    return deal, lead, task, call


def everywhere():
    """All text the database holds of what was recorded about her."""
    texts = [str(row) for model in (Contact, Deal, Lead, Call, Comment, File, Notice) for row in model.objects.values()]
    texts += [str(row) for row in Entry.objects.exclude(subject_kind="user").values("details")]
    return " ".join(texts)


def test_a_consent_holds_from_its_day_until_it_is_withdrawn(nina, anna):
    given = Consent.note(nina, purpose="mailing", given_on=clock.now().date(), source="paper", by=anna)
    again = Consent.note(nina, purpose="mailing", given_on=clock.now().date(), source="form", by=anna)

    assert given == again
    given.withdraw(by=anna)
    given.withdraw(by=anna)
    assert not nina.consents.in_force().exists()
    verbs = [entry.verb for entry in nina.entries.all()]
    assert (verbs.count("consent_given"), verbs.count("consent_withdrawn")) == (1, 1)


def test_a_consent_of_tomorrow_is_a_mistake_with_what_was_typed_kept(client, anna, nina):
    client.force_login(anna)
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()

    answer = client.post(reverse("contacts:consent", args=[nina.pk]), {"purpose": "mailing", "given_on": tomorrow, "source": "paper 7"})

    assert answer.status_code == 422
    assert "paper 7" in answer.content.decode()
    assert not nina.consents.exists()


def test_a_stranger_notes_and_withdraws_nothing(client, vera, nina, anna):
    given = Consent.note(nina, purpose="mailing", given_on=clock.now().date(), source="paper", by=anna)
    client.force_login(vera)

    for name, args in [("consent", [nina.pk]), ("withdraw", [nina.pk, given.pk])]:
        assert client.post(reverse(f"contacts:{name}", args=args), {"purpose": "mailing"}).status_code == 404
    with pytest.raises(NotAllowed):
        given.withdraw(by=vera)
    assert nina.consents.in_force().count() == 1


def test_the_file_tells_everything_and_who_took_it_is_noted(client, head, nina, past):
    client.force_login(head)

    answer = client.get(reverse("contacts:everything", args=[nina.pk]))
    page = answer.content.decode()

    assert answer.headers["Content-Disposition"].startswith("attachment")
    for words in (
        "442-19-06",
        "nina@example.com",
        "Plough for Nina",
        "I am Nina",
        "Call Ostapenko",
        "asks for a discount",
        "passport of Nina",
    ):
        assert words in page
    assert PersonalAccess.objects.filter(contact=nina, user=head, way="told").count() == 1


def test_the_file_tells_nothing_of_deals_its_taker_does_not_see(client, head, vera, nina, past):
    make_deal(vera, name="Harrow of another department", contact=nina, amount=5)
    client.force_login(head)

    page = client.get(reverse("contacts:everything", args=[nina.pk])).content.decode()

    assert "Plough for Nina" in page
    assert "Harrow of another department" not in page


def test_who_may_not_export_gets_no_file(client, anna, vera, nina):
    for person in (anna, vera):
        client.force_login(person)
        assert client.get(reverse("contacts:everything", args=[nina.pk])).status_code in (403, 404)
    assert not PersonalAccess.objects.filter(way="told").exists()


def test_after_an_erasure_nothing_names_her_and_sums_stay(nina, admin, past):
    deal = past[0]
    assert "Ostapenko" in everywhere()

    act = personal.erase(nina, by=admin, reason="Letter No. 5")

    told = everywhere()
    for words in ("Ostapenko", "Nina", "442-19-06", "79184421906", "nina@example.com", "likes tea", "passport"):
        assert words not in told
    deal.refresh_from_db()
    assert (deal.amount, deal.contact_id) == (800, nina.pk)
    assert (
        act["deals"]
        == act["leads"]
        == act["tasks"]
        == act["calls"]
        == act["phones"]
        == act["emails"]
        == act["files"]
        == act["notices"]
        == 1
    )
    assert known_by(phone=PHONE) == []


def test_a_card_that_was_merged_into_hers_is_forgotten_with_it(nina, anna, admin):
    second = make_contact(anna, "Antonina", "Ostapenkova")
    second.add_phone("+7 912 000-11-22", by=anna)
    nina.absorb(second, by=anna, choices={})

    personal.erase(nina, by=admin, reason="Letter No. 5")

    told = everywhere() + str(list(nina.merges.values()))
    for words in ("Ostapenko", "Antonina", "000-11-22", "79120001122"):
        assert words not in told
    assert not nina.merges.get().can_be_undone


def test_the_chain_of_history_stays_true(nina, admin, past):
    seal()
    personal.erase(nina, by=admin, reason="Letter No. 5")
    seal()

    assert verify().broken is None


def test_the_erased_card_still_opens_with_its_act_and_is_edited_no_more(client, admin, nina, past):
    client.force_login(admin)
    answer = client.post(reverse("contacts:erase", args=[nina.pk]), {"reason": "Letter No. 5", "sure": "on"})
    again = client.post(reverse("contacts:erase", args=[nina.pk]), {"reason": "Once more", "sure": "on"})

    assert (answer.status_code, again.status_code) == (302, 302)
    page = client.get(reverse("contacts:contact", args=[nina.pk])).content.decode()
    assert "Letter No. 5" in page
    assert "Once more" not in page
    assert client.get(reverse("contacts:edit", args=["contact", nina.pk]), headers={"HX-Request": "true"}).status_code == 403
    nina.refresh_from_db()
    with pytest.raises(NotAllowed):
        nina.change({"about": "again"}, by=admin)


def test_nobody_but_an_administrator_erases(client, anna, head, nina):
    for person in (anna, head):
        client.force_login(person)
        assert client.post(reverse("contacts:erase", args=[nina.pk]), {"reason": "x", "sure": "on"}).status_code in (403, 404)
        with pytest.raises(NotAllowed):
            personal.erase(nina, by=person, reason="x")
    nina.refresh_from_db()
    assert (nina.last_name, nina.erased_at) == ("Ostapenko", None)


def test_an_erasure_without_ground_or_without_being_sure_is_refused(client, admin, nina):
    client.force_login(admin)

    assert client.post(reverse("contacts:erase", args=[nina.pk]), {"reason": "", "sure": "on"}).status_code == 422
    assert client.post(reverse("contacts:erase", args=[nina.pk]), {"reason": "Letter"}).status_code == 422
    nina.refresh_from_db()
    assert nina.erased_at is None


def test_who_opened_the_card_is_noted_once_a_day(client, anna, head, admin, nina):
    for person in (anna, anna, head):
        client.force_login(person)
        client.get(reverse("contacts:contact", args=[nina.pk]))

    assert sorted(PersonalAccess.objects.values_list("user", "way")) == sorted([(anna.pk, "opened"), (head.pk, "opened")])
    client.force_login(admin)
    assert str(head) in client.get(reverse("contacts:accesses", args=[nina.pk])).content.decode()
    client.force_login(anna)
    assert client.get(reverse("contacts:accesses", args=[nina.pk])).status_code in (403, 404)


def test_a_saved_list_is_noted_for_each_person_in_it(client, head, nina, anna):
    make_contact(anna, "Oleg", "Rudin")
    client.force_login(head)

    for _time in range(2):
        b"".join(client.get(reverse("contacts:export", args=["contact", "csv"])).streaming_content)

    assert PersonalAccess.objects.filter(user=head, way="exported").count() == 2
