"""Further living blocks: the map of a funnel, one stage, doubles, calls, scripts, filters, and those about the reader."""

import pytest
from django.urls import reverse

from accounts.models import Position, SavedView
from contacts.models import Source
from deals.models import TalkScript
from regulations.living.blocks import Block, block_named
from regulations.living.following import follow
from regulations.models import Edition, Regulation
from tests.factories import make_funnel
from tests.hidden import gives_away

from .conftest import page, write
from .reading_hands import confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client, funnel, roles):
    """What a person reads of a section with these blocks."""

    def read(person, *blocks):
        regulation = Regulation.objects.filter(code="INS-01").first() or Regulation.objects.create(code="INS-01", genre="instruction")
        text = "\n\n".join(f"{{{{live {name}}}}}" for name in blocks)
        write(regulation, [page("part", "1", "", "Part", "Opening."), page("blocks", "1.1", "part", "Blocks", text)])
        client.force_login(person)
        answer = client.get("/handbook/INS-01/blocks/")
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_the_map_draws_every_stage_with_its_ways_and_says_the_same_in_words(shown, anna, funnel, stages):
    stages["Qualified"].position_held = Position.objects.create(name="Engineer of sales")
    stages["Qualified"].save()
    text = shown(anna, "funnel_map")

    assert "k-flowpic" in text
    assert all(stage.name in text for stage in funnel.live_stages)
    assert "Engineer of sales" in text
    assert "or at once to any later one: the fields of the stages passed over are asked for" in text
    assert "to the loss with its reason" in text


def test_the_map_of_another_departments_funnel_is_not_drawn(shown, anna, vera, service):
    hidden = make_funnel("Of the service")
    hidden.departments.set([service])

    assert "Of the service" not in shown(anna, "funnel_map")
    assert "Of the service" in shown(vera, "funnel_map")


def test_one_stage_is_a_card_with_all_that_is_set_of_it(shown, anna, stages):
    stage = stages["Qualified"]
    stage.exit_result, stage.checklist, stage.script = "The client chose the machine", ["Ask for the field"], "Good morning"
    stage.save()
    text = shown(anna, f"stage {stage.pk}")

    assert all(words in text for words in ("Qualified", "The client chose the machine", "Ask for the field", "Good morning"))
    assert "Offer sent" not in text.partition('class="k-doc"')[2].partition("</article>")[0]


@pytest.mark.parametrize("name", ["stage", "stage x", "stages 7", "stage 99999999999"])
def test_a_block_that_names_no_thing_is_nobodys(name):
    assert block_named(name) is None


def test_a_changed_stage_alone_makes_an_edition_for_its_card_only(shown, anna, stages):
    shown(anna, f"stage {stages['Qualified'].pk}")
    type(stages["Offer sent"]).objects.filter(pk=stages["Offer sent"].pk).update(purpose="To have something to decide by")
    follow()
    assert not Edition.objects.filter(kind="config").exists()
    type(stages["Offer sent"]).objects.filter(pk=stages["Qualified"].pk).update(purpose="To know what is wanted")
    follow()
    assert Edition.objects.filter(kind="config").count() == 1


def test_doubles_are_explained_by_what_they_are_found(shown, anna):
    text = shown(anna, "duplicates")

    assert all(words in text for words in ("same INN", "same phone", "same e-mail", "similar name"))
    assert "almost surely one client" in text


def test_outcomes_of_calls_say_what_follows_and_offer_the_results_in_use(shown, anna, admin):
    from tasks.models import TaskType

    kind = TaskType.objects.filter(code="call").first() or TaskType(name="Call", code="call")
    kind.shape(by=admin, results=["Meeting agreed"])
    text = shown(anna, "call_outcomes")

    assert "Meeting agreed" in text
    assert "stays in the list until somebody calls back" in text


def test_scripts_tell_the_situation_and_what_is_said(shown, anna, admin, stages, service):
    source = Source.objects.create(name="The fair")
    script = TalkScript.start("First call", by=admin, stages=[stages["Qualified"]], sources=[source])
    script.shape_step(None, "{client}, what will you use it for?", [(None, "For wheat", None)], by=admin)
    TalkScript.start("Says nothing", by=admin)
    hidden = make_funnel("Of the service")
    hidden.departments.set([service])
    foreign = TalkScript.start("Of the workshop", by=admin, stages=[hidden.entry])
    foreign.shape_step(None, "Which part?", [(None, "The belt", None)], by=admin)
    text = shown(anna, "scripts")

    assert all(words in text for words in ("First call", "The fair", "[the client&#x27;s name], what will you use it for?"))
    assert "Says nothing" not in text
    assert "Of the workshop" not in text


def test_filters_lead_to_their_lists_and_others_departments_are_not_told(shown, anna, boris, head, head2):
    SavedView.keep("deals", "Waiting for money", {"stage": "7"}, by=head, kind="deal", shared_with=head.department)
    SavedView.keep("deals", "Of the others", {"stage": "8"}, by=head2, kind="deal", shared_with=head2.department)
    SavedView.keep("deals", "My own", {"stage": "9"}, by=boris)
    text = shown(anna, "saved_filters")

    assert f"{reverse('deals:list')}?task=overdue" in text
    assert f"{reverse('deals:list')}?stage=7" in text
    assert "Waiting for money" in text
    assert "Of the others" not in text
    assert "My own" not in text


def test_what_one_may_do_is_told_of_ones_own_role_only(shown, anna, head):
    mine, heads = shown(anna, "permissions"), shown(head, "permissions")

    assert "Move a card back, with a reason" not in mine
    assert "Move a card back, with a reason" in heads
    assert "department&#x27;s and below" in heads
    assert "department&#x27;s and below" not in mine


def test_blocks_about_the_reader_are_never_kept(anna):
    for name in ("permissions", "kpi", "ack_sheet", "discipline", "changelog", "glossary"):
        assert block_named(name) is not None
        assert not isinstance(block_named(name), Block)


def test_what_was_confirmed_is_told_to_the_person_and_counted_for_the_head(shown, anna, boris, head):
    before = shown(anna, "ack_sheet")
    assert "you have confirmed nothing yet" in before
    confirm(anna, Regulation.objects.get(code="INS-01"))
    after = shown(anna, "ack_sheet")

    assert "I have read and understood it." in after
    assert "Of your people" not in after
    assert "Of your people" in shown(head, "ack_sheet")


def test_a_stage_without_a_result_is_remarked_to_the_editor_only(shown, anna, admin, stages):
    stages["Qualified"].exit_result = ""
    stages["Qualified"].name = "В работе"
    stages["Qualified"].save()

    assert "It is not said what must be true to leave it." in shown(admin, "stages")
    assert "The name does not tell a result" in shown(admin, "stages")
    assert "It is not said what must be true to leave it." not in shown(anna, "stages")


def test_a_script_with_hostile_words_stays_words(shown, anna, admin):
    script = TalkScript.start("<script>alert(1)</script>", by=admin)
    script.shape_step(None, "<img src=x onerror=alert(1)>", [(None, "Yes", None)], by=admin)
    text = shown(anna, "scripts")

    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text
    assert not gives_away(text, "123456789")


def test_the_same_page_costs_as_many_queries_with_three_funnels_as_with_one(shown, anna, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    shown(anna, "funnel_map", "stages", "scripts")
    with CaptureQueriesContext(connection) as one:
        client.get("/handbook/INS-01/blocks/")
    for name in ("Second", "Third"):
        make_funnel(name)
    with CaptureQueriesContext(connection) as three:
        client.get("/handbook/INS-01/blocks/")
    assert len(three) <= len(one)
