"""A choice that is renamed, handed on or taken away: saved views and the dialog that tells of them."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.models import SavedView
from fields import lineage, option_users
from fields.refusals import OptionIsHeld
from fields.saved_uses import flaw_of
from tests.factories import make_deal

from .test_settings import posted


@pytest.fixture
def colour(own):
    return own("deal", "Colour", "choice", options=["red", "green", "blue"])


@pytest.fixture
def view(head):
    """A view of the head: `view(field, "red")`."""

    def kept(field, value, page="deals", name="Reds", **more):
        return SavedView.objects.create(owner=head, page=page, name=name, query={field.key: value, **more})

    return kept


def query_of(view):
    view.refresh_from_db()
    return view.query


def test_a_saved_view_looks_for_the_new_spelling(browser, admin, anna, head, colour, view, funnel):
    make_deal(anna, name="Tractor").change({colour.key: "red"}, by=anna)
    one, two = view(colour, "red", owner="7"), view(colour, ["red", "blue"], name="Two")

    answer = browser(admin).post(
        reverse("fields:change", args=[colour.pk]), posted(colour, options=["crimson", "green", "blue"]), follow=True
    )

    assert query_of(one) == {colour.key: "crimson", "owner": "7"}
    assert query_of(two) == {colour.key: ["crimson", "blue"]}
    assert "Changed there too: 1 record, 2 saved views." in answer.content.decode()
    assert "Tractor" in browser(head).get(reverse("deals:list"), query_of(two)).content.decode()


def test_the_dialog_tells_before_what_a_new_spelling_would_change(browser, admin, anna, colour, view, funnel):
    make_deal(anna).change({colour.key: "red"}, by=anna)
    view(colour, "red")

    page = browser(admin).get(reverse("fields:change", args=[colour.pk])).content.decode()

    assert "1 record · 1 saved view" in page


def test_a_view_of_another_kind_with_the_same_key_stays(admin, colour, own, view):
    own("lead", "Sort", "choice", options=["red", "green"])
    other = view(colour, "red", page="leads")

    colour.change({"options": ["crimson", "green", "blue"]}, by=admin, renamed={"red": "crimson"})

    assert query_of(other) == {colour.key: "red"}


def test_views_of_contacts_are_told_and_follow_too(admin, own, view):
    size = own("contact", "Size", "choice", options=["S", "L"])
    people = view(size, "S", page="people")

    assert [use.name for use in lineage.uses_of(size)] == ["Reds"]
    size.change({"options": ["Small", "L"]}, by=admin, renamed={"S": "Small"})

    assert query_of(people) == {size.key: "Small"}


def test_swapped_names_are_swapped_in_views(admin, colour, view):
    kept = view(colour, ["red", "blue"])

    colour.change({"options": ["green", "red", "blue"]}, by=admin, renamed={"red": "green", "green": "red"})

    assert query_of(kept) == {colour.key: ["green", "blue"]}


def test_a_choice_that_only_a_view_names_goes_not_unasked(browser, admin, colour, view):
    kept = view(colour, "red")
    address = reverse("fields:change", args=[colour.pk])

    asked = browser(admin).post(address, posted(colour, options=["", "green", "blue"]))

    assert asked.status_code == 422
    assert "Saved view: Reds (Head" in asked.content.decode()
    with pytest.raises(OptionIsHeld):
        colour.change({"options": ["green", "blue"]}, by=admin)
    browser(admin).post(address, posted(colour, options=["", "green", "blue"]) | {"heir-0": "green"})
    assert query_of(kept) == {colour.key: "green"}


def test_a_view_that_looks_for_a_choice_that_is_gone_is_marked(browser, admin, head, colour, view, funnel):
    kept = view(colour, "red")
    colour.change({"options": ["green", "blue"]}, by=admin, heirs={"red": ""})

    told = browser(head).get(reverse("views:views", args=["deals"])).content.decode()

    assert query_of(kept) == {colour.key: "red"}
    assert "It looks for “red”, which “Colour” no longer offers" in told


def test_who_may_not_see_a_field_reads_nothing_of_it_in_a_mark(admin, anna, own, accountant):
    secret = own("deal", "Margin", "choice", options=["low", "high"], seen_by_positions=[accountant.pk])

    assert flaw_of(anna, "deal", QueryDict(f"{secret.key}=middle")) == ""
    assert flaw_of(admin, "deal", QueryDict(f"{secret.key}=middle"))


def test_a_change_that_is_refused_leaves_the_views(admin, colour, view):
    kept = view(colour, "red")
    view(colour, "green", name="Greens")

    with pytest.raises(OptionIsHeld):
        colour.change({"options": ["crimson", "blue"]}, by=admin, renamed={"red": "crimson"})

    assert query_of(kept) == {colour.key: "red"}


@pytest.mark.parametrize(
    ("value", "then"), [("a", "b"), (["a", "c"], ["b", "c"]), (["a", "b"], ["b"]), (None, None), ("x", "x"), ([1, "a"], [1, "b"])]
)
def test_a_value_takes_the_new_spelling_once(value, then):
    assert option_users.respelt(value, {"a": "b"}) == then
