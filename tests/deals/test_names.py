"""A deal is called by the template of its stage; what it was called before is found by search for ever."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from deals.models import Deal, Funnel
from tests.factories import make_company, make_contact, make_deal, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(anna, stages):
    deal = make_deal(anna, stages["New"], name="", company=make_company(anna, "Zarya"), amount=Decimal(5))
    deal.add_line(make_product("Plough"), by=anna)
    return deal


def by_template(funnel, **stages):
    known = {stage.name: str(stage.pk) for stage in funnel.stages.all()}
    funnel.change({"name_templates": {known[name]: template for name, template in stages.items()}}, by=None)


def found(user, words):
    return list(Deal.objects.visible_to(user).search(words))


def form(funnel, stages, **more):
    return {"name_template": "{client}", "manual_names": "on", "seen": funnel.version, **more}


def test_each_stage_has_its_template_and_else_that_of_the_funnel(anna, funnel, stages, deal):
    by_template(funnel, Qualified="{stage}: {client} by {owner}")
    deal.refresh_from_db()
    deal.move_to(stages["Qualified"], by=anna)
    assert deal.name == "Qualified: Zarya by Anna Testova"

    deal.move_to(stages["Offer sent"], by=anna, values={"decision_on": date(2026, 12, 1)})
    assert deal.name == "Plough · Zarya"


def test_a_won_deal_carries_its_contract_number_in_any_case(anna, funnel, stages, deal):
    by_template(funnel, Won="{client}")
    deal.refresh_from_db()
    deal.win(by=anna, values={"contract_number": "17-B", "decision_on": date(2026, 12, 1)})
    assert deal.name == "Zarya · 17-B"


def test_the_deadline_of_the_stage_may_be_named(anna, funnel, stages, deal):
    stages["New"].expected_days = 3
    stages["New"].save()
    by_template(funnel, New="{client} · {stage_deadline}")
    fresh = Deal.objects.get()
    fresh.change({"amount": Decimal(6)}, by=anna)
    assert fresh.name.startswith("Zarya · ")
    assert fresh.name.count(".") == 2


def test_a_deal_is_found_by_every_former_name(browser, anna, stages, deal):
    deal.rename("Big harvest", by=anna)
    deal.rename("Small harvest", by=anna)
    deal.rename("", by=anna)

    deal.refresh_from_db()
    assert deal.name == "Plough · Zarya"
    assert deal.former_names == ["Zarya", "Big harvest", "Small harvest"]
    assert found(anna, "big HARVEST") == found(anna, "plough zarya") == [deal]
    page = browser(anna).get(reverse("deals:list"), {"flat": 1, "q": "small harvest"}).content.decode()
    assert "Plough · Zarya" in page
    answer = browser(anna, piece=True).get(reverse("deals:rename", args=[deal.pk])).content.decode()
    assert "Zarya; Big harvest; Small harvest" in answer


def test_what_it_was_called_while_it_was_opened_is_forgotten(anna, stages):
    make_deal(anna, stages["New"], name="", company=make_company(anna, "Zarya"), product=make_product("Plough"))
    deal = Deal.objects.get()
    assert (deal.name, deal.former_names) == ("Plough · Zarya", [])


def test_twenty_former_names_are_kept(anna, deal):
    for number in range(30):
        deal.rename(f"Name {number}", by=anna)
    deal.refresh_from_db()
    assert len(deal.former_names) == 20
    assert deal.former_names[-1] == "Name 28"


def test_a_name_typed_by_hand_is_marked_and_left_alone(browser, anna, stages, deal):
    mark = "This name was typed by hand"
    assert mark not in browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()
    deal.rename("My own", by=anna)
    deal.move_to(stages["Qualified"], by=anna)
    assert deal.name == "My own"
    assert mark in browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()


def test_a_shared_name_is_told(browser, anna, boris, stages, deal):
    make_deal(anna, stages["New"], name="Twin")
    make_deal(boris, stages["New"], name="Twin")
    answer = browser(anna, piece=True).post(reverse("deals:rename", args=[deal.pk]), {"name": "Twin"})
    assert "Another deal has this name, too" in answer.headers["HX-Trigger"]


# -- the page -----------------------------------------------------------------------------


def test_an_administrator_names_stage_by_stage(browser, admin, funnel, stages):
    url = reverse("deals:names-of-funnel", args=[funnel.pk])
    stage = stages["Qualified"].pk
    assert browser(admin).get(reverse("deals:names")).status_code == 302
    assert browser(admin).post(url, form(funnel, stages, **{f"stage_{stage}": "{stage} {client}"})).status_code == 302

    funnel = Funnel.objects.get(pk=funnel.pk)
    assert (funnel.name_template, funnel.name_templates, funnel.manual_names) == ("{client}", {str(stage): "{stage} {client}"}, True)
    assert browser(admin).post(url, form(funnel, stages, seen=1, name_template="")).status_code == 422
    assert Funnel.objects.get(pk=funnel.pk).name_template == "{client}"


def test_the_preview_names_a_real_deal_and_keeps_nothing(browser, admin, anna, funnel, stages, deal):
    make_deal(anna, stages["New"], name="", company=deal.company)
    url = reverse("deals:names-preview", args=[funnel.pk])
    page = browser(admin, piece=True).post(url, form(funnel, stages, name_template="{client} & co", deal=deal.pk)).content.decode()

    assert "Zarya &amp; co" in page
    assert "2 of the 2 newest open deals would share a name" in page
    assert Funnel.objects.get(pk=funnel.pk).name_template == ""
    assert Deal.objects.get(pk=deal.pk).name == "Plough · Zarya"


@pytest.mark.parametrize("wrong", [{"name_template": "{password}"}, {"name_template": "x" * 251}])
def test_an_unknown_token_is_told_at_its_field(browser, admin, funnel, stages, wrong):
    for name in ("names-of-funnel", "names-preview"):
        answer = browser(admin).post(reverse(f"deals:{name}", args=[funnel.pk]), form(funnel, stages, **wrong))
        assert answer.status_code == 422
    answer = browser(admin).post(
        reverse("deals:names-preview", args=[funnel.pk]), form(funnel, stages, **{f"stage_{stages['New'].pk}": "{owner.password}"})
    )
    assert "password" not in answer.content.decode() or answer.status_code == 200


def test_malicious_names_are_text(browser, admin, anna, funnel, stages):
    make_deal(anna, stages["New"], name="", contact=make_contact(anna, first_name="<script>x", last_name="</script>"))
    page = browser(admin).get(reverse("deals:names-of-funnel", args=[funnel.pk])).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    page = browser(admin, piece=True).post(
        reverse("deals:names-preview", args=[funnel.pk]), form(funnel, stages, name_template="<b>{client}</b>")
    )
    assert "<b>&lt;" not in page.content.decode()


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_administrators_name(browser, request, funnel, who):
    client = browser(request.getfixturevalue(who))
    assert client.get(reverse("deals:names-of-funnel", args=[funnel.pk])).status_code == 403
    assert client.post(reverse("deals:names-preview", args=[funnel.pk])).status_code == 403


@pytest.mark.parametrize("deal_id", ["x", "-1", "9" * 30, ""])
def test_a_deal_that_cannot_be_is_another_one(browser, admin, funnel, stages, deal, deal_id):
    answer = browser(admin, piece=True).post(reverse("deals:names-preview", args=[funnel.pk]), form(funnel, stages, deal=deal_id))
    assert answer.status_code == 200


def test_the_preview_asks_as_much_for_thirty_as_for_one(browser, cost, admin, anna, funnel, stages, deal):
    url = reverse("deals:names-of-funnel", args=[funnel.pk])
    few = cost(browser(admin), url)
    product = make_product("Roller")
    for number in range(15):
        make_deal(anna, stages["New"], name="", product=product, company=make_company(anna, f"C{number}"))
    assert cost(browser(admin), url) <= few


@pytest.mark.parametrize("template", ["{product", "{", "client}", "{product!r}", "{product.__class__}", "{0}", "{{7*7}}"])
def test_braces_that_name_nothing_are_refused_at_their_field(client, admin, funnel, template):
    client.force_login(admin)
    before = Funnel.objects.get(pk=funnel.pk).name_template

    answer = client.post(reverse("deals:names-of-funnel", args=[funnel.pk]), {"name_template": template})

    assert answer.status_code == 422
    assert "There is no token" in answer.content.decode()
    assert Funnel.objects.get(pk=funnel.pk).name_template == before


def test_saving_names_as_they_are_makes_no_version(client, admin, funnel):
    client.force_login(admin)
    url = reverse("deals:names-of-funnel", args=[funnel.pk])
    client.post(url, {"name_template": "{client}", "manual_names": "on"})
    version = Funnel.objects.get(pk=funnel.pk).version

    client.post(url, {"name_template": "{client}", "manual_names": "on"})

    assert Funnel.objects.get(pk=funnel.pk).version == version
    told = client.get(reverse("deals:funnel-versions", args=[funnel.pk])).content.decode()
    assert "How deals are named was changed" in told
