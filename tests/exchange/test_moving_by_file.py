"""A file that finds deals at other stages moves them by the deals' own rules, when its importer asks for that."""

import pytest
from django.utils.html import escape
from zeal import zeal_ignore

from deals.models import Deal
from exchange.models import ImportRun
from exchange.survey import survey
from exchange.undoing import take_back
from exchange.words import reason_of
from tests.exchange.conftest import counts
from timeline.models import Entry

pytestmark = pytest.mark.django_db
HEAD = "ID;Название сделки;Стадия;Сумма;Причина отказа"


@pytest.fixture(autouse=True)
def _english_card_by_card(head):
    """The words are read in English; every deal is held, judged and written by itself."""
    head.language = "en"
    head.save(update_fields=["language"])
    with zeal_ignore():
        yield


@pytest.fixture
def said(funnel, stages):
    words = {"Новая": stages["New"].pk, "В работе": stages["Qualified"].pk, "Оферта": stages["Offer sent"].pk}
    words |= {"Выиграна": stages["Won"].pk, "Отказ": stages["Lost"].pk}
    return {"funnel": funnel.pk, "stage": words, "here": "move"}


@pytest.fixture
def farm(head, bring, said):
    """A deal that came in from the old system at its first stage, without a sum."""
    bring(head, "deals", f"{HEAD}\n1;Ферма;Новая;;", **said)
    return Deal.objects.get(foreign_id="1")


def fresh(deal):
    return Deal.objects.get(pk=deal.pk)


def test_without_being_asked_a_file_moves_nothing(head, bring, said, farm, stages):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;100;", **said | {"here": "stay"})

    assert counts(run) == (0, 1, 0)
    assert (fresh(farm).stage, fresh(farm).version) == (stages["New"], farm.version)


def test_the_gate_refuses_a_row_with_the_words_of_the_board_and_changes_nothing(client, head, bring, said, farm, stages):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;;", **said)

    client.force_login(head)
    board = client.post(f"/deals/{farm.pk}/move-to/{stages['Qualified'].pk}/", headers={"HX-Request": "true"})
    words = reason_of(run.refusals.get())
    assert words == "“Qualified” asks for: Sum"
    assert words in board.content.decode()
    assert words in client.get(f"/import/{run.pk}/").content.decode()
    assert run.notes == {}, "a row that stayed out has left no gaps"
    assert counts(run) == (0, 0, 1)
    assert (fresh(farm).stage, fresh(farm).version, farm.moves.count()) == (stages["New"], farm.version, 0)
    assert not Entry.objects.of(("deal", farm.pk)).with_verbs(["moved", "changed"]).exists()


def test_what_the_file_tells_fills_what_the_stage_asks_for(head, bring, said, farm, stages):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;1500;", **said)

    assert (counts(run), run.notes["moved"]) == ((0, 1, 0), 1)
    deal = fresh(farm)
    assert (deal.stage, deal.amount) == (stages["Qualified"], 1500)
    assert deal.moves.get().by == head


def test_nothing_goes_back_by_a_file(head, bring, said, farm, stages):
    bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;1500;", **said)

    run = bring(head, "deals", f"{HEAD}\n1;Ферма;Новая;1500;", **said)

    assert reason_of(run.refusals.get()) == "Not moved: a deal only goes forward."
    assert fresh(farm).stage == stages["Qualified"]


def test_the_same_file_again_moves_nothing_more(head, bring, said, farm):
    table = f"{HEAD}\n1;Ферма;В работе;1500;"
    bring(head, "deals", table, **said)
    version = fresh(farm).version

    run = bring(head, "deals", table, **said)

    assert (counts(run), run.notes) == ((0, 1, 0), {})
    assert fresh(farm).version == version


def test_a_loss_needs_its_reason_by_a_file_too(head, bring, said, farm, funnel, stages):
    row = f"{HEAD};Дата закрытия\n1;Ферма;Отказ;;{{}};01.11.2026"
    without = bring(head, "deals", row.format(""), **said)
    assert (reason_of(without.refusals.get()), fresh(farm).stage) == ("A loss asks for its reason.", stages["New"])

    reason = funnel.loss_reasons.live().first()
    bring(head, "deals", row.format(reason.name), **said)
    assert (fresh(farm).stage, fresh(farm).loss_reason) == (stages["Lost"], reason)


def test_a_foreign_departments_deal_is_neither_moved_nor_told_of(head2, bring, said, farm, stages):
    run = bring(head2, "deals", f"{HEAD}\n1;Ферма;В работе;1500;", **said)

    assert counts(run) == (1, 0, 0)
    assert fresh(farm).stage == stages["New"]


def test_two_rows_of_one_deal_move_it_once(head, bring, said, farm, stages):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;1500;\n2;Двор;Новая;;\n1;Ферма;Оферта;1500;", **said)

    assert (counts(run), run.notes["moved"]) == ((1, 2, 0), 1)
    assert fresh(farm).stage == stages["Qualified"]


def test_the_check_tells_how_many_would_move(head, draft, said, farm):
    found = survey(draft(head, "deals", f"{HEAD}\n1;Ферма;В работе;1500;\n2;Двор;Новая;;", **said))

    assert (found.good, found.here, found.notes["to_move"]) == (1, 1, 1)


def test_a_file_that_only_moves_can_be_started(client, head, draft, said, farm, stages):
    run = draft(head, "deals", f"{HEAD}\n1;Ферма;В работе;100;", **said)
    ImportRun.objects.filter(pk=run.pk).update(state="draft")
    client.force_login(head)

    page = client.get(f"/import/{run.pk}/preview/").content.decode()

    assert "are here already and go to the stage of the file" in page
    assert "stays as it is" not in page
    assert page.count(f'action="/import/{run.pk}/start/"') == 2
    assert "disabled" not in page.split(f'action="/import/{run.pk}/start/"')[1].split("</form>")[0]


def test_a_file_that_does_nothing_cannot(client, head, draft, said, farm):
    run = draft(head, "deals", f"{HEAD}\n1;Ферма;В работе;100;", **said | {"here": "stay"})
    ImportRun.objects.filter(pk=run.pk).update(state="draft")
    client.force_login(head)

    page = client.get(f"/import/{run.pk}/preview/").content.decode()

    assert "1 row is here already and stays as it is" in page
    assert "disabled" in page.split(f'action="/import/{run.pk}/start/"')[1].split("</form>")[0]


def test_an_import_taken_back_puts_its_deals_where_they_were(head, bring, said, farm, stages):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;1500;", **said)

    take_back(run)

    assert fresh(farm).stage == stages["New"]
    assert not run.records.of_kind("moved_deal").exists()


def test_a_deal_that_somebody_moved_on_stays_where_they_put_it(head, bring, said, farm, stages):
    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;1500;", **said)
    fresh(farm).change({"contract_number": "17"}, by=head)

    take_back(run)

    assert fresh(farm).stage == stages["Qualified"]
    assert run.records.of_kind("moved_deal").that_stay().count() == 1


def test_a_stage_named_in_html_is_shown_as_text(client, head, bring, said, farm, stages):
    stages["Qualified"].name = "<script>alert(1)</script>"
    stages["Qualified"].save(update_fields=["name"])

    run = bring(head, "deals", f"{HEAD}\n1;Ферма;В работе;;", **said)

    client.force_login(head)
    page = client.get(f"/import/{run.pk}/").content.decode()
    assert escape("<script>alert(1)</script>") in page
    assert "<script>alert(1)" not in page


def test_the_check_counts_the_rows_that_lack_what_their_stage_asks_for(head, draft, bring, said):
    table = f"{HEAD}\n1;Ферма;В работе;;\n2;Двор;В работе;100;\n3;Сад;Новая;;"

    found = survey(draft(head, "deals", table, **said))
    run = bring(head, "deals", table, **said)

    assert (found.good, found.notes["lacks_fields"], run.notes["lacks_fields"]) == (3, 1, 1)
    assert {deal.foreign_id: "amount" in deal.import_gaps for deal in Deal.objects.all()} == {"1": True, "2": False, "3": False}
