"""Questions travel inside the bundle of a document: for whoever may see the keys, and back as drafts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from regulations.carrying.bundle import packed, unpacked
from regulations.carrying.refusals import Unfit
from regulations.carrying.taking import keep, take_in
from regulations.loader import load_default_handbook
from regulations.models import Regulation
from tests.regulations.conftest import page, write
from tests.regulations.test_files import another_system, repacked
from training.loader import load_ready_bank
from training.models import Question
from training.models.question import _without_ids

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
KEY = "918273645"


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


def said_by(questions):
    """What makes a question: its facts, its words without the random ids, where it hangs."""
    return {
        one.code: (
            (one.area, one.pool, one.is_critical, one.current.type, one.current.points, one.current.stem, one.current.explanation),
            _without_ids(one.current.payload),
            sorted((link.section.code, link.block_id) for link in one.links.all()),
        )
        for one in questions.select_related("current").prefetch_related("links__section")
    }


@pytest.fixture
def small(roles):
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One.")])
    return regulation


def ask(regulation, admin, code="q-1", **facts):
    content = {
        "type": "number",
        "stem": {"en": "How many? // section=part = {x}", "ru": "Сколько?"},
        "payload": {"value": KEY, "tolerance": "0"},
    }
    place = regulation.sections.get(code="first")
    facts = {"area": "terms", "is_critical": True, "state": "active", "regulation": regulation, **facts}
    return Question.write(None, by=admin, content=content, sections=[(place, "1a2b3c4d")], code=code, **facts)


def brought(body, admin, code="INS-01"):
    return take_in(keep(unpacked(body), "a.zip", by=admin), code=code, genre="instruction", by=admin)


def test_the_whole_bank_comes_back_into_an_empty_system_as_the_same_questions(admin):
    with another_system():
        load_default_handbook()
        load_ready_bank(by=admin)
        regulation = Regulation.objects.get(code="CRM-01")
        active = Question.objects.in_use().filter(regulation=regulation)
        before = said_by(active)
        body = packed(regulation.edition_in_force(), by=admin)
    assert len(before) > 100
    assert Question.objects.count() == 0

    draft = take_in(keep(unpacked(body), "a.zip", by=admin), code="CRM-01", genre="handbook", by=admin)

    after = said_by(Question.objects.all())
    assert after.keys() == before.keys()
    assert after == before
    assert set(Question.objects.values_list("state", "origin")) == {("draft", "imported")}
    assert str(len(before)) in draft.told[0]


def test_languages_area_critical_and_the_block_come_back(small, admin):
    ask(small, admin)
    body = packed(small.edition_in_force(), by=admin)
    draft = brought(body, admin, code="INS-02")
    assert draft.told == ["0 questions came as drafts. 1 was here already."]
    with another_system():
        Question.objects.all().delete() if False else Question.objects.update(code="another")
        draft = take_in(keep(unpacked(body), "a.zip", by=admin), code="INS-03", genre="instruction", by=admin)
        assert draft.told == ["1 question came as a draft."]
        question = Question.objects.get(code="q-1")
        link = question.links.get()
        assert (str(link.section), link.block_id, question.state) == ("INS-03/first", "1a2b3c4d", "draft")
        assert (question.area, question.is_critical, question.current.stem["ru"]) == ("terms", True, "Сколько?")
        assert question.current.stem["en"] == "How many? // section=part = {x}"


def test_no_key_is_in_a_bundle_of_somebody_who_may_not_see_the_bank(small, admin, anna, head, auditor, client):
    ask(small, admin)
    for person in (anna, head, auditor, None):
        body = packed(small.edition_in_force(), by=person)
        assert "questions.gift" not in str(unpacked(body).attached)
        assert not contents(body).get("questions.gift")
        assert all(KEY.encode() not in one for one in contents(body).values())
    client.force_login(anna)
    assert client.get("/handbook/INS-01/files/bundle/").status_code in (403, 404)
    client.force_login(admin)
    body = client.get("/handbook/INS-01/files/bundle/").content
    assert KEY.encode() in contents(body)["questions.gift"]


def contents(body):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_drafts_of_questions_stay_at_home(small, admin):
    ask(small, admin, state="draft")
    assert "questions.gift" not in contents(packed(small.edition_in_force(), by=admin))


def test_other_systems_read_an_item_for_each_language(small, admin):
    from training import gift

    ask(small, admin)
    text = contents(packed(small.edition_in_force(), by=admin))["questions.gift"].decode()
    records, wrong = gift.read(text)
    assert wrong == []
    assert [(one["code"], one["type"], one["section"], one["area"], one["critical"], list(one["stem"])) for one in records] == [
        ("q-1", "number", "INS-01/first", "terms", True, ["ru"]),
        ("q-1", "number", "INS-01/first", "terms", True, ["en"]),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"// crm-question: {",
        b'// crm-question: {"code": "x"}',
        b'// crm-question: {"code":"x","links":[["A","first",""]],"type":"single","stem":[],"payload":{},"explanation":{},"points":1,"area":"","pool":"","critical":1}',
        b'// crm-question: {"code":"x","links":[["A","first",""]],"type":"single","stem":{"en":"Q"},"payload":[1],"explanation":{},"points":99,"area":"","pool":"","critical":1}',
        b'// crm-question: {"code":"x","links":[["A","elsewhere",""]],"type":"truefalse","stem":{"en":"Q"},"payload":{"value":true},"explanation":{},"points":1,"area":"","pool":"","critical":1}',
        b"::x:: no end {",
    ],
)
def test_a_file_that_was_tampered_with_brings_the_text_and_nothing_wrong(small, admin, line):
    body = repacked(packed(small.edition_in_force(), by=admin), lambda files: files.update({"questions.gift": line}))
    draft = brought(body, admin, code="INS-05")
    assert draft.nodes.count() == 3
    assert Question.objects.count() == 0


def test_items_of_another_system_come_as_drafts_too(small, admin):
    items = "// section=INS-01/first area=safety critical=1 lang=ru\n::q-9::Да?{TRUE}\n\n// section=INS-01/first area=safety critical=1 lang=en\n::q-9::Yes?{TRUE}\n\n::q-8::no section{T}"
    body = repacked(packed(small.edition_in_force(), by=admin), lambda files: files.update({"questions.gift": items.encode()}))
    draft = brought(body, admin, code="INS-06")
    assert draft.regulation.source_language == "en"
    assert draft.told == ["1 question came as a draft. 1 could not be read or have no section here."]
    question = Question.objects.get(code="q-9")
    assert (question.area, question.is_critical, question.current.stem) == ("safety", True, {"en": "Yes?"})
    assert str(question.links.get().section) == "INS-06/first"
    other = repacked(packed(small.edition_in_force(), by=admin), lambda files: files.update({"old-ru.gift": b"::a::B{T}"}))
    assert "old-ru.gift" in unpacked(other).remarks[0]


def test_questions_that_are_no_text_are_refused(small, admin):
    with pytest.raises(Unfit):
        unpacked(repacked(packed(small.edition_in_force(), by=admin), lambda files: files.update({"questions.gift": b"\xff\xfe"})))


def test_taken_in_twice_they_came_once_and_the_page_says_so(small, admin, client):
    ask(small, admin)
    body = packed(small.edition_in_force(), by=admin)
    Question.objects.update(code="another")
    client.force_login(admin)
    client.post("/handbook/file/", {"file": SimpleUploadedFile("a.zip", body)})
    shown = client.get("/handbook/file/preview/").content.decode()
    assert "they become drafts" in shown
    assert KEY not in shown
    posted = {"target": "", "code": "INS-07", "genre": "instruction"}
    answer = client.post("/handbook/file/preview/", posted, follow=True).content.decode()
    assert "1 question came as a draft." in answer
    client.post("/handbook/file/preview/", posted)
    assert Question.objects.filter(code="q-1").count() == 1
