"""Edition 2 comes out while people read edition 1: each owes exactly what changed for them, and is told once."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import Absence, Position, Workspace
from accounts.people import change_place, dismiss
from crm_project.lib import clock
from notifications.models import Notice
from regulations.models import Acknowledgement, ReadingAssignment, Regulation
from regulations.reading import watching
from regulations.reading.my_page import my_documents
from tests.factories import make_user

from .reading_hands import MOSCOW, confirm, owed, publish, reading, section, version

pytestmark = pytest.mark.django_db


def due_on(person, regulation):
    return reading(person, regulation).due_at.astimezone(MOSCOW).date()


def notices(person, verb="reading.asked"):
    return Notice.objects.filter(recipient=person, verb=verb)


def test_edition_two_comes_out_while_two_people_read_edition_one_and_one_is_on_leave(rules, anna, boris, vera, head, at):
    """Anna has read it all, Boris a half, Vera is on leave for three weeks and has read nothing."""
    confirm(anna, rules)
    confirm(boris, rules, "part", "first")
    Absence.objects.create(user=vera, from_on=date(2026, 11, 3), to_on=date(2026, 11, 22), known_from=clock.now())
    watching.tick()
    at(4)

    second = publish(rules, first="One, and by noon. See [[second]].", third="Three.")
    watching.tick()
    publish_told = {person: notices(person).filter(key=f"reading.edition:{second.pk}").count() for person in (anna, boris, vera)}

    assert owed(anna, rules) == {"first": "changed", "third": "new"}
    assert owed(boris, rules) == {"first": "changed", "second": "new", "third": "new"}
    assert owed(vera, rules) == {"part": "new", "first": "new", "second": "new", "third": "new"}
    assert publish_told == {anna: 1, boris: 1, vera: 1}
    details = {person: notices(person).get(key=f"reading.edition:{second.pk}").details for person in (anna, boris, vera)}
    assert {person: (told["sections"], told["titles"]["en"]) for person, told in details.items()} == {
        person: (2, ["First", "Third"]) for person in (anna, boris, vera)
    }
    assert due_on(anna, rules) == date(2026, 11, 9), "three working days after Wednesday"
    assert due_on(boris, rules) == date(2026, 11, 5), "what he owed already keeps the earlier date"
    assert due_on(vera, rules) == date(2026, 11, 25), "the third working day after she is back"
    assert {row.state for row in ReadingAssignment.objects.filter(user=boris)} == {"opened", "superseded"}


def test_what_was_owed_already_keeps_its_date_and_what_changed_gets_a_new_one(rules, anna, at):
    at(4)
    publish(rules, first="Other.")

    dues = dict(reading(anna, rules).items.values_list("section__code", "due_at"))
    assert {code: due.astimezone(MOSCOW).date() for code, due in dues.items()} == {
        "part": date(2026, 11, 5),
        "second": date(2026, 11, 5),
        "first": date(2026, 11, 5),
    }


def test_a_change_taken_back_is_not_owed_by_who_never_confirmed_it(rules, anna, boris):
    confirm(anna, rules)
    confirm(boris, rules)
    publish(rules, first="Other.")
    confirm(boris, rules)

    publish(rules, first="One. See [[second]].")

    assert owed(anna, rules) == {}
    assert owed(boris, rules) == {"first": "changed"}
    assert reading(anna, rules) is None


def test_several_editions_are_one_reading_over_all_changes(rules, anna):
    confirm(anna, rules)
    publish(rules, first="Other.")
    publish(rules, second="Twice.")
    publish(rules, first="Yet another.")

    assert owed(anna, rules) == {"first": "changed", "second": "changed"}
    assert ReadingAssignment.objects.open().of(anna).count() == 1
    assert ReadingAssignment.objects.of(anna).filter(state="superseded").count() == 2


def test_a_section_taken_out_is_to_be_noted_by_who_knew_it(rules, anna, boris):
    confirm(anna, rules)

    publish(rules, without=["first"], part="Opening. First is gone.")

    assert owed(anna, rules) == {"part": "changed", "first": "gone"}
    assert "first" not in owed(boris, rules), "whoever never read it needs no news of it"
    confirm(anna, rules)
    assert owed(anna, rules) == {}
    assert Acknowledgement.objects.filter(user=anna, version=None).count() == 1


def test_an_edition_that_only_moves_or_repeats_asks_nobody(rules, anna):
    confirm(anna, rules)
    before = Notice.objects.count()

    publish(rules)

    assert reading(anna, rules) is None
    assert Notice.objects.count() == before


def test_whoever_puts_their_name_under_an_edition_owes_nothing_of_it(rules, admin, anna):
    edition = publish(rules, by=admin, first="Other.")

    assert owed(admin, rules) == {}
    assert owed(anna, rules)["first"] == "new"
    assert edition.published_by == admin


def test_an_auditor_only_looks_and_the_automation_reads_nothing(auditor, rules):
    assert reading(auditor, rules) is None


def test_a_checklist_is_worked_through_and_not_acknowledged(monday, anna):
    checklist = Regulation.objects.create(code="CHK-07", genre="checklist")
    publish(checklist)
    watching.tick()

    assert reading(anna, checklist) is None


def test_a_coming_edition_is_asked_for_on_its_day_and_once(rules, anna, at):
    confirm(anna, rules)
    publish(rules, first="From Friday.", effective_at=datetime(2026, 11, 6, 9, tzinfo=MOSCOW))
    watching.tick()
    assert owed(anna, rules) == {}

    at(6)
    for _again in range(2):
        watching.tick()

    assert owed(anna, rules) == {"first": "changed"}
    assert notices(anna).count() == 1, "edition 1; edition 2 was announced to her before its day"
    assert notices(anna, "reading.announced").count() == 1


def test_the_tick_comes_twice_and_changes_nothing(rules, anna, egor):
    watching.tick()
    before = list(ReadingAssignment.objects.order_by("pk").values()), Notice.objects.count()

    watching.tick()

    assert (list(ReadingAssignment.objects.order_by("pk").values()), Notice.objects.count()) == before


# -- colleagues come, move and go ---------------------------------------------------


def test_a_new_colleague_walks_a_path_of_five_days_from_the_day_they_come(rules, handbook, egor):
    watching.tick()

    path = reading(egor, handbook)
    days = set(path.items.values_list("day", flat=True))
    dues = {day: path.items.filter(day=day).first().due_at.astimezone(MOSCOW).date() for day in days}
    assert path.reason == "hire"
    assert days == {1, 2, 3, 4, 5}
    # Wednesday, 4 November, is a public holiday only where the calendar says so.
    assert dues == {day: date(2026, 11, 1) + timedelta(days=day) for day in days}
    assert set(reading(egor, rules).items.values_list("day", flat=True)) == {1}
    assert notices(egor, "reading.path").count() == 1, "one for all documents"
    assert notices(egor).count() == 0


def test_another_position_asks_only_for_what_one_has_not_confirmed(rules, anna, admin):
    seller, chief = Position.found("Seller", by=admin), Position.found("Chief", by=admin)
    change_place(anna, by=admin, position=seller, superior=anna.superior)
    publish(rules, readers={"first": [chief]})
    watching.tick()
    assert owed(anna, rules) == {"part": "new", "second": "new"}
    confirm(anna, rules)

    change_place(anna, by=admin, position=chief, superior=anna.superior)
    watching.tick()
    assert owed(anna, rules) == {"first": "new"}
    assert reading(anna, rules).reason == "position_change"
    confirm(anna, rules)

    for position in (seller, chief):
        change_place(anna, by=admin, position=position, superior=anna.superior)
        watching.tick()
        assert owed(anna, rules) == {}, "what was acknowledged counts as long as it is the text in force"


def test_a_position_that_leaves_the_audience_keeps_acknowledgements_and_cancels_what_is_open(rules, anna, admin):
    confirm(anna, rules, "first")
    nobody = Position.found("Nobody", by=admin)

    publish(rules, first="Other.", readers={"part": [nobody]})

    assert reading(anna, rules) is None
    assert Acknowledgement.objects.filter(user=anna).count() == 1


def test_who_leaves_keeps_what_they_confirmed_and_is_asked_for_nothing(rules, anna, admin):
    watching.tick()
    confirm(anna, rules, "first")

    dismiss(anna, by=admin)
    watching.tick()

    assert reading(anna, rules) is None
    assert ReadingAssignment.objects.get(user=anna).state == "cancelled"
    assert Acknowledgement.objects.filter(user=anna).count() == 1


# -- dates -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("from_on", "to_on", "due"),
    [
        (date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 9)),
        (date(2026, 11, 5), date(2026, 11, 5), date(2026, 11, 6)),
        (date(2026, 11, 4), date(2026, 11, 22), date(2026, 11, 25)),
        (date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 5)),
    ],
)
def test_an_absence_moves_the_date_and_a_long_one_begins_the_count_anew(rules, anna, from_on, to_on, due):
    watching.tick()
    absence = Absence.objects.create(user=anna, from_on=from_on, to_on=to_on, known_from=clock.now())
    watching.tick()
    assert due_on(anna, rules) == due

    Absence.objects.filter(pk=absence.pk).update(known_to=clock.now())
    watching.tick()
    assert due_on(anna, rules) == date(2026, 11, 5)


def test_what_is_not_read_in_time_is_overdue_until_it_is_read(rules, anna, at):
    at(6)
    watching.tick()
    assert reading(anna, rules).state == "overdue"

    confirm(anna, rules)

    assert ReadingAssignment.objects.get(user=anna).state == "done"


# -- as many questions to the database whoever reads ---------------------------------------


def test_asking_forty_people_costs_as_much_as_asking_four(rules, sales, django_assert_max_num_queries):
    from regulations.reading.settling import settle

    for number in range(40):
        make_user(f"seller{number}", department=sales)

    with django_assert_max_num_queries(60):
        settle(rules, reason="publish")

    assert ReadingAssignment.objects.open().of_regulation(rules).count() == 45


def test_facts_for_the_marks_cost_one_question(rules, anna, django_assert_num_queries):
    from regulations.reading.baselines import facts_for

    confirm(anna, rules)
    first = version(rules, "first")
    publish(rules, first="Other.")
    confirm(anna, rules)

    with django_assert_num_queries(1):
        facts = facts_for(anna, rules)

    fact = facts[section(rules, "first").pk]
    assert (fact.version_id, [one[0] for one in fact.earlier]) == (version(rules, "first"), [first])
    assert facts_for(anna, Regulation.objects.create(code="NEW-01")) == {}


def test_the_notice_quotes_what_changed_for_each_in_their_own_language(rules, anna, boris, vera, at):
    confirm(anna, rules)
    confirm(boris, rules, "part")
    at(4)
    second = publish(rules, first="One within 10 minutes. See [[second]].", second="Two.")
    at(5)
    third = publish(rules, first="One within 15 minutes. See [[second]].", second="Not two.")
    quoted = {
        (person, edition): notices(person).get(key=f"reading.edition:{edition.pk}").details["excerpts"]
        for person in (anna, boris)
        for edition in (second, third)
    }
    assert quoted[anna, second] == ["1.1 One [+ within 10 minutes]. See …."]
    assert quoted[anna, third] == ["1.1 One [+ within 15 minutes]. See ….", "1.2 [+ Not] two."]
    assert quoted[boris, third] == [], "what is new for him is not quoted"


def test_whoever_chose_no_language_is_quoted_in_the_one_of_the_company(rules, anna, at):
    Workspace.objects.update(language="en")
    type(anna).objects.filter(pk=anna.pk).update(language="")
    confirm(anna, rules)
    at(4)
    second = publish(rules, first="One within 10 minutes. See [[second]].", second="Two.")

    assert notices(anna).get(key=f"reading.edition:{second.pk}").details["excerpts"] == ["1.1 One [+ within 10 minutes]. See …."]


def test_what_a_new_colleague_has_walked_stays_behind_them_whatever_is_published(rules, sales, anna, at):
    confirm(anna, rules)
    at(3)
    egor = make_user("egor", department=sales)
    watching.tick()
    confirm(egor, rules, "part", "first")
    at(4)
    second = publish(rules, first="One, and by noon.")
    watching.tick()

    items = dict(reading(egor, rules).items.values_list("section__code", "state"))
    assert items == {"part": "done", "first": "owed", "second": "owed"}
    assert reading(egor, rules).reason == "hire"
    changed = reading(egor, rules).items.get(section__code="first")
    assert (changed.kind, changed.day, changed.due_at.astimezone(MOSCOW).date()) == ("changed", 0, date(2026, 11, 9))
    assert notices(egor).filter(key=f"reading.edition:{second.pk}").count() == 1, "told of it as everybody is"
    assert notices(egor, "reading.path").count() == 1


def test_what_changes_on_the_path_of_a_new_colleague_has_the_days_everybody_has(rules, handbook, sales, anna, at):
    """Egor is on the first of five days; on its evening a section of day one, one of day two and one of the last day change."""
    confirm(anna, handbook)
    at(3)
    egor = make_user("egor", department=sales)
    watching.tick()
    path = {one.section.code: one for one in reading(egor, handbook).items.select_related("section")}
    by_day = {
        day: [code for code, item in path.items() if item.day == day and item.section.code in _clauses(handbook)] for day in range(1, 6)
    }
    early, last, kept = by_day[1][0], by_day[5][-1], by_day[2][0]
    at(3, 17)
    changed(handbook, early, last)
    watching.tick()

    everybody = {code: item.due_at for code, item in _items(anna, handbook).items()}
    now = _items(egor, handbook)
    assert everybody[early].astimezone(MOSCOW).date() == date(2026, 11, 6)
    assert (now[early].due_at, now[early].day) == (everybody[early], 0), "never earlier than three days, by its own date"
    assert (now[last].due_at, now[last].day) == (path[last].due_at, 5), "where the path leaves more, the path holds"
    assert (now[kept].due_at, now[kept].day) == (path[kept].due_at, 2), "what did not change stays as it was"
    stages = next(one for one in my_documents(egor, "ru") if one.code == "CRM-01").stages
    assert [stage.due_at for stage in stages] == sorted(stage.due_at for stage in stages), "no day stands behind a later one"
    assert [stage.number for stage in stages] == [1, 2, 3, 0, 4, 5]


def _clauses(regulation):
    return set(regulation.edition_in_force().nodes.exclude(parent=None).values_list("section__code", flat=True))


def _items(person, regulation):
    return {one.section.code: one for one in reading(person, regulation).items.owed().select_related("section")}


def changed(regulation, *codes):
    """The next edition with a sentence more in these sections, by the system."""
    draft = regulation.open_draft(by=None)
    for code in codes:
        text = draft.node_of(code).text_in("ru", fallback=False)
        draft.change_text(code, "ru", text.title, f"{text.markdown}\n\nПерезвоните в течение 15 минут.", seen=text.content_hash, by=None)
    draft.publish(by=None, summary={"ru": "Срок звонка"})
    return draft
