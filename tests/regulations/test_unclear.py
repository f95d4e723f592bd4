"""«This is unclear»: a reader points at a paragraph, the editor answers or says which edition says it better."""

import uuid
from datetime import timedelta

import pytest

from crm_project.lib import clock
from regulations.models import Confusion
from regulations.reading.confusing import MOST_OPEN, AlreadyAnswered, NotAnEditor, NotAReader, NothingSaid, answer, ask

from .reading_hands import publish, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def block(rules):
    return rules.edition_in_force().nodes.get(section__code="first").version.text_in("en").blocks[0]["id"]


def node(regulation, code="first"):
    return regulation.edition_in_force().nodes.select_related("version", "section").get(section__code=code)


def test_a_reader_points_at_a_paragraph_and_the_editor_is_told(browser, rules, block, anna, admin):
    client = browser(anna)
    dialog = client.get(f"/handbook/INS-01/first/unclear/?block={block}").content.decode()
    assert "One. See" in dialog
    token = str(uuid.uuid4())
    for _again in range(2):
        sent = client.post("/handbook/INS-01/first/unclear/", {"block": block, "text": "Whom do I see?", "token": token})
        assert sent.status_code == 302

    made = Confusion.objects.get()
    assert (made.user, made.block, made.text, made.hired_days, made.is_of_a_newcomer) == (anna, block, "Whom do I see?", 0, True)
    assert made.quote.startswith("One. See")
    assert admin.notices.filter(verb="handbook.unclear").count() == 1


@pytest.mark.parametrize("wrong", ["", "zzzzzzzz", "x" * 200])
def test_a_block_that_is_not_there_is_the_whole_section(browser, rules, anna, wrong):
    answered = browser(anna).post("/handbook/INS-01/first/unclear/", {"block": wrong, "text": ""})

    assert answered.status_code == (422 if len(wrong) > 8 else 302)
    assert [one.block for one in Confusion.objects.all()] == ([] if len(wrong) > 8 else [""])


def test_one_reader_has_only_so_many_open_questions(browser, rules, anna):
    for _number in range(MOST_OPEN):
        ask(section(rules, "first"), node(rules), "", "", by=anna)

    answered = browser(anna).post("/handbook/INS-01/first/unclear/", {"block": "", "text": "Again"})

    assert answered.status_code == 422
    assert "Again" in answered.content.decode()
    assert Confusion.objects.count() == MOST_OPEN


def test_newcomers_come_first_and_answered_ones_go(browser, rules, anna, egor, admin, at):
    ask(section(rules, "second"), node(rules, "second"), "", "As a newcomer", by=egor)
    anna.joined_at = anna.joined_at.replace(year=2020)
    anna.save()
    old = ask(section(rules, "first"), node(rules), "", "As an old hand", by=anna)
    text = browser(admin).get("/handbook/unclear/").content.decode()
    assert text.index("As a newcomer") < text.index("As an old hand")

    answer(old, "The second section.", by=admin)

    assert "As an old hand" not in browser(admin).get("/handbook/unclear/").content.decode()
    assert "As an old hand" in browser(admin).get("/handbook/unclear/?show=closed").content.decode()
    assert "The second section." in browser(anna).get("/handbook/my-reading/").content.decode()
    assert anna.notices.filter(verb="handbook.explained").count() == 1


def test_closing_names_the_edition_that_says_it_better(browser, rules, anna, admin):
    asked = ask(section(rules, "first"), node(rules), "", "What?", by=anna)
    edition = publish(rules, first="One, that is Boris. See [[second]].")

    sent = browser(admin).post(f"/handbook/unclear/{asked.pk}/", {"answer": "", "edition": edition.pk})

    assert sent.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.fixed_in, asked.answered_by) == ("fixed", edition, admin)
    assert "Rewritten in edition 2" in browser(anna).get("/handbook/my-reading/").content.decode()


def test_an_answer_says_something_and_is_given_once(rules, anna, admin):
    asked = ask(section(rules, "first"), node(rules), "", "", by=anna)

    with pytest.raises(NothingSaid):
        answer(asked, "  ", by=admin)
    answer(asked, "See the second.", by=admin)
    with pytest.raises(AlreadyAnswered):
        answer(asked, "Another", by=admin)
    answer(asked, "", edition=rules.edition_in_force(), by=admin)

    asked.refresh_from_db()
    assert (asked.answer, asked.state) == ("See the second.", "fixed")


def test_who_only_looks_is_offered_no_question_and_asks_none(browser, rules, anna, auditor):
    assert "Something is unclear" in browser(anna).get("/handbook/INS-01/first/").content.decode()
    assert "Something is unclear" not in browser(auditor).get("/handbook/INS-01/first/").content.decode()

    assert browser(auditor).get("/handbook/INS-01/first/unclear/").status_code == 403
    assert browser(auditor).post("/handbook/INS-01/first/unclear/", {"text": "What?"}).status_code == 403
    with pytest.raises(NotAReader):
        ask(section(rules, "first"), node(rules), "", "", by=auditor)

    assert Confusion.objects.count() == 0


def test_only_who_writes_the_handbook_answers_and_sees_the_list(browser, rules, anna, boris, head):
    asked = ask(section(rules, "first"), node(rules), "", "", by=anna)

    for stranger in (anna, boris, head):
        assert browser(stranger).get("/handbook/unclear/").status_code == 403
        assert browser(stranger).post(f"/handbook/unclear/{asked.pk}/", {"answer": "x"}).status_code == 403
        with pytest.raises(NotAnEditor):
            answer(asked, "x", by=stranger)

    asked.refresh_from_db()
    assert asked.state == "open"


def test_an_edition_that_was_withdrawn_or_is_to_come_mends_nothing(browser, rules, anna, admin, at):
    asked = ask(section(rules, "first"), node(rules), "", "Whom do I see?", by=anna)
    second = publish(rules, first="Clearer.")
    withdrawn = publish(rules, first="Clearer still.", effective_at=clock.now() + timedelta(days=3))
    withdrawn.withdraw(by=admin)
    rules.draft.throw_away(by=admin)
    coming = publish(rules, first="The clearest.", effective_at=clock.now() + timedelta(days=4))
    client = browser(admin)

    offered = client.get(f"/handbook/unclear/{asked.pk}/").content.decode()
    assert f'value="{second.pk}"' in offered
    for edition in (withdrawn, coming):
        assert f'value="{edition.pk}"' not in offered
        assert client.post(f"/handbook/unclear/{asked.pk}/", {"answer": "", "edition": edition.pk}).status_code == 422
    asked.refresh_from_db()
    assert asked.state == "open"
    assert client.post(f"/handbook/unclear/{asked.pk}/", {"answer": "", "edition": second.pk}).status_code == 302
