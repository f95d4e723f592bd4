"""Own fields in the names of deals: what everybody may read, told in the company's words."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Position
from deals.models import Deal, Funnel
from deals.naming import filled, meanings, unknown_tokens
from fields import lineage
from fields.models import CustomField
from fields.refusals import FieldIsTold
from tests.factories import make_company, make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(admin):
    def made(label, kind="text", **values):
        return CustomField.add("deal", {"label": label, "type": kind, **values}, by=admin)

    return made


@pytest.fixture
def soil(own):
    return own("Soil", "choice", options=["clay", "sand"])


@pytest.fixture
def accountants(boris):
    boris.position = Position.objects.create(name="Accountant")
    boris.save(update_fields=["position"])
    return boris.position


def named_by(funnel, template):
    funnel.change({"name_template": template}, by=None)
    return Funnel.objects.get(pk=funnel.pk)


def deal_of(anna, **values):
    deal = make_deal(anna, name="", company=make_company(anna, "Zarya"))
    deal = Deal.objects.get(pk=deal.pk)
    deal.change(values, by=anna)
    return Deal.objects.get(pk=deal.pk)


def test_a_name_tells_an_own_field_and_leaves_out_an_empty_one(anna, funnel, stages, soil):
    named_by(funnel, f"{{client}} · {{{soil.key}}}")

    assert deal_of(anna).name == "Zarya"
    assert deal_of(anna, **{soil.key: "clay"}).name == "Zarya · clay"


def test_dates_numbers_people_and_lists_read_as_names_do(anna, boris, funnel, stages, own):
    made = [own("Sowing", "date"), own("Area", "number"), own("Adviser", "user"), own("Crops", "choices", options=["wheat", "rye"])]
    named_by(funnel, " · ".join(f"{{{one.key}}}" for one in made))
    values = dict(zip([one.key for one in made], [date(2026, 4, 15), "1200.5", boris, ["wheat", "rye"]], strict=True))

    name = deal_of(anna, **values).name

    assert name.replace("\xa0", " ").replace("\u202f", " ") in (
        "15.04.2026 · 1,200.5 · Boris Testova · wheat, rye",
        "15.04.2026 · 1 200,5 · Boris Testova · wheat, rye",
    )


def test_a_field_kept_for_some_money_and_phones_are_no_tokens(own, funnel, soil, accountants):
    secret = own("Margin", seen_by_positions=[accountants.pk])
    money, phone, lead = (
        own("Budget", "money"),
        own("Number", "phone"),
        CustomField.add("lead", {"label": "Lead's", "type": "text"}, by=None),
    )
    elsewhere = own("Elsewhere", funnels=[funnel.pk + 1])

    known = meanings(funnel)

    assert soil.key in known
    assert not {secret.key, money.key, phone.key, elsewhere.key} & set(known)
    assert unknown_tokens(f"{{{secret.key}}}", funnel) == [secret.key]
    assert unknown_tokens(f"{{{soil.key}}}", funnel) == []
    assert lead.pk


def test_an_administrator_writes_own_fields_into_templates(browser, admin, anna, funnel, stages, soil, own, accountants):
    deal_of(anna, **{soil.key: "sand"})
    secret = own("Margin", seen_by_positions=[accountants.pk])
    url = reverse("deals:names-of-funnel", args=[funnel.pk])
    page = browser(admin).get(url).content.decode()
    tried = (
        browser(admin)
        .post(reverse("deals:names-preview", args=[funnel.pk]), {"name_template": f"{{client}} · {{{soil.key}}}"})
        .content.decode()
    )
    kept = browser(admin).post(url, {"name_template": f"{{{soil.key}}}", "manual_names": "on", "seen": funnel.version})
    refused = browser(admin).post(url, {"name_template": f"{{{secret.key}}}", "manual_names": "on"})

    assert "{extra_f1}" in page
    assert "Soil" in page
    assert "Margin" not in page
    assert "Zarya · sand" in tried
    assert kept.status_code == 302
    assert refused.status_code == 422
    assert "There is no token" in refused.content.decode()


def test_the_trial_costs_the_same_for_one_deal_and_for_many(browser, admin, anna, funnel, stages, soil, django_assert_max_num_queries):
    named_by(funnel, f"{{client}} · {{{soil.key}}}")
    signed_in, url = browser(admin), reverse("deals:names-of-funnel", args=[funnel.pk])
    for number in range(12):
        make_deal(anna, company=make_company(anna, f"Client {number}")).change({soil.key: "clay"}, by=anna)
    signed_in.get(url)
    with django_assert_max_num_queries(30):
        signed_in.get(url)


def test_templates_are_told_as_uses_and_before_retiring(browser, admin, funnel, stages, soil):
    named_by(funnel, f"{{client}} · {{{soil.key}}}")
    stage = stages["Qualified"]
    funnel.change({"name_templates": {str(stage.pk): f"{{{soil.key}}}"}}, by=None)

    names = [(str(use.what), use.name) for use in lineage.uses_of(soil)]
    asked = browser(admin).get(reverse("fields:retire", args=[soil.pk])).content.decode()

    assert names == [("Names of deals", "Incoming"), ("Names of deals", "Incoming: Qualified")]
    assert "Names of deals:" in asked
    assert reverse("deals:names-of-funnel", args=[funnel.pk]) in asked


def test_a_retired_field_leaves_names_and_its_dot(admin, anna, funnel, stages, soil):
    named_by(funnel, f"{{client}} · {{{soil.key}}}")
    deal = deal_of(anna, **{soil.key: "clay"})
    soil.retire(by=admin)
    deal.change({"competitor": "x"}, by=anna)

    assert deal.name == "Zarya"


def test_a_field_that_names_tell_is_not_hidden_before_the_names_let_it_go(browser, admin, funnel, stages, soil, accountants):
    named_by(funnel, f"{{{soil.key}}}")
    data = {
        "label": "Soil",
        "type": "choice",
        "version": 1,
        "options-was": soil.options,
        "options": soil.options,
        "positions": [accountants.pk],
    }

    refused = browser(admin).post(reverse("fields:change", args=[soil.pk]), data)

    assert refused.status_code == 422
    assert "Everybody reads it there: Names of deals: Incoming" in refused.content.decode()
    with pytest.raises(FieldIsTold):
        soil.change({"seen_by_positions": [accountants.pk]}, by=admin)
    named_by(funnel, "{client}")
    soil.change({"seen_by_positions": [accountants.pk]}, by=admin)


def test_a_notice_tells_own_fields_too_and_an_empty_one_leaves_no_braces(anna, funnel, stages, soil):
    assert filled(f"Soil: {{{soil.key}}}", deal_of(anna, **{soil.key: "clay"})) == "Soil: clay"
    assert filled(f"Soil: {{{soil.key}}}.", deal_of(anna)) == "Soil: ."
    assert filled("{nothing} {client}", deal_of(anna)) == "{nothing} Zarya"


def test_a_text_in_a_name_is_one_short_line(anna, funnel, stages, own):
    text = own("Wish")
    named_by(funnel, f"{{{text.key}}}")

    assert deal_of(anna, **{text.key: "a\nb " + "x" * 500}).name == "a b " + "x" * 116
