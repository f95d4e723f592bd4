import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.models import Invitation, User
from exchange.targets.people import new_person
from outbox.drain import drain
from outbox.models import Parcel
from tests.factories import PASSWORD
from timeline.models import Entry

pytestmark = pytest.mark.django_db

NEW = "/settings/invitations/new/"


@pytest.fixture
def places(roles, sales):
    return {"role": roles["manager"].pk, "department": sales.pk, "superior": ""}


def accept(client, invitation, **more):
    data = {"key": invitation.token, "first_name": "Nina", "last_name": "Petrova", "password": PASSWORD} | more
    return client.post("/invitation/", data)


def test_ten_people_are_invited_at_once(client, admin, places):
    client.force_login(admin)
    client.post(NEW, places | {"people": "\n".join(f"m{number}@example.com" for number in range(10))})
    drain()

    assert Invitation.objects.count() == 10
    assert {address for message in mail.outbox for address in message.to} == {f"m{number}@example.com" for number in range(10)}


def test_a_line_may_say_role_department_and_superior(client, admin, places, service, head2):
    client.force_login(admin)
    client.post(NEW, places | {"people": "Nina@Example.com, trainee, Service, head2@example.com\noleg@example.com; Head of department"})

    nina, oleg = Invitation.objects.order_by("pk")
    assert (nina.email, nina.role.code, nina.department, nina.superior) == ("nina@example.com", "trainee", service, head2)
    assert (oleg.role.code, oleg.department_id) == ("head", places["department"])


@pytest.mark.parametrize(
    "lines",
    [
        "not an address",
        "a@example.com\na@example.com",
        "anna@example.com",
        "a@example.com, king",
        "a@example.com, manager, Moon",
        "\n".join(f"m{n}@example.com" for n in range(11)),
        "",
    ],
    ids=["no address", "twice", "here already", "no such role", "no such department", "eleven", "nobody"],
)
def test_one_wrong_line_invites_nobody(client, admin, anna, places, lines):
    client.force_login(admin)

    assert client.post(NEW, places | {"people": f"good@example.com\n{lines}" if lines and "m10" not in lines else lines}).status_code == 422
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("who", ["head", "anna", "auditor"])
def test_only_an_administrator_invites(client, request, places, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(NEW, places | {"people": "a@example.com"}).status_code == 403


@pytest.fixture
def invitation(admin, roles, sales, head):
    return Invitation.send("nina@example.com", role=roles["manager"], department=sales, superior=head, by=admin)


def test_the_invited_person_names_herself_and_is_in(client, invitation, sales, head):
    drain()
    link = re.search(r"https?://\S+", mail.outbox[-1].body).group(0)
    page = client.get("/" + link.split("/", 3)[3])
    response = accept(client, invitation)

    nina = User.objects.get(email="nina@example.com")
    assert page["Referrer-Policy"] == "strict-origin"
    assert response.status_code == 302
    assert (nina.full_name, nina.role.code, nina.department, nina.superior) == ("Nina Petrova", "manager", sales, head)
    assert nina.check_password(PASSWORD)
    assert client.get("/me/").status_code == 200


def test_the_invited_person_chooses_neither_role_nor_address(client, invitation, roles):
    accept(client, invitation, role=roles["administrator"].pk, email="boss@example.com", is_active="")

    assert User.objects.get(email="nina@example.com").role.code == "manager"


def test_a_link_lets_in_once(client, django_client_factory, invitation):
    accept(client, invitation)

    assert accept(django_client_factory(), invitation).status_code == 410
    assert User.objects.filter(email="nina@example.com").count() == 1


def test_a_link_lasts_a_day(client, invitation):
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert accept(client, invitation).status_code == 410


def test_a_link_taken_back_opens_nothing(client, invitation, admin):
    invitation.revoke(by=admin)

    assert accept(client, invitation).status_code == 410


def test_a_second_link_replaces_the_first(client, invitation, admin):
    old = invitation.token
    invitation.send_again(by=admin)

    assert client.get("/invitation/", {"key": old}).status_code == 410
    assert client.get("/invitation/", {"key": invitation.token}).status_code == 200


def test_a_second_invitation_replaces_the_first(client, invitation, admin, roles, sales):
    second = Invitation.send("NINA@example.com", role=roles["trainee"], department=sales, by=admin)

    assert client.get("/invitation/", {"key": invitation.token}).status_code == 410
    assert client.get("/invitation/", {"key": second.token}).status_code == 200


def test_easy_passwords_are_refused_here_too(client, invitation):
    assert accept(client, invitation, password="nina12345678").status_code == 422
    assert accept(client, invitation, first_name=" \u200e ").status_code == 422
    assert not User.objects.filter(email="nina@example.com").exists()


def test_the_token_lies_nowhere(invitation):
    drain()
    everything = str([list(model.objects.values()) for model in (Invitation, Parcel, Entry)])

    assert invitation.token not in everything


def test_without_a_mail_server_the_administrator_copies_the_link(client, admin, invitation, settings):
    client.force_login(admin)
    settings.EMAIL_HOST = ""
    assert invitation.token in client.get("/settings/invitations/").content.decode()

    settings.EMAIL_HOST = "smtp.example.com"
    assert invitation.token not in client.get("/settings/invitations/").content.decode()


def test_whom_an_import_brought_without_access_is_invited_like_anybody(client, admin, places):
    brought = new_person("Nina Petrova", admin.role, admin.department, None, "nina@example.com")
    client.force_login(admin)
    client.post(NEW, places | {"people": "nina@example.com"})
    client.logout()
    accept(client, Invitation.objects.get())

    brought.refresh_from_db()
    assert (brought.is_active, brought.role.code, brought.check_password(PASSWORD)) == (True, "manager", True)
    assert User.objects.filter(email="nina@example.com").count() == 1


def test_nobody_who_was_here_comes_back_by_an_invitation(client, admin, anna, invitation):
    anna.deactivate(by=admin)
    Invitation.objects.update(email=anna.email)

    assert accept(client, Invitation.objects.get()).status_code == 410
    anna.refresh_from_db()
    assert not anna.is_active
