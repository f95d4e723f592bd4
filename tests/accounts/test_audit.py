import pytest

from crm_project.lib import clock
from outbox.models import Parcel
from timeline.models import Entry
from timeline.sealing import seal
from timeline.sentences import has_sentence, read

pytestmark = pytest.mark.django_db

AUDIT = "/settings/audit/"


@pytest.mark.parametrize("who, status", [("admin", 200), ("auditor", 200), ("head", 403), ("anna", 403)])
def test_administrators_and_auditors_read_the_audit(client, request, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(AUDIT).status_code == status


def test_it_is_filtered_by_person_kind_and_date(client, admin, anna, boris):
    boris.record("signed_in", by=boris, audience="admins")
    anna.record("signed_out", by=anna, audience="admins")
    client.force_login(admin)
    verbs = lambda **chosen: {entry.verb for entry in client.get(AUDIT, chosen).context["entries"]}  # noqa: E731

    assert verbs(person=boris.pk) == {"signed_in"}
    assert "signed_out" in verbs(kind="user")
    assert verbs(kind="deal") == set()
    assert verbs(ends="2001-01-01") == set()
    assert verbs(begins="nonsense") == set()


def test_the_seals_are_checked(client, auditor, anna):
    anna.record("signed_in", by=anna)
    seal()
    client.force_login(auditor)

    assert "are as they were written" in client.post(f"{AUDIT}verification/").content.decode()


def test_every_verb_of_people_has_a_sentence_in_both_languages(anna):
    from django.utils import translation

    from accounts.sentences import SENTENCES

    for name in SENTENCES:
        kind, _dot, verb = name.partition(".")
        assert has_sentence(kind, verb)
        entry = Entry.fact(kind, 1, verb, by=anna)
        for language in ("ru", "en"):
            with translation.override(language):
                assert "{" not in read(entry)


@pytest.fixture
def dead(db):
    now = clock.now()
    return Parcel.objects.create(kind="mail", payload={}, due_at=now, created_at=now, state="dead", attempts=10, last_error="refused <b>")


def test_a_stuck_parcel_is_shown_and_sent_again(client, admin, dead):
    client.force_login(admin)
    page = client.get("/settings/outbox/").content.decode()
    client.post(f"/settings/outbox/{dead.pk}/revival/")

    dead.refresh_from_db()
    assert "refused &lt;b&gt;" in page
    assert (dead.state, dead.attempts) == ("waiting", 0)
    assert Entry.objects.get(verb="parcel_revived").actor == admin


@pytest.mark.parametrize("who", ["auditor", "head", "anna"])
def test_only_an_administrator_sends_again(client, request, dead, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/settings/outbox/{dead.pk}/revival/").status_code == 403


def test_the_settings_show_what_the_reader_may_open(client, admin, auditor, anna):
    client.force_login(admin)
    assert {"/settings/people/", "/settings/roles/"} <= {line for line in client.get("/settings/").content.decode().split('"')}
    client.force_login(auditor)
    page = client.get("/settings/").content.decode()
    assert "/settings/people/" in page
    assert "/settings/company/" not in page
    client.force_login(anna)
    assert client.get("/settings/").status_code == 403
