import pytest
from django.utils.html import format_html

from notifications import kinds


@pytest.fixture
def three_kinds(monkeypatch):
    """Kinds of three urgencies, none of them about a record."""
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_subjects", {})

    def tell(notice, subject):
        return format_html("Told: {}", notice.details.get("words", notice.key))

    kinds.notice("thing.usual", "Something usual", mail=True)(tell)
    kinds.notice("thing.today", "Something of today", mail=True, urgency="today")(tell)
    kinds.notice("thing.now", "Something of now", mail=True, urgency="now", minutes=True)(tell)
