import pytest
from django.core import mail
from django.utils.html import format_html

from accounts.models import User
from notifications import kinds
from notifications.models import Notice
from notifications.preferences import choose, wants
from notifications.telling import notify
from outbox.drain import drain
from outbox.models import Parcel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vocabulary(monkeypatch):
    """Two kinds of notice about a colleague, whom only his department may see."""
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_subjects", {})
    kinds.subject("user", lambda reader: User.objects.in_scope(reader, "department"), lambda person: f"/people/{person.pk}/")

    @kinds.notice("user.given", "Somebody was given to me", mail=True)
    def given(notice, subject):
        return format_html("{} was given to you by {}", subject, notice.details["by"])

    @kinds.notice("user.seen", "Somebody was seen", must=True)
    def seen(notice, subject):
        return format_html("{} was seen", subject)


def tell(people, boris, key="given-1"):
    return notify(people, "user.given", boris, key=key, details={"by": "<b>Head</b>"})


def test_one_is_told_once_however_often(anna, boris):
    tell([anna], boris)
    tell([anna, anna], boris)

    assert Notice.objects.count() == 1
    assert Parcel.objects.filter(kind="notice_mail").count() == 1


def test_another_person_is_told_under_the_same_key(anna, boris, head):
    tell([anna], boris)
    tell([anna, head], boris)

    assert set(Notice.objects.values_list("recipient__first_name", flat=True)) == {"Anna", "Head"}


def test_mail_goes_once_and_in_the_readers_language(anna, boris):
    tell([anna], boris)
    drain()
    drain()

    assert [message.to for message in mail.outbox] == [["anna@example.com"]]
    assert mail.outbox[0].subject == "Boris Testova was given to you by <b>Head</b>"
    assert f"/people/{boris.pk}/" in mail.outbox[0].body


def test_somebody_without_access_is_told_nothing(anna, boris, admin):
    anna.deactivate(by=admin)

    tell([anna, None], boris)

    assert Notice.objects.count() == Parcel.objects.filter(kind="notice_mail").count() == 0


def test_mail_for_somebody_who_left_meanwhile_is_not_sent(anna, boris, admin):
    tell([anna], boris)
    anna.deactivate(by=admin)
    drain()

    assert mail.outbox == []


def test_the_channels_are_the_persons_choice(anna, boris):
    choose(anna, {"user.given": {"bell": False, "mail": False}})
    tell([anna], boris)

    assert Notice.objects.unread().count() == 0
    assert Parcel.objects.filter(kind="notice_mail").count() == 0


def test_what_must_be_told_rings_whatever_was_chosen(anna):
    choose(anna, {"user.seen": {"bell": False, "mail": True}})

    assert wants(anna, "user.seen", "bell")
    assert wants(anna, "user.seen", "mail")


def test_a_refused_change_tells_nobody(anna, boris):
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tell([anna], boris)
        1 / 0

    assert not Notice.objects.exists()


# -- the bell ------------------------------------------------------------------------------


def test_anna_reads_her_notices_and_nobody_elses(client, anna, boris, vera):
    tell([anna], boris)
    client.force_login(anna)
    hers = client.get("/notices/").content.decode()
    client.force_login(vera)
    veras = client.get("/notices/").content.decode()

    assert "Boris Testova was given to you by &lt;b&gt;Head" in hers
    assert "Boris" not in veras


def test_a_record_out_of_sight_takes_its_name_along(client, vera, boris):
    """Vera was told about Boris, whom she may not see: neither his name nor what was done is shown."""
    tell([vera], boris)
    client.force_login(vera)
    page = client.get("/notices/").content.decode()

    assert "Boris" not in page
    assert "Head&lt;" not in page
    assert "About a record you do not see any more" in page


def test_opening_reads_it_and_leads_there(client, anna, boris):
    tell([anna], boris)
    notice = Notice.objects.get()
    client.force_login(anna)
    client.get("/notices/")
    assert Notice.objects.unread().exists()

    response = client.post(f"/notices/{notice.pk}/opening/")

    assert response.url == f"/people/{boris.pk}/"
    assert not Notice.objects.unread().exists()


def test_nobody_reads_for_another(client, anna, vera, boris):
    tell([anna], boris)
    client.force_login(vera)

    assert client.post(f"/notices/{Notice.objects.get().pk}/opening/").status_code == 404
    client.post("/notices/reading/")
    assert Notice.objects.unread().count() == 1


def test_everything_is_read_at_once(client, anna, boris):
    for number in range(3):
        tell([anna], boris, key=f"given-{number}")
    client.force_login(anna)
    client.post("/notices/reading/")

    assert not Notice.objects.unread().exists()


def test_a_link_reads_nothing(client, anna, boris):
    tell([anna], boris)
    client.force_login(anna)

    assert client.get("/notices/reading/").status_code == 405
    assert client.get(f"/notices/{Notice.objects.get().pk}/opening/").status_code == 405


@pytest.mark.parametrize("size", (1, 30))
def test_the_bell_costs_the_same_for_one_and_for_many(client, anna, boris, size, django_assert_max_num_queries):
    for number in range(size):
        tell([anna], boris, key=f"given-{number}")
    client.force_login(anna)
    piece = {"hx-request": "true"}
    client.get("/notices/", headers=piece)

    with django_assert_max_num_queries(6):
        client.get("/notices/", headers=piece)


def test_older_notices_follow_page_by_page(client, anna, boris):
    for number in range(35):
        tell([anna], boris, key=f"given-{number}")
    client.force_login(anna)
    first = client.get("/notices/")
    second = client.get("/notices/", {"after": first.context["mark"]})

    assert len(first.context["readings"]) == 30
    assert len(second.context["readings"]) == 5
    assert client.get("/notices/", {"after": "nonsense"}).status_code == 400


def test_preferences_are_kept(client, anna):
    client.force_login(anna)
    client.post("/notices/preferences/", {"user.given.bell": "on"})

    anna = User.objects.get(pk=anna.pk)
    assert wants(anna, "user.given", "bell")
    assert not wants(anna, "user.given", "mail")
    assert wants(anna, "user.seen", "bell")
