"""The settings of automation: for who configures, page by page; and what a card tells of it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from automation.models import Firing, Rule
from notifications.models import Notice
from regulations.loader import load_default_handbook
from regulations.models import Section
from tests.factories import make_deal, make_task
from tests.hidden import gives_away
from timeline.sentences import read

from .conftest import deeds_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(browser, admin):
    return browser(admin)


def url(name, *args):
    return reverse(f"automation:{name}", args=args)


def facts(admin, **more):
    return {"name": "Remind of an offer", "purpose": "Nobody waits", "owner": admin.pk, "metric": "", "section_code": "", **more}


def text_of(answer):
    return answer.content.decode()


def test_an_administrator_makes_tries_and_switches_on_a_rule(page, admin, stages, call_type, anna):
    make_deal(anna, amount=Decimal(5)).move_to(stages["Qualified"], by=anna)
    assert "No rules yet" in text_of(page.get(url("rules")))
    assert "A deal came to a stage" in text_of(page.get(url("triggers")))

    page.post(url("new", "entered"), facts(admin, stage=stages["Qualified"].pk))
    rule = Rule.objects.get()
    assert (rule.funnel, rule.stage) == (stages["Qualified"].funnel, stages["Qualified"])
    page.post(url("new-condition", rule.pk, "amount"), {"op": "more", "value": "1"})
    page.post(url("new-action", rule.pk, "task"), {"title": "Call", "type": call_type.pk, "who": "owner", "days": 1, "time": "10:00"})
    page.post(url("new-setting", rule.pk, "decision_on"), {"days": 7})
    shown = text_of(page.get(url("rule", rule.pk)))
    for words in [
        "When a deal came to “Qualified”",
        "Sum is more than 1",
        "Plan the task “Call” for the owner of the deal, tomorrow, 10:00",
    ]:
        assert words in shown
    assert "Set “Decision date” to in 7 days" in shown

    refused = page.post(url("on", rule.pk), follow=True)
    assert "Try the rule on the last month first" in text_of(refused)
    page.post(url("trial", rule.pk))
    assert "It would have begun <b>1</b> time" in text_of(page.get(url("rule", rule.pk)))
    page.post(url("on", rule.pk))
    rule.refresh_from_db()
    assert rule.is_on
    shown = text_of(page.get(url("rules")))
    assert "Remind of an offer" in shown
    assert "has not acted" in shown


def test_the_same_form_sent_twice_is_one_rule(page, admin, stages):
    sent = facts(admin, stage=stages["Qualified"].pk, token="5f0c6a3e-96d5-4a67-8f0c-0d4f1c0b7f11")
    page.post(url("new", "entered"), sent)
    page.post(url("new", "entered"), sent | {"name": "Remind of an offer"})
    assert Rule.objects.count() == 1


@pytest.mark.parametrize(
    ("trigger", "sent", "field"),
    [
        ("entered", {"name": ""}, "name"),
        ("entered", {"purpose": " "}, "purpose"),
        ("entered", {"owner": ""}, "owner"),
        ("entered", {"stage": "999999"}, "stage"),
        ("idle", {"days": "0"}, "days"),
        ("idle", {"days": "nan"}, "days"),
        ("idle", {"days": "99999999999"}, "days"),
        ("date", {"days": "1", "field_key": "amount"}, "field_key"),
        ("field", {"field_key": "nothing"}, "field_key"),
    ],
)
def test_bad_input_is_told_at_its_field(browser, admin, stages, funnel, trigger, sent, field):
    given = facts(admin, stage=stages["Qualified"].pk, funnel=funnel.pk, days="3", side="after", field_key="decision_on") | sent
    answer = browser(admin, piece=True).post(url("new", trigger), given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/x", "ftp://example.com", "javascript:alert(1)", "https://localhost/x", "https://127.0.0.1/", "https://10.1.2.3/",
        "https://192.168.0.1/", "https://169.254.169.254/latest", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://server/x",
        "https://user:word@example.com/", "https://db.internal/", "https://", "https://example.com:0/", "https://exa mple.com/",
    ],
)  # fmt: skip
def test_a_webhook_does_not_reach_inside(browser, admin, make_rule, address):
    rule = make_rule("won", on=False)
    answer = browser(admin, piece=True).post(url("new-action", rule.pk, "webhook"), {"url": address})
    assert answer.status_code == 422
    assert "url" in answer.context["form"].errors


def test_bad_parts_are_told_at_their_fields(browser, admin, make_rule, call_type):
    rule, piece = make_rule("won", on=False), browser(admin, piece=True)
    for kind, sent, field in [
        ("task", {"title": "  ", "type": call_type.pk, "who": "owner", "days": 1}, "title"),
        ("task", {"title": "x", "type": 9999, "who": "owner", "days": 1}, "type"),
        ("task", {"title": "x", "type": call_type.pk, "who": "9999", "days": 1}, "who"),
        ("task", {"title": "x", "type": call_type.pk, "who": "owner", "days": -1}, "days"),
        ("give", {"who": "owner"}, "who"),
        ("move", {"stage": rule.funnel.lost.pk}, "stage"),
        ("notify", {"who": "head", "text": ""}, "text"),
        ("notify", {"who": "head", "text": "Look at {unknown}"}, "text"),
    ]:
        answer = piece.post(url("new-action", rule.pk, kind), sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field]), kind
    for key, sent, field in [
        ("amount", {"op": "more", "value": "abc"}, "value"),
        ("amount", {"op": "more", "value": ""}, "value"),
        ("amount", {"op": "boom", "value": "1"}, "op"),
        ("owner", {"op": "is", "value": "9999"}, "value"),
        ("decision_on", {"op": "within", "value": "-5"}, "value"),
    ]:
        answer = piece.post(url("new-condition", rule.pk, key), sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field]), key
    assert piece.post(url("new-condition", rule.pk, "nothing"), {}).status_code == 404
    assert piece.post(url("new-action", rule.pk, "nothing"), {}).status_code == 404
    assert piece.post(url("new-setting", rule.pk, "stage"), {}).status_code == 404
    rule.refresh_from_db()
    assert (rule.conditions, rule.actions) == ([], [])


def test_a_rule_does_not_move_to_where_it_begins(page, browser, admin, make_rule, stages):
    rule = make_rule("entered", on=False, stage=stages["Qualified"])
    piece = browser(admin, piece=True)

    answer = piece.post(url("new-action", rule.pk, "move"), {"stage": stages["Qualified"].pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["stage"])

    rule.add("actions", {"do": "move", "stage": stages["Offer sent"].pk}, by=admin)
    facts = {"name": "Remind", "purpose": "x", "owner": admin.pk, "stage": stages["Offer sent"].pk}
    answer = piece.post(url("change", rule.pk), facts)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["stage"])


@pytest.mark.parametrize("code", ["CRM-01/99.9", "CRM-01", "nothing/else", "1"])
def test_a_rule_leans_on_a_handbook_section_that_exists(browser, admin, make_rule, stages, code):
    rule = make_rule("entered", on=False, stage=stages["Qualified"])
    facts = {"name": "Remind", "purpose": "x", "owner": admin.pk, "stage": stages["Qualified"].pk, "section_code": code}
    answer = browser(admin, piece=True).post(url("change", rule.pk), facts)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["section_code"])


def test_a_notice_says_what_the_deal_says(make_rule, anna, head, later):
    make_rule("task_done", {"do": "notify", "who": "head", "text": "{owner} did it"})
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)
    assert Notice.objects.get(recipient=head, verb="automation.told").details["text"] == f"{anna} did it"


def test_who_takes_a_stage_away_reads_which_rules_lean_on_it(browser, admin, anna, make_rule, task, stages, funnel):
    make_rule("entered", task, stage=stages["Qualified"], name="First call")
    make_rule("won", {"do": "move", "stage": stages["Qualified"].pk}, on=False, name="Way back")
    make_rule("won", task, name="Thanks")
    make_deal(anna, stage=stages["Qualified"])
    piece, place = browser(admin, piece=True), reverse("deals:retire-stage", args=[funnel.pk, stages["Qualified"].pk])

    words = piece.get(place).content.decode()
    assert all(name in words for name in ("First call", "Way back"))
    assert "Thanks" not in words

    piece.post(place, {"to": stages["Offer sent"].pk})
    draft = browser(admin).get(reverse("deals:funnel-draft", args=[funnel.pk])).content.decode()
    assert "First call" in draft


def test_the_list_marks_a_rule_whose_stage_is_out_of_use(page, admin, make_rule, task, stages, funnel):
    make_rule("entered", task, stage=stages["Qualified"])
    assert "a stage is out of use" not in text_of(page.get(url("rules")))
    funnel.retire_stage(stages["Qualified"], by=admin)
    assert "a stage is out of use" in text_of(page.get(url("rules")))


def test_each_reads_in_their_own_language_what_a_rule_did(make_rule, task, anna, stages, later):
    make_rule("task_done", task, {"do": "move", "stage": stages["Qualified"].pk}, name="Refused")
    make_rule("task_done", task, name="Planned")
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)

    planned, stopped = Firing.objects.of_deal(deal).get(rule__name="Planned"), Firing.objects.of_deal(deal).get(rule__name="Refused")
    entry = deal.entries.with_verbs(["automation_refused"]).get()
    assert "Plan the task" in deeds_of(planned)[0]
    assert "asks for: Sum" in stopped.reason
    assert "asks for: Sum" in read(entry)
    with translation.override("ru"):
        assert "задачу" in deeds_of(planned)[0]
        assert "Сумма" in stopped.reason
        assert "Сумма" in read(entry)


def test_what_was_written_in_former_days_is_read_as_it_is():
    firing = Firing(did=["Plan a task"], why="Refused then")
    assert (deeds_of(firing), firing.reason) == (["Plan a task"], "Refused then")


def test_parts_are_taken_away_once_and_not_while_it_acts(page, browser, admin, make_rule, task):
    rule = make_rule("won", task)
    number = rule.actions[0]["id"]
    assert browser(admin, piece=True).post(url("drop-action", rule.pk, number)).status_code == 409
    page.post(url("off", rule.pk))
    page.post(url("drop-action", rule.pk, number))
    page.post(url("drop-action", rule.pk, number))
    rule.refresh_from_db()
    assert rule.actions == []


def test_every_trigger_and_part_has_its_form(page, make_rule, stages):
    rule = make_rule("won", on=False)
    for trigger in Rule.Trigger.values:
        assert page.get(url("new", trigger) + f"?stage={stages['New'].pk}").status_code == 200
    for kind in ("task", "give", "move", "notify", "webhook"):
        assert page.get(url("new-action", rule.pk, kind)).status_code == 200
    for name, label in [("fields", "Decision date"), ("actions", "Call a webhook")]:
        assert label in text_of(page.get(url(name, rule.pk)))
    for key in ("stage", "owner", "source", "amount", "company", "product", "task", "decision_on", "competitor"):
        assert page.get(url("new-condition", rule.pk, key)).status_code == 200
    assert page.get(url("change", rule.pk)).status_code == 200
    assert page.get(url("new", "nothing")).status_code == 404


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_others_do_not_shape_rules(request, browser, make_rule, task, who):
    rule, stranger = make_rule("won", task), browser(request.getfixturevalue(who))
    for name in ("rule", "change", "fields", "actions", "log"):
        assert stranger.get(url(name, rule.pk)).status_code == 403
    for name in ("trial", "on", "off", "retire"):
        assert stranger.post(url(name, rule.pk)).status_code == 403
    rule.refresh_from_db()
    assert rule.is_on


def test_a_retired_rule_has_no_page(page, make_rule, task, admin):
    rule = make_rule("won", task)
    assert page.post(url("retire", rule.pk)).status_code == 302
    for name in ("rule", "change", "log"):
        assert page.get(url(name, rule.pk)).status_code == 404


def test_ugly_words_are_shown_as_text(page, make_rule, anna, later):
    ugly = "<script>alert(1)</script> {actor} {{ 7 }} %s"
    rule = make_rule("task_done", {"do": "notify", "who": "owner", "text": ugly}, name=ugly)
    deal = make_deal(anna, name=ugly)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)
    assert Firing.objects.get().state == "done"
    for address in (url("rules"), url("rule", rule.pk), url("log", rule.pk), url("why", deal.pk), deal.url):
        shown = text_of(page.get(address))
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {actor} {{ 7 }} %s" in shown, address


def test_the_log_tells_what_was_done_and_why_not(page, make_rule, task, anna, stages, later):
    rule = make_rule("task_done", task, conditions=[{"key": "amount", "op": "more", "value": "10"}])
    for name, amount in [("Small", 5), ("Large", 50)]:
        make_task(anna, deal=make_deal(anna, name=name, amount=Decimal(amount))).complete(by=anna)
    later(seconds=1)

    shown = text_of(page.get(url("log", rule.pk)))
    assert "It does not hold that: Sum is more than 10" in shown
    assert "Plan the task “Call the client”" in shown
    only = text_of(page.get(url("log", rule.pk) + "?state=done"))
    assert "Large" in only
    assert "Small" not in only
    assert page.get(url("log", rule.pk) + "?state=boom").status_code == 200
    assert page.get(url("log", rule.pk) + "?after=boom").status_code == 400


def test_a_card_tells_why_a_rule_does_nothing(browser, make_rule, task, anna, boris, stages):
    make_rule("idle", task, days=3, conditions=[{"key": "amount", "op": "more", "value": "10"}])
    deal = make_deal(anna, amount=Decimal(5))
    shown = text_of(browser(anna).get(url("why", deal.pk)))
    assert "When a deal has not moved for 3 days" in shown
    assert "Planned:" in shown
    assert "It does not hold that: Sum is more than 10" in shown
    assert browser(boris).get(url("why", deal.pk)).status_code == 404
    assert url("why", deal.pk) in text_of(browser(anna).get(deal.url))


def test_who_may_not_see_sums_reads_none_of_them_here(browser, make_rule, task, anna, later):
    make_rule("task_done", task, conditions=[{"key": "amount", "op": "more", "value": "777000111"}])
    deal = make_deal(anna, amount=Decimal(5))
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)
    anna.role.rights = ["see_contacts"]
    anna.role.save()
    assert not gives_away(browser(anna).get(url("why", deal.pk)), 777000111)


def test_the_funnel_editor_shows_the_rules_of_a_stage(page, make_rule, task, stages, funnel):
    make_rule("entered", task, stage=stages["Qualified"], name="First call")
    shown = text_of(page.get(reverse("deals:stage", args=[funnel.pk, stages["Qualified"].pk])))
    assert "First call" in shown
    assert f"{url('triggers')}?stage={stages['Qualified'].pk}" in shown
    assert "First call" not in text_of(page.get(reverse("deals:stage", args=[funnel.pk, stages["New"].pk])))


def test_the_robot_is_nobody_in_the_lists_of_people(page, make_rule, task):
    from automation.models import Robot

    robot = Robot.of(make_rule("won", task))
    assert robot.email not in text_of(page.get(reverse("accounts:people") + "?access=all"))
    assert page.get(reverse("accounts:person", args=[robot.pk])).status_code == 404
    assert "Automation" in text_of(page.get(reverse("accounts:roles"), follow=True))


def test_the_list_asks_the_same_for_one_rule_and_for_thirty(page, make_rule, task, stages, boris, django_assert_num_queries, bare_frame):
    actions = [task, {"do": "move", "stage": stages["Qualified"].pk}, {"do": "give", "who": str(boris.pk)}]
    actions.append({"do": "set", "key": "competitor", "value": "x", "shown": "x"})
    make_rule("won", *actions, name="One", on=False)
    page.get(url("rules"))
    with CaptureQueriesContext(connection) as first:
        page.get(url("rules"))
    for n in range(29):
        make_rule("won", *actions, name=f"Rule {n}", on=False)
    with django_assert_num_queries(len(first)):
        page.get(url("rules"))


def test_a_section_of_the_handbook_may_be_named_by_its_number_or_its_code(browser, admin, make_rule, stages):
    load_default_handbook()
    section = Section.objects.by_code("CRM-01", "7.1")
    node = section.nodes.get()
    # The next edition, not yet in force, has the section under the same number.
    node.edition.pk, node.edition.number = None, node.edition.number + 1
    node.edition.published_at = node.edition.effective_at = None
    node.edition.content_hash = ""
    node.edition.save()
    node.pk, node.edition_id, node.parent = None, node.edition.pk, None
    node.save()
    rule = make_rule("entered", on=False, stage=stages["Qualified"])
    facts = {"name": "Remind", "purpose": "x", "owner": admin.pk, "stage": stages["Qualified"].pk}
    for code in ("CRM-01/7.1", "", "CRM-01/next-step"):
        answer = browser(admin).post(url("change", rule.pk), facts | {"section_code": code})
        assert answer.status_code == 302, code
