"""An acknowledgement: of the very text, by the person's own hand, never changed, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from accounts.models import Position
from accounts.people import change_place
from regulations.models import Acknowledgement, AcknowledgementVoid, ReadingAssignment
from regulations.reading import watching
from regulations.reading.acknowledging import (
    NotAllOpened,
    NotAllowed,
    NotForYou,
    TextHasChanged,
    WrongPassword,
    acknowledge,
    acknowledge_all,
    declare_void,
)
from regulations.reading.models.assignment import ReasonNeeded
from regulations.reading.paper import NothingToSign, sign_on_paper
from timeline.holding import FileIsHeld
from timeline.keeping import FileIsNotAccepted
from timeline.models import File

from .reading_hands import WORDS, confirm, owed, publish, reading, section, version

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 a signature"


def upload(content=PDF, name="signed.pdf"):
    return SimpleUploadedFile(name, content)


def refused(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_acknowledgement_holds_the_text_the_words_the_hour_and_the_place_of_the_person(rules, anna, admin):
    change_place(anna, by=admin, position=Position.found("Seller", by=admin), superior=anna.superior)

    made = acknowledge(section(rules, "first"), version(rules, "first"), WORDS, by=anna, seconds=90)

    assert (made.user, made.version_id, made.edition, made.statement) == (anna, version(rules, "first"), rules.edition_in_force(), WORDS)
    assert (made.position_name, made.department_name, made.method, made.seconds_open) == ("Seller", "Sales", "click", 90)
    entry = rules.entries.newest_first().first()
    assert (entry.verb, entry.actor, entry.details["section"]) == ("acknowledged", anna, "first")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regulations_acknowledgement SET statement = 'I agree'",
        "UPDATE regulations_acknowledgement SET at = now()",
        "DELETE FROM regulations_acknowledgement",
        "UPDATE regulations_acknowledgementvoid SET reason = 'x'",
        "DELETE FROM regulations_acknowledgementvoid",
    ],
)
def test_the_database_refuses_to_change_an_acknowledgement(rules, anna, admin, statement):
    confirm(anna, rules)
    declare_void(Acknowledgement.objects.first(), "By mistake", by=admin)

    refused(statement)


def test_the_database_refuses_what_no_published_edition_says(rules, anna):
    edition, first = rules.edition_in_force(), section(rules, "first")
    other = version(rules, "second")
    facts = {"user": anna, "edition": edition, "statement": WORDS, "language": "en", "at": edition.published_at}

    for wrong in ({"section": first, "version_id": other}, {"section": first, "version": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Acknowledgement.objects.create(**facts, **wrong)


def test_pressing_twice_is_pressing_once(rules, anna):
    for _again in range(2):
        acknowledge(section(rules, "first"), version(rules, "first"), WORDS, by=anna)

    assert Acknowledgement.objects.filter(user=anna).count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_in_two_windows_at_once_is_pressing_once(rules, anna):
    first, number = section(rules, "first"), version(rules, "first")

    def press(_window):
        try:
            return acknowledge(first, number, WORDS, by=anna).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as windows:
        made = set(windows.map(press, range(2)))

    assert len(made) == Acknowledgement.objects.filter(user=anna).count() == 1


def test_what_came_out_while_one_was_reading_is_not_confirmed_by_the_old_button(rules, anna):
    read = version(rules, "first")
    edition = publish(rules, first="Other.")

    with pytest.raises(TextHasChanged) as refusal:
        acknowledge(section(rules, "first"), read, WORDS, by=anna)

    assert refusal.value.edition == edition
    assert Acknowledgement.objects.count() == 0
    assert "first" in owed(anna, rules)


def test_a_section_for_others_is_not_confirmed(rules, anna, admin):
    publish(rules, readers={"first": [Position.found("Chief", by=admin)]})

    with pytest.raises(NotForYou):
        acknowledge(section(rules, "first"), version(rules, "first"), WORDS, by=anna)


def test_an_auditor_confirms_nothing(rules, auditor):
    with pytest.raises(NotForYou):
        acknowledge(section(rules, "first"), version(rules, "first"), WORDS, by=auditor)


def test_where_the_company_asks_for_the_password_a_click_is_not_enough(rules, anna, admin):
    anna.set_password("a-long-good-passphrase")
    anna.save()
    rules.change({"ack_method": "password"}, by=admin)
    first, number = section(rules, "first"), version(rules, "first")

    for method, password in (("click", ""), ("password", "wrong")):
        with pytest.raises(WrongPassword):
            acknowledge(first, number, WORDS, by=anna, method=method, password=password)
    made = acknowledge(first, number, WORDS, by=anna, method="password", password="a-long-good-passphrase")

    assert made.method == "password"


def test_all_at_once_only_when_all_was_opened(rules, anna):
    words = {section(rules, code).pk: (version(rules, code), WORDS) for code in ("part", "first", "second")}

    with pytest.raises(NotAllOpened) as refusal:
        acknowledge_all(rules, words, by=anna)

    assert set(refusal.value.left) == set(words)
    assert Acknowledgement.objects.count() == 0


# -- on paper --------------------------------------------------------------------------


def test_a_signature_on_paper_covers_what_is_owed_of_the_edition_and_keeps_its_scan(rules, anna, admin):
    confirm(anna, rules, "first")

    made = sign_on_paper(anna, rules.edition_in_force(), upload(), WORDS, signed_on=None, by=admin)

    assert {(one.section.code, one.method, one.entered_by) for one in made} == {("part", "paper", admin), ("second", "paper", admin)}
    assert ReadingAssignment.objects.get(user=anna).state == "done"
    with pytest.raises(FileIsHeld):
        File.objects.get().discard(by=admin)


def test_only_who_configures_enters_paper_and_only_with_a_scan(rules, anna, boris, head, admin):
    edition = rules.edition_in_force()

    for stranger in (boris, head, anna):
        with pytest.raises(NotAllowed):
            sign_on_paper(anna, edition, upload(), WORDS, signed_on=None, by=stranger)
    with pytest.raises(FileIsNotAccepted):
        sign_on_paper(anna, edition, upload(b"MZ a program", "signed.exe"), WORDS, signed_on=None, by=admin)

    assert Acknowledgement.objects.count() == File.objects.count() == 0


def test_who_owes_nothing_signs_nothing(rules, anna, admin):
    confirm(anna, rules)

    with pytest.raises(NothingToSign):
        sign_on_paper(anna, rules.edition_in_force(), upload(), WORDS, signed_on=None, by=admin)

    assert File.objects.count() == 0


def test_the_database_refuses_paper_without_a_scan(rules, anna):
    edition = rules.edition_in_force()
    facts = {"user": anna, "edition": edition, "statement": WORDS, "language": "en", "at": edition.published_at, "method": "paper"}

    with pytest.raises(DatabaseError), transaction.atomic():
        Acknowledgement.objects.create(section=section(rules, "first"), version_id=version(rules, "first"), **facts)


# -- void and waived ------------------------------------------------------------------------


def test_what_is_declared_void_stays_and_is_owed_again(rules, anna, admin):
    confirm(anna, rules)
    found = Acknowledgement.objects.get(section__code="first")

    for _again in range(2):
        declare_void(found, "Pressed by a colleague", by=admin)

    assert owed(anna, rules) == {"first": "new"}
    assert AcknowledgementVoid.objects.count() == 1
    assert Acknowledgement.objects.filter(user=anna).count() == 3
    assert anna.notices.filter(verb="reading.voided").count() == 1
    confirm(anna, rules)
    assert owed(anna, rules) == {}


def test_a_confirmation_is_declared_void_by_who_configures_and_with_a_reason(rules, anna, head, admin):
    confirm(anna, rules, "first")
    found = Acknowledgement.objects.get()

    with pytest.raises(NotAllowed):
        declare_void(found, "Because", by=head)
    with pytest.raises(ReasonNeeded):
        declare_void(found, "  ", by=admin)

    assert AcknowledgementVoid.objects.count() == 0


def test_what_was_waived_is_not_asked_for_until_it_changes(rules, anna, head):
    watching.tick()
    reading(anna, rules).waive("On parental leave from tomorrow", by=head)
    watching.tick()
    assert owed(anna, rules) == {}

    publish(rules, first="Other.")

    assert owed(anna, rules) == {"first": "changed"}
    assert anna.notices.filter(verb="reading.waived").count() == 1
