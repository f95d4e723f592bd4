"""Administrators shape chains: sound ones only, nobody's change is lost, and what runs goes on as it began."""

import pytest
from django.utils.translation import override

from accounts.models import Position
from chains.models import ChainTemplate
from chains.refusals import ChangedMeanwhile, NotAllowed, Unsound
from chains.soundness import faults_of
from tasks.models import TaskType
from timeline.models import Entry
from timeline.sentences import read

from .relay import call_type, fresh, make_template, plan, relay, result

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def step(key, title, **changes):
    told = {"title": title, "task_type": call_type().pk, "executor": "owner", "length": 2, "unit": 480, "next": "below"} | changes
    return {f"s-{key}-{name}": value for name, value in told.items()}


def form(*steps, **changes):
    told = {"name": "Relay", "purpose": "From hand to hand", "version": ""} | changes
    for one in steps:
        told |= one
    return told


# -- sound or not ------------------------------------------------------------------------


def codes(plans):
    return [(fault.code, fault.names) for fault in faults_of(plans)]


def test_usual_steps_never_go_in_a_circle(roles):
    assert codes([plan("a", "Ask", next="b"), plan("b", "Sell", next="a")]) == [("circle", ("Ask", "Sell"))]
    assert codes([plan("a", "Ask", next="a")]) == [("circle", ("Ask",))]


def test_a_result_may_lead_back(roles):
    bad = result("Bad")
    assert codes([plan("a", "Ask", next="b"), plan("b", "Sell", branches=[(bad, "a")])]) == []


def test_every_step_is_reached_and_known(roles):
    assert codes([plan("a", "Ask"), plan("b", "Sell")]) == [("unreached", ("Sell",))]
    assert codes([]) == [("no_steps", ())]
    assert codes([plan("a", "Ask", next="z")]) == [("unknown_step", ("Ask",))]
    letter = TaskType.objects.create(name="Letter", icon="mail")
    assert codes([plan("a", "Ask", branches=[(result("Sent", letter), None)])]) == [("foreign_result", ("Ask",))]


def test_an_unsound_one_is_not_kept(admin):
    with pytest.raises(Unsound):
        ChainTemplate().shape(by=fresh(admin), name="Bad", steps=[plan("a", "Ask", next="a")])
    assert not ChainTemplate.objects.exists()


# -- by the verb ---------------------------------------------------------------------------


def test_only_who_configures_shapes_a_chain(head, anna, boris, vera):
    template = relay(anna, boris, vera)
    for act in (template.retire, template.restore):
        with pytest.raises(NotAllowed):
            act(by=fresh(head))
    with pytest.raises(NotAllowed):
        template.shape(by=fresh(head), name="Mine", steps=[plan("a", "Ask")])


def test_two_who_change_it_at_once_do_not_write_over_each_other(admin):
    template = make_template([plan("a", "Ask")])
    seen = template.version
    template.shape(by=fresh(admin), name="Relay", steps=[plan("b", "Sell")], version=seen)
    with pytest.raises(ChangedMeanwhile):
        template.shape(by=fresh(admin), name="Relay", steps=[plan("c", "Serve")], version=seen)
    assert [one["title"] for one in template.snapshot()] == ["Sell"]


def test_steps_keep_their_keys_through_a_change(admin):
    template = make_template([plan("a", "Ask", next="b"), plan("b", "Sell")])
    first, second = template.snapshot()
    steps = [plan(second["key"], "Sell well", next="new1"), plan("new1", "Serve")]
    template.shape(by=fresh(admin), name="Relay", steps=steps, version=template.version)
    after = template.snapshot()
    assert (after[0]["key"], after[0]["title"], after[0]["next"]) == (second["key"], "Sell well", after[1]["key"])
    assert first["key"] not in {one["key"] for one in after}


def test_it_is_retired_and_restored_once(admin):
    template = make_template([plan("a", "Ask")])
    for act in (template.retire, template.retire, template.restore, template.restore):
        act(by=fresh(admin))
    verbs = list(Entry.objects.filter(subject_kind="chain_template").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["chain_shaped", "chain_retired", "chain_restored"]
    with override("en"):
        assert "made the chain" in str(read(template.entries.get(verb="chain_shaped")))


# -- by the pages --------------------------------------------------------------------------


def test_a_chain_is_made_in_the_editor(client, admin, anna):
    seller = Position.objects.create(name="Seller")
    agreed = result("Agreed")
    client.force_login(admin)
    assert client.get("/chains/templates/new/").status_code == 200
    given = form(
        step("new1", "Ask", executor=f"position:{seller.pk}", checklist="One\nTwo", **{f"b-{agreed.pk}": "end"}),
        step("new2", "Sell", executor=f"person:{anna.pk}", length=3, unit=60, needs_acceptance="on"),
        order="new1,new2",
    )
    response = client.post("/chains/templates/new/", given, headers=HTMX)
    template = ChainTemplate.objects.get()
    assert response.headers["HX-Redirect"] == f"/chains/templates/{template.pk}/"
    first, second = template.snapshot()
    assert (first["position"], first["minutes"], first["checklist"], first["next"]) == (seller.pk, 960, ["One", "Two"], second["key"])
    assert first["branches"] == [{"result": agreed.pk, "name": "Agreed", "next": None}]
    assert (second["person"], second["minutes"], second["needs_acceptance"], second["next"]) == (anna.pk, 180, True, None)
    page = client.get(f"/chains/templates/{template.pk}/").content.decode()
    assert "Agreed → " in page
    assert "2 working days" in page
    assert client.get("/chains/templates/").status_code == 200


def test_what_the_editor_shows_saved_again_changes_nothing(client, admin, anna):
    bad = result("Bad")
    template = make_template([plan("a", "Ask", anna, next="b"), plan("b", "Sell", branches=[(bad, "a")], minutes=180)])
    before = template.snapshot()
    client.force_login(admin)
    page = client.get(f"/chains/templates/{template.pk}/change/")
    editor = page.context["editor"]
    given = {"order": editor.order, "name": template.name, "purpose": "", "version": template.version}
    for one in editor.steps:
        given |= {one.add_prefix(name): one[name].value() or "" for name in one.fields}
    assert client.post(f"/chains/templates/{template.pk}/change/", given).status_code == 302
    template.refresh_from_db()
    assert template.snapshot() == before


def test_steps_are_added_moved_and_removed_before_anything_is_saved(client, admin):
    client.force_login(admin)
    given = form(step("new1", "Ask", next="new2"), step("new2", "Sell"), order="new1,new2")

    def order(act):
        return client.post("/chains/templates/new/", given | {"act": act}).context["editor"]

    assert order("add").order == "new1,new2,new3"
    assert order("down:new1").order == "new2,new1"
    assert order("up:new1").order == "new1,new2"
    removed = order("remove:new2")
    assert removed.order == "new1"
    assert removed.steps[0]["next"].value() == "below"
    assert order("remove:nothing").order == "new1,new2"
    assert not ChainTemplate.objects.exists()


def test_what_is_wrong_is_said_with_the_names_of_the_steps(client, admin):
    client.force_login(admin)
    given = form(step("new1", "Ask", next="new2"), step("new2", "Sell", next="new1"), order="new1,new2")
    response = client.post("/chains/templates/new/", given, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 422
    assert "“Ask” → “Sell” go in a circle" in page
    assert "From hand to hand" in page
    empty = client.post("/chains/templates/new/", form(step("new1", " "), order="new1"))
    assert empty.status_code == 422
    assert client.post("/chains/templates/new/", form(order="")).status_code == 422


def test_a_name_is_given_once_and_a_late_change_is_refused(client, admin, anna):
    template = make_template([plan("a", "Ask", anna)])
    client.force_login(admin)
    assert client.post("/chains/templates/new/", form(step("new1", "Ask"), order="new1")).status_code == 422
    url = f"/chains/templates/{template.pk}/change/"
    late = client.post(url, form(step("new1", "Anew"), order="new1", version=template.version + 5))
    assert late.status_code == 422
    assert "Somebody else changed" in late.content.decode()
    assert template.snapshot()[0]["title"] == "Ask"


def test_it_is_taken_out_of_use_and_back(client, admin, head, anna):
    template = make_template([plan("a", "Ask", anna)])
    client.force_login(admin)
    assert client.post(f"/chains/templates/{template.pk}/retire/", headers=HTMX).status_code == 204
    assert client.get(f"/chains/templates/{template.pk}/change/").status_code == 404
    assert client.post(f"/chains/templates/{template.pk}/restore/", headers=HTMX).status_code == 204
    client.force_login(head)
    for path in ("", "new/", f"{template.pk}/", f"{template.pk}/change/"):
        assert client.get(f"/chains/templates/{path}").status_code == 403
    assert client.post(f"/chains/templates/{template.pk}/retire/").status_code == 403
