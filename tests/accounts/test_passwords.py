import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import resets
from accounts.models import Workspace
from outbox.drain import drain
from outbox.models import Parcel
from tests.factories import PASSWORD
from timeline.models import Entry

pytestmark = pytest.mark.django_db

NEW = "four ploughs in the morning"


@pytest.fixture
def anna(anna):
    anna.set_password(PASSWORD)
    anna.save()
    return anna


def link_in_mail():
    drain()
    return re.search(r"https?://\S+", mail.outbox[-1].body).group(0)


def path_of(link):
    return "/" + link.split("/", 3)[3]


@pytest.mark.parametrize(
    "password", ["12345678901", "Passw0rd!", "crmcrmcrm1", "Порядок2026", "short", "password123", "anna12345678", "Vector-2026", "x" * 257]
)
def test_easy_passwords_are_refused(anna, password):
    Workspace.objects.update(name="Vector")

    with pytest.raises(ValidationError):
        validate_password(password, anna)


@pytest.mark.parametrize(
    "password",
    ["д" * 20 + " трактор едет в поле " + "ё" * 23, "x7" * 64 + "z", "four ploughs in the morning", "Anna sells ploughs to Vector"],
)
def test_long_phrases_in_any_letters_are_welcome(anna, password):
    validate_password(password, anna)


def test_a_forgotten_password_is_set_anew_by_mail(client, anna):
    client.post("/password/forgotten/", {"email": "Anna@example.com"})
    path = path_of(link_in_mail())
    key = path.split("key=")[1].replace("%3D", "=")

    page = client.get(path)
    client.post("/password/new/", {"key": key, "password": NEW})

    anna.refresh_from_db()
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "strict-origin"
    assert anna.check_password(NEW)


def test_whether_an_address_is_known_only_its_mailbox_learns(client, anna, boris, admin):
    boris.deactivate(by=admin)
    answers = [
        client.post("/password/forgotten/", {"email": email}) for email in ("anna@example.com", "nobody@example.com", "boris@example.com")
    ]
    drain()

    texts = {re.sub(r"\S+@example.com|X-CSRFToken[^}]*|value=\"[^\"]*\"", "", answer.content.decode()) for answer in answers}
    assert len(texts) == 1
    assert [message.to for message in mail.outbox] == [["anna@example.com"]]
    assert Parcel.objects.count() == 3


def test_a_link_works_once(client, anna):
    key = resets.key_for(anna)

    assert client.post("/password/new/", {"key": key, "password": NEW}).status_code == 302
    assert client.post("/password/new/", {"key": key, "password": "five ploughs in the evening"}).status_code == 410


def test_opening_the_link_uses_nothing_up(client, anna):
    key = resets.key_for(anna)
    client.get(f"/password/new/?key={key}")
    client.get(f"/password/new/?key={key}")

    assert client.post("/password/new/", {"key": key, "password": NEW}).status_code == 302


def test_a_link_is_over_after_an_hour(client, anna):
    key = resets.key_for(anna)

    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert client.get(f"/password/new/?key={key}").status_code == 410


@pytest.mark.parametrize(
    "event",
    [
        lambda anna, admin: (anna.set_password("changed meanwhile ok"), anna.save()),
        lambda anna, admin: anna.deactivate(by=admin),
        lambda anna, admin: anna.end_sessions(),
    ],
    ids=["the password changed", "the access was taken", "signed out everywhere"],
)
def test_a_link_is_void_when_the_account_has_changed(client, anna, admin, event):
    key = resets.key_for(anna)

    event(anna, admin)

    assert client.get(f"/password/new/?key={key}").status_code == 410


@pytest.mark.parametrize("key", ["", "x", "MQ.abc-def", "!!.x", "MQ", "99999999999999999999.a-b"])
def test_invented_keys_open_nothing(client, anna, key):
    assert client.get("/password/new/", {"key": key}).status_code == 410


def test_links_begin_with_the_configured_address(client, anna, settings):
    settings.BASE_URL = "https://crm.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/password/forgotten/", {"email": "anna@example.com"}, headers={"host": "evil.example"})

    assert link_in_mail().startswith("https://crm.example.com/password/new/")


def test_no_key_lies_in_the_outbox_or_the_audit(client, anna):
    client.post("/password/forgotten/", {"email": "anna@example.com"})
    key = link_in_mail().split("key=")[1]

    assert key not in str(list(Parcel.objects.values("payload", "last_error", "key")))
    assert key not in str(list(Entry.objects.values("details")))


def test_asking_again_and_again_is_throttled(client, anna):
    for _ in range(10):
        client.post("/password/forgotten/", {"email": "anna@example.com"})

    assert client.post("/password/forgotten/", {"email": "anna@example.com"}).status_code == 429


# -- one's own --------------------------------------------------------------------------


def test_a_new_password_needs_the_current_one(client, anna):
    client.force_login(anna)

    assert client.post("/me/password/", {"password": NEW}).status_code == 422
    assert client.post("/me/password/", {"current": "wrong", "password": NEW}).status_code == 422
    assert client.post("/me/password/", {"current": PASSWORD, "password": NEW}).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password(NEW)


def test_other_browsers_are_out_and_this_one_goes_on(client, django_client_factory, anna):
    phone = django_client_factory()
    phone.force_login(anna)
    client.force_login(anna)

    client.post("/me/password/", {"current": PASSWORD, "password": NEW})

    assert client.get("/me/").status_code == 200
    assert phone.get("/me/").status_code == 302


def test_the_owner_is_told_about_a_new_password(client, anna):
    client.force_login(anna)
    client.post("/me/password/", {"current": PASSWORD, "password": NEW})
    drain()

    assert mail.outbox[-1].to == ["anna@example.com"]
    assert NEW not in mail.outbox[-1].body


def test_a_new_e_mail_needs_the_password_and_the_old_address_is_told(client, anna):
    client.force_login(anna)
    assert client.post("/me/email/", {"email": "kovaleva@example.com", "current": "wrong"}).status_code == 422
    client.post("/me/email/", {"email": "Kovaleva@example.com", "current": PASSWORD})
    drain()

    anna.refresh_from_db()
    assert anna.email == "kovaleva@example.com"
    assert mail.outbox[-1].to == ["anna@example.com"]


def test_nobody_takes_the_e_mail_of_a_colleague(client, anna, boris):
    client.force_login(anna)

    assert client.post("/me/email/", {"email": "BORIS@example.com", "current": PASSWORD}).status_code == 422


def test_an_administrator_starts_a_reset_but_never_sets_a_password(client, anna, admin):
    client.force_login(admin)
    client.post(f"/settings/people/{anna.pk}/reset/")

    assert link_in_mail().startswith("http")
    assert not any("password" in name for name in client.get(f"/settings/people/{anna.pk}/").context["form"].fields)


def test_a_subject_never_breaks_the_headers(anna):
    from accounts.mail import Letter, deliver

    deliver(Letter("Hello\r\nBcc: evil@example.com", ["<b>bold</b>"]), "anna@example.com")

    message = mail.outbox[-1]
    assert message.subject == "Hello Bcc: evil@example.com"
    assert "&lt;b&gt;" in message.alternatives[0][0]
