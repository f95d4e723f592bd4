"""The measurable parameter bound to real figures: a person sees their own, a head those of their people, nobody a stranger's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Position
from regulations import measuring
from regulations.book import Book
from regulations.carrying.word_out import passport_rows
from regulations.measuring import Measurable, Parameter
from regulations.models import Regulation
from tests.factories import make_user

from .conftest import page, write

pytestmark = pytest.mark.django_db
BINDINGS = [{"key": "test:x", "least": 80}, {"key": "discipline", "least": 95}]


@pytest.fixture
def figures(monkeypatch):
    """{key: {user id: per cent}}, in the place of what apps would measure."""
    known = {"test:x": {}, "discipline": {}}

    def values(key):
        return lambda people: {one.pk: known[key][one.pk] for one in people if one.pk in known[key]}

    labels = {"test:x": "Test on the standard", "discipline": "Clean days"}
    made = {key.partition(":")[0]: lambda key=key: [Measurable(key, labels[key], values(key))] for key in known}
    monkeypatch.setattr(measuring, "_makers", made)
    return known


@pytest.fixture
def standard(roles, anna, boris, head):
    seller = Position.objects.create(name="Seller")
    for person in (anna, boris):
        person.position = seller
        person.save()
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    draft = write(regulation, [page("part", "1", "", "Part", "Opening.")], publish=False)
    draft.header = {
        "en": {"title": "Standard", "measure": "To know and to keep it"},
        "facts": {"bindings": BINDINGS, "positions": [seller.pk]},
    }
    draft.save()
    draft.publish(by=None)
    return regulation


def seen(client, person, address="/handbook/INS-01/"):
    client.force_login(person)
    return client.get(address).content.decode()


def of(standard, person):
    return Parameter(standard.edition_in_force().header["facts"], person)


def test_who_meets_all_conditions_complies_and_one_missed_is_enough(standard, figures, head, anna, boris):
    figures["test:x"] = {anna.pk: 85, boris.pk: 90}
    figures["discipline"] = {anna.pk: 100, boris.pk: 94.99}

    assert of(standard, head).team == (1, 2, 0)
    assert of(standard, head).team_percent == 50
    assert of(standard, anna).is_met
    assert not of(standard, boris).is_met


def test_the_passport_tells_a_head_of_their_people_and_a_manager_of_themselves(client, standard, figures, head, anna, boris):
    figures["test:x"] = {anna.pk: 85, boris.pk: 90}
    figures["discipline"] = {anna.pk: 100, boris.pk: 60}

    assert "Now: 50 % of the staff comply (1 of 2 people)" in seen(client, head)
    hers = seen(client, anna)
    assert "You: Test on the standard – 85 %, at least 80 % is asked; Clean days – 100 %, at least 95 % is asked" in hers
    assert "of the staff comply" not in hers
    assert "Boris" not in hers.partition("<h2>Passport</h2>")[2].partition("</section>")[0]


def test_other_departments_are_not_counted_and_people_without_figures_are_told_apart(
    client, standard, figures, head, head2, anna, boris, vera
):
    figures["test:x"] = {anna.pk: 85, vera.pk: 10}
    figures["discipline"] = {anna.pk: 100, vera.pk: 10}

    assert of(standard, head).team == (1, 1, 1)
    assert "of 1 more too little is known" in seen(client, head)
    assert of(standard, head2).team is None


def test_whom_the_document_is_not_for_is_neither_asked_nor_counted(client, standard, figures, head, anna):
    figures["test:x"], figures["discipline"] = {head.pk: 10, anna.pk: 99}, {head.pk: 10, anna.pk: 99}

    assert of(standard, head).own == []
    assert of(standard, head).team == (1, 1, 1)


def test_a_figure_that_nobody_works_out_any_more_is_left_out(standard, figures, anna, monkeypatch):
    monkeypatch.setattr(measuring, "_makers", {})

    assert of(standard, anna).bound == []
    assert of(standard, anna).lines == []


def test_it_is_printed_and_stands_in_the_word_file_too(client, standard, figures, head, anna, boris):
    figures["test:x"], figures["discipline"] = {anna.pk: 85, boris.pk: 85}, {anna.pk: 100, boris.pk: 100}

    printed = seen(client, head, "/handbook/INS-01/print/")
    assert "To know and to keep it" in printed
    assert "Now: 100 % of the staff comply (2 of 2 people)" in printed
    with translation.override("en"):
        rows = dict(passport_rows(Book(standard.edition_in_force(), "en", reader=head)))
    assert "100 % of the staff comply" in rows["Today"]


def test_the_block_of_figures_sets_what_is_asked_beside_what_is(client, standard, figures, head, anna, boris):
    figures["test:x"], figures["discipline"] = {anna.pk: 85, boris.pk: 65}, {anna.pk: 100, boris.pk: 100}
    draft = standard.open_draft(by=None)
    node = draft.node_of("part")
    draft.change_text("part", "en", "Part", "{{live kpi}}", seen=node.text_in("en").content_hash, by=None)
    draft.publish(by=None)

    hers, heads = seen(client, anna, "/handbook/INS-01/part/"), seen(client, head, "/handbook/INS-01/part/")
    assert ">85 %<" in hers
    assert "Your people, on average" not in hers
    assert ">75 %<" in heads
    assert ">75 %<" not in hers, "of two people an average would give the other one away"


def test_the_average_of_a_department_is_told_from_three_people_on(standard, figures, sales, anna, boris):
    clara = make_user("clara", department=sales)
    clara.position_id = anna.position_id
    clara.save()
    figures["discipline"] = {anna.pk: 100, boris.pk: 50}
    discipline = of(standard, anna).bound[1][0]
    assert of(standard, anna).of_department(discipline) is None
    figures["discipline"][clara.pk] = 50
    assert of(standard, anna).of_department(discipline) == 66


def test_an_editor_binds_figures_in_the_header_and_a_number_is_needed(client, standard, figures, admin, anna):
    draft = standard.open_draft(by=admin)
    client.force_login(admin)
    values = {"title_en": "Standard", "seen": draft.header_mark, "measured_0": "discipline", "least_0": ""}
    refused = client.post("/handbook/INS-01/draft/passport/", values)
    assert refused.status_code == 422
    assert "Say how many per cent it is at least." in refused.content.decode()
    assert client.post("/handbook/INS-01/draft/passport/", values | {"least_0": "101"}).status_code == 422
    assert client.post("/handbook/INS-01/draft/passport/", values | {"measured_0": "nothing such", "least_0": "5"}).status_code == 422

    assert client.post("/handbook/INS-01/draft/passport/", values | {"least_0": "97"}).status_code == 302
    draft.refresh_from_db()
    assert draft.header["facts"]["bindings"] == [{"key": "discipline", "least": 97}]
    client.force_login(anna)
    assert client.post("/handbook/INS-01/draft/passport/", values | {"least_0": "1"}).status_code in (403, 404)


def test_many_people_cost_as_many_queries_as_two(standard, figures, head, sales, anna, boris):
    with CaptureQueriesContext(connection) as few:
        assert of(standard, head).team == (0, 0, 2)
    for n in range(8):
        person = make_user(f"seller{n}", department=sales)
        person.position_id = anna.position_id
        person.save()
    head = type(head).objects.get(pk=head.pk)
    with CaptureQueriesContext(connection) as many:
        assert of(standard, head).team[2] == 10
    assert len(many) <= len(few) + 2


def test_what_apps_measure_has_a_key_a_label_and_no_figure_of_nobody(roles, anna):
    keys = {one.key for one in measuring.all_measurables()}

    assert {"discipline", "discipline:no_task", "discipline:overdue", "discipline:unprocessed"} <= keys
    for one in measuring.all_measurables():
        assert str(one.label)
        assert one.values([anna]) == {}
        assert one.values([]) == {}
