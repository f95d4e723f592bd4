"""Who changes settings says why and whether people are asked to read; until an edition says it too, the page tells the difference."""

from datetime import timedelta

import pytest
from django.urls import reverse

from deals.models import TalkScript
from regulations.living import following
from regulations.living.following import follow
from regulations.models import Regulation, SectionChange, SettingsNote
from regulations.reading.models import ReadingItem
from tasks.forms import TypeForm
from tasks.models import TaskType
from tests.factories import make_deal

from .conftest import page, write
from .reading_hands import confirm, owed

pytestmark = pytest.mark.django_db
SAID = {"handbook-shown": "1", "handbook-reason": "Deliveries take longer this season"}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(following, "PAUSE", timedelta())


@pytest.fixture
def company(funnel, admin, anna):
    """A handbook with all that the editors feed, read to the end by anna."""
    names = ["stages", "required_fields", "loss_reasons", "card_rules", "naming", "eod_rules", "lead_sources", "task_types"]
    names += ["handoff", "scripts", "first_answers", "doc_templates", "call_outcomes", "funnel_map"]
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    pages = [page("part", "1", "", "Part", "Opening.")]
    pages += [page(name.replace("_", "-"), f"1.{n}", "part", name, f"They are:\n\n{{{{live {name}}}}}") for n, name in enumerate(names, 3)]
    write(regulation, pages)
    confirm(anna, regulation)
    return regulation


def read(client, person, section):
    client.force_login(person)
    return client.get(f"/handbook/INS-01/{section}/").content.decode()


def new_reason(client, admin, funnel, **said):
    client.force_login(admin)
    answer = client.post(f"/deals/funnels/{funnel.pk}/reasons/", {"name": "No machine in stock", "hint": "We could not deliver", **said})
    assert answer.status_code == 302
    return answer


def test_i_23_until_an_edition_says_it_the_page_tells_that_the_settings_are_ahead(client, company, funnel, admin, anna):
    assert "The settings changed after this edition came out" not in read(client, anna, "loss-reasons")
    new_reason(client, admin, funnel)
    shown = read(client, anna, "loss-reasons")

    assert "The settings changed after this edition came out:" in shown
    assert "“No machine in stock” is new" in shown
    follow()
    after = read(client, anna, "loss-reasons")
    assert "The settings changed after this edition came out" not in after
    assert "No machine in stock" in after


def test_i_23_what_is_ahead_is_told_only_to_who_may_know_it(client, company, service, admin, anna, vera):
    from tests.factories import make_funnel

    hidden = make_funnel("Of the service")
    hidden.departments.set([service])

    assert "Of the service" not in read(client, anna, "funnel-map")
    assert "The settings changed after this edition came out" not in read(client, anna, "funnel-map")
    assert "The settings changed after this edition came out" in read(client, vera, "funnel-map")


def test_an_old_edition_and_a_draft_are_not_said_to_be_behind(client, company, funnel, admin):
    new_reason(client, admin, funnel)
    follow()
    client.force_login(admin)

    assert "after this edition came out" not in client.get("/handbook/INS-01/editions/1/loss-reasons/").content.decode()


def test_the_edition_carries_the_reason_and_who_is_told_owes_it(client, company, funnel, admin, anna):
    new_reason(client, admin, funnel, **SAID, **{"handbook-tell": "on"})
    follow()

    assert owed(anna, company) == {"loss-reasons": "changed"}
    edition = company.edition_in_force()
    assert edition.summary["en"].endswith("Deliveries take longer this season")
    assert str(admin) in edition.summary["en"]
    note = SectionChange.objects.get(edition=edition, section__code="loss-reasons").note
    assert note.endswith("Deliveries take longer this season")
    client.force_login(anna)
    assert "Deliveries take longer this season" in client.get("/handbook/INS-01/changes/").content.decode()


def test_without_the_tick_nobody_owes_it_and_the_page_is_right_all_the_same(client, company, funnel, admin, anna):
    new_reason(client, admin, funnel, **SAID)
    follow()

    assert company.edition_in_force().label == "1.1"
    assert owed(anna, company) == {}
    assert not ReadingItem.objects.filter(assignment__user=anna, kind="changed").exists()
    shown = read(client, anna, "loss-reasons")
    assert "No machine in stock" in shown
    assert "“No machine in stock” is new" in shown, "it is marked"


def test_what_usually_obliges_nobody_is_asked_where_it_is_ticked(client, company, admin, anna):
    TaskType(name="Call").shape(by=admin, results=["Reached"])
    follow()
    client.force_login(admin)
    client.post(
        "/tasks/types/new/",
        {"name": "Visit", "icon": TypeForm.ICONS[0], "minutes": "20", "results": "Agreed", **SAID, "handbook-tell": "on"},
    )
    assert TaskType.objects.filter(name="Visit").exists()
    follow()

    assert set(owed(anna, company)) >= {"task-types"}


def test_one_of_two_changes_that_is_told_is_enough(client, company, funnel, admin, anna):
    new_reason(client, admin, funnel, **SAID)
    client.post(
        f"/deals/funnels/{funnel.pk}/reasons/",
        {"name": "Too far", "hint": "The way is too long", "handbook-shown": "1", "handbook-tell": "on"},
    )
    follow()

    assert owed(anna, company) == {"loss-reasons": "changed"}


def test_what_was_said_of_one_change_does_not_silence_the_next(client, company, funnel, admin, anna, monkeypatch):
    new_reason(client, admin, funnel, **SAID)
    follow()
    monkeypatch.setenv("APP_TEST_CLOCK", "+60")
    funnel.add_reason({"name": "Too far", "hint": "The way is too long"}, by=admin)
    follow()

    assert owed(anna, company) == {"loss-reasons": "changed"}
    assert company.edition_in_force().summary["en"].count("Deliveries") == 0


def test_a_draft_that_is_published_first_goes_by_what_was_said_too(client, company, funnel, admin, anna):
    draft = company.open_draft(by=admin)
    new_reason(client, admin, funnel, **SAID)
    draft.publish(by=None)

    assert owed(anna, company) == {}
    assert SectionChange.objects.get(edition=draft, section__code="loss-reasons").is_editorial


def test_a_refused_form_keeps_what_was_typed_and_says_nothing_to_the_handbook(client, company, funnel, admin):
    client.force_login(admin)
    answer = client.post(f"/deals/funnels/{funnel.pk}/reasons/", {"name": "", **SAID})

    assert answer.status_code == 422
    assert 'value="Deliveries take longer this season"' in answer.content.decode()
    assert 'name="handbook-tell" ' in answer.content.decode()
    assert not SettingsNote.objects.exists()


def test_a_manager_says_nothing_to_the_handbook(client, company, funnel, anna):
    client.force_login(anna)
    assert client.post(f"/deals/funnels/{funnel.pk}/reasons/", {"name": "X", **SAID}).status_code in (403, 404)
    assert not SettingsNote.objects.exists()


def addresses(funnel, sales):
    script = TalkScript.start("First call", by=None)
    return [
        reverse("deals:stage", args=[funnel.pk, funnel.entry.pk]),
        reverse("deals:funnel-reasons", args=[funnel.pk]),
        reverse("deals:funnel-settings", args=[funnel.pk]),
        reverse("deals:retire-stage", args=[funnel.pk, funnel.live_stages[1].pk]),
        reverse("deals:names-of-funnel", args=[funnel.pk]),
        reverse("deals:new-script"),
        reverse("deals:change-script", args=[script.pk]),
        reverse("deals:new-script-step", args=[script.pk]),
        reverse("workday:rule", args=[sales.pk]),
        reverse("contacts:new-word", args=["sources"]),
        reverse("contacts:new-word", args=["channels"]),
        reverse("tasks:new_type"),
        reverse("tasks:handoff_rules"),
        reverse("distribution:answer", args=[0]),
        reverse("intake:new_form"),
        reverse("documents:new-template"),
    ]


def test_every_editor_of_what_the_handbook_shows_asks_the_same_two_things(client, company, funnel, sales, admin):
    client.force_login(admin)
    for address in addresses(funnel, sales):
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode()
        assert 'name="handbook-tell"' in shown, address
        assert 'name="handbook-reason"' in shown, address
        assert "section" in shown, address


def test_where_the_handbook_shows_nothing_of_it_nothing_is_asked(client, funnel, admin):
    client.force_login(admin)
    assert "handbook-tell" not in client.get(f"/deals/funnels/{funnel.pk}/reasons/").content.decode()


def test_the_draft_of_a_funnel_carries_its_reason_too(client, company, funnel, stages, admin, anna):
    from deals.changes import Demand
    from fields.models import CustomField

    field = CustomField.add("deal", {"label": "Width", "type": "number"}, by=admin)
    make_deal(anna, stage=stages["Offer sent"])
    assert funnel.propose(Demand(stages["Qualified"].pk, field.key, "required"), by=admin)
    client.force_login(admin)
    shown = client.get(f"/deals/funnels/{funnel.pk}/draft/")
    assert "Changes 1 section of the handbook" in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    assert client.post(f"/deals/funnels/{funnel.pk}/draft/", {"seen": seen, **SAID, "handbook-tell": "on"}).status_code == 302
    follow()

    assert owed(anna, company) == {"required-fields": "changed"}
    assert company.edition_in_force().summary["en"].endswith("Deliveries take longer this season")


def test_the_usual_tick_is_yes_for_rules_and_no_for_the_rest(client, company, funnel, admin):
    client.force_login(admin)
    asked = client.get(f"/deals/funnels/{funnel.pk}/reasons/").content.decode()
    usual = client.get("/tasks/types/new/").content.decode()

    assert "checked" in _tick(asked)
    assert "checked" not in _tick(usual)


def _tick(shown):
    return shown.partition('name="handbook-tell"')[2].partition(">")[0]


def test_a_funnel_of_leads_concerns_its_own_blocks_only(client, company, admin):
    from deals.models import Funnel
    from tests.factories import make_funnel

    leads = make_funnel("Leads of the site", cards=Funnel.Cards.LEADS)
    client.force_login(admin)
    assert "handbook-tell" not in client.get(f"/deals/funnels/{leads.pk}/reasons/").content.decode()
    draft = company.open_draft(by=None)
    node = draft.node_of("loss-reasons")
    draft.change_text("loss-reasons", "en", "Why", "{{live loss_reasons leads}}", seen=node.text_in("en").content_hash, by=None)
    draft.publish(by=None)
    assert "handbook-tell" in client.get(f"/deals/funnels/{leads.pk}/reasons/").content.decode()


def test_a_reason_longer_than_its_field_changes_nothing_by_halves(client, admin, company):
    client.force_login(admin)
    visit = {"name": "Visit", "icon": TypeForm.ICONS[0], "minutes": "20", "results": "Agreed"}
    assert client.post("/tasks/types/new/", visit | SAID | {"handbook-reason": "w" * 201}).status_code == 400
    assert not TaskType.objects.filter(name="Visit").exists()
    assert not SettingsNote.objects.exists()


def test_the_editor_of_a_stage_names_the_sections_that_say_its_name_themselves(client, company, funnel, stages, admin):
    pages = [page("part", "1", "", "Part", "Opening."), page("told", "1.1", "part", "Told", "Then the card is offer SENT to him.")]
    regulation = Regulation.objects.create(code="INS-02", genre="instruction")
    write(regulation, pages)
    client.force_login(admin)
    words, told = "Say the name in their own words", 'href="/handbook/INS-02/told/"'
    seen = {
        name: client.get(reverse("deals:stage", args=[funnel.pk, stages[name].pk])).content.decode() for name in ("Offer sent", "Qualified")
    }
    assert (words in seen["Offer sent"], told in seen["Offer sent"]) == (True, True)
    assert words not in seen["Qualified"]
