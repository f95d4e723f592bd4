from datetime import timedelta

import pytest

from crm_project.lib import clock
from deals.models import Act
from telephony.models import Call
from telephony.refusals import NotAllowed, NothingToCallBack, StrangeCall
from tests.factories import make_contact, make_deal
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db
NUMBER = "8 (918) 442-19-06"


def log(by, direction="out", outcome="answered", **facts):
    return Call.log(direction=direction, outcome=outcome, by=by, **facts)


@pytest.mark.parametrize(
    ("direction", "outcome", "acts"),
    [
        ("out", "answered", [Act.Kind.CALL_OUT]),
        ("out", "no_answer", [Act.Kind.CALL_OUT]),
        ("out", "busy", [Act.Kind.CALL_OUT]),
        ("out", "voicemail", [Act.Kind.CALL_OUT]),
        ("in", "answered", [Act.Kind.CALL_IN]),
        ("in", "missed", []),
        ("in", "voicemail", []),
        ("in", "busy", []),
    ],
)
def test_which_calls_process_a_deal(anna, stages, direction, outcome, acts):
    deal = make_deal(anna)

    log(anna, direction, outcome, deal=deal)

    assert [act.kind for act in deal.acts.all()] == acts
    assert [entry.verb for entry in deal.entries.order_by("pk")] == ["created", "called"]


def test_a_call_counts_from_when_it_is_recorded_and_happened_when_it_did(anna, stages):
    deal = make_deal(anna)
    yesterday = clock.now() - timedelta(days=1)

    log(anna, deal=deal, started_at=yesterday)

    act = deal.acts.get()
    assert act.happened_at == yesterday
    assert act.recorded_at > yesterday + timedelta(hours=23)


def test_one_token_and_one_foreign_id_make_one_call(anna, stages):
    deal = make_deal(anna)
    token = "7d9a1c1e-3f9b-4d4c-9a57-2d1c54d7e0aa"

    assert log(anna, deal=deal, token=token) == log(anna, deal=deal, token=token)
    assert log(anna, external_id="7", source="mango") == log(anna, external_id="7", source="mango")
    assert Call.objects.count() == 2
    assert deal.acts.count() == 1


def test_a_number_is_kept_as_typed_and_as_e164(anna):
    call = log(anna, phone=NUMBER)

    assert (call.typed, call.e164) == (NUMBER, "+79184421906")


def test_the_client_of_the_deal_is_the_client_of_the_call(anna, stages):
    nina = make_contact(anna)
    deal = make_deal(anna, contact=nina)

    assert log(anna, deal=deal).contact == nina


def test_an_outgoing_call_is_never_missed_nor_a_call_in_the_future(anna):
    with pytest.raises(StrangeCall):
        log(anna, "out", "missed")
    with pytest.raises(StrangeCall):
        log(anna, started_at=clock.now() + timedelta(hours=1))
    with pytest.raises(StrangeCall):
        log(anna, "in", "missed", seconds=10)


def test_who_may_enter_calls(anna, boris, head, auditor):
    with pytest.raises(NotAllowed):
        log(anna, owner=boris)
    with pytest.raises(NotAllowed):
        log(auditor)

    assert log(head, owner=anna).owner == anna


def test_a_missed_call_waits_until_the_next_talk_with_its_number(anna, boris):
    hour_ago = clock.now() - timedelta(hours=1)
    missed = log(anna, "in", "missed", phone=NUMBER, started_at=hour_ago)
    log(anna, "out", "no_answer", phone=NUMBER)
    missed.refresh_from_db()
    assert missed.waits_for_call_back

    log(boris, "out", "answered", phone="+79184421906")

    missed.refresh_from_db()
    assert not missed.waits_for_call_back
    assert missed.called_back_by == boris


def test_calls_told_in_the_wrong_order_end_the_same(anna):
    talk = clock.now() - timedelta(minutes=5)
    log(anna, "in", "answered", phone=NUMBER, started_at=talk)

    missed = log(anna, "in", "missed", phone=NUMBER, started_at=talk - timedelta(hours=1))
    later = log(anna, "in", "missed", phone=NUMBER, started_at=talk + timedelta(minutes=1))

    assert (missed.waits_for_call_back, later.waits_for_call_back) == (False, True)


def test_a_missed_call_is_taken_off_the_list_once(anna, boris):
    missed = log(anna, "in", "missed", phone=NUMBER)

    with pytest.raises(NotAllowed):
        missed.settle(by=boris)
    missed.settle(by=anna)

    with pytest.raises(NothingToCallBack):
        missed.settle(by=anna)


def test_a_call_nobody_took_is_everybodys_of_the_department(anna, boris, vera, sales):
    missed = log(None, "in", "missed", phone=NUMBER, department=sales)

    assert list(Call.objects.to_call_back_by(anna)) == [missed]
    assert list(Call.objects.visible_to(boris)) == [missed]
    assert not Call.objects.visible_to(vera).exists()
    missed.settle(by=boris)


def test_a_call_belongs_to_its_people(anna, boris, head, head2, auditor):
    call = log(anna)

    seen = {user: list(Call.objects.visible_to(user)) == [call] for user in (anna, boris, head, head2, auditor)}
    assert seen == {anna: True, boris: False, head: True, head2: False, auditor: True}


def test_the_number_never_stands_in_the_history(anna, stages):
    deal = make_deal(anna)

    log(anna, deal=deal, phone=NUMBER, text="Agreed")

    assert not gives_away(str(deal.entries.get(verb="called").details), 9184421906)
