from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from regulations.loader import load_default_handbook
from regulations.models import Regulation

from .reading_hands import MOSCOW, publish


@pytest.fixture(scope="session", autouse=True)
def _typeset_once():
    """The default texts are the same in every test; setting them anew each time takes most of it."""
    from regulations.models import section

    drawn, kept = section.SectionText.drawn.__func__, {}

    def remembered(cls, version, language, title, markdown, *, before=None):
        if before is None and (language, title, markdown) in kept:
            return cls(version=version, **kept[language, title, markdown])
        text = drawn(cls, version, language, title, markdown, before=before)
        if before is None:
            names = ("language", "title", "markdown", "html", "blocks", "search_text", "content_hash", "seal")
            kept[language, title, markdown] = {name: getattr(text, name) for name in names}
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section.SectionText, "drawn", classmethod(remembered))
        yield


@pytest.fixture
def handbook(roles):
    """The default handbook, edition 1 of all three documents."""
    load_default_handbook()
    return Regulation.objects.get(code="CRM-01")


@pytest.fixture
def small(roles):
    """A regulation of one part with two clauses, published."""
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    write(regulation, [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "One. See [[second]].")])
    return regulation


def page(code, number, parent, title, words, **others):
    from regulations.handbook_files import PageFile

    texts = {language: (title, text) for language, text in {"en": words, **others}.items()}
    return PageFile(code, number, parent, texts)


def write(regulation, pages, *, by=None, publish=True, effective_at=None):
    """Start, write and publish the next edition; `second` is always there, so that links have somewhere to go."""
    pages = [*pages, *([page("second", "1.2", "part", "Second", "Two.")] if not any(p.code == "second" for p in pages) else [])]
    draft = regulation.start_draft(by=by, header={"en": {"title": "Small"}})
    draft.write(pages, by=by)
    if publish:
        draft.publish(by=by, effective_at=effective_at, summary={"en": "Something changed."})
    return draft


@pytest.fixture
def at(monkeypatch):
    """`at(4, 18)`: it is 4 November 2026, 18:00 in Moscow, and time goes on."""

    def moved(day, hour=10):
        away = datetime(2026, 11, day, hour, tzinfo=MOSCOW) - timezone.now()
        monkeypatch.setenv("APP_TEST_CLOCK", f"{'+' if away >= timedelta() else ''}{away.total_seconds():.0f}")

    return moved


@pytest.fixture
def monday(at):
    """Monday, 2 November 2026, ten in the morning in Moscow."""
    at(2)


@pytest.fixture
def rules(monday, head, anna, boris, vera):
    """An instruction of three sections everybody works by, out today."""
    regulation = Regulation.objects.create(code="INS-01", genre="instruction")
    publish(regulation)
    return regulation
