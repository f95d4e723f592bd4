"""A stage renamed and a field made required: the handbook says so at once, yellow for who has not seen it, its questions are renewed."""

import pytest
from playwright.sync_api import expect

from regulations.living.following import follow
from regulations.models import SettingsNote
from tests.regulations.conftest import page as clause
from tests.regulations.conftest import write
from tests.regulations.reading_hands import confirm, owed, section
from training.models import Question
from training.renewal import look_through_stale


@pytest.fixture
def rules(_tuesday, funnel, admin, anna, boris):
    from regulations.models import Regulation

    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    pages = [clause("part", "1", "", "Part", "Opening."), clause("stages", "1.1", "part", "Stages", "They are:\n\n{{live stages}}")]
    write(regulation, [*pages, clause("second", "1.2", "part", "Fields", "Asked for:\n\n{{live required_fields}}")])
    for person in (admin, anna, boris):
        confirm(person, regulation)
    content = {"type": "truefalse", "stem": {"en": "Is it so?"}, "payload": {"answer": True}}
    asked = Question.write(
        None, by=admin, content=content, sections=[section(regulation, "stages")], code="on-stages", regulation=regulation
    )
    asked.activate(by=admin)
    return regulation


def test_from_the_settings_to_the_reader(window, rules, funnel, stages, admin, anna, boris):
    hers, theirs = window(anna), window(admin)
    theirs.goto(f"/deals/funnels/{funnel.pk}/stages/{stages['Qualified'].pk}/")
    theirs.get_by_label("Name", exact=False).first.fill("Need is clear")
    theirs.get_by_role("button", name="Save the stage").click()
    expect(theirs.locator(".k-stages")).to_contain_text("Need is clear")
    note = theirs.locator("#matrix-note")
    expect(note).to_contain_text("Changes 1 section of the handbook")
    note.get_by_label("Why, in one line").fill("We lose offers blindly")
    theirs.locator(f"#cell-{stages['Offer sent'].pk}-competitor").click()
    expect(theirs.locator(f"#cell-{stages['Offer sent'].pk}-competitor .k-star")).to_be_visible()

    hers.goto("/handbook/INS-01/stages/")
    expect(hers.locator(".k-live").first).to_contain_text("Need is clear")
    follow()
    look_through_stale()

    hers.goto("/handbook/INS-01/stages/")
    mark = hers.locator(".k-live ins.k-mark").first
    expect(mark).to_have_text("Need is clear")
    assert mark.get_attribute("data-was") == "Was: Qualified"
    hers.goto("/handbook/INS-01/second/")
    expect(hers.locator(".k-live ins.k-mark", has_text="Competitor")).to_be_visible()
    assert set(owed(anna, rules)) == {"stages", "second"}
    assert Question.objects.get(code="on-stages").state == "needs_review"

    confirm(boris, rules)
    assert SettingsNote.objects.get(blocks=["required_fields"]).reason == "We lose offers blindly"
    his = window(boris)
    his.goto("/handbook/INS-01/changes/?since=1")
    expect(his.locator("main")).to_contain_text("Need is clear")
    hers.goto("/handbook/INS-01/compare/1..1.1/")
    expect(hers.locator("main")).to_contain_text("must be filled in: now also Competitor")
