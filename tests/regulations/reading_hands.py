"""What every test of reading does: publish another edition, read, confirm, look at what is owed."""

from zoneinfo import ZoneInfo

from regulations.handbook_files import PageFile
from regulations.models import ReadingAssignment, ReadingItem, Section
from regulations.reading.acknowledging import acknowledge

MOSCOW = ZoneInfo("Europe/Moscow")
WORDS = "I have read and understood it."
TEXTS = {"part": "Opening.", "first": "One. See [[second]].", "second": "Two."}
TITLES = {"part": "Part", "first": "First", "second": "Second", "third": "Third"}
NUMBERS = {"part": "1", "first": "1.1", "second": "1.2", "third": "1.3"}


def publish(regulation, *, by=None, effective_at=None, without=(), readers=None, **texts):
    """The next edition of the small regulation with these texts changed; the others as they were. `readers` {code: [positions]}."""
    said = dict(TEXTS)
    edition = regulation.edition_in_force()
    if edition:
        for node in edition.nodes.select_related("section").prefetch_related("version__texts"):
            said[node.section.code] = node.version.text_in("en").markdown
    said = {code: text for code, text in {**said, **texts}.items() if code not in without}
    pages = [PageFile(code, NUMBERS[code], "" if code == "part" else "part", {"en": (TITLES[code], text)}) for code, text in said.items()]
    draft = regulation.start_draft(by=by, header={"en": {"title": "Small"}}, summary={"en": "What changed"})
    draft.write(pages, by=by)
    for code, positions in (readers or {}).items():
        ids = [position.pk for position in positions]
        draft.describe(code, by=by, audience=ids, required_reading=True, change_note="", change_class="substantive")
    draft.publish(by=by, effective_at=effective_at)
    return draft


def section(regulation, code):
    return Section.objects.select_related("regulation").get(regulation=regulation, code=code)


def version(regulation, code):
    node = regulation.edition_in_force().nodes.filter(section__code=code).first()
    return node.version_id if node else None


def confirm(person, regulation, *codes):
    """What the person presses at the end of these sections, or of all that they owe."""
    for code in codes or owed(person, regulation):
        acknowledge(section(regulation, code), version(regulation, code), WORDS, by=person)


def owed(person, regulation):
    """{code: kind} of what is asked for."""
    items = ReadingItem.objects.owed().in_open().of_user(person).of_regulation(regulation).order_by("pk")
    return dict(items.values_list("section__code", "kind"))


def reading(person, regulation):
    return ReadingAssignment.objects.open().of(person).of_regulation(regulation).first()
