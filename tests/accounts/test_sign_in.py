import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import hashers
from django.utils import timezone

from accounts.models import KnownSession, SignInFailure
from accounts.people import change_place
from accounts.sign_in import unlock
from tests.factories import PASSWORD
from timeline.models import Entry

pytestmark = pytest.mark.django_db

DOOR = "/sign-in/"
REFUSAL = "The e-mail or the password did not fit."


@pytest.fixture
def anna(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def knock(client, email="anna@example.com", password=PASSWORD, ip="10.0.0.1", **more):
    return client.post(DOOR, {"email": email, "password": password, **more}, REMOTE_ADDR=ip, headers={"accept-language": "en"})


def is_in(client):
    return client.get("/me/").status_code == 200


def test_e_mail_and_password_let_in(client, anna):
    response = knock(client, email=" Anna@Example.com ")

    assert (response.status_code, response.url) == (302, "/")
    assert is_in(client)


def test_unknown_wrong_and_deactivated_are_refused_alike(client, anna, boris, admin):
    boris.set_password(PASSWORD)
    boris.save()
    boris.deactivate(by=admin)

    answers = [
        knock(client, email, password)
        for email, password in (("nobody@example.com", "x"), ("anna@example.com", "x"), ("boris@example.com", PASSWORD))
    ]

    texts = {re.sub(r'value="[^"]*"|X-CSRFToken[^}]*', "", answer.content.decode()) for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len(texts) == 1
    assert REFUSAL in texts.pop()
    assert not is_in(client)


def test_every_refusal_costs_one_hash(client, anna, boris, admin, monkeypatch):
    """Whoever measures the time learns nothing: the same work is done for an address nobody has."""
    boris.set_password(PASSWORD)
    boris.save()
    boris.deactivate(by=admin)
    counts = []
    hasher = type(hashers.get_hasher())
    original = hasher.encode

    def counted(self, *args):
        counts.append(1)
        return original(self, *args)

    monkeypatch.setattr(hasher, "encode", counted)
    spent = []
    for email in ("nobody@example.com", "anna@example.com", "boris@example.com"):
        counts.clear()
        knock(client, email, "wrong-password")
        spent.append(len(counts))

    assert len(set(spent)) == 1


def test_after_ten_wrong_passwords_the_door_stays_shut(client, anna, monkeypatch):
    for _ in range(10):
        assert knock(client, password="wrong").status_code == 422
    monkeypatch.setattr("accounts.models.User.check_password", lambda *args: pytest.fail("a password was hashed"))

    response = knock(client)

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 300


def test_the_last_attempts_are_announced(client, anna):
    answers = [knock(client, password="wrong").content.decode() for _ in range(10)]

    assert "attempt" not in answers[5]
    assert "3 attempts are left" in answers[6]
    assert "1 attempt is left" in answers[8]


def test_an_attacker_does_not_lock_the_victim_out(client, django_client_factory, anna):
    for _ in range(11):
        knock(client, password="wrong")

    assert knock(django_client_factory(), ip="10.0.0.2").status_code == 302


def test_a_known_browser_is_counted_by_itself(client, django_client_factory, anna):
    """Ten failures from the same office address do not shut the door of Anna's own computer."""
    knock(client)
    client.post("/sign-out/")
    stranger = django_client_factory()
    for _ in range(10):
        knock(stranger, password="wrong")
    assert knock(stranger).status_code == 429

    assert knock(client).status_code == 302


def test_a_known_browser_has_ten_attempts_too(client, anna):
    knock(client)
    client.post("/sign-out/")
    for _ in range(10):
        knock(client, password="wrong")

    assert knock(client).status_code == 429


def test_the_mark_of_a_browser_is_good_for_its_own_account_only(client, anna, boris):
    knock(client)
    client.post("/sign-out/")
    for _ in range(10):
        knock(client, email="boris@example.com", password="wrong")

    assert knock(client, email="boris@example.com", password="wrong").status_code == 429


def test_an_address_has_fifty_attempts_an_hour(client, anna):
    now = timezone.now()
    SignInFailure.objects.bulk_create(
        SignInFailure(account=f"guess{n}@example.com", ip="10.0.0.1", at=now - timedelta(minutes=n)) for n in range(50)
    )

    assert knock(client).status_code == 429
    assert knock(client, ip="10.0.0.9").status_code == 302


def test_an_administrator_unlocks(client, anna, admin):
    for _ in range(10):
        knock(client, password="wrong")

    unlock(anna, by=admin)

    assert knock(client).status_code == 302


def test_a_success_clears_its_own_attempt_only(client, anna):
    knock(client, password="wrong")
    knock(client)

    assert SignInFailure.objects.count() == 1


# -- sessions ------------------------------------------------------------------------


def test_the_session_gets_a_new_id_at_the_door(client, anna):
    session = client.session
    session["seen"] = "before"
    session.save()
    before = client.session.session_key

    knock(client)

    assert client.session.session_key != before


def test_signing_out_is_never_a_link(client, anna):
    knock(client)

    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)
    client.post("/sign-out/")
    assert not is_in(client)


def test_an_old_session_id_opens_nothing_after_signing_out(client, django_client_factory, anna):
    knock(client)
    key = client.cookies["session"].value
    client.post("/sign-out/")
    thief = django_client_factory()
    thief.cookies["session"] = key

    assert not is_in(thief)


@pytest.mark.parametrize(
    "event",
    [
        lambda anna, admin, roles: anna.deactivate(by=admin),
        lambda anna, admin, roles: anna.end_sessions(),
        lambda anna, admin, roles: change_place(anna, role=roles["trainee"], by=admin),
        lambda anna, admin, roles: (anna.set_password("another-long-phrase"), anna.save()),
    ],
    ids=["deactivated", "signed out everywhere", "another role", "another password"],
)
def test_open_browsers_are_out_at_once(client, anna, admin, roles, event):
    knock(client, remember="on")
    assert is_in(client)

    event(anna, admin, roles)

    assert not is_in(client)


def test_without_a_click_for_twelve_hours_one_is_out(client, anna):
    knock(client)

    with time_machine.travel(timezone.now() + timedelta(hours=11)):
        assert is_in(client)
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=30)):
        assert not is_in(client)


def test_a_session_lasts_one_working_day_however_busy(client, anna):
    knock(client)

    for hours in (6, 12, 15):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            assert is_in(client)
    with time_machine.travel(timezone.now() + timedelta(hours=16, minutes=1)):
        assert not is_in(client)


def test_a_remembered_browser_stays_thirty_days_and_no_longer(client, anna):
    knock(client, remember="on")

    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert is_in(client)
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert not is_in(client)


def test_the_cookie_of_an_unremembered_session_dies_with_the_browser(client, anna):
    assert knock(client).cookies["session"]["max-age"] == ""
    assert knock(client.__class__(), remember="on").cookies["session"]["max-age"] > 29 * 24 * 3600


def test_anna_sees_her_browsers_and_ends_one(client, django_client_factory, anna):
    phone = django_client_factory()
    knock(phone)
    knock(client)
    other = KnownSession.objects.exclude(session_key=client.session.session_key).get()

    page = client.get("/me/sessions/")
    client.post(f"/me/sessions/{other.pk}/end/")

    assert page.content.decode().count("10.0.0.1") == 2
    assert not is_in(phone)
    assert is_in(client)


def test_nobody_ends_a_session_of_somebody_else(client, django_client_factory, anna, boris):
    knock(django_client_factory())
    client.force_login(boris)

    assert client.post(f"/me/sessions/{KnownSession.objects.get().pk}/end/").status_code == 404


def test_signing_out_everywhere_keeps_this_browser(client, django_client_factory, anna):
    phone = django_client_factory()
    knock(phone)
    knock(client)

    client.post("/me/sessions/end/")

    assert not is_in(phone)
    assert is_in(client)


# -- where to ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wished",
    [
        "//evil.example",
        "https:evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example",
        "https://testserver.evil.example",
        "/%0d%0aLocation:x\r\nX: y",
        "evil",
    ],
)
def test_the_way_back_stays_on_this_host(client, anna, wished):
    response = knock(client, next=wished)

    assert response.url == "/" or response.url.startswith("/%0d%0a")


def test_the_way_back_leads_where_one_wanted(client, anna):
    assert client.get("/me/").url == "/sign-in/?next=/me/"
    assert knock(client, next="/me/").url == "/me/"


# -- the log -------------------------------------------------------------------------------


def test_signing_in_and_out_and_failing_is_written_down(client, anna):
    knock(client, password="wrong")
    knock(client)
    client.post("/sign-out/")

    told = list(Entry.objects.order_by("pk").filter(verb__startswith="sign").values_list("verb", "subject_id", "ip"))
    assert told == [("sign_in_failed", anna.pk, "10.0.0.1"), ("signed_in", anna.pk, "10.0.0.1"), ("signed_out", anna.pk, "127.0.0.1")]


def test_a_password_typed_into_the_field_for_the_address_is_not_kept(client, anna):
    knock(client, email="my secret phrase", password="x")

    assert "secret" not in str(list(Entry.objects.values("details")))


def test_a_denied_section_is_written_down(client, anna):
    client.force_login(anna)

    assert client.get("/settings/people/").status_code == 403
    assert Entry.objects.get(verb="denied").details["route"] == "accounts:people"
