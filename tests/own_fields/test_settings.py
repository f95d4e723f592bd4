"""Settings → Fields: what uses a field, who fills it in, and how it is shaped without losing a value."""

import pytest
from django.urls import reverse

from accounts.models import SavedView
from deals.models import StageField
from fields import fill, lineage
from fields.models import CustomField
from fields.refusals import FieldChanged, FieldIsDemanded, OptionIsHeld, TypeStays
from tests.factories import make_company, make_deal


@pytest.fixture
def colour(own):
    return own("deal", "Colour", "choice", options=["red", "green", "blue"])


def posted(field, **values):
    """The form of a field as the page sends it when nothing is changed."""
    data = {"label": field.label, "hint": field.hint, "type": field.type, "version": field.version}
    return data | {"options-was": field.options, "options": field.options, "new_options": ""} | values


def values_of(field):
    from deals.models import Deal

    return [deal.extra.get(field.code) for deal in Deal.objects.order_by("pk")]


@pytest.mark.parametrize("who", ["anna", "head", "auditor"])
def test_only_who_configures_shapes_fields(request, browser, colour, who):
    signed_in = browser(request.getfixturevalue(who))

    for name, args in (("fields", []), ("field", [colour.pk]), ("change", [colour.pk]), ("retire", [colour.pk]), ("new", ["deal"])):
        assert signed_in.get(reverse(f"fields:{name}", args=args)).status_code == 403
    assert signed_in.post(reverse("fields:retire", args=[colour.pk]), {"version": 1}).status_code == 403
    assert signed_in.post(reverse("fields:back", args=[colour.pk])).status_code == 403


def test_the_page_tells_order_uses_and_how_many_are_filled(browser, admin, anna, colour, own, funnel, stages):
    own("deal", "Nobody asks", "text")
    make_deal(anna).change({colour.key: "red"}, by=anna)
    make_deal(anna, name="Other")
    StageField.objects.create(stage=stages["Qualified"], custom=colour)

    page = browser(admin).get(reverse("fields:fields")).content.decode()

    assert page.index("Colour") < page.index("Nobody asks")
    assert "Incoming: Qualified" in page
    assert "50%" in page
    assert "1 of 2" in page
    assert "take it out of use?" in page


def test_a_rate_counts_only_what_the_viewer_sees_and_tells_open_from_closed(anna, boris, head, colour, funnel):
    make_deal(anna).change({colour.key: "red"}, by=anna)
    make_deal(boris)

    of_anna, of_head = (fill.rates_of("deal", [colour], user)[colour.pk] for user in (anna, head))

    assert (of_anna.filled, of_anna.count, of_head.filled, of_head.count) == (1, 1, 1, 2)
    assert (of_head.open_filled, of_head.open_count, of_head.closed_count) == (1, 2, 0)
    assert [(owner, rate.share) for owner, rate in fill.by_manager(colour, head)] == [(boris.pk, 0), (anna.pk, 1)]


def test_emptied_values_count_as_empty(anna, colour, own, funnel):
    sorts = own("deal", "Sorts", "choices", options=["a", "b"])
    deal = make_deal(anna)
    deal.change({colour.key: "red", sorts.key: ["a"]}, by=anna)
    deal.change({colour.key: "", sorts.key: []}, by=anna)

    rates = fill.rates_of("deal", [colour, sorts], anna)

    assert [rates[one.pk].filled for one in (colour, sorts)] == [0, 0]
    assert fill.held_by(colour) == 0


def test_rates_and_uses_cost_the_same_for_one_field_and_twenty(own, admin, funnel, django_assert_num_queries, browser):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    own("deal", "Field 0")
    page = reverse("fields:fields")
    signed_in = browser(admin)
    signed_in.get(page)
    with CaptureQueriesContext(connection) as one:
        signed_in.get(page)
    for number in range(1, 20):
        own("deal", f"Field {number}")
    with CaptureQueriesContext(connection) as twenty:
        signed_in.get(page)
    assert len(twenty) <= len(one)


def test_uses_name_stages_saved_views_and_intake_alike(admin, anna, colour, stages):
    StageField.objects.create(stage=stages["Qualified"], custom=colour)
    SavedView.objects.create(owner=anna, page="deals", name="Reds", query={colour.key: "red"})

    uses = lineage.uses_of(colour)

    assert {(str(use.what), use.name, use.holds) for use in uses} == {("Stage", "Incoming: Qualified", True), ("Saved view", "Reds", False)}


def test_a_new_spelling_of_an_option_changes_every_record_at_once(browser, admin, anna, colour, funnel, django_assert_max_num_queries):
    for value in ("red", "green", "red"):
        make_deal(anna).change({colour.key: value}, by=anna)

    answer = browser(admin).post(reverse("fields:change", args=[colour.pk]), posted(colour, options=["crimson", "green", "blue"]))

    colour.refresh_from_db()
    assert answer.status_code == 302
    assert colour.options == ["crimson", "green", "blue"]
    assert values_of(colour) == ["crimson", "green", "crimson"]
    assert colour.entries.newest_first().first().details["moved"] == [["red", "crimson", 2]]


def test_two_options_may_swap_their_names(admin, anna, colour, funnel):
    for value in ("red", "green"):
        make_deal(anna).change({colour.key: value}, by=anna)

    colour.change({"options": ["green", "red", "blue"]}, by=admin, renamed={"red": "green", "green": "red"})

    assert values_of(colour) == ["green", "red"]


def test_an_option_that_is_held_goes_only_when_it_is_said_where_its_values_go(browser, admin, anna, colour, funnel):
    make_deal(anna).change({colour.key: "red"}, by=anna)
    address = reverse("fields:change", args=[colour.pk])

    asked = browser(admin).post(address, posted(colour, options=["", "green", "blue"]))
    assert asked.status_code == 422
    assert "1 record holds it" in asked.content.decode()
    assert values_of(colour) == ["red"]

    answer = browser(admin).post(address, posted(colour, options=["", "green", "blue"]) | {"heir-0": "green"})
    colour.refresh_from_db()
    assert answer.status_code == 302
    assert colour.options == ["green", "blue"]
    assert values_of(colour) == ["green"]


def test_an_heir_must_be_an_option_that_stays(admin, anna, colour, funnel):
    make_deal(anna).change({colour.key: "red"}, by=anna)

    with pytest.raises(OptionIsHeld):
        colour.change({"options": ["green", "blue"]}, by=admin, heirs={"red": "violet"})


def test_an_option_nobody_holds_goes_at_once_and_several_choices_follow_too(admin, anna, own, funnel):
    sorts = own("deal", "Sorts", "choices", options=["wheat", "rye", "oats"])
    make_deal(anna).change({sorts.key: ["wheat", "rye"]}, by=anna)

    sorts.change({"options": ["barley", "rye"]}, by=admin, renamed={"wheat": "barley"})
    sorts.change({"options": ["rye"]}, by=admin, heirs={"barley": "rye"})

    assert values_of(sorts) == [["rye"]]


def test_the_order_of_options_is_moved_in_the_form_and_stored_with_it(browser, admin, colour):
    address = reverse("fields:change", args=[colour.pk])

    moved = browser(admin).post(address, posted(colour) | {"down": "0"}).content.decode()
    browser(admin).post(address, posted(colour, **{"options-was": ["green", "red", "blue"], "options": ["green", "red", "blue"]}))

    assert moved.index('value="green"') < moved.index('value="red"')
    colour.refresh_from_db()
    assert colour.options == ["green", "red", "blue"]


@pytest.mark.parametrize(
    ("was", "becomes", "stays"),
    [("text", "number", True), ("money", "number", False), ("number", "money", True), ("link", "text", False), ("date", "text", True)],
)
def test_a_type_changes_only_where_every_value_stays_readable(admin, own, was, becomes, stays):
    field = own("deal", "Thing", was)

    if stays:
        with pytest.raises(TypeStays):
            field.change({"type": becomes}, by=admin)
    else:
        field.change({"type": becomes}, by=admin)
    field.refresh_from_db()
    assert field.type == (was if stays else becomes)


def test_one_choice_becomes_several_with_its_values_in_lists(admin, anna, colour, funnel):
    make_deal(anna).change({colour.key: "red"}, by=anna)

    colour.change({"type": "choices"}, by=admin)

    assert values_of(colour) == [["red"]]


def test_the_second_of_two_administrators_is_told_and_keeps_what_was_typed(browser, admin, colour):
    address, data = reverse("fields:change", args=[colour.pk]), posted(colour, label="Shade")
    colour.change({"label": "Tone"}, by=admin)

    second = browser(admin).post(address, data)

    body = second.content.decode()
    assert second.status_code == 409
    assert 'value="Shade"' in body
    assert "saved this field while you were typing" in body
    with pytest.raises(FieldChanged):
        colour.change({"label": "X"}, by=admin, version=1)
    again = browser(admin).post(address, data | {"version": colour.version})
    colour.refresh_from_db()
    assert again.status_code == 302
    assert colour.label == "Shade"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"label": " ", "type": "text"}, "This field is required"),
        ({"label": "x" * 121, "type": "text"}, "at most 120"),
        ({"label": "colour", "type": "text"}, "There is a field of this name already."),
        ({"label": "Sort", "type": "choice", "new_options": "one"}, "at least two lines"),
        ({"label": "Sort", "type": "choice", "new_options": "one\nOne\ntwo"}, "stands there twice"),
        ({"label": "Sort", "type": "x" * 5000}, "That choice is not one of the available choices"),
        ({"label": "Sort", "type": "text", "roles": ["99999"]}, "That choice is not one of the available choices"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(browser, admin, colour, data, words):
    answer = browser(admin).post(reverse("fields:new", args=["deal"]), data)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "x" * 200 not in answer.content.decode()
    assert CustomField.objects.count() == 1


def test_a_field_that_a_stage_demands_stays_until_the_demand_is_lifted_as_a_version_of_the_funnel(browser, admin, colour, funnel, stages):
    StageField.objects.create(stage=stages["Qualified"], custom=colour)
    address = reverse("fields:retire", args=[colour.pk])

    asked = browser(admin).get(address).content.decode()
    refused = browser(admin).post(address, {"version": colour.version})
    with pytest.raises(FieldIsDemanded):
        colour.retire(by=admin)

    assert "Incoming: Qualified" in asked
    assert refused.status_code == 422
    assert "Stages ask for it." in refused.content.decode()
    before = funnel.version
    browser(admin).post(address, {"version": colour.version, "lift": "on"})
    colour.refresh_from_db(), funnel.refresh_from_db()
    assert colour.retired_at
    assert funnel.version == before + 1
    assert not stages["Qualified"].fields.filter(custom=colour).exists()


def test_a_retired_field_vanishes_from_cards_and_comes_back_with_its_values(browser, admin, anna, colour, funnel):
    deal = make_deal(anna)
    deal.change({colour.key: "red"}, by=anna)
    colour.retire(by=admin)

    card = browser(anna).get(reverse("deals:edit", args=[deal.pk])).content.decode()
    history = browser(anna).get(reverse("timeline:feed", args=["deal", deal.pk])).content.decode()
    assert "Colour" not in card
    assert "Colour" in history

    browser(admin).post(reverse("fields:back", args=[colour.pk]))
    assert "Colour" in browser(anna).get(reverse("deals:edit", args=[deal.pk])).content.decode()
    assert values_of(colour) == ["red"]


def test_a_code_is_never_used_again(own, admin):
    first = own("deal", "One")
    first.retire(by=admin)

    assert own("deal", "Two").code != first.code


def test_fields_are_moved_up_and_down(browser, admin, own):
    one, two, three = (own("lead", name) for name in ("One", "Two", "Three"))

    browser(admin).post(reverse("fields:place", args=[three.pk, "up"]))
    browser(admin).post(reverse("fields:place", args=[one.pk, "up"]))

    assert list(CustomField.objects.of("lead")) == [one, three, two]


def test_who_fills_it_in_is_told_per_manager(browser, admin, anna, boris, own):
    hectares = own("company", "Hectares", "number")
    make_company(anna).change({hectares.key: 40}, by=anna)
    make_company(boris, name="Other")

    page = browser(admin).get(reverse("fields:field", args=[hectares.pk])).content.decode()

    assert page.index("Boris") < page.index("Anna")
    assert "Nothing uses it." in page


def test_a_malicious_name_is_text_everywhere(browser, admin, anna, own, funnel):
    evil = "<script>alert(1)</script>{{ 7*7 }}\u202e=cmd|' /C calc'!A0"
    field = own("deal", evil, "choice", options=["<b>x</b>", "y"], hint="<i>h</i>")
    deal = make_deal(anna)
    deal.change({field.key: "<b>x</b>"}, by=anna)

    for user, page in (
        (admin, reverse("fields:fields")),
        (admin, reverse("fields:field", args=[field.pk])),
        (admin, reverse("fields:change", args=[field.pk])),
        (admin, reverse("fields:retire", args=[field.pk])),
        (anna, reverse("fields:why", args=[field.pk])),
        (anna, reverse("deals:card", args=[deal.pk])),
    ):
        body = browser(user).get(page).content.decode()
        assert "<script>alert" not in body
        assert "<b>x</b>" not in body
        assert "<i>h</i>" not in body


def test_uses_are_told_by_documents_automation_and_imports(admin, anna, own, funnel, settings, tmp_path):
    from accounts.models import User
    from automation.models import Rule
    from crm_project.lib import clock
    from documents.models import Template
    from exchange.models import ImportRun
    from timeline.keeping import path_of

    settings.MEDIA_ROOT = tmp_path
    field, other = own("deal", "Width", "number"), own("deal", "Other", "text")
    template = Template()
    template.shape({"name": "Offer W", "type": "offer", "number_format": "{number}"}, docx_with(f"{{{{ fields.{field.code} }}}}"), by=None)
    assert path_of(template.file).is_file()
    action = {"id": "a", "do": "set", "key": field.key, "value": "1"}
    Rule.objects.create(
        name="Measure",
        purpose="p",
        owner=User.objects.get(pk=admin.pk),
        funnel=funnel,
        trigger="won",
        actions=[action],
        created_at=clock.now(),
    )
    ImportRun.objects.create(
        what="deals",
        by=admin,
        name="old.xlsx",
        stored_as="1b671a64-40d5-491e-99b0-da01ff1f3341",
        sha256="",
        mapping={"3": f"extra:{field.pk}"},
        created_at=clock.now(),
    )

    uses = lineage.uses_of_all([field, other])

    assert {(str(use.what), use.name) for use in uses[field.pk]} == {
        ("Document template", "Offer W"),
        ("Automation", "Measure"),
        ("Import", "old.xlsx"),
    }
    assert uses[other.pk] == []


def docx_with(text):
    import io
    import zipfile

    from django.core.files.uploadedfile import SimpleUploadedFile

    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("word/document.xml", f"<w:p><w:t>{text[:5]}</w:t><w:t>{text[5:]}</w:t></w:p>")
    return SimpleUploadedFile("t.docx", body.getvalue())


def test_why_a_field_is_asked_is_read_beside_it_without_what_is_private(browser, admin, anna, colour, stages):
    StageField.objects.create(stage=stages["Qualified"], custom=colour)
    SavedView.objects.create(owner=admin, page="deals", name="Secret list", query={colour.key: "red"})
    address = reverse("fields:why", args=[colour.pk])

    hers, his = (browser(user).get(address).content.decode() for user in (anna, admin))

    assert "Incoming: Qualified" in hers
    assert "Secret list" not in hers
    assert "Secret list" in his


def test_two_administrators_at_once_leave_one_history(admin, colour, own):
    one, two = (CustomField.objects.get(pk=colour.pk) for _n in range(2))
    one.change({"label": "Tone"}, by=admin, version=1)

    with pytest.raises(FieldChanged):
        two.retire(by=admin, version=1)
    two.refresh_from_db()
    assert two.retired_at is None
    assert two.version == 2


def test_only_who_configures_may_use_the_verbs(anna, colour):
    from fields.refusals import NotAllowed

    for verb in (
        lambda: colour.change({"label": "X"}, by=anna),
        lambda: colour.retire(by=anna),
        lambda: colour.bring_back(by=anna),
        lambda: colour.place(earlier=True, by=anna),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_one_choice_becomes_text_and_keeps_its_values(browser, admin, anna, colour, funnel):
    make_deal(anna).change({colour.key: "red"}, by=anna)

    answer = browser(admin).post(reverse("fields:change", args=[colour.pk]), posted(colour, type="text"))

    colour.refresh_from_db()
    assert answer.status_code == 302
    assert (colour.type, colour.options) == ("text", [])
    assert values_of(colour) == ["red"]


def test_a_position_that_is_closed_keeps_its_field_closed(browser, admin, anna, own, accountant):
    field = own("deal", "Margin", "number", seen_by_positions=[accountant.pk])
    accountant.retire(by=admin)
    page = browser(admin).get(reverse("fields:change", args=[field.pk])).content.decode()

    assert "Accountant" in page
    browser(admin).post(
        reverse("fields:change", args=[field.pk]), {"label": "Margin", "type": "number", "version": 1, "positions": [accountant.pk]}
    )
    field.refresh_from_db()
    assert field.seen_by_positions == [accountant.pk]
    assert not field.is_seen_by(anna)


def test_a_field_does_not_leave_a_funnel_whose_stage_works_with_it(browser, admin, colour, stages, funnel):
    from tests.factories import make_funnel

    service = make_funnel("Service")
    StageField.objects.create(stage=stages["Qualified"], custom=colour)
    address = reverse("fields:change", args=[colour.pk])

    refused = browser(admin).post(address, posted(colour, funnels=[service.pk]))
    kept = browser(admin).post(address, posted(colour, funnels=[funnel.pk]))

    assert refused.status_code == 422
    assert "Incoming: Qualified" in refused.content.decode()
    colour.refresh_from_db()
    assert kept.status_code == 302
    assert colour.funnels == [funnel.pk]
