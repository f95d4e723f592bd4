from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from crm_project.lib import clock
from regulations.chain import problems_in
from regulations.models import DeadLinks, DraftExists, Edition, EditionNode, EmptyEdition, NotADraft, NotAfterThePrevious, SectionText

from .conftest import page, write

pytestmark = pytest.mark.django_db


def refused(statement, *parameters):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_an_edition_is_published_once(small):
    edition = small.edition_in_force()

    with pytest.raises(NotADraft):
        edition.publish(by=None)


def test_a_published_edition_is_not_written_again(small):
    with pytest.raises(NotADraft):
        small.edition_in_force().write([], by=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regulations_edition SET header = '{}'",
        "UPDATE regulations_edition SET effective_at = now()",
        "DELETE FROM regulations_edition",
        "UPDATE regulations_editionnode SET number = number || 'x'",
        "DELETE FROM regulations_editionnode",
        "UPDATE regulations_sectiontext SET html = 'x'",
        "DELETE FROM regulations_sectiontext",
        "UPDATE regulations_sectionversion SET number = 7",
        "DELETE FROM regulations_sectionversion",
        "UPDATE regulations_section SET code = code || '-new'",
    ],
)
def test_the_database_refuses_to_change_what_was_published(small, statement):
    refused(statement)


def test_nothing_is_added_to_a_published_edition_or_version(small):
    node = small.edition_in_force().nodes.first()

    with pytest.raises(DatabaseError), transaction.atomic():
        EditionNode.objects.create(edition=node.edition, section=node.section, version=node.version, position=99, number="9")
    with pytest.raises(DatabaseError), transaction.atomic():
        SectionText.drawn(node.version, "ru", "Часть", "Начало.").save()


def test_a_draft_may_be_rewritten_until_it_is_published(small):
    draft = write(small, [page("part", "1", "", "Part", "Draft.")], publish=False)
    draft.write([page("part", "1", "", "Part", "Better."), page("second", "1.2", "part", "Second", "Two.")], by=None)
    draft.publish(by=None)

    assert [text.markdown for text in SectionText.objects.filter(version__nodes__edition=draft)] == ["Better.", "Two."]


def test_readers_see_the_old_edition_while_the_next_is_a_draft(small):
    first = small.edition_in_force()

    write(small, [page("part", "1", "", "Part", "Draft.")], publish=False)

    assert small.edition_in_force() == first


def test_a_regulation_has_one_draft_at_a_time(small):
    write(small, [page("part", "1", "", "Part", "Draft.")], publish=False)

    with pytest.raises(DraftExists):
        small.start_draft(by=None, header={})


def test_an_edition_takes_effect_when_it_says(small):
    first = small.edition_in_force()
    tomorrow = clock.now() + timedelta(days=1)

    second = write(small, [page("part", "1", "", "Part", "Tomorrow.")], effective_at=tomorrow)

    assert second.state == Edition.State.SCHEDULED
    assert small.edition_in_force() == first
    assert small.edition_in_force(at=tomorrow) == second


def test_editions_take_effect_one_after_another(small):
    with pytest.raises(NotAfterThePrevious):
        write(small, [page("part", "1", "", "Part", "Yesterday.")], effective_at=clock.now() - timedelta(days=1))


def test_an_empty_edition_is_not_published(small):
    draft = small.start_draft(by=None, header={})

    with pytest.raises(EmptyEdition):
        draft.publish(by=None)


def test_dead_links_stop_a_publication_and_are_named(small):
    first = small.edition_in_force()

    with pytest.raises(DeadLinks) as refusal:
        write(small, [page("part", "1", "", "Part", "See [[nowhere]] and [[CRM-09/gone]] and [[second]].")])

    assert refusal.value.links == [("part", "CRM-09/gone"), ("part", "INS-01/nowhere")]
    assert small.edition_in_force() == first


def test_an_unchanged_section_keeps_its_version(small):
    before = dict(small.edition_in_force().nodes.values_list("section__code", "version_id"))

    edition = write(small, [page("part", "1", "", "Part", "Other."), page("first", "1.1", "part", "First", "One. See [[second]].")])

    after = dict(edition.nodes.values_list("section__code", "version_id"))
    assert after["first"] == before["first"]
    assert after["part"] != before["part"]
    assert edition.changed_codes() == ["part"]


def test_publishing_is_noted_in_history(small, admin):
    write(small, [page("part", "1", "", "Part", "Noted.")], by=admin)

    entry = small.entries.newest_first().first()
    assert (entry.verb, entry.actor, entry.details["number"]) == ("edition_published", admin, 2)


def test_the_chain_of_the_default_handbook_verifies(handbook, capsys):
    call_command("verify_editions")

    assert "as they were published" in capsys.readouterr().out


def test_tampering_is_named_by_edition_section_and_language(handbook, capsys):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE regulations_sectiontext DISABLE TRIGGER text_is_final")
        cursor.execute("UPDATE regulations_sectiontext SET html = '<p>Relax.</p>' WHERE language = 'en' AND title LIKE 'Every deal%'")
        cursor.execute("ALTER TABLE regulations_sectiontext ENABLE TRIGGER text_is_final")

    with pytest.raises(CommandError):
        call_command("verify_editions")

    problems = capsys.readouterr().err
    assert "CRM-01 · 1: section 11.1 next-step (en) was changed after it was published" in problems
    assert "CRM-01 · 1: the edition is not what was published" in problems


def test_an_edition_rewritten_with_its_hash_breaks_the_chain_after_it(small):
    write(small, [page("part", "1", "", "Part", "Next.")])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE regulations_edition DISABLE TRIGGER edition_is_final")
        cursor.execute("UPDATE regulations_edition SET content_hash = repeat('0', 64) WHERE number = 1")
        cursor.execute("ALTER TABLE regulations_edition ENABLE TRIGGER edition_is_final")

    assert len(list(problems_in(small))) == 2
