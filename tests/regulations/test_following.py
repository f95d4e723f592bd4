"""The settings change, the handbook follows: an edition of its own, yellow for who has not seen it, asked to be read, once."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from crm_project.lib import clock
from deals.changes import Demand
from deals.models import Stage
from fields.models import CustomField
from regulations.chain import problems_in
from regulations.living import following
from regulations.living.following import follow
from regulations.models import Edition, LivingSnapshot, Regulation, SectionChange
from tasks.models import TaskType
from tests.factories import make_deal, make_funnel
from training.models import Question
from training.renewal import look_through_stale

from .conftest import page, write
from .reading_hands import confirm, owed, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(following, "PAUSE", timedelta())


@pytest.fixture
def company(funnel, stages, admin, head, anna, boris, vera):
    """A small handbook that everybody has read to the end."""
    return read_by(founded(), admin, head, anna, boris, vera)


def founded():
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    pages = [page("part", "1", "", "Part", "Opening."), page("stages", "1.1", "part", "Stages", "They are:\n\n{{live stages}}")]
    write(regulation, [*pages, page("second", "1.2", "part", "Fields", "Asked for:\n\n{{live required_fields}}")])
    return regulation


def read_by(regulation, *people):
    for person in people:
        confirm(person, regulation)
    return regulation


def rename(stage, name):
    Stage.objects.filter(pk=stage.pk).update(name=name)


def read(client, person, section="stages", query=""):
    client.force_login(person)
    answer = client.get(f"/handbook/INS-01/{section}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def label(regulation):
    return regulation.edition_in_force().label


def test_a_renamed_stage_is_yellow_with_what_it_was_until_it_is_read(client, company, stages, anna):
    assert "k-mark" not in read(client, anna)
    rename(stages["Qualified"], "Need is clear")
    follow()

    shown = read(client, anna)
    assert label(company) == "1.1"
    assert "Need is clear</ins>" in shown
    assert 'data-was="Was: Qualified"' in shown
    assert owed(anna, company) == {"stages": "changed", "second": "changed"}, "the stages with what they ask for are renamed too"
    confirm(anna, company)
    assert owed(anna, company) == {}


def test_a_field_that_became_required_is_yellow_and_named_in_the_list(client, company, stages, funnel, anna, admin):
    field = CustomField.add("deal", {"label": "Width", "type": "number"}, by=admin)
    funnel.propose(Demand(stages["Qualified"].pk, field.key, "required"), by=admin)
    follow()

    assert "Width</ins>" in read(client, anna, "second")
    said = "“Qualified”, must be filled in: now also Width"
    listed = client.get("/handbook/INS-01/changes/").content.decode()
    assert said in listed
    assert str(admin) in listed, "who changed it is named"
    assert said in client.get("/handbook/INS-01/compare/1..1.1/").content.decode()


def test_a_reason_that_came_is_new_and_one_that_went_is_told(client, company, funnel, anna, admin):
    page_of_reasons(company)
    gone = funnel.loss_reasons.live().first()
    came = funnel.add_reason({"name": "No machine in stock", "hint": "We could not deliver"}, by=admin)
    funnel.retire_reason(gone, by=admin)
    confirm(anna, company)
    follow()

    shown = read(client, anna, "reasons")
    assert "“No machine in stock” is new" in shown.replace("&quot;", '"')
    assert f"Removed: {gone.name}" in shown
    assert came.name in shown


def test_questions_about_what_changed_are_looked_through_again_and_others_are_not(company, stages, admin, funnel):
    on_stages, on_part = (question_on(company, code, admin) for code in ("stages", "part"))
    Stage.objects.filter(pk=stages["Offer sent"].pk).update(purpose="To give the client something to decide by")
    follow()
    look_through_stale()
    look_through_stale()

    assert {one.code: one.state for one in Question.objects.all()} == {on_stages.code: "needs_review", on_part.code: "active"}
    assert Question.objects.get(pk=on_stages.pk).entries.filter(verb="question_to_review").count() == 1


def test_before_a_funnel_is_published_it_is_told_what_it_means_for_the_handbook(client, company, stages, funnel, admin, anna):
    question_on(company, "second", admin)
    field = CustomField.add("deal", {"label": "Width", "type": "number"}, by=admin)
    make_deal(anna, stage=stages["Offer sent"])
    assert funnel.propose(Demand(stages["Qualified"].pk, field.key, "required"), by=admin), "it waits in the draft"
    client.force_login(admin)
    shown = client.get(f"/deals/funnels/{funnel.pk}/draft/").content.decode()

    assert "Changes 1 section of the handbook · 1 question is to be looked through again" in shown


def page_of_reasons(regulation):
    """Another clause, published before anything changes."""
    draft = regulation.open_draft(by=None)
    draft.add_section({"en": "Reasons"}, by=None, parent="part", code="reasons")
    draft.change_text(
        "reasons", "en", "Reasons", "They are:\n\n{{live loss_reasons}}", seen=draft.node_of("reasons").text_in("en").content_hash, by=None
    )
    draft.publish(by=None)


def question_on(regulation, code, by):
    content = {"type": "truefalse", "stem": {"en": "Is it so?"}, "payload": {"answer": True}}
    question = Question.write(None, by=by, content=content, sections=[section(regulation, code)], code=f"on-{code}", regulation=regulation)
    return question.activate(by=by)


def test_the_same_settings_make_no_edition_and_twice_is_once(company, stages):
    follow()
    assert Edition.objects.filter(kind="config").count() == 0
    rename(stages["Qualified"], "Need is clear")
    follow()
    follow()
    assert Edition.objects.filter(kind="config").count() == 1
    assert SectionChange.objects.filter(edition__kind="config", kinds__contains=["living"]).count() >= 1
    assert list(problems_in(company)) == []


def test_what_obliges_nobody_is_marked_and_not_asked(client, company, anna, admin):
    TaskType(name="Call").shape(by=admin, results=["Reached"])
    draft = company.open_draft(by=None)
    node = draft.node_of("second")
    draft.change_text("second", "en", "Types", "{{live task_types}}", seen=node.text_in("en").content_hash, by=None)
    draft.publish(by=None)
    confirm(anna, company)
    TaskType(name="Visit").shape(by=admin, results=["Agreed", "Refused"])
    follow()

    assert label(company) == "2.1"
    assert owed(anna, company) == {}
    assert "“Visit” is new" in read(client, anna, "second")


def test_one_change_after_another_waits_for_the_next_edition(company, stages, monkeypatch):
    monkeypatch.setattr(following, "PAUSE", timedelta(minutes=10))
    for name in ("One", "Two", "Three"):
        rename(stages["Qualified"], name)
        follow()
    assert label(company) == "1.1"
    monkeypatch.setenv("APP_TEST_CLOCK", "+700")
    follow()
    assert label(company) == "1.2"


def test_the_chain_holds_when_an_announced_edition_was_withdrawn(company, stages, admin):
    announced = company.open_draft(by=admin)
    announced.publish(by=None, effective_at=clock.now() + timedelta(days=3))
    rename(stages["Qualified"], "Need is clear")
    follow()
    assert label(company) == "1", "an announced edition is waited for"
    announced.withdraw(by=admin)
    follow()
    draft = company.open_draft(by=admin)

    assert (label(company), draft.label) == ("1.1", "3")
    draft.publish(by=None)
    assert list(problems_in(company)) == []


def test_a_change_taken_back_is_owed_by_nobody_who_did_not_see_it(client, company, stages, anna, boris):
    rename(stages["Qualified"], "Need is clear")
    follow()
    confirm(boris, company, "stages")
    rename(stages["Qualified"], "Qualified")
    follow()

    assert label(company) == "1.2"
    assert owed(anna, company) == {}
    assert "k-mark" not in read(client, anna)
    assert "stages" in owed(boris, company), "who has read of the other name reads of the way back"


def test_an_old_edition_shows_the_stages_of_its_day(client, company, stages, anna):
    rename(stages["Qualified"], "Need is clear")
    follow()

    client.force_login(anna)
    old = client.get("/handbook/INS-01/editions/1/stages/").content.decode()
    assert "Qualified" in old
    assert "Need is clear" not in old


def test_who_does_not_work_in_a_funnel_is_not_asked_about_it(client, service, admin, anna, vera, roles):
    hidden = make_funnel("Of the service")
    hidden.departments.set([service])
    handbook = read_by(founded(), anna, vera)
    stage = hidden.stages.live().open().first()
    rename(stage, "Workshop agreed")
    follow()

    assert owed(anna, handbook) == {}
    assert "stages" in owed(vera, handbook)
    assert "Workshop agreed" not in read(client, anna)
    client.force_login(anna)
    assert "Workshop agreed" not in client.get("/handbook/INS-01/changes/").content.decode()
    assert "Workshop agreed" not in client.get("/handbook/INS-01/compare/1..1.1/").content.decode()
    assert "Workshop agreed" in read(client, vera)


def test_a_field_that_is_not_for_the_readers_eyes_is_not_named_in_marks(client, company, funnel, stages, anna, admin):
    behind = CustomField.add("deal", {"label": "Margin of ours", "type": "number"}, by=admin)
    CustomField.objects.filter(pk=behind.pk).update(seen_by_roles=[admin.role_id])
    funnel.propose(Demand(stages["Qualified"].pk, behind.key, "required"), by=admin)
    follow()

    client.force_login(anna)
    for url in ("second/", "changes/", "compare/1..1.1/", "second/?since=1"):
        assert "Margin of ours" not in client.get(f"/handbook/INS-01/{url}").content.decode()
    assert "Margin of ours" in read(client, admin, "second")


def test_a_draft_begun_meanwhile_goes_on_and_is_the_next_whole_number(company, stages, admin):
    draft = company.open_draft(by=admin)
    mark = draft.mark
    rename(stages["Qualified"], "Need is clear")
    follow()

    draft.refresh_from_db()
    assert (draft.label, draft.mark) == ("2", mark)
    assert draft.changed_codes() == [], "what it did not touch is as the edition in force has it"
    draft.publish(by=None, seen=mark)
    assert label(company) == "2"
    assert list(problems_in(company)) == []


def test_a_change_just_before_publishing_is_frozen_with_the_edition(company, stages, admin, anna):
    draft = company.open_draft(by=admin)
    rename(stages["Qualified"], "Need is clear")
    draft.publish(by=None)
    follow()

    assert label(company) == "2"
    assert "stages" in owed(anna, company)


def test_nothing_follows_in_the_archive_or_before_the_first_edition(company, stages, admin):
    company.retire(by=admin)
    rename(stages["Qualified"], "Need is clear")
    follow()
    assert not Edition.objects.filter(kind="config", regulation=company).exists()


def test_what_was_kept_is_final(company):
    one = LivingSnapshot.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        LivingSnapshot.objects.filter(pk=one.pk).update(payload=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        LivingSnapshot.objects.filter(pk=one.pk).delete()


def test_asking_many_costs_as_many_queries_as_asking_two(company, stages, anna, boris):
    rename(stages["Qualified"], "One")
    with CaptureQueriesContext(connection) as few:
        follow()
    rename(stages["Qualified"], "Two")
    rename(stages["Offer sent"], "Three")
    with CaptureQueriesContext(connection) as more:
        follow()
    assert len(more) <= len(few) + 6


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_one_edition(funnel, stages, admin):
    founded()
    rename(stages["Qualified"], "Need is clear")

    def beat():
        try:
            follow()
        finally:
            connection.close()

    beats = [Thread(target=beat) for _ in range(2)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert Edition.objects.filter(kind="config").count() == 1


def test_a_line_says_of_which_funnel_it_is(client, company, funnel, stages, anna, admin):
    other = make_funnel("Trailers")
    confirm(anna, company)
    follow()
    confirm(anna, company)
    rename(other.stages.order_by("position").first(), "Asked for a trailer")
    follow()
    read(client, anna)
    for part in ("changes/", "compare/1.1..1.2/"):
        listed = client.get(f"/handbook/INS-01/{part}").content.decode()
        assert "Funnel “Trailers”: “Asked for a trailer” is the new name of" in listed
    anna.language = "ru"
    anna.save(update_fields=["language"])
    client.force_login(anna)
    listed = client.get("/handbook/INS-01/changes/").content.decode()
    assert re.search("Воронка «Trailers»: «[^»]+» теперь называется «Asked for a trailer»", listed)


@pytest.mark.parametrize(
    ("language", "said", "unsaid"), [("en", "The settings changed", "Изменились"), ("ru", "Изменились настройки", "The settings changed:")]
)
def test_why_the_settings_changed_is_said_in_the_readers_language(client, company, stages, anna, language, said, unsaid):
    Regulation.objects.update(source_language="ru" if language == "en" else "en")
    rename(stages["Qualified"], "Need is clear")
    follow()
    anna.language = language
    anna.save(update_fields=["language"])
    client.force_login(anna)
    for part in ("changes/", "editions/"):
        shown = client.get(f"/handbook/INS-01/{part}").content.decode()
        assert said in shown
        assert unsaid not in shown
