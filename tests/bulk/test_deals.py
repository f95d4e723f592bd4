"""Many deals at once: every card by its own rules, and nothing of what its author may not see."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Role
from bulk import running
from bulk.jobs import carry_on, forget
from bulk.models import BulkAct, BulkItem
from crm_project.lib import clock
from deals.models import Deal, StageField
from fields.models import CustomField
from tests.bulk.conftest import counts, text_of
from tests.factories import make_deal, make_funnel, raise_to
from timeline.models import Entry

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: nothing runs after this."""


def of(deals):
    return list(Deal.objects.filter(pk__in=[deal.pk for deal in deals]).order_by("pk"))


# -- the gate ----------------------------------------------------------------------------------


def test_a_card_that_lacks_a_field_stays_and_says_what_the_board_says(browser, choose, do, head, anna, stages):
    full, empty = make_deal(anna, name="Full", amount=900), make_deal(anna, name="Empty")

    act = choose(head, "deal", "stage", [full, empty])
    answer = text_of(do(act, stage=stages["Qualified"].pk))
    board = text_of(browser(head).post(f"/deals/{empty.pk}/move-to/{stages['Qualified'].pk}/", {"seen": empty.stage_id}))

    assert counts(act) == ("done", 1, 1)
    assert "“Qualified” asks for: Sum" in answer
    assert "“Qualified” asks for: Sum" in board
    assert f'href="/deals/{empty.pk}/"' in answer
    assert [deal.stage.name for deal in of([full, empty])] == ["Qualified", "New"]
    assert not Entry.objects.of(("deal", empty.pk)).with_verbs(["moved", "changed"]).exists()
    empty.refresh_from_db()
    assert (empty.version, empty.moves.count(), empty.stays.count()) == (1, 0, 1)


def test_nothing_goes_back_and_no_card_goes_into_another_funnel(choose, do, head, anna, stages):
    ahead = make_deal(anna, stage=stages["Offer sent"], name="Ahead")
    foreign = make_deal(anna, stage=make_funnel("Second").entry, name="Foreign")

    act = choose(head, "deal", "stage", [ahead, foreign])
    answer = text_of(do(act, stage=stages["Qualified"].pk))

    assert counts(act) == ("done", 0, 2)
    assert "Not moved: a deal only goes forward." in answer
    assert [deal.stage.name for deal in of([ahead, foreign])] == ["Offer sent", "New"]


def test_a_field_added_to_the_stage_after_the_start_is_asked_for_too(choose, do, head, anna, stages, monkeypatch):
    first, second = make_deal(anna, amount=1), make_deal(anna, amount=1)
    monkeypatch.setattr(running, "CHUNK", 1)
    act = choose(head, "deal", "stage", [first, second])
    move_to = Deal.move_to

    def meanwhile(deal, stage, **how):
        done = move_to(deal, stage, **how)
        StageField.objects.get_or_create(stage=stage, code="contract_number")
        funnel = stage.funnel
        type(funnel).objects.filter(pk=funnel.pk).update(version=funnel.version + 1)
        return done

    monkeypatch.setattr(Deal, "move_to", meanwhile)
    do(act, stage=stages["Qualified"].pk)

    assert counts(act) == ("done", 1, 1)


# -- meanwhile ----------------------------------------------------------------------------------


def test_a_card_a_colleague_moved_meanwhile_is_told_and_not_moved_again(choose, do, head, anna, stages):
    deal = make_deal(anna, amount=900, decision_on=clock.now().date())
    act = choose(head, "deal", "stage", [deal])
    Deal.objects.get(pk=deal.pk).move_to(stages["Qualified"], by=anna)

    answer = text_of(do(act, stage=stages["Offer sent"].pk))

    assert counts(act) == ("done", 0, 1)
    assert "Anna Testova has already moved the deal to “Qualified”" in answer
    deal.refresh_from_db()
    assert deal.stage.name == "Qualified"


def test_a_card_moved_before_the_rows_were_sent_is_told_too(browser, choose, do, head, anna, stages):
    """The box of a row remembers where the card stood when it was shown."""
    deal = make_deal(anna, amount=900, decision_on=clock.now().date())
    shown = Deal.objects.get(pk=deal.pk)
    deal.move_to(stages["Qualified"], by=anna)

    act = choose(head, "deal", "stage", [shown])
    do(act, stage=stages["Offer sent"].pk)

    assert counts(act) == ("done", 0, 1)


def test_of_two_who_give_one_card_away_the_second_is_told(choose, do, head, admin, anna, boris, egor, stages):
    deal = make_deal(anna)
    first, second = choose(head, "deal", "owner", [deal]), choose(admin, "deal", "owner", [deal])

    do(first, owner=boris.pk)
    answer = text_of(do(second, owner=egor.pk))

    assert (counts(first), counts(second)) == (("done", 1, 0), ("done", 0, 1))
    assert "The deal is already with Boris Testova." in answer
    deal.refresh_from_db()
    assert deal.owner == boris


def test_a_field_somebody_wrote_meanwhile_is_not_written_over(choose, do, head, anna, stages):
    deal = make_deal(anna)
    act = choose(head, "deal", "field", [deal])
    Deal.objects.get(pk=deal.pk).change({"contract_number": "A-1"}, by=anna)

    do(act, field="contract_number", value="B-2")

    assert counts(act) == ("done", 0, 1)
    deal.refresh_from_db()
    assert deal.contract_number == "A-1"


# -- who may -------------------------------------------------------------------------------------


def test_foreign_cards_are_neither_touched_nor_counted(choose, do, head, anna, vera, boris, stages):
    own, foreign = make_deal(anna), make_deal(vera)

    act = choose(head, "deal", "owner", [own, foreign])
    do(act, owner=boris.pk)

    assert (act.total, counts(act)) == (1, ("done", 1, 0))
    assert [deal.owner for deal in of([own, foreign])] == [boris, vera]


def test_only_foreign_cards_are_a_404(choose, head, vera, stages):
    choose(head, "deal", "owner", [make_deal(vera)], status=404)

    assert not BulkAct.objects.exists()


def test_without_the_right_there_is_no_bar_and_no_door(browser, choose, anna, stages):
    deal = make_deal(anna)

    assert 'id="bulk"' not in text_of(browser(anna).get("/deals/list/"))
    assert "data-check" not in text_of(browser(anna).get("/deals/"))
    choose(anna, "deal", "owner", [deal], status=403)
    deal.refresh_from_db()
    assert deal.owner == anna


def test_an_act_is_a_404_for_everybody_else(browser, choose, head, head2, admin, anna, boris, stages):
    deal = make_deal(anna)
    act = choose(head, "deal", "owner", [deal])

    for stranger in (head2, admin):
        for method, address in [("get", ""), ("get", "terms/"), ("post", "terms/"), ("post", "stop/"), ("get", "refused/csv/")]:
            answer = getattr(browser(stranger), method)(f"/bulk/acts/{act.pk}/{address}", {"owner": boris.pk})
            assert answer.status_code == 404, address
    assert counts(act) == ("draft", 0, 0)
    deal.refresh_from_db()
    assert deal.owner == anna


def test_a_person_who_may_not_edit_a_card_is_refused_by_the_card(choose, do, admin, anna, boris, stages):
    """Sees all, edits the own ones: the gate of each card says no."""
    rows = admin.role.matrix | {"deal": admin.role.matrix["deal"] | {"edit": "own"}}
    admin.role = Role.objects.create(code="half", name="Half", matrix=rows, rights=admin.role.rights)
    admin.save(update_fields=["role"])
    hers, own = make_deal(anna), make_deal(admin)

    act = choose(admin, "deal", "owner", [hers, own])
    answer = text_of(do(act, owner=boris.pk))

    assert counts(act) == ("done", 1, 1)
    assert "You may not give this deal away." in answer
    assert [deal.owner for deal in of([hers, own])] == [anna, boris]


def test_a_new_owner_must_be_one_the_person_may_choose(choose, do, head, anna, vera, stages):
    deal = make_deal(anna)
    act = choose(head, "deal", "owner", [deal])

    assert do(act, owner=vera.pk).status_code == 422
    assert counts(act) == ("draft", 0, 0)


def test_sums_are_not_offered_to_whoever_may_not_see_them(browser, choose, head, anna, stages):
    head.role = Role.objects.create(code="blind", name="Blind", matrix=head.role.matrix, rights=["bulk", "reassign"])
    head.save(update_fields=["role"])
    act = choose(head, "deal", "field", [make_deal(anna)])

    asked = text_of(browser(head).get(f"/bulk/acts/{act.pk}/terms/?field=amount"))

    assert 'value="amount"' not in asked
    assert 'value="contract_number"' in asked


# -- which ---------------------------------------------------------------------------------------


def test_all_that_match_are_chosen_beyond_the_page(choose, do, browser, head, anna, boris, vera, stages):
    many = [make_deal(anna, name=f"Big {n}", amount=1000) for n in range(60)]
    make_deal(anna, name="Small", amount=1)
    make_deal(vera, name="Big and foreign", amount=1000)
    query = f"funnel={stages['New'].funnel_id}&amount_min=500"

    assert "all 60 that match" in text_of(browser(head).get(f"/bulk/deal/matching/?{query}"))
    act = choose(head, "deal", "owner", query=query)

    assert act.total == 60
    do(act, owner=boris.pk)
    carry_on()
    assert counts(act) == ("done", 60, 0)
    assert {deal.owner for deal in of(many)} == {boris}


@pytest.mark.parametrize("query", ["amount_min=much", "owner=999999", "created_from=yesterday"])
def test_an_invalid_condition_chooses_nothing(choose, browser, head, anna, stages, query):
    make_deal(anna)

    choose(head, "deal", "owner", query=query, status=400)
    assert browser(head).get(f"/bulk/deal/matching/?{query}").status_code == 400
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"id": "x"}, {"id": "0"}, {"id": "9" * 40}, {"id": "1.2.3' OR 1=1"}])
def test_nonsense_is_a_404(browser, head, anna, stages, sent):
    make_deal(anna)

    assert browser(head).post("/bulk/deal/owner/", sent).status_code == 404


@pytest.mark.parametrize("address", ["/bulk/nothing/owner/", "/bulk/deal/nothing/", "/bulk/nothing/matching/", "/bulk/deal/export/pdf/"])
def test_what_does_not_exist_is_a_404(browser, admin, address):
    method = "get" if "matching" in address else "post"
    assert getattr(browser(admin), method)(address).status_code == 404


def test_more_than_an_act_takes_is_said(choose, monkeypatch, browser, head, anna, stages):
    monkeypatch.setattr("bulk.selecting.MOST", 2)
    for _n in range(3):
        make_deal(anna)

    choose(head, "deal", "owner", query="", status=422)
    assert not BulkAct.objects.exists()


# -- once ------------------------------------------------------------------------------------------


def test_sent_twice_it_is_one_act(choose, do, head, anna, boris, stages):
    deal = make_deal(anna)
    act = choose(head, "deal", "owner", [deal])

    answers = [do(act, owner=boris.pk).status_code for _time in range(2)]

    assert answers == [204, 204]
    assert counts(act) == ("done", 1, 0)
    assert Entry.objects.of(("deal", deal.pk)).with_verbs(["given"]).count() == 1


def test_an_act_killed_at_half_goes_on_and_does_nothing_twice(choose, do, head, anna, boris, stages, monkeypatch):
    deals = [make_deal(anna, name=f"No. {n}") for n in range(60)]
    act = choose(head, "deal", "owner", deals)
    do(act, owner=boris.pk)
    give_to, given = Deal.give_to, []

    def dies(deal, owner, **how):
        give_to(deal, owner, **how)
        given.append(deal.pk)
        if len(given) == 31:
            raise Killed

    monkeypatch.setattr(Deal, "give_to", dies)
    with pytest.raises(Killed):
        carry_on()
    assert counts(act) == ("running", 30, 0)
    monkeypatch.setattr(Deal, "give_to", give_to)

    carry_on()
    assert counts(act) == ("running", 30, 0), "another worker may still have it"
    BulkAct.objects.update(heard_at=clock.now() - timedelta(minutes=3))
    carry_on()
    carry_on()

    assert counts(act) == ("done", 60, 0)
    assert Entry.objects.of(("deal", [deal.pk for deal in deals])).with_verbs(["given"]).count() == 60


def test_two_workers_do_a_card_once(choose, do, head, anna, boris, stages, monkeypatch):
    """The lease ran out while the first worker slept: whoever writes the checkpoint first has done it."""
    deals = [make_deal(anna) for _n in range(52)]
    act = choose(head, "deal", "owner", deals)
    do(act, owner=boris.pk)
    do_one, slept = running._pass, []

    def sleeps(*card):
        if not slept:
            slept.append(card)
            BulkAct.objects.update(heard_at=clock.now() - timedelta(minutes=3))
            carry_on()
        return do_one(*card)

    monkeypatch.setattr(running, "_pass", sleeps)
    carry_on()

    assert counts(act) == ("done", 52, 0)
    assert Entry.objects.of(("deal", [deal.pk for deal in deals])).with_verbs(["given"]).count() == 52


def test_a_card_that_breaks_is_reported_and_the_others_are_done(choose, do, head, anna, boris, stages, monkeypatch):
    broken, fine = make_deal(anna, name="Broken"), make_deal(anna, name="Fine")
    act = choose(head, "deal", "owner", [broken, fine])
    give_to = Deal.give_to

    def breaks(deal, owner, **how):
        give_to(deal, owner, **how)
        if deal.pk == broken.pk:
            raise RuntimeError

    monkeypatch.setattr(Deal, "give_to", breaks)
    do(act, owner=boris.pk)
    for _minute in range(4):
        carry_on()

    assert counts(act) == ("done", 1, 1)
    assert act.items.refused().get().words == "It could not be changed just now."
    assert [deal.owner for deal in of([broken, fine])] == [anna, boris]


def test_a_stopped_act_leaves_the_rest(browser, choose, do, head, anna, boris, stages, monkeypatch):
    deals = [make_deal(anna) for _n in range(60)]
    act = choose(head, "deal", "owner", deals)
    do(act, owner=boris.pk)
    do_one, begun = running._pass, []

    def stopped(*card):
        begun.append(card)
        if len(begun) == 11:
            browser(head).post(f"/bulk/acts/{act.pk}/stop/")
        return do_one(*card)

    monkeypatch.setattr(running, "_pass", stopped)
    carry_on()
    carry_on()

    assert counts(act) == ("cancelled", 10, 0)
    assert Deal.objects.filter(owner=boris).count() == 10
    assert browser(head).post(f"/bulk/acts/{act.pk}/stop/").status_code == 409
    assert "50 left as they were" in text_of(browser(head).get(f"/bulk/acts/{act.pk}/"))


def test_a_right_lost_meanwhile_ends_the_act(choose, do, head, anna, boris, stages):
    deals = [make_deal(anna) for _n in range(60)]
    act = choose(head, "deal", "owner", deals)
    do(act, owner=boris.pk)
    head.role = Role.objects.create(code="less", name="Less", matrix=head.role.matrix, rights=["bulk"])
    head.save(update_fields=["role"])

    carry_on()

    assert counts(act) == ("failed", 0, 0)
    assert not Deal.objects.filter(owner=boris).exists()


# -- what came of it ----------------------------------------------------------------------------------


def test_the_refused_ones_are_a_file(browser, choose, do, head, anna, stages):
    deal = make_deal(anna, name="=1+1 Plough")
    act = choose(head, "deal", "stage", [deal])
    do(act, stage=stages["Qualified"].pk)

    lines = b"".join(browser(head).get(f"/bulk/acts/{act.pk}/refused/csv/").streaming_content).decode().splitlines()

    assert lines[1].split(";")[1] == "'=1+1 Plough"
    assert "asks for: Sum" in lines[1]
    assert lines[1].endswith(f"/deals/{deal.pk}/")
    assert browser(head).get(f"/bulk/acts/{act.pk}/refused/xlsx/").status_code == 200


def test_a_long_act_shows_its_way_and_tells_of_its_end(browser, choose, do, head, anna, boris, stages):
    deals = [make_deal(anna) for _n in range(60)]
    act = choose(head, "deal", "owner", deals)

    begun = text_of(do(act, owner=boris.pk))
    carry_on()

    assert "every 1s" in begun
    assert "0 / 60" in begun
    page = text_of(browser(head, piece=False).get(f"/bulk/acts/{act.pk}/"))
    assert "every 1s" not in page
    assert "60 done" in page
    assert head.notices.filter(verb="bulk.ended").count() == 1
    assert str(act.title) in text_of(browser(head, piece=False).get("/bulk/acts/"))


def test_every_act_stands_in_the_audit(choose, do, head, anna, boris, stages):
    do(choose(head, "deal", "owner", [make_deal(anna)]), owner=boris.pk)

    verbs = Entry.objects.of(("user", head.pk)).with_verbs(["bulk_started", "bulk_ended"]).order_by("pk")
    assert [(entry.verb, entry.audience) for entry in verbs] == [("bulk_started", "admins"), ("bulk_ended", "admins")]


def test_dialogs_that_were_left_are_forgotten(choose, head, anna, stages, monkeypatch):
    choose(head, "deal", "owner", [make_deal(anna)])
    BulkAct.objects.update(created_at=clock.now() - timedelta(days=2))

    forget()

    assert (BulkAct.objects.count(), BulkItem.objects.count()) == (0, 0)


# -- the other verbs ------------------------------------------------------------------------------------


def test_a_field_is_changed_on_all_and_stands_in_their_histories(choose, do, head, anna, stages):
    deals = [make_deal(anna), make_deal(anna)]

    do(choose(head, "deal", "field", deals), field="amount", value="1 500,50")

    assert {deal.amount for deal in of(deals)} == {Decimal("1500.50")}
    assert Entry.objects.of(("deal", [deal.pk for deal in deals])).with_verbs(["changed"]).count() == 2


def test_a_field_of_ones_own_is_changed_too(choose, do, head, admin, anna, stages):
    colour = CustomField.add("deal", {"label": "Colour", "type": "choice", "options": ["red", "green"]}, by=admin)
    deal = make_deal(anna)

    act = choose(head, "deal", "field", [deal])
    assert do(act, field=f"extra_{colour.code}", value="blue").status_code == 422
    do(act, field=f"extra_{colour.code}", value="red")

    deal.refresh_from_db()
    assert deal.extra == {colour.code: "red"}


def test_a_field_is_emptied_only_on_purpose(choose, do, head, anna, stages):
    deal = make_deal(anna, contract_number="A-1")
    act = choose(head, "deal", "field", [deal])

    assert do(act, field="contract_number", value="").status_code == 422
    do(act, field="contract_number", value="", is_emptied="on")

    deal.refresh_from_db()
    assert deal.contract_number == ""


def test_deals_go_into_the_trash_only_by_right(choose, do, head, admin, anna, stages):
    deals = [make_deal(anna), make_deal(anna)]

    do(choose(head, "deal", "trash", deals))

    assert all(deal.deleted_at for deal in of(deals))
    choose(head, "deal", "trash", deals, status=404)


def test_a_won_stage_asks_for_everything(choose, do, head, anna, stages):
    deal = make_deal(anna, amount=1)
    raise_to(deal, stages["Offer sent"])

    act = choose(head, "deal", "stage", [deal])
    answer = text_of(do(act, stage=stages["Won"].pk))

    assert counts(act) == ("done", 0, 1)
    assert "“Won” asks for: Decision date, Contract number" in answer


def test_the_chosen_ones_are_a_file_of_the_lists_columns(browser, head, anna, vera, stages):
    own, foreign = make_deal(anna, name="Plough"), make_deal(vera, name="Secret")
    make_deal(anna, name="Not chosen")

    answer = browser(head).post("/bulk/deal/export/csv/", {"id": [str(own.pk), str(foreign.pk)]})
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert len(lines) == 2
    assert "Plough" in lines[1]
    assert Entry.objects.of(("user", head.pk)).with_verbs(["deals_exported"]).get().details["rows"] == 1
    assert browser(anna).post("/bulk/deal/export/csv/", {"id": str(own.pk)}).status_code == 403


# -- cost ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/deals/list/", "/deals/", "/deals/list/?sort=name"])
def test_boxes_cost_the_list_no_question_more_for_many(browser, head, anna, stages, bare_frame, address, django_assert_max_num_queries):
    client = browser(head)
    make_deal(anna)
    client.get(address)
    with django_assert_max_num_queries(40) as few:
        assert "data-check" in text_of(client.get(address))
    for _n in range(15):
        make_deal(anna)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
