"""Questions made from the settings: what they are made of, looked at once, made anew when the settings change, once."""

import threading

import pytest
from django.db import connections

from deals.models import LossReason, StageField
from regulations.models import GlossaryTerm, Regulation
from tests.factories import make_funnel
from tests.regulations.conftest import page, write
from training import ticking
from training.generated import facts as registry
from training.generated.keeping import keep_in_step
from training.generated.shapes import made_of
from training.models import Question

from .desk import ask, define, give

pytestmark = pytest.mark.django_db
SECTIONS = ["stages", "required-fields", "deal-lost", "card-moves", "name-template", "evening-check", "first-contact", "task-result"]
WHY = {
    "New": "The client has written and nobody has answered yet.",
    "Qualified": "It is clear what is needed and who decides.",
    "Offer sent": "The client looks at our price and terms.",
}


@pytest.fixture
def crm(roles):
    regulation = Regulation.objects.create(code="CRM-01", genre="instruction")
    pages = [page("part", "1", "", "Part", "Opening.")]
    pages += [page(code, f"1.{n}", "part", code.title(), f"About {code}.") for n, code in enumerate([*SECTIONS, "glossary"], start=3)]
    write(regulation, pages)
    return regulation


@pytest.fixture
def funnel(crm):
    funnel = make_funnel()
    for stage in funnel.stages.all():
        stage.purpose = WHY.get(stage.name, "")
        stage.save()
    for name, hint in [("Competitor", "The client bought from somebody else."), ("No money", "The client has no budget this year.")]:
        LossReason.objects.create(funnel=funnel, name=name, hint=hint)
    return funnel


def question(prefix):
    return Question.objects.filter(code__startswith=prefix).order_by("code").first()


def states():
    return set(Question.objects.made_from_settings().values_list("state", flat=True))


def mark(client):
    return client.get("/tests/bank/made/").context["seen"]


# -- what they are made of ------------------------------------------------------------


def fact(**more):
    stages = [
        {"id": str(n), "name": name, "purpose": why, "entry": "", "required": [], "held_by": ""}
        for n, (name, why) in enumerate(WHY.items())
    ]
    usual = {"kind": "funnel", "id": "1", "name": "Main", "stages": stages, "reasons": [], "asks_for_skipped": True}
    return usual | {"name_parts": ["product", "client"], "positions": []} | more


def made(**more):
    return {spec.code: spec for spec in made_of([fact(**more)]).specs}


def right_of(spec):
    return [one["ru"] for one in spec.payload["options"] if one["right"]]


def test_a_funnel_gives_its_order_its_purposes_and_its_rules():
    specs = made()
    assert [item["en"] for item in specs["g-order-1"].payload["items"]] == list(WHY)
    assert right_of(specs["g-purpose-1"]) == [WHY["Qualified"]]
    assert specs["g-skip-1"].payload == {"value": True}
    assert right_of(specs["g-naming-1"]) == ["Плуг ПЛН-5 · Заря"]


def test_an_answer_that_says_what_the_key_says_is_dropped_and_two_others_are_needed():
    stages = [dict(one) for one in fact()["stages"]]
    stages[0]["purpose"] = "  It is CLEAR what is needed, and who decides "
    specs = made(stages=stages)
    assert not [code for code in specs if code.startswith("g-purpose")], "one other is too few"


def test_a_short_purpose_gives_no_question_and_a_remark():
    stages = [dict(one) for one in fact()["stages"]]
    stages[1]["purpose"] = "To qualify."
    found = made_of([fact(stages=stages)])
    assert ("short", "Main · Qualified") in found.remarks
    assert "g-purpose-1" not in {spec.code for spec in found.specs}


def test_required_fields_are_the_exact_set_beside_those_of_other_stages():
    stages = [dict(one) for one in fact()["stages"]]
    stages[1]["required"] = ["Sum"]
    assert "g-fields-1" not in made(stages=stages), "nothing to choose among"
    stages[2]["required"] = ["Sum", "Date", "Contract"]
    specs = made(stages=stages)
    assert right_of(specs["g-fields-1"]) == ["Sum"]
    assert "g-fields-2" not in specs


def test_a_card_with_one_field_empty_asks_which_one_it_is():
    stages = [dict(one) for one in fact()["stages"]]
    stages[1]["required"] = ["Sum", {"ru": "Срок", "en": "Date"}, "Contract"]
    stages[2]["required"] = ["Address"]
    spec = made(stages=stages)["g-gap-1"]
    assert right_of(spec) == ["Contract"]
    assert "Filled in: Sum, Date." in spec.stem["en"]
    assert "Заполнено: Sum, Срок." in spec.stem["ru"]
    stages[1]["required"] = ["Sum"]
    assert "g-gap-1" not in made(stages=stages), "one field is no riddle"


def test_who_gets_the_deal_next_is_asked_where_it_is_somebody_else():
    stages = [dict(one) for one in fact()["stages"]]
    stages[0]["held_by"], stages[1]["held_by"] = "First", "Second"
    stages[2]["held_by"] = "Second"
    specs = made(stages=stages, positions=["First", "Second", "Third"])
    assert right_of(specs["g-receiver-0"]) == ["Second"]
    assert "g-receiver-1" not in specs, "it stays with the same position"
    assert "g-receiver-0" not in made(stages=stages, positions=["First", "Second"]), "two others are needed"


def test_whether_a_card_may_go_back_is_as_the_role_says():
    [spec] = made_of([{"kind": "moves_back", "id": "manager", "role": {"ru": "Менеджер", "en": "Seller"}, "may": False}]).specs
    assert (spec.type, spec.payload) == ("truefalse", {"value": False})
    assert "Менеджер" in spec.stem["ru"]
    assert "Seller" in spec.stem["en"]


def test_minutes_are_asked_by_source_where_one_scenario_is_of_it_alone(crm, admin, company_root):
    from contacts.models import Channel, Source
    from leads.exam_facts import answer_times_of_sources
    from leads.models import Scenario

    fair, site = Source.objects.create(name="Fair"), Source.objects.create(name="Site")
    scenarios = {}
    for name, minutes, source, channels in [("a", 20, fair, []), ("b", 5, fair, []), ("c", 7, site, [Channel.objects.create(name="Chat")])]:
        values = {"name": name, "answer_minutes": minutes, "sources": [source], "channels": channels, "segments": [], "regions": ""}
        usual = {"department": None, "hours": "any", "way": "share", "skips_unclean": False, "first_task": ""}
        scenarios[name] = Scenario.open({**values, **usual}, {admin: 1}, by=admin)

    assert answer_times_of_sources() == [{"kind": "source_time", "id": str(fair.pk), "name": "Fair", "minutes": 20}]
    [spec] = made_of(answer_times_of_sources()).specs
    assert (spec.section, spec.payload["value"]) == ("CRM-01/by-channel", "20")


def test_the_hour_of_the_close_stands_beside_an_hour_more_and_less():
    [spec] = made_of([{"kind": "cut_off", "id": "day", "time": "18:00"}]).specs
    assert {one["en"] for one in spec.payload["options"]} == {"18:00", "17:00", "19:00", "by the end of the week"}
    assert right_of(spec) == ["18:00"]


def test_the_time_to_answer_is_a_number_of_minutes():
    [spec] = made_of([{"kind": "answer_time", "id": "4", "name": "From the site", "minutes": 15}]).specs
    assert (spec.type, spec.payload["value"]) == ("number", "15")
    assert "From the site" in spec.stem["en"]


def test_what_the_apps_tell_becomes_drafts(funnel):
    GlossaryTerm.objects.all().delete()
    for n in range(5):
        GlossaryTerm.objects.create(term_ru=f"Слово {n}", definition_ru=f"Значение {n}")
    assert keep_in_step() > 5
    assert states() == {"draft"}
    kinds = {one.code.split("-")[1] for one in Question.objects.made_from_settings()}
    assert {"order", "purpose", "reason", "skip", "naming", "terms"} <= kinds
    assert question("g-reason").links.get().section.code == "deal-lost"


def test_a_code_that_somebody_took_stops_nothing(funnel):
    GlossaryTerm.objects.all().delete()
    for n in range(5):
        GlossaryTerm.objects.create(term_ru=f"Слово {n}", definition_ru=f"Значение {n}")
    theirs = ask("g-terms-1")
    keep_in_step()
    keep_in_step()
    theirs.refresh_from_db()
    assert (theirs.origin, theirs.state) == ("manual", "active")
    assert Question.objects.made_from_settings().exists()


def test_one_step_that_fails_stops_no_other(roles, monkeypatch):
    def fail():
        raise ValueError("the step")

    done = []
    monkeypatch.setattr(ticking, "keep_in_step", fail)
    monkeypatch.setattr(ticking, "take_down_rooms", done.append)
    with pytest.raises(ExceptionGroup):
        ticking.tick()
    assert done, "what stands behind it was done"


def test_without_a_handbook_nothing_is_made(roles):
    make_funnel()
    assert keep_in_step() == 0
    assert not Question.objects.exists()


# -- one look ---------------------------------------------------------------------------


def test_one_press_puts_to_use_what_was_looked_at(funnel, admin, anna, head, browser):
    keep_in_step()
    count = Question.objects.made_waiting().count()
    client = browser(admin)
    body = client.get("/tests/bank/made/").content.decode()
    assert WHY["Qualified"] in body
    assert f"Put {count} questions to use" in body
    seen = mark(client)
    for other in (anna, head):
        assert browser(other).get("/tests/bank/made/").status_code in (403, 404)
        assert browser(other).post("/tests/bank/made/", {"seen": seen}).status_code in (403, 404)
    assert states() == {"draft"}
    assert client.post("/tests/bank/made/", {"seen": seen}).status_code == 302
    assert states() == {"active"}
    assert Question.objects.drawable().count() == count
    assert client.post("/tests/bank/made/", {"seen": seen}).status_code == 302, "twice is once"


def test_what_was_not_looked_at_is_not_put_to_use(funnel, admin, browser):
    keep_in_step()
    client = browser(admin)
    seen = mark(client)
    for stage in funnel.stages.filter(name="Qualified"):
        stage.purpose = "It is known whether they can pay and when."
        stage.save()
    keep_in_step()
    for bad in (seen, "", "x"):
        client.post("/tests/bank/made/", {"seen": bad})
    assert states() == {"draft"}


def test_who_leaves_one_out_is_not_asked_again(funnel, admin, browser):
    keep_in_step()
    left = question("g-skip")
    browser(admin).post(f"/tests/bank/{left.pk}/retire/")
    assert keep_in_step() == 0
    left.refresh_from_db()
    assert left.state == "retired"
    assert not Question.objects.made_waiting().filter(pk=left.pk).exists()


# -- the settings change ----------------------------------------------------------------


@pytest.fixture
def in_use(funnel, admin):
    from training.models.question import mark_of

    keep_in_step()
    Question.approve_made(mark_of(Question.objects.made_waiting()), by=admin)
    return funnel


def test_nothing_changed_nothing_is_written(in_use, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        assert keep_in_step() == 0


def test_a_changed_purpose_is_said_anew_once_and_attempts_keep_the_old(in_use, egor, admin):
    test = define(draw_count=4, regulation=Regulation.objects.get())
    attempt = give(test, egor).start(by=egor)
    kept = {item.place: item.question_version_id for item in attempt.items.all()}
    stage = in_use.stages.get(name="Qualified")
    before = question(f"g-purpose-{stage.pk}")
    stage.purpose = "It is known whether they can pay and when."
    stage.save()
    assert keep_in_step() > 0
    assert keep_in_step() == 0, "exactly once"
    after = question(f"g-purpose-{stage.pk}")
    assert (after.state, after.why_review, after.current.number) == ("needs_review", "settings_changed", before.current.number + 1)
    assert not Question.objects.drawable().filter(pk=after.pk).exists()
    assert {item.place: item.question_version_id for item in attempt.items.all()} == kept
    assert {item.question_version.question.state for item in attempt.items.all()} <= {"active", "needs_review"}
    assert attempt.submit(by=egor).state == "graded"


def test_what_is_gone_is_retired_and_comes_back_as_a_draft(in_use):
    reason = LossReason.objects.get(name="Competitor")
    LossReason.objects.filter(pk=reason.pk).update(hint="")
    keep_in_step()
    gone = question(f"g-reason-{reason.pk}")
    assert (gone.state, gone.made_from) == ("retired", "")
    LossReason.objects.filter(pk=reason.pk).update(hint=reason.hint)
    keep_in_step()
    gone.refresh_from_db()
    assert gone.state == "draft"


def test_a_field_kept_for_some_is_named_in_no_test(funnel, admin):
    from fields.models import CustomField

    secret = CustomField.objects.create(entity="deal", code="margin", label="Margin of ours", type="number", seen_by_roles=[admin.role_id])
    StageField.objects.create(stage=funnel.stages.get(name="Qualified"), custom=secret)
    assert "Margin of ours" not in repr(registry.all_facts())


def test_two_ticks_at_once_make_each_once(transactional_db, roles, company_root):
    regulation = Regulation.objects.create(code="CRM-01", genre="instruction")
    pages = [page("part", "1", "", "Part", "Opening."), page("stages", "1.1", "part", "Stages", "About.")]
    write(regulation, pages)
    funnel = make_funnel()
    for stage in funnel.stages.all():
        stage.purpose = WHY.get(stage.name, "")
        stage.save()
    made_by = []

    def tick():
        made_by.append(keep_in_step())
        connections.close_all()

    threads = [threading.Thread(target=tick) for _n in range(2)]
    [one.start() for one in threads], [one.join() for one in threads]
    assert len(made_by) == 2
    codes = list(Question.objects.values_list("code", flat=True))
    assert len(codes) == len(set(codes)) > 0
    assert set(Question.objects.values_list("current__number", flat=True)) == {1}
