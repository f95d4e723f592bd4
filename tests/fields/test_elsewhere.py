"""Own fields in acts on many, in the search, in the conditions of rules and on papers."""

import pytest

from automation.conditions import QUESTIONS, holding, words_of
from automation.deal_fields import deal_fields
from deals.models import Deal
from documents.content import _own_fields
from fields.models import CustomField
from search.registry import find_everywhere
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


def put(record, **values):
    type(record).objects.filter(pk=record.pk).update(extra=values)
    record.refresh_from_db()
    return record


# -- acts on many --------------------------------------------------------------------


def test_who_sees_no_sums_sets_none_of_many(own, poor):
    from deals.many import DealFieldTerms

    money, text = own("deal", "money"), own("deal", "text")

    offered = DealFieldTerms(user=poor, kind="deal").fields_for(poor, "deal")

    assert (f"extra_{text.code}" in offered, f"extra_{money.code}" in offered) == (True, False)


def test_all_that_match_a_wrong_condition_are_none(browser, own, make, head, anna):
    field = own("deal", "number")
    make["deal"](anna)

    for query in (f"extra_{field.code}.min=x", "extra_f99.has=empty"):
        assert browser(head).post("/bulk/deal/field/", {"all": "1", "query": query}).status_code in (400, 404)


# -- search --------------------------------------------------------------------------


@pytest.mark.parametrize("entity", ["deal", "company", "contact", "lead"])
@pytest.mark.parametrize(
    "kind, value, words",
    [
        ("text", "Комбайн «Ёлка» у реки", "ёлка"),
        ("text", 'кавычки "внутри"', '"внутри"'),
        ("phone", "+79283330011", "8 928 333-00-11"),
        ("link", "https://example.com/spec", "example.com/sp"),
    ],
)
def test_the_search_finds_values_of_visible_records_only(own, make, anna, boris, entity, kind, value, words):
    field = own(entity, kind)
    mine = put(make[entity](anna), **{field.code: value})

    def hits(user):
        return [(source.key, hit.pk) for source, found in find_everywhere(user, words) for hit in found]

    assert (entity, mine.pk) in hits(anna)
    if entity == "deal":
        assert (entity, mine.pk) not in hits(boris)
    CustomField.objects.filter(pk=field.pk).update(retired_at="2026-01-01T00:00Z")
    assert (entity, mine.pk) not in hits(anna)


# -- conditions of rules -------------------------------------------------------------

VALUES = {
    "text": ("Red plough", {"is": "red plough", "contains": "PLOUGH"}),
    "link": ("https://example.com", {"contains": "example"}),
    "phone": ("+79184421906", {"is": "8 (918) 442-19-06", "contains": "442-19"}),
    "number": ("12.5", {"more": "12", "less": "13", "is": "12.5"}),
    "money": ("99000.00", {"more": "1"}),
    "choice": ("Red", {"is": "Red"}),
    "choices": (["Red", "Blue"], {"has": "Blue"}),
    "yes_no": (True, {"yes": None}),
    "date": ("2020-01-01", {"past": None}),
    "client": ({"kind": "contact", "id": 5}, {"filled": None}),
    "file": (5, {"filled": None}),
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_rule_asks_every_type_in_words(own, make, anna, kind):
    value, asked = VALUES[kind]
    field = own("deal", kind, label="My field", options=["Red", "Blue"])
    full, bare = put(make["deal"](anna), **{field.code: value}), make["deal"](anna)
    key = f"extra_{field.code}"

    for op, wanted in (asked if kind == "yes_no" else asked | {"filled": None}).items():
        condition = {"key": key, "op": op, "value": wanted}
        assert op in QUESTIONS[deal_fields()[key].sort]
        assert list(holding(Deal.objects.all(), condition)) == [full]
        assert "My field" in words_of(condition)
    assert list(holding(Deal.objects.all(), {"key": key, "op": "empty"})) == [bare]


def test_what_is_not_among_the_choices(own, make, anna):
    field = own("deal", "choices", options=["Red", "Blue"])
    put(make["deal"](anna), **{field.code: ["Red"]})
    blue, bare = put(make["deal"](anna), **{field.code: ["Blue"]}), make["deal"](anna)

    held = holding(Deal.objects.all(), {"key": f"extra_{field.code}", "op": "has_not", "value": "Red"})

    assert set(held) == {blue, bare}


# -- papers --------------------------------------------------------------------------


def test_a_paper_has_the_words_and_hides_what_its_maker_may_not_see(own, make, anna, vera, poor, boris):
    money, client = own("deal", "money"), own("deal", "client")
    user, many = own("deal", "user"), own("deal", "choices", options=["A", "B"])
    hidden = make_contact(vera, "Secret", "Person")
    extra = {money.code: "777.00", client.code: {"kind": "contact", "id": hidden.pk}, user.code: boris.pk, many.code: ["A", "B"]}
    deal = put(make["deal"](anna), **extra)

    assert _own_fields(deal, anna) == {money.code: "777", client.code: "", user.code: str(boris), many.code: "A, B"}
    assert _own_fields(deal, poor)[money.code] == ""
